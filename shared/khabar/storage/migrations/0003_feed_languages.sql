-- Which languages of a mixed feed are wanted.

alter table feed add column languages text[] not null default '{}';  -- BCP 47; empty: all
