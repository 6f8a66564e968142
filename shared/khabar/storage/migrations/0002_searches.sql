-- Saved searches: filters under a name, read as a feed, a stream, or by a webhook.

create table search (
  id         uuid primary key,
  name       text not null,
  filters    json not null,                 -- the ArticleFilters, without what is default
  version    int  not null default 1,
  created_at timestamptz not null default now()
);

-- A webhook with a search gets events of matching articles only. The search stays as long as a webhook uses it.
alter table webhook add column search_id uuid references search;
create index webhook_search on webhook (search_id) where search_id is not null;
