-- Who and what articles name, across articles: for counts, and for finding names by their words.
alter table article add column entity_ids uuid[] not null default '{}';
create index article_entity_ids on article using gin (entity_ids);

create table entity (
  id     uuid primary key,                  -- drawn from type and folded name: khabar.entities.entity_id
  type   text not null,                     -- as in the record, or author
  name   text not null,                     -- as it was written where it was met first
  search tsvector not null                  -- its folded words
);
create index entity_search on entity using gin (search);
