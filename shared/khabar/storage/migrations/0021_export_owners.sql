-- The API key that asked for an export, and may remove it. Null: without a key, or from before this was kept.
alter table export add column key_id text;
