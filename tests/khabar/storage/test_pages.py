"""Raw pages: one body however often it is fetched, retention, and any bytes at all."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from khabar.storage import pages, retention
from khabar.storage.database import Connection

NOW = datetime.now(UTC)
URL = "https://news.example.com/1"
BODY = "<p>نص الخبر</p>".encode()


def kept(db: Connection, body: bytes = BODY, **changes: Any) -> int:
    values = {
        "url": URL, "final_url": URL, "status": 200, "content_type": "text/html", "etag": '"1"',
        "last_modified": None, "fetched_at": NOW,
    }  # fmt: skip
    return pages.keep(db, pages.pack(body), **{**values, **changes})


def grow_older(db: Connection, days: int) -> None:
    db.execute("update page_body set stored_at = stored_at - make_interval(days => %s)", (days,))


@pytest.mark.parametrize(
    "body", [BODY, b"", b"\x00\xff" * 1000, b"a" * 3_000_000], ids=["text", "empty", "binary", "3 MB"]
)
def test_a_page_comes_back_byte_for_byte(db: Connection, body: bytes) -> None:
    page = pages.get(db, kept(db, body, final_url=URL + "?a=1", status=203))

    assert page is not None
    assert page.body == body
    assert page.sha256 == hashlib.sha256(body).hexdigest()
    assert (page.url, page.final_url, page.status, page.etag) == (URL, URL + "?a=1", 203, '"1"')


def test_a_page_is_dated_by_the_servers_clock(db: Connection) -> None:
    with db.transaction():
        page_id = kept(db, fetched_at=None)

        dated = db.execute("select fetched_at = now() as is_so from page where id = %s", (page_id,)).fetchone()

    assert dated == {"is_so": True}


def test_equal_bodies_are_stored_once(db: Connection) -> None:
    first, second = kept(db), kept(db, url=URL + "2")

    bodies = db.execute("select count(*)::int as n from page_body").fetchone()
    assert first != second
    assert bodies == {"n": 1}
    assert [page.url for page_id in (first, second) if (page := pages.get(db, page_id))] == [URL, URL + "2"]


def test_retention_removes_old_bytes_and_keeps_their_hashes(db: Connection) -> None:
    old = kept(db)
    grow_older(db, 91)
    new = kept(db, b"<p>new</p>")

    removed, again = retention.prune(db, retention.PAGES, days=90), retention.prune(db, retention.PAGES, days=90)

    hashes = {bytes(row["sha256"]) for row in db.execute("select sha256 from page_body")}
    assert (removed, again) == (1, 0)
    assert pages.get(db, old) is None
    assert pages.get(db, new) is not None
    assert hashes == {hashlib.sha256(BODY).digest(), hashlib.sha256(b"<p>new</p>").digest()}


def test_retention_goes_in_steps(db: Connection) -> None:
    for n in range(5):
        kept(db, b"%d" % n)
    grow_older(db, 91)

    assert [retention.prune(db, retention.PAGES, days=90, limit=2) for _ in range(4)] == [2, 2, 1, 0]


def test_bytes_fetched_again_come_back_after_retention(db: Connection) -> None:
    first = kept(db)
    grow_older(db, 91)
    retention.prune(db, retention.PAGES, days=90)

    second = kept(db)

    assert [page.body for page_id in (first, second) if (page := pages.get(db, page_id))] == [BODY, BODY]


def test_bytes_fetched_again_count_from_their_last_fetch(db: Connection) -> None:
    kept(db)
    grow_older(db, 91)
    again = kept(db)

    assert retention.prune(db, retention.PAGES, days=90) == 0
    assert pages.get(db, again) is not None


def test_an_unknown_page_is_none(db: Connection) -> None:
    assert pages.get(db, 1) is None


@pytest.mark.parametrize(
    ("changes", "since", "is_found"),
    [
        ({}, NOW - timedelta(hours=1), True),
        ({}, NOW + timedelta(hours=1), False),
        ({"fetched_at": NOW - timedelta(minutes=20)}, NOW - timedelta(hours=1), False),
        ({"status": 203}, NOW - timedelta(hours=1), False),
        ({"url": URL + "2"}, NOW - timedelta(hours=1), False),
    ],
    ids=["fresh", "before the change", "too old", "not 200", "another address"],
)
def test_a_page_fetched_a_short_while_ago_serves_twice(
    db: Connection, changes: dict[str, Any], since: datetime, is_found: bool
) -> None:
    page_id = kept(db, **changes)

    assert pages.recent(db, URL, max_age_seconds=600, since=since) == (page_id if is_found else None)
