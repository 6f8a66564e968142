-- Who administered what: written in the transaction of the change itself.

create table audit (
  seq     bigint generated always as identity primary key,
  at      timestamptz not null default now(),
  actor   text not null,                    -- key <id>, the sender's address where no key is needed, or command line
  key_id  text,                             -- null: without a key
  action  text not null,                    -- one of khabar.storage.audit.Action
  subject text not null,                    -- the id of what was changed
  detail  json not null default '{}'        -- never a secret
);
create index audit_at on audit (at);
