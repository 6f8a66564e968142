-- concurrently
-- The hours of the first rows of a list are read from its index, without the rows: storage/first_matches.py. These take
-- the place of article_seen, article_published and article_publisher, which a later contract drops.
drop index concurrently if exists article_newest;
create index concurrently article_newest on article (tx desc, seq desc) include (first_seen_at);
drop index concurrently if exists article_latest;
create index concurrently article_latest on article (sort_at desc, seq desc) include (first_seen_at, tx);
drop index concurrently if exists article_of_publisher;
create index concurrently article_of_publisher on article (publisher_id, tx desc, seq desc) include (first_seen_at);
