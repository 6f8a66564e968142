-- Articles to be extracted again from their kept pages: what `khabar reextract` asked for. A ledger like `item`, apart from
-- it: an item is done once and may be removed by retention, an article may be extracted again at any time.
create table reextraction (
  id          bigint generated always as identity primary key,
  article_id  uuid not null unique references article on delete cascade,
  state       text not null default 'pending' check (state in ('pending', 'running', 'done', 'dead')),
  outcome     text,                              -- changed, unchanged, superseded, no_page, unreadable
  attempts    int  not null default 0,
  asked_at    timestamptz not null default now(),
  due_at      timestamptz not null default now(),
  lease_token uuid,
  lease_until timestamptz,
  hinted_at   timestamptz,
  done_at     timestamptz,
  last_error  text
);
create index reextraction_open on reextraction (id) where state in ('pending', 'running');
