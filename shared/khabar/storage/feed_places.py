"""Where feeds stand in lists: folders, and what else their lines said. The lists are khabar.feed_list's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from khabar.opml_shapes import Place
from khabar.storage.database import Connection, json_value


def keep(db: Connection, feed_id: UUID, place: Place) -> None:
    """Remember that the feed stands there too; of a place that is known the attributes are the last told."""
    db.execute(
        """insert into feed_place (feed_id, folders, attributes) values (%s, %s, %s)
           on conflict (feed_id, md5(folders::text)) do update set attributes = excluded.attributes""",
        (feed_id, json_value(place.folders), json_value(place.attributes)),
    )


def of_all(db: Connection) -> Mapping[UUID, Sequence[Place]]:
    """The places of every feed that has any, in the order told."""
    found = defaultdict[UUID, list[Place]](list)
    for row in db.execute("select feed_id, folders, attributes from feed_place order by number"):
        found[row["feed_id"]].append(Place(folders=row["folders"], attributes=row["attributes"]))
    return found
