-- concurrently
drop index concurrently if exists article_merged;
create index concurrently article_merged on article (merged_into) where merged_into is not null;
