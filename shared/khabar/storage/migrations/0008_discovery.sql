-- Requests to look for a site's feeds. The API may not ask the network, so ingest does it and writes the answer here.
create table discovery (
  id          uuid primary key,
  url         text not null,
  host        text not null references host,
  state       text not null default 'pending' check (state in ('pending', 'running', 'done', 'failed')),
  attempts    int  not null default 0,
  asked_at    timestamptz not null default now(),
  done_at     timestamptz,
  lease_token uuid,
  lease_until timestamptz,
  result      json,                               -- the Discovery record
  error       text
);
create index discovery_open on discovery (host, asked_at) where state in ('pending', 'running');
create index discovery_url on discovery (url, asked_at);
