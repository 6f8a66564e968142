-- concurrently
-- Filters that few articles pass, or none, find these without a walk through all. Days are found by the first index.
drop index concurrently if exists article_first_seen;
create index concurrently article_first_seen on article (first_seen_at desc, seq desc);
drop index concurrently if exists article_modified;
create index concurrently article_modified on article (modified_at);
drop index concurrently if exists article_domain;
create index concurrently article_domain on article (domain);
drop index concurrently if exists article_section;
create index concurrently article_section on article (section);
drop index concurrently if exists article_language;
create index concurrently article_language on article (language);
drop index concurrently if exists article_names;
create index concurrently article_names on article using gin (authors, entities, speakers);
