-- concurrently
-- Only rows whose page will be asked for again are in it.
drop index concurrently if exists item_revisit;
create index concurrently item_revisit on item (revisit_at) where revisit_at is not null;
