"""The extract job on real ledger rows: records and outcomes."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from khabar.feed import FeedEntry
from khabar.publishers.loader import Catalogue
from khabar.settings import Settings
from khabar.storage import hosts, items
from khabar.storage.database import Connection, connect
from khabar_worker import tasks
from support.blocking import until_blocked
from support.extract_rows import (
    BOMB,
    GOOD_PAGE,
    HEADLINE,
    PAGE,
    TEXTS,
    URL,
    changed_entry,
    claimed_once,
    extracted,
    kept,
    records,
    row_of,
    stored_item,
    types,
)
from support.log_reading import log_lines


def test_a_page_becomes_a_record_an_event_and_a_finished_item(
    db: Connection, settings: Settings, catalogue: Catalogue
) -> None:
    item_id = stored_item(db, page=GOOD_PAGE)

    outcome = extracted(db, item_id, catalogue, settings)

    (article,) = records(db)
    row = row_of(db, item_id)
    event = db.execute("select type, article_id, article_version, data from event").fetchone()
    assert event is not None
    assert outcome == "new"
    assert article.headline == HEADLINE
    assert tuple(block.text for block in article.body if block.type == "paragraph") == TEXTS
    assert ("feed", "القطار يعود") in [(value.role, value.value) for value in article.headlines]
    assert (row["state"], row["outcome"], row["article_id"]) == ("done", "new", article.id)
    assert (event["type"], event["article_id"], event["article_version"]) == ("article.created", article.id, 1)
    assert event["data"]["url"] == f"/v1/articles/{article.id}"


def test_a_hint_that_ten_workers_get_at_once_makes_one_record_and_one_event(
    db: Connection, database_url: str, settings: Settings, catalogue: Catalogue
) -> None:
    item_id = stored_item(db, page=GOOD_PAGE)
    ready = threading.Barrier(10)

    def work(number: int) -> list[str]:
        with connect(database_url, name=f"worker {number}") as own:
            ready.wait()
            claims = items.claim(own, [item_id], lease_seconds=90, max_attempts=8)
            return [tasks.extract_one(own, claimed, catalogue, settings) for claimed in claims]

    with ThreadPoolExecutor(10) as pool:
        outcomes = [outcome for one in pool.map(work, range(10)) for outcome in one]

    assert outcomes == ["new"]
    assert len(records(db)) == 1
    assert types(db) == ["article.created"]


@pytest.mark.parametrize("patience", [180, 0], ids=["the record waits", "the record is stored"])
def test_who_waits_for_the_host_of_a_further_page_holds_no_item(
    db: Connection, database_url: str, settings: Settings, catalogue: Catalogue, patience: int
) -> None:
    """A poll has the host and wants the item: one that had the item and wanted the host would wait for ever."""
    other = "amp.news.example.com"
    thin = PAGE.replace("</head>", f'<link rel="amphtml" href="https://{other}/2026/train"></head>')
    item_id = stored_item(db, page=thin.format(body=f"<p>{TEXTS[0]}</p>").encode())
    claimed = claimed_once(db, item_id)
    here = settings.model_copy(update={"parts_wait_seconds": patience})
    with (
        ThreadPoolExecutor(1) as pool,
        connect(database_url, name="working") as working,
        connect(database_url, name="third") as third,
    ):
        with db.transaction():
            hosts.ensure(db, other, 0)
            work = pool.submit(tasks.extract_one, working, claimed, catalogue, here)
            assert until_blocked(third, working, work)

            third.execute("select from item where id = %s for update nowait", (item_id,))

        assert work.result() == ("waiting" if patience else "new")

    assert [row["host"] for row in db.execute("select host from part")] == [other]


def test_every_line_about_an_item_names_it_with_its_feed_and_article(
    db: Connection, settings: Settings, catalogue: Catalogue
) -> None:
    item_id = stored_item(db, page=GOOD_PAGE)

    with log_lines(settings) as lines:
        extracted(db, item_id, catalogue, settings)

    row = db.execute("select feed_id, article_id from item").fetchone()
    assert row is not None
    (stored,) = [line for line in lines if line["event"] == "article_stored"]
    assert {line["item"] for line in lines} == {item_id}
    assert (stored["feed_id"], stored["article"]) == (str(row["feed_id"]), str(row["article_id"]))


@pytest.mark.parametrize(
    ("page", "outcome"),
    [
        (b"<html><body><p>x</p></body></html>", "refused:empty_body"),
        ((BOMB + "نص").encode(), "refused:refused_markup"),
        (b"\x00\x01\x02\xff" * 200, "refused:unreadable_encoding"),
    ],
    ids=["no text", "bomb", "binary"],
)
def test_a_page_that_is_no_article_gives_a_record_from_the_feed(
    db: Connection, settings: Settings, catalogue: Catalogue, page: bytes, outcome: str
) -> None:
    item_id = stored_item(db, page=page)

    assert extracted(db, item_id, catalogue, settings) == outcome

    (article,) = records(db)
    assert article.headline == "القطار يعود"
    assert "feed_only" in article.quality.warnings
    assert row_of(db, item_id)["article_id"] == article.id
    assert types(db) == ["article.created"]


@pytest.mark.parametrize(
    "page",
    [
        b"<div>" * 32_000 + b"text",
        b"<div/>" * 32_000,
        b"<div></x>" * 32_000,
        b"<div><marquee></div></marquee>" * 16_000,
        b"<ul><li><a><b><font>" * 6_400,
        b"<svg>" * 32_000,
        b"&" * 250_000,
    ],
    ids=["div", "self-closed", "end tag of another name", "behind marquee", "mixed", "svg", "ampersands"],
)
def test_html_depth_32k_divs_selectolax_nh3(
    db: Connection, settings: Settings, catalogue: Catalogue, page: bytes
) -> None:
    """Quadratic in the HTML parsers: selectolax takes 3 s at 160 kB, and half an hour at 2 MB."""
    item_id = stored_item(db, page=PAGE.format(body="").encode() + page)

    assert extracted(db, item_id, catalogue, settings) == "refused:refused_markup"

    (article,) = records(db)
    assert (article.headline, article.quality.warnings[0]) == ("القطار يعود", "feed_only")


@pytest.mark.parametrize("separator", [b" ", b"\n", b"/", b"\x0c"], ids=["space", "line", "slash", "form feed"])
def test_40k_attributes_one_tag(db: Connection, settings: Settings, catalogue: Catalogue, separator: bytes) -> None:
    """Quadratic in every parser; also in a feed's text, where the item is kept with its title and link."""
    tag = b"<p" + separator + separator.join(b"a%d" % number for number in range(40_000)) + b">text"
    page_id = stored_item(db, page=PAGE.format(body="").encode() + tag)
    entry = FeedEntry(guid="2", link=f"{URL}/2", title="القطار", content_html=tag.decode())
    entry_id = stored_item(db, entry, refused="gone", feed="other")

    assert extracted(db, page_id, catalogue, settings) == "refused:refused_markup"
    assert extracted(db, entry_id, catalogue, settings) == "refused:gone"

    assert {article.headline for article in records(db)} == {"القطار يعود", "القطار"}


