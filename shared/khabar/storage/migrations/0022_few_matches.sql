-- concurrently
-- Filters that few articles pass, or none, find these without a walk through all. Days are found by the first index.
-- A section may be longer than a btree takes.
drop index concurrently if exists article_first_seen;
create index concurrently article_first_seen on article (first_seen_at desc, seq desc);
drop index concurrently if exists article_modified;
create index concurrently article_modified on article (modified_at);
drop index concurrently if exists article_domain;
create index concurrently article_domain on article (domain);
drop index concurrently if exists article_section;
create index concurrently article_section on article using hash (section);
drop index concurrently if exists article_language;
create index concurrently article_language on article (language);
-- As khabar/entities.py cuts them from now on: an index takes no longer ones.
update article set authors = array(select left(name, 300) from unnest(authors) name),
  entities = array(select left(name, 300) from unnest(entities) name),
  speakers = array(select left(name, 300) from unnest(speakers) name)
where exists (select from unnest(authors || entities || speakers) name where length(name) > 300);
drop index concurrently if exists article_names;
create index concurrently article_names on article using gin (authors, entities, speakers);
