-- The article that this one turned out to be; null: it stands for itself. Its row then has the status `merged`, which no
-- list shows, and keeps its versions.
alter table article add column merged_into uuid;
