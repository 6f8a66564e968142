-- A search may be for subscribing at once: who asked for that, and the feed that it led to.
alter table discovery add column subscriber json;
alter table discovery add column feed_id uuid;
