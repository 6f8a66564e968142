-- When the page of a finished item is asked for again; null: never.
alter table item add column revisit_at timestamptz;
