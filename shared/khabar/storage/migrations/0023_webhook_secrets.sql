-- While a secret is changed, events are signed with the old one too, until then.
alter table webhook add column old_secret text;
alter table webhook add column old_secret_until timestamptz;
