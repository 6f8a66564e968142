-- concurrently
-- Addresses may be longer than an entry of an index may be: this takes the place of discovery_url, which 0029 drops.
drop index concurrently if exists discovery_asked;
create index concurrently discovery_asked on discovery (md5(url), asked_at);
-- What was given up is counted with every look at the metrics, and one endpoint's log is read newest first.
drop index concurrently if exists delivery_dead;
create index concurrently delivery_dead on delivery (webhook_id, id desc) where state = 'dead';
drop index concurrently if exists delivery_log;
create index concurrently delivery_log on delivery (webhook_id, id desc);
