-- Further pages of an article on trial. They are fetched one after the other, under the claim of the trial itself.
create table trial_part (
  trial_id uuid not null references trial on delete cascade,
  number   int  not null,                                -- of the article's pages; the first one is the trial's own
  url      text not null,
  host     text not null references host,
  page_id  bigint references page,
  refused  text,                                         -- why there is none
  primary key (trial_id, number)
);
alter table trial add column further int;                -- which of them is to be fetched now; null: the first page
