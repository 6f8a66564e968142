-- Further pages of an article, and AMP twins: asked for by a worker, fetched by ingest like any page. A row is a part of
-- the ledger: claimed with a lease and a token, retried, and in the end there or refused. See docs/architecture.md.
create table part (
  id          bigint generated always as identity primary key,
  item_id     bigint not null references item on delete cascade,
  of_page_id  bigint not null references page,   -- the page that asked; another fetch of it asks anew
  number      int    not null,                   -- order of the pages; the first page is 1
  kind        text   not null check (kind in ('next', 'amp')),
  url         text   not null,
  url_key     bytea  not null,
  host        text   not null references host,
  page_id     bigint references page,            -- the page as fetched
  refused     text,                              -- why there is none: a code of khabar.errors
  state       text   not null default 'pending' check (state in ('pending', 'running', 'done')),
  attempts    int    not null default 0,
  asked_at    timestamptz not null default now(),
  due_at      timestamptz not null default now(),
  lease_token uuid,
  lease_until timestamptz,
  last_error  text,
  unique (item_id, of_page_id, url_key)
);
create index part_due on part (host, due_at) where state = 'pending';
create index part_lease on part (lease_until) where state = 'running';
