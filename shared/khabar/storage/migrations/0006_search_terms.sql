-- Which analysis a row's vector is of (khabar.arabic.analyse.ANALYSIS_VERSION). `khabar reindex` finds old ones by it.
alter table article add column search_version int not null default 1;
create index article_search_version on article (search_version);

-- In what part of the articles each search term stands, by a sample: it decides how a query runs, and how much a word
-- counts in its ranking. Terms that the sample has not are rarer than `share` of any.
create table search_term (
  term  text primary key,
  share real not null                       -- 0..1
);
