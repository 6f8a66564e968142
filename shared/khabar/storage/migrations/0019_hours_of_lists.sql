-- The hours of the first rows of a list are read from its index, without the rows: storage/first_matches.py.
drop index article_seen;
create index article_seen on article (tx desc, seq desc) include (first_seen_at);
drop index article_published;
create index article_published on article (sort_at desc, seq desc) include (first_seen_at, tx);
