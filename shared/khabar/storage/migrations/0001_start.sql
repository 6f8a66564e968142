-- Everything the first version keeps. Times are UTC. Keys over outside strings are sha256, because a btree entry
-- holds 2,704 bytes at most and a guid may have 100 kB.

create table setting (
  name  text primary key,
  value text not null
);

create table publisher (
  id         text primary key,
  domains    text[] not null,
  country    text   not null,
  record     json   not null,               -- the Publisher record as loaded from its file
  loaded_at  timestamptz not null default now()
);

-- One row per host: politeness is shared by every ingester. `next_at` is pushed forward at each claim (a lease on the
-- host) and set to now + gap when the answer is stored.
create table host (
  host          text primary key,
  next_at       timestamptz not null default now(),
  gap_seconds   real        not null,
  failures      int not null default 0,     -- in a row; the pause doubles with each
  pause_reason  text,
  robots        text,                       -- robots.txt as fetched; null: none, or not asked yet
  robots_status int,
  robots_at     timestamptz
);

create table feed (
  id               uuid primary key,
  url              text not null,
  url_key          bytea not null unique,
  host             text not null references host,
  publisher_id     text references publisher,
  title            text,
  site_url         text,
  language         text,
  state            text not null default 'active' check (state in ('active', 'paused', 'suspended')),
  state_reason     text,
  removed_at       timestamptz,             -- removed feeds keep their items and lineage
  version          int not null default 1,
  created_at       timestamptz not null default now(),
  next_poll_at     timestamptz not null default now(),
  interval_seconds int not null,
  lease_token      uuid,
  lease_until      timestamptz,
  validators       json,
  full_poll_at     timestamptz,             -- the next poll without validators, which heals wrong 304 answers
  body_hash        text,
  last_polled_at   timestamptz,
  last_success_at  timestamptz,
  last_item_at     timestamptz,
  last_status      int,
  last_outcome     text,
  last_error       text,
  failures         int not null default 0,
  empty_polls      int not null default 0,
  gone_count       int not null default 0,
  gone_since       timestamptz,
  moved_to         text,
  moved_count      int not null default 0,
  moved_since      timestamptz
);
create index feed_due on feed (next_poll_at) where state = 'active' and removed_at is null;
create index feed_publisher on feed (publisher_id);

create table poll (
  id               bigint generated always as identity primary key,
  feed_id          uuid not null references feed on delete cascade,
  at               timestamptz not null default now(),
  status           int,
  outcome          text not null,
  error            text,
  new_items        int not null default 0,
  changed_items    int not null default 0,
  same_items       int not null default 0,
  bytes            int not null default 0,
  elapsed_seconds  real not null default 0
);
create index poll_feed on poll (feed_id, at desc);
create index poll_at on poll (at);

-- Raw bytes, kept once however often they are fetched. zstd-compressed here, so not again by the server.
create table page_body (
  sha256    bytea primary key,
  bytes     int not null,
  body      bytea,                          -- null: removed by retention
  stored_at timestamptz not null default now()
);
alter table page_body alter column body set storage external;
create index page_body_old on page_body (stored_at) where body is not null;

create table page (
  id            bigint generated always as identity primary key,
  url           text not null,
  final_url     text not null,
  status        int  not null,
  content_type  text,
  etag          text,
  last_modified text,
  sha256        bytea not null references page_body,
  fetched_at    timestamptz not null default now()
);
create index page_body_of on page (sha256);
create index page_url on page (md5(url), id desc);

create table article (
  id             uuid primary key,
  seq            bigint generated always as identity,
  tx             xid8 not null default pg_current_xact_id(),
  version        int  not null,
  status         text not null,
  type           text not null,
  canonical_url  text,
  domain         text,
  publisher_id   text,
  country        text,
  feed_ids       uuid[] not null default '{}',
  language       text,
  section        text,
  headline       text,
  authors        text[] not null default '{}',   -- folded
  entities       text[] not null default '{}',   -- folded names and aliases
  speakers       text[] not null default '{}',   -- folded
  has            text[] not null default '{}',   -- image video table quote list correction
  quality        real not null,
  feed_only      boolean not null,
  content_hash   text not null,
  published_at   timestamptz,
  modified_at    timestamptz,
  first_seen_at  timestamptz not null,
  sort_at        timestamptz not null,           -- published_at, else first_seen_at
  updated_tx     xid8 not null default pg_current_xact_id(),
  search         tsvector not null
);
create index article_seen on article (tx desc, seq desc);
create index article_published on article (sort_at desc, seq desc);
create index article_publisher on article (publisher_id, tx desc, seq desc);
create index article_feeds on article using gin (feed_ids);
create index article_search on article using gin (search);
create index article_url on article (canonical_url) where canonical_url is not null;

