-- Exports: all articles that pass some filters, written part by part by workers, kept for some days.
create table export (
  id          uuid primary key,
  number      bigint generated always as identity,       -- what hints carry
  filters     json not null,
  until_tx    xid8 not null default pg_snapshot_xmin(pg_current_snapshot()),  -- later articles are not in it
  state       text not null default 'pending' check (state in ('pending', 'running', 'done', 'failed')),
  total       int,                                        -- null: not counted yet
  articles    int not null default 0,                     -- written so far
  bytes       bigint not null default 0,
  place       text[],                                     -- where the last part ended
  attempts    int not null default 0,                     -- since the last part
  asked_at    timestamptz not null default now(),
  hinted_at   timestamptz,
  done_at     timestamptz,
  lease_token uuid,
  lease_until timestamptz,
  error       text
);
create index export_open on export (number) where state in ('pending', 'running');

-- Each is a gzip member of its own: put one behind the other they are one file.
create table export_part (
  export_id uuid not null references export on delete cascade,
  number    int  not null,
  body      bytea not null,
  primary key (export_id, number)
);
alter table export_part alter column body set storage external;
