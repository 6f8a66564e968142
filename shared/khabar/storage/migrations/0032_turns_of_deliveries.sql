-- concurrently
-- Each endpoint's next deliveries, without a look at all that wait for an endpoint that was away for days.
drop index concurrently if exists delivery_turn;
create index concurrently delivery_turn on delivery (webhook_id, due_at, id) where state = 'pending';
