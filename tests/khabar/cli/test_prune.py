"""`khabar prune`: what it would take, what it takes, what it never takes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from khabar.errors import BadSetup
from khabar.publishers.loader import load_publishers
from khabar.settings import Settings
from khabar.storage import ledger
from khabar.storage.database import Connection
from support.extract_rows import GOOD_PAGE, extracted, records, stored_item


@pytest.fixture
def years_ago(db: Connection, settings: Settings) -> None:
    """One article, its item and its page, two years old."""
    extracted(db, stored_item(db, page=GOOD_PAGE), load_publishers(None), settings)
    db.execute("update item set done_at = now() - interval '2 years'")
    db.execute("update page_body set stored_at = now() - interval '2 years'")
    db.execute("update event set at = now() - interval '2 years'")


def counted(out: str, column: str) -> dict[str, Any]:
    return {row["what"]: row[column] for row in json.loads(out)["kinds"] if row[column]}


@pytest.mark.usefixtures("years_ago")
def test_a_dry_run_counts_and_removes_nothing(khabar: Any, db: Connection) -> None:
    outcome = khabar("prune", "--dry-run", "--json")

    assert (outcome.error, outcome.status) == (None, 0)
    assert counted(outcome.out, "too_old") == {"raw pages": 1, "finished items": 1, "events": 1}
    assert counted(outcome.out, "removed") == {}
    assert ledger.counts(db)["extract.done"] == 1


@pytest.mark.usefixtures("years_ago")
def test_what_is_too_old_goes_and_the_article_stays(khabar: Any, db: Connection) -> None:
    outcome = khabar("prune", "--json")

    assert counted(outcome.out, "removed") == {"raw pages": 1, "finished items": 1, "events": 1}
    assert counted(khabar("prune", "--dry-run", "--json").out, "too_old") == {}
    assert len(records(db)) == 1


@pytest.mark.usefixtures("years_ago")
def test_a_setting_of_0_keeps_for_ever(khabar: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHABAR_KEEP_PAGES_DAYS", "0")

    outcome = khabar("prune", "--json")

    assert counted(outcome.out, "removed") == {"finished items": 1, "events": 1}


@pytest.mark.usefixtures("years_ago")
def test_nothing_goes_by_a_clock_that_may_have_jumped(khabar: Any, db: Connection) -> None:
    db.execute("insert into setting values ('age_asked_at', extract(epoch from now() - interval '2 years'))")

    first, again = khabar("prune"), khabar("prune")
    would_be = khabar("prune", "--dry-run", "--json")
    db.execute("update setting set value = value::float - 86400 where name like 'age_asked%'")
    a_day_later = khabar("prune", "--json")

    assert isinstance(first.error, BadSetup)
    assert isinstance(again.error, BadSetup)
    assert "Nothing was removed: khabar paused for a week, or" in first.error.message
    assert len(counted(would_be.out, "too_old")) == len(counted(a_day_later.out, "removed")) == 3
