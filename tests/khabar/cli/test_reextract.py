"""`khabar reextract`: what it takes, what it prints, and that workers do the work."""

from __future__ import annotations

import json
from typing import Any

import pytest

from khabar.errors import BadInput
from khabar.publishers.loader import load_publishers
from khabar.settings import Settings
from khabar.storage import reextractions
from khabar.storage.database import Connection
from khabar.storage.reextractions import Selection
from support.burst import working
from support.extract_rows import GOOD_PAGE, extracted, records, stored_item


@pytest.fixture
def altered(db: Connection, settings: Settings) -> None:
    """One article, stored as older rules would have made it."""
    extracted(db, stored_item(db, page=GOOD_PAGE), load_publishers(None), settings)
    db.execute("""update article_version set record = jsonb_set(record::jsonb, '{section}', '"قسم قديم"')::json""")


def lines(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


@pytest.mark.usefixtures("altered")
def test_in_this_process_the_work_is_done_at_once_and_told_in_json_lines(khabar: Any, db: Connection) -> None:
    outcome = khabar("reextract", "--all", "--now")

    assert (outcome.error, outcome.status) == (None, 0)
    assert lines(outcome.out)[-1] == {"total": 1, "open": 0, "changed": 1}
    assert records(db)[0].versions[-1].origin == "extractor"


@pytest.mark.usefixtures("altered")
def test_a_dry_run_shows_what_would_change_and_stores_nothing(khabar: Any, db: Connection) -> None:
    outcome = khabar("reextract", "--version-below", "page-body@2", "--dry-run")

    difference, summary = lines(outcome.out)
    assert difference["changed"] == ["/section"]
    assert summary == {"total": 1, "tried": 1, "changed": 1}
    assert records(db)[0].version == 1
    assert reextractions.figures(db) == {"open": 0}


@pytest.mark.usefixtures("altered")
def test_the_workers_do_the_work(khabar: Any, db: Connection, settings: Settings) -> None:
    with working(settings):
        outcome = khabar("reextract", "--all")

    assert (outcome.error, outcome.status) == (None, 0)
    assert lines(outcome.out)[-1]["changed"] == 1
    assert records(db)[0].version == 2


@pytest.mark.usefixtures("altered")
def test_what_an_earlier_call_left_is_resumed_or_dropped(khabar: Any, db: Connection) -> None:
    reextractions.ask(db, Selection())

    resumed = khabar("reextract", "--resume", "--now")
    reextractions.ask(db, Selection())
    dropped = khabar("reextract", "--cancel")

    assert lines(resumed.out)[-1]["changed"] == 1
    assert dropped.out.strip() == "1 dropped"
    assert reextractions.figures(db)["open"] == 0


def test_a_selection_without_articles_says_so(khabar: Any) -> None:
    outcome = khabar("reextract", "--publisher", "nobody")

    assert outcome.status == 0
    assert "none of these articles" in outcome.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Choose articles"),
        (("--all", "--resume"), "Choose articles"),
        (("--all", "--publisher", "x"), "Choose articles"),
        (("--since", "yesterday"), "--since 'yesterday' is not a date"),
        (("--article", "7"), "--article '7' is not an id"),
        (("--version-below", "page-body"), "Write it like page-body@2"),
    ],
    ids=["nothing", "all and resume", "all and a publisher", "date", "id", "extractor"],
)
def test_what_can_not_be_meant_is_said(offline_khabar: Any, arguments: tuple[str, ...], said: str) -> None:
    outcome = offline_khabar("reextract", *arguments)

    assert isinstance(outcome.error, BadInput)
    assert said in outcome.error.message
