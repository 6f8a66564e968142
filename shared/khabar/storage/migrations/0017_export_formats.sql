-- What an export's file is: gzipped NDJSON, or Parquet.
alter table export add column format text not null default 'ndjson';
-- Of a Parquet part: where in the file its columns lie. The file's last part puts them all together.
alter table export_part add column footer bytea;
