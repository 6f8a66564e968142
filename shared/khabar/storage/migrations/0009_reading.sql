-- What each reader has read and starred, and numbers for programs that know integers only.

alter table feed add column number bigint generated always as identity unique;
-- An article's number is its row number, which never changes.
create unique index article_number on article (seq);

create table mark (
  reader     text not null,                      -- id of an API key; empty: whoever comes without one
  article_id uuid not null references article on delete cascade,
  is_read    boolean,                            -- null: as read_until says
  is_starred boolean not null default false,
  changed_at timestamptz not null default now(),
  primary key (reader, article_id)
);
create index mark_starred on mark (reader) where is_starred;
create index mark_of on mark (article_id);

-- «Mark all as read» is one row, however many articles there are: whatever was first seen up to then is read.
create table read_until (
  reader  text not null,
  feed_id uuid not null,                         -- all zeros: every feed
  until   timestamptz not null,
  primary key (reader, feed_id)
);
