-- What a trial is known by when an article is taken down: keys of its addresses, the hash of what its record says. Null: the
-- version before wrote it.
alter table trial add column marks bytea[];
create index trial_marks on trial using gin (marks);
