-- WebSub: what a feed says of its hub, and our subscriptions at hubs.

alter table feed add column hub_url      text;         -- rel=hub
alter table feed add column topic_url    text;         -- rel=self: what the hub knows the feed by
alter table feed add column pushed_at    timestamptz;  -- the last push that was signed
alter table feed add column pushed_until timestamptz;  -- end of a confirmed subscription; null: there is none
create index feed_hub on feed (id) where hub_url is not null;

create table websub (
  token          text primary key,         -- the unguessable end of the callback's path
  feed_id        uuid not null references feed on delete cascade,
  hub_url        text not null,
  topic_url      text not null,
  callback_url   text not null,
  secret         text not null,
  host           text not null references host,   -- the hub's
  state          text not null default 'asking' check (state in ('asking', 'active', 'denied', 'leaving')),
  due_at         timestamptz not null default now(),
  attempts       int  not null default 0,
  asked_at       timestamptz,
  verified_at    timestamptz,
  expires_at     timestamptz,
  pushes         int  not null default 0,
  refused_pushes int  not null default 0,
  last_error     text,
  created_at     timestamptz not null default now(),
  lease_token    uuid,
  lease_until    timestamptz
);
create unique index websub_feed on websub (feed_id) where state <> 'leaving';
create index websub_due on websub (host, due_at);
