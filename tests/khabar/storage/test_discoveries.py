"""Requests to look for a site's feeds: asked, claimed, answered."""

from __future__ import annotations

from secrets import token_hex
from uuid import uuid4

import pytest

from khabar.discovery import AskedDiscovery, Discovery
from khabar.storage import discoveries, hosts, retention
from khabar.storage.database import Connection
from khabar.storage.lease import LostLease
from support.ledger_rows import HOST, NOW, free

URL = f"https://{HOST}/"
FOUND = Discovery(url=URL, final_url=URL, requests=3)


def asked(db: Connection, url: str = URL) -> AskedDiscovery:
    hosts.ensure(db, HOST, 0)
    free(db)
    return discoveries.ask(db, now=NOW, url=url, host=HOST)


def test_a_search_is_claimed_once_with_its_host_and_answered(db: Connection) -> None:
    wanted = asked(db)

    (claimed,) = discoveries.claim(db, limit=5, lease_seconds=90)
    again = discoveries.claim(db, limit=5, lease_seconds=90)
    discoveries.finish(db, claimed, found=FOUND, error=None)

    stored = discoveries.get(db, wanted.id)
    assert stored is not None
    assert (again, stored.state, stored.found) == ([], "done", FOUND)
    assert claimed.lease.host == HOST


def test_the_same_site_asked_again_at_once_is_the_same_search(db: Connection) -> None:
    first, second = asked(db), asked(db)

    assert first.id == second.id


def test_an_address_may_be_longer_than_an_entry_of_an_index(db: Connection) -> None:
    long = f"https://{HOST}/" + token_hex(4_000)

    assert asked(db, long).id == asked(db, long).id


def test_a_failed_search_may_be_asked_again(db: Connection) -> None:
    first = asked(db)
    (claimed,) = discoveries.claim(db, limit=1, lease_seconds=90)
    discoveries.finish(db, claimed, found=None, error="gone: 404")

    second = asked(db)

    assert second.id != first.id
    assert getattr(discoveries.get(db, first.id), "error", None) == "gone: 404"


def test_a_search_is_fenced_by_its_token(db: Connection) -> None:
    asked(db)
    (claimed,) = discoveries.claim(db, limit=1, lease_seconds=90)

    with pytest.raises(LostLease):
        discoveries.finish(db, claimed.model_copy(update={"token": uuid4()}), found=FOUND, error=None)


def test_a_search_that_kills_its_worker_twice_is_given_up(db: Connection) -> None:
    wanted = asked(db)
    for _ in range(discoveries.MAX_ATTEMPTS):
        free(db)
        assert len(discoveries.claim(db, limit=1, lease_seconds=90)) == 1
        db.execute("update discovery set lease_until = now() - interval '1 second'")
    free(db)

    claimed, given_up = discoveries.claim(db, limit=1, lease_seconds=90), discoveries.give_up(db)

    assert (claimed, given_up) == ([], 1)
    assert getattr(discoveries.get(db, wanted.id), "state", None) == "failed"


def test_old_searches_are_removed(db: Connection) -> None:
    asked(db)
    db.execute("update discovery set asked_at = now() - interval '2 days'")

    assert (retention.prune(db, retention.DISCOVERIES, days=1), retention.prune(db, retention.DISCOVERIES, days=1)) == (
        1,
        0,
    )
