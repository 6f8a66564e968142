-- Of a feed that has whole texts no page need be asked for.
alter table feed add column fetch_pages boolean not null default true;
