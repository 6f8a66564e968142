"""Records on trial: what a page or text gives, and that nothing else is stored for it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from khabar.settings import Settings
from khabar.storage import hosts, trials
from khabar.storage.database import Connection
from khabar.storage.lease import LostLease
from khabar.trial import AskedTrial
from khabar_worker import trial
from support.extract_rows import BOMB, GOOD_PAGE, HEADLINE, NOW, TEXTS, URL, kept
from support.late_clock import put_back
from support.written_articles import make_article

TEXT = "\n\n".join(TEXTS)


def tried(db: Connection, settings: Settings, asked: AskedTrial) -> AskedTrial:
    trial.run(settings, [asked.number])
    found = trials.get(db, asked.id)
    assert found is not None
    return found


def rows_of(db: Connection) -> dict[str, int]:
    return {
        table: len(db.execute(f"select from {table}".encode()).fetchall())
        for table in ("article", "article_version", "event", "item")
    }


@pytest.mark.parametrize(
    ("body", "is_text", "url"),
    [
        (GOOD_PAGE, False, URL),
        (GOOD_PAGE, False, None),
        (TEXT.encode(), True, None),
        (TEXT.encode("cp1256"), True, URL),
    ],
    ids=["page", "page-from-nowhere", "text", "text-in-windows-1256"],
)
def test_what_is_in_hand_becomes_a_record_and_nothing_else(
    db: Connection, settings: Settings, body: bytes, is_text: bool, url: str | None
) -> None:
    asked = trials.ask_body(db, now=NOW, body=body, is_text=is_text, url=url)

    done = tried(db, settings, asked)

    assert (done.state, done.error) == ("done", None)
    assert done.record is not None
    record = json.loads(done.record)
    assert record["headline"] == (None if is_text else HEADLINE)
    assert [block["text"] for block in record["body"]] == list(TEXTS)
    assert set(rows_of(db).values()) == {0}
    assert db.execute("select from trial where body is not null").fetchone() is None, "its bytes are forgotten"


def test_a_fetched_page_becomes_a_record(db: Connection, settings: Settings) -> None:
    hosts.ensure(db, "news.example.com", 0)
    asked = trials.ask_page(db, now=NOW, url=URL, host="news.example.com", published=None)
    [claimed] = trials.claim_pages(db, limit=5, lease_seconds=60)
    assert trials.page_done(db, claimed, kept(db, GOOD_PAGE, 200)) == [asked.number]

    done = tried(db, settings, asked)

    assert (done.state, done.record is not None) == ("done", True)


@pytest.mark.parametrize(
    ("body", "code"), [(b"<html></html>", "empty_body"), (BOMB.encode(), "refused_markup")], ids=["empty", "hostile"]
)
def test_what_is_no_article_says_why(db: Connection, settings: Settings, body: bytes, code: str) -> None:
    failed = tried(db, settings, trials.ask_body(db, now=NOW, body=body, is_text=False))

    assert (failed.state, failed.record) == ("failed", None)
    assert failed.error is not None
    assert failed.error.partition(":")[0] == code


def test_a_date_that_is_none_is_told(db: Connection, settings: Settings) -> None:
    failed = tried(db, settings, trials.ask_body(db, now=NOW, body=GOOD_PAGE, is_text=False, published="قريبا"))

    assert failed.error is not None
    assert "is not a date" in failed.error


def test_a_page_that_kills_its_workers_is_told_after_two_of_them(db: Connection) -> None:
    asked = trials.ask_body(db, now=NOW, body=b"x", is_text=True)
    for _ in range(trials.MAX_ATTEMPTS):
        assert trials.claim(db, asked.number, lease_seconds=0) is not None

    assert trials.claim(db, asked.number, lease_seconds=60) is None
    assert trials.reconcile(db, rehint_seconds=0) == []
    failed = trials.get(db, asked.id)
    assert failed is not None
    assert failed.state == "failed"


def test_what_nobody_does_is_told_in_the_end(db: Connection) -> None:
    asked = trials.ask_body(db, now=NOW, body=b"x", is_text=True)
    assert trials.reconcile(db, rehint_seconds=60) == [asked.number]
    assert trials.reconcile(db, rehint_seconds=60) == [], "it was hinted just now"
    db.execute("update trial set asked_at = asked_at - interval '6 minutes'")
    assert trials.reconcile(db, rehint_seconds=60) == []

    failed = trials.get(db, asked.id)
    assert failed is not None
    assert (failed.state, trials.waiting(db)) == ("failed", 0)


def test_a_worker_that_lost_its_lease_writes_nothing(db: Connection) -> None:
    asked = trials.ask_body(db, now=NOW, body=b"x", is_text=True)
    first = trials.claim(db, asked.number, lease_seconds=0)
    second = trials.claim(db, asked.number, lease_seconds=60)
    assert first is not None
    assert second is not None

    with pytest.raises(LostLease):
        trials.done(db, first, make_article(1))
    trials.done(db, second, make_article(1))


def split_page(number: int, last: int) -> bytes:
    """Page `number` of an article in the usual form of split articles."""
    links = "".join(f'<a class="post-page-numbers" href="{URL}?page={n}">{n}</a>' for n in range(1, last + 1))
    text = TEXTS[0] if number == 1 else f"تتمة الخبر في صفحته رقم {number}: {TEXTS[1]}"
    following = f'<link rel="next" href="{URL}?page={number + 1}">' if number < last else ""
    return (
        f'<html lang="ar"><head><title>{HEADLINE}</title>{following}</head><body><article><h1>{HEADLINE}</h1>'
        f'<p>{text}</p><div class="page-links">{links}</div></article></body></html>'
    ).encode()


def test_further_pages_are_asked_for_one_by_one_and_joined(db: Connection, settings: Settings) -> None:
    hosts.ensure(db, "news.example.com", 0)
    asked = trials.ask_page(db, now=datetime.now(UTC), url=URL, host="news.example.com")
    fetched = []
    for number in (1, 2, 3):
        db.execute("update host set next_at = now()")
        [claimed] = trials.claim_pages(db, limit=5, lease_seconds=60)
        fetched.append(claimed.url)
        if number < 3:
            trials.page_done(db, claimed, kept(db, split_page(number, 3), 200, claimed.url))
        else:
            trials.page_refused(db, claimed, error="gone: 404")
        found = tried(db, settings, asked)

    assert fetched == [URL, f"{URL}?page=2", f"{URL}?page=3"]
    assert found.record is not None
    record = json.loads(found.record)
    assert [block["text"] for block in record["body"]] == [TEXTS[0], f"تتمة الخبر في صفحته رقم 2: {TEXTS[1]}"]
    assert "pages_missing" in record["quality"]["warnings"]


def test_a_page_without_text_is_read_from_its_amp_twin(db: Connection, settings: Settings) -> None:
    hosts.ensure(db, "news.example.com", 0)
    asked = trials.ask_page(db, now=datetime.now(UTC), url=URL, host="news.example.com")
    empty = f'<html lang="ar"><head><title>{HEADLINE}</title><link rel="amphtml" href="{URL}/amp"></head></html>'
    full = (
        f'<html amp lang="ar"><head><title>{HEADLINE}</title><link rel="canonical" href="{URL}"></head>'
        f"<body><article><h1>{HEADLINE}</h1><p>{TEXTS[0]}</p><p>{TEXTS[1]}</p></article></body></html>"
    )
    for page in (empty, full):
        db.execute("update host set next_at = now()")
        [claimed] = trials.claim_pages(db, limit=5, lease_seconds=60)
        trials.page_done(db, claimed, kept(db, page.encode(), 200, claimed.url))
        found = tried(db, settings, asked)

    record = json.loads(found.record or "")
    assert (claimed.url, [block["text"] for block in record["body"]]) == (f"{URL}/amp", list(TEXTS[:2]))
    assert "body_from_amp" in record["quality"]["warnings"]


def test_further_pages_are_asked_for_whatever_the_machines_clock_says(db: Connection, settings: Settings) -> None:
    hosts.ensure(db, "news.example.com", 0)
    put_back(db, timedelta(hours=1))
    asked = trials.ask_page(db, now=datetime.now(UTC), url=URL, host="news.example.com")
    db.execute("update trial set asked_at = now()")
    [claimed] = trials.claim_pages(db, limit=5, lease_seconds=60)
    trials.page_done(db, claimed, kept(db, split_page(1, 2), 200))

    waiting = tried(db, settings, asked)

    assert (waiting.stage, waiting.state) == ("page", "pending")


def test_a_further_page_that_never_comes_costs_itself_only(db: Connection, settings: Settings) -> None:
    hosts.ensure(db, "news.example.com", 0)
    asked = trials.ask_page(db, now=datetime.now(UTC), url=URL, host="news.example.com")
    [claimed] = trials.claim_pages(db, limit=5, lease_seconds=60)
    trials.page_done(db, claimed, kept(db, split_page(1, 2), 200))
    waiting = tried(db, settings, asked)
    db.execute("update trial set asked_at = now() - interval '4 minutes'")

    hinted = trials.reconcile(db, rehint_seconds=0)
    done = tried(db, settings, asked)

    assert (waiting.stage, waiting.state) == ("page", "pending")
    assert hinted == [asked.number]
    assert (done.state, done.error) == ("done", None)
    assert "pages_missing" in json.loads(done.record or "")["quality"]["warnings"]
