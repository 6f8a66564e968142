-- Where feeds stood in the lists they were imported from, so that an exported list is the imported one.
create table feed_place (
  number     bigint generated always as identity primary key,
  feed_id    uuid not null references feed on delete cascade,
  folders    jsonb not null,  -- from the outermost on, each its attributes as written: [[["text", "أخبار"]], …]
  attributes jsonb not null   -- those of the line that khabar gives no meaning to: [["category", "/x"], …]
);
create unique index feed_place_once on feed_place (feed_id, md5(folders::text));
