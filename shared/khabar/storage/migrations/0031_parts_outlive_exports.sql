-- Gigabytes of parts can't go in one statement, which an export's removal would have to wait for: they go later, step by
-- step (storage/retention.py). Until then nobody can reach them.
alter table export_part drop constraint export_part_export_id_fkey;