@pytest.mark.parametrize(
    ("refused", "outcome"),
    [
        ("gone", "refused:gone"), ("disallowed", "blocked"), ("blocked_address", "blocked"), ("no_link", "new"),
    ],
    ids=["gone", "robots", "address", "no link"],
)  # fmt: skip
def test_an_item_without_a_page_says_why(
    db: Connection, settings: Settings, catalogue: Catalogue, refused: str, outcome: str
) -> None:
    item_id = stored_item(db, refused=refused)

    assert extracted(db, item_id, catalogue, settings) == outcome

    assert len(records(db)) == 1
    assert row_of(db, item_id)["outcome"] == outcome


def test_an_entry_with_hostile_markup_still_has_its_title_and_link(
    db: Connection, settings: Settings, catalogue: Catalogue
) -> None:
    item_id = stored_item(db, FeedEntry(guid=URL, link=URL, title="القطار يعود", content_html=BOMB), refused="gone")

    assert extracted(db, item_id, catalogue, settings) == "refused:gone"

    (article,) = records(db)
    assert (article.headline, article.canonical_url) == ("القطار يعود", URL)


def test_a_good_page_of_an_entry_that_says_nothing_is_stored(
    db: Connection, settings: Settings, catalogue: Catalogue
) -> None:
    item_id = stored_item(db, FeedEntry(link=URL), page=GOOD_PAGE)

    assert extracted(db, item_id, catalogue, settings) == "new"

    assert [article.headline for article in records(db)] == [HEADLINE]


