"""Which entries are new, changed or known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from khabar.feed import FeedEntry
from khabar.item import KnownItem
from khabar_ingest.identity import Keyed, Matched, keyed, match

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
ARTICLE = UUID(int=7)


def an_entry(**changes: object) -> FeedEntry:
    return FeedEntry.model_validate(
        {"guid": "g1", "link": "https://news.example.com/1", "title": "افتتاح مكتبة عامة في طرابلس", **changes}
    )


def key(entry: FeedEntry) -> Keyed:
    return keyed(entry, allow=(), deny=())


def stored(entry: FeedEntry, item_id: int = 1) -> KnownItem:
    one = key(entry)
    return KnownItem(
        item_id=item_id, guid_key=one.guid_key, url_key=one.url_key, entry_hash=one.entry_hash, title=entry.title
    )


def matched(entries: list[FeedEntry], known: list[KnownItem], **options: object) -> Matched:
    keyed_entries = [key(entry) for entry in entries]
    return match(
        keyed_entries,
        known,
        options.get("articles", {}),  # type: ignore[arg-type]
        published=options.get("published", {}),  # type: ignore[arg-type]
        now=NOW,
        max_age_days=int(str(options.get("max_age_days", 0))),
        fetch_pages=bool(options.get("fetch_pages", True)),
    )


def test_an_unknown_entry_is_new_and_waits_for_its_page() -> None:
    found = matched([an_entry()], [])

    assert [(item.stage, item.outcome) for item in found.new] == [("page", "pending")]


def test_a_known_entry_is_the_same() -> None:
    found = matched([an_entry()], [stored(an_entry())])

    assert (found.new, found.changed, found.same) == ((), (), 1)


def test_of_a_feed_whose_pages_are_not_fetched_no_entry_waits_for_one() -> None:
    changed, other = an_entry(title="افتتاح مكتبتين عامتين في طرابلس"), an_entry(guid="2", link="http://10.0.0.1/")

    found = matched(
        [changed, an_entry(guid="3", link="https://news.example.com/3"), other],
        [stored(an_entry(), 5)],
        fetch_pages=False,
    )

    assert [(item.item_id, item.stage) for item in found.changed] == [(5, "extract")]
    assert [(item.stage, item.refused) for item in found.new] == [
        ("extract", "pages_off"),
        ("extract", "blocked_address"),
    ]


@pytest.mark.parametrize(
    "change",
    [{"title": "افتتاح مكتبتين عامتين في طرابلس"}, {"summary_html": "<p>نص</p>"}, {"updated_raw": "2026-11-22"}],
    ids=["title", "summary", "update date"],
)
def test_an_edited_entry_goes_through_again(change: dict[str, object]) -> None:
    found = matched([an_entry(**change)], [stored(an_entry(), item_id=5)])

    assert [item.item_id for item in found.changed] == [5]


def test_counters_beside_the_story_are_no_change() -> None:
    found = matched([an_entry(categories=("محليات",))], [stored(an_entry())])

    assert found.same == 1


def test_a_changed_guid_on_a_known_address_is_the_same_item() -> None:
    renumbered = [an_entry(guid=f"new-{n}", link=f"https://news.example.com/{n}") for n in range(10)]
    known = [stored(an_entry(guid=f"old-{n}", link=f"https://news.example.com/{n}"), n) for n in range(10)]

    found = matched(renumbered, known)

    assert (found.new, found.changed, found.same) == ((), (), 10)


def test_a_reused_guid_with_another_address_and_title_is_a_new_story() -> None:
    story = an_entry(link="https://news.example.com/2", title="انطلاق معرض الكتاب في مسقط")

    found = matched([story], [stored(an_entry())])

    assert [item.url for item in found.new] == ["https://news.example.com/2"]
    assert found.new[0].guid_key != key(story).guid_key
    assert matched([story], [stored(an_entry()), stored_as_reused(story)]).same == 1


def stored_as_reused(story: FeedEntry) -> KnownItem:
    new = matched([story], [stored(an_entry())]).new[0]
    return KnownItem(
        item_id=2, guid_key=new.guid_key, url_key=new.url_key, entry_hash=new.entry_hash, title=story.title
    )


def test_a_moved_story_keeps_its_guid() -> None:
    found = matched([an_entry(link="https://news.example.com/section/1")], [stored(an_entry(), item_id=9)])

    assert [item.item_id for item in found.changed] == [9]


def test_a_story_that_another_feed_brought_is_a_duplicate() -> None:
    entry = an_entry()

    found = matched([entry], [], articles={key(entry).url_key: ARTICLE})

    assert [(item.stage, item.outcome, item.article_id) for item in found.new] == [(None, "duplicate_of", ARTICLE)]


@pytest.mark.parametrize(("days", "outcome"), [(29, "pending"), (31, "too_old")])
def test_an_entry_older_than_the_limit_is_listed_as_too_old(days: int, outcome: str) -> None:
    entry = an_entry()
    published = {key(entry).guid_key: NOW - timedelta(days=days)}

    found = matched([entry], [], published=published, max_age_days=30)

    assert [item.outcome for item in found.new] == [outcome]


@pytest.mark.parametrize(
    ("link", "refused"),
    [(None, "no_link"), ("http://127.0.0.1/admin", "blocked_address"), ("http://10.0.0.1/", "blocked_address")],
)
def test_an_entry_without_a_public_link_becomes_a_record_from_the_feed(link: str | None, refused: str) -> None:
    found = matched([an_entry(link=link)], [])

    assert [(item.stage, item.url, item.refused) for item in found.new] == [("extract", None, refused)]


def test_guid_100kB_reused_changed_reset() -> None:
    long = "ع" * 100_000
    first, twice = an_entry(guid=long), an_entry(guid=long)

    found = matched([first, twice], [])

    assert len(found.new) == 1
    assert len(found.new[0].guid_key) == 32


def test_flashes_without_guid_and_link_are_told_apart_by_their_text() -> None:
    flashes = [an_entry(guid=None, link=None, title=f"عاجل: بيان رقم {n}") for n in range(3)]

    assert len(matched(flashes, []).new) == 3
