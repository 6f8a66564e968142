-- Pages that somebody wants to see extracted, without an article being stored. Ingest fetches, a worker extracts.
create table trial (
  id           uuid primary key,
  number       bigint generated always as identity,      -- what hints carry
  url          text,                                     -- null: HTML or text from nowhere
  host         text references host,                     -- null: nothing to fetch
  body         bytea,                                    -- as given; null: to be fetched, or read already
  is_text      boolean not null default false,
  published    text,                                     -- the date given with it
  page_id      bigint references page,
  stage        text not null check (stage in ('page', 'extract')),
  state        text not null default 'pending' check (state in ('pending', 'running', 'done', 'failed')),
  attempts     int  not null default 0,
  asked_at     timestamptz not null default now(),
  hinted_at    timestamptz,
  done_at      timestamptz,
  lease_token  uuid,
  lease_until  timestamptz,
  record       json,
  error        text
);
create index trial_page on trial (host, asked_at) where stage = 'page' and state in ('pending', 'running');
create index trial_open on trial (number) where state in ('pending', 'running');
create index trial_asked on trial (asked_at);