@pytest.mark.parametrize(
    ("page", "refused", "outcome"),
    [
        (None, "gone", "refused:gone"),
        (None, "no_link", "refused:empty_body"),
        (b"<p>x</p>", None, "refused:empty_body"),
    ],
    ids=["page gone", "no link", "page unusable"],
)
def test_an_item_that_says_nothing_at_all_is_finished_without_an_article(
    db: Connection, settings: Settings, catalogue: Catalogue, page: bytes | None, refused: str | None, outcome: str
) -> None:
    item_id = stored_item(db, FeedEntry(link=URL), page=page, refused=refused)

    assert extracted(db, item_id, catalogue, settings) == outcome

    row = row_of(db, item_id)
    assert (row["state"], row["outcome"], row["article_id"]) == ("done", outcome, None)
    assert records(db) == []
    assert types(db) == []


def test_an_edited_page_becomes_a_second_version_and_an_equal_one_does_not(
    db: Connection, settings: Settings, catalogue: Catalogue
) -> None:
    item_id = stored_item(db, page=GOOD_PAGE)
    extracted(db, item_id, catalogue, settings)

    changed_entry(db, item_id, GOOD_PAGE)
    same = extracted(db, item_id, catalogue, settings)
    changed_entry(db, item_id, GOOD_PAGE.replace("أربع رحلات".encode(), "خمس رحلات".encode()))
    edited = extracted(db, item_id, catalogue, settings)

    (article,) = records(db)
    assert (same, edited) == ("unchanged", "updated")
    assert (article.version, article.versions[-1].changed) == (2, ("/body/1",))
    assert types(db) == ["article.created", "article.updated"]


def test_a_reused_guid_on_another_address_is_another_article(
    db: Connection, settings: Settings, catalogue: Catalogue
) -> None:
    first = stored_item(db, FeedEntry(guid="77", link=URL, title="القطار يعود"), refused="gone")
    extracted(db, first, catalogue, settings)
    other = "https://news.example.com/2026/flood"

    second = stored_item(db, FeedEntry(guid="77", link=other, title="أمطار غزيرة في الشمال"), refused="gone")

    assert extracted(db, second, catalogue, settings) == "refused:gone"
    assert sorted(str(article.headline) for article in records(db)) == ["أمطار غزيرة في الشمال", "القطار يعود"]


def test_an_item_without_address_is_found_again_by_its_whole_guid(
    db: Connection, settings: Settings, catalogue: Catalogue
) -> None:
    """Two guids of 100 kB that differ at their end only."""
    for n in ("1", "2"):
        entry = FeedEntry(guid="ع" * 100_000 + n, title=f"عاجل رقم {n}")
        extracted(db, stored_item(db, entry, refused="no_link"), catalogue, settings)

    assert sorted(str(article.headline) for article in records(db)) == ["عاجل رقم 1", "عاجل رقم 2"]


def test_a_page_that_says_at_two_looks_that_it_is_gone_takes_its_article_back(
    db: Connection, catalogue: Catalogue, settings: Settings
) -> None:
    item_id = stored_item(db, page=GOOD_PAGE)
    extracted(db, item_id, catalogue, settings)
    gone = kept(db, "<title>الصفحة غير موجودة | المنارة</title><h1>عذرا، الصفحة غير موجودة</h1>".encode())
    looks = []

    for is_time_up in (False, False, True):
        if is_time_up:
            db.execute("update item set revisit_at = now()")
            assert items.revisit(db) == 1
        # Without that somebody asked for the page early.
        db.execute("update item set stage = 'extract', state = 'pending', page_id = %s where id = %s", (gone, item_id))
        looks.append((extracted(db, item_id, catalogue, settings), records(db)[0].status, next_look(db, item_id)))

    assert looks == [
        ("refused:says_gone", "usable", 24),
        ("refused:says_gone", "usable", 24),
        ("withdrawn", "canceled", None),
    ]


def next_look(db: Connection, item_id: int) -> int | None:
    """In how many hours the page is asked for again."""
    row = db.execute(
        "select round(extract(epoch from revisit_at - now()) / 3600)::int as hours from item where id = %s", (item_id,)
    ).fetchone()
    assert row is not None
    return row["hours"]
