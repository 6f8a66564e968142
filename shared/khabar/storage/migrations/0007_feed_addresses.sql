-- Several addresses of one feed: `feed.url` is where it is polled, one of `addresses` or the only one.

alter table feed add column addresses    text[]  not null default '{}';  -- in the order to try; empty: only url
alter table feed add column address_keys bytea[] not null default '{}';  -- their sha256, as url_key
alter table feed add column away_since   timestamptz;                    -- since when it is not polled at the first
alter table feed add column return_to    text;                           -- while the first gets a try: where to go back
create index feed_addresses on feed using gin (address_keys);

-- Which address a line of the history is about; null: from before this was kept.
alter table poll add column url text;
