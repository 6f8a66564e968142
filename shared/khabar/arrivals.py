"""Records as they are stored, for `khabar up` to show. Not here: the log for clients (`khabar_api/events/tail.py`)."""

from __future__ import annotations

import contextlib

import orjson

from khabar.errors import StorageDown
from khabar.event import Event, Position
from khabar.settings import Settings
from khabar.storage import articles, database, events, feeds

SHOWN = ("article.created", "article.updated", "article.corrected", "article.withdrawn")


class Arrivals:
    """Reads the records stored since it was made. An outage of the database only delays it."""

    def __init__(self, settings: Settings, address: str) -> None:
        assert settings.database_url is not None
        self._url, self._address = settings.database_url, address
        with database.connect(self._url, name="up") as db:
            self._position: Position = events.newest(db)

    def counts(self) -> tuple[int, int]:
        """How many feeds and records there are; zeros also while the database does not answer."""
        with contextlib.suppress(StorageDown), database.connect(self._url, name="up") as db:
            return len(feeds.find(db)), articles.count(db)
        return 0, 0

    def read(self) -> list[tuple[Event, str, str, str]]:
        """Event, publisher, headline and the record's URL of each article that came since the last call."""
        found = []
        with contextlib.suppress(StorageDown), database.connect(self._url, name="up") as db:
            for event in events.after(db, self._position, types=SHOWN):
                self._position = event.position
                text = articles.record_text(db, event.article_id) if event.article_id else None
                record = orjson.loads(text) if text else {}
                publisher = (record.get("publisher") or {}).get("name_ar") or "—"
                url = f"{self._address}/v1/articles/{event.article_id}"
                found.append((event, publisher, record.get("headline") or "—", url))
        return found
