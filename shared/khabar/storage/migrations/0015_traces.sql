-- The trace of what made them (W3C traceparent); null: nothing was traced.
alter table item  add column trace text;
alter table event add column trace text;
