-- concurrently
-- No query asks these, and each costs every article that is stored. The first and the last refuse addresses that are
-- longer than 2,704 bytes, and with them the row; 0019 took the place of the others, 0028 that of the last.
drop index concurrently if exists article_url;
drop index concurrently if exists article_seen;
drop index concurrently if exists article_published;
drop index concurrently if exists article_publisher;
drop index concurrently if exists discovery_url;
