"""Publishers as loaded into the database: for services on other machines, and for those that have no shipped file."""

from __future__ import annotations

from collections.abc import Iterable

import orjson

from khabar.publishers.record import Publisher
from khabar.storage.database import Connection


def keep(db: Connection, records: Iterable[Publisher]) -> int:
    """Load `records`; those that are known are replaced. Returns how many."""
    rows = [
        (record.id, list(record.domains), record.country, orjson.dumps(record.model_dump(mode="json")).decode())
        for record in records
    ]
    with db.transaction(), db.cursor() as cursor:
        cursor.executemany(
            """insert into publisher (id, domains, country, record) values (%s, %s, %s, %s::json)
               on conflict (id) do update set domains = excluded.domains, country = excluded.country,
                 record = excluded.record, loaded_at = now()""",
            rows,
        )
    return len(rows)


def get(db: Connection, publisher_id: str) -> Publisher | None:
    row = db.execute("select record from publisher where id = %s", (publisher_id,)).fetchone()
    return Publisher.model_validate(row["record"]) if row else None
