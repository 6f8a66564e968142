-- Which articles are copies of each other. `cluster_id` null: stored before this was looked at.
alter table article add column fingerprint bytea;                    -- khabar.fingerprint; null: too short a text
alter table article add column bands bigint[] not null default '{}'; -- what candidates have in common
alter table article add column cluster_id uuid;                      -- its own id, or that of the article it copies
alter table article alter column fingerprint set storage plain;
-- Every new article asks this index, so that it must not have a list of entries still to be sorted in.
create index article_bands on article using gin (bands) with (fastupdate = off);
create index article_cluster on article (cluster_id, tx, seq);