-- Every key under which an article is known: canonical_url, url, guid (with its feed), content_hash.
create table article_alias (
  kind       text  not null,
  key        bytea not null,
  article_id uuid  not null references article on delete cascade,
  primary key (kind, key)
);
create index article_alias_of on article_alias (article_id);

-- A version is an immutable full record. `json`, not `jsonb`: its text is served as it is, and is never searched.
create table article_version (
  article_id   uuid not null references article on delete cascade,
  version      int  not null,
  created_at   timestamptz not null,
  kind         text not null,
  origin       text not null,
  content_hash text not null,
  changed      text[] not null default '{}',
  page_id      bigint references page,
  record       json not null,
  primary key (article_id, version)
);

-- The work ledger: one row per feed entry, from sighting to record. See docs/architecture.md, "The ledger".
create table item (
  id             bigint generated always as identity primary key,
  feed_id        uuid  not null references feed,
  guid_key       bytea not null,
  guid           text,                      -- its first 1,000 code points
  url            text,
  url_key        bytea,
  host           text references host,
  entry          json  not null,            -- the FeedEntry
  entry_hash     bytea not null,
  outcome        text  not null default 'pending',
  article_id     uuid references article on delete set null,
  page_id        bigint references page,
  refused        text,                      -- why there is no page: a code of khabar.errors
  first_seen_at  timestamptz not null default now(),
  changed_at     timestamptz not null default now(),
  done_at        timestamptz,
  stage          text  not null check (stage in ('page', 'extract')),
  state          text  not null check (state in ('pending', 'running', 'done', 'dead')),
  attempts       int   not null default 0,  -- counted at claim, so that what kills its worker counts too
  due_at         timestamptz not null default now(),
  lease_token    uuid,
  lease_until    timestamptz,
  hinted_at      timestamptz,
  last_error     text,
  unique (feed_id, guid_key)
);
create index item_page_due on item (host, due_at) where stage = 'page' and state = 'pending';
create index item_extract_due on item (due_at) where stage = 'extract' and state = 'pending';
create index item_lease on item (lease_until) where state = 'running';
create index item_dead on item (done_at) where state = 'dead';
create index item_done on item (done_at) where state = 'done';
create index item_guid on item (md5(guid)) where guid is not null;
create index item_url on item (url_key) where url_key is not null;
create index item_article on item (article_id) where article_id is not null;
create index item_feed on item (feed_id, id desc);

create table event (
  seq             bigint generated always as identity primary key,
  tx              xid8 not null default pg_current_xact_id(),
  id              uuid not null unique,
  type            text not null,
  at              timestamptz not null default now(),
  article_id      uuid,
  article_version int,
  feed_id         uuid,
  data            json not null,
  unique (article_id, article_version, type)
);
create index event_order on event (tx, seq);
create index event_at on event (at);

create table api_key (
  id           text primary key,            -- the 8 characters after khb_
  secret_hash  bytea not null,              -- sha256 of the secret: 256 random bits need no slow hash
  name         text not null,
  scopes       text[] not null,
  created_at   timestamptz not null default now(),
  expires_at   timestamptz,
  last_used_at timestamptz,
  revoked_at   timestamptz
);

create table webhook (
  id             uuid primary key,
  url            text not null,
  secret         text not null,
  types          text[] not null default '{}',   -- empty: every type that is not opt-in
  state          text not null default 'active' check (state in ('active', 'paused', 'disabled')),
  state_reason   text,
  failures       int  not null default 0,
  paused_until   timestamptz,
  after_tx       xid8 not null,                  -- events up to here have their delivery rows
  after_seq      bigint not null,
  version        int not null default 1,
  created_at     timestamptz not null default now()
);

create table delivery (
  id              bigint generated always as identity primary key,
  webhook_id      uuid not null references webhook on delete cascade,
  event_seq       bigint not null references event on delete cascade,
  state           text not null default 'pending' check (state in ('pending', 'running', 'done', 'dead')),
  attempts        int  not null default 0,
  due_at          timestamptz not null default now(),
  lease_token     uuid,
  lease_until     timestamptz,
  hinted_at       timestamptz,
  last_status     int,
  last_response   text,
  last_error      text,
  created_at      timestamptz not null default now(),
  done_at         timestamptz,
  unique (webhook_id, event_seq)
);
create index delivery_due on delivery (due_at) where state = 'pending';
create index delivery_lease on delivery (lease_until) where state = 'running';
create index delivery_event on delivery (event_seq);
