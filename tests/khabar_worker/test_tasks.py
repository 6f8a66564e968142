"""The extract job on real ledger rows: records, outcomes, retries, fencing, and two workers at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from threading import Barrier

import pytest

from khabar.article import Article
from khabar.errors import StorageDown
from khabar.feed import FeedEntry, FeedUpdate, PollLog
from khabar.item import ChangedItem, Claimed, NewItem
from khabar.publishers.loader import Catalogue, load_publishers
from khabar.settings import Settings
from khabar.storage import feeds, hosts, items, pages
from khabar.storage.database import Connection, connect
from khabar.storage.feeds import ClaimedFeed
from khabar_ingest.parse import parse_feed
from khabar_worker import tasks

NOW = datetime.now(UTC)
HOST = "news.example.com"
URL = f"https://{HOST}/2026/train"
HEADLINE = "عودة القطار إلى المدينة بعد عشرين عاما"
TEXTS = (
    "عاد القطار إلى المدينة صباح اليوم، وسط ترحيب من السكان الذين انتظروا هذه اللحظة منذ سنوات طويلة.",
    "وقال مدير المحطة إن الرحلات ستكون أربع رحلات في اليوم الواحد، على أن تزيد في موسم الصيف المقبل.",
    "وتشمل الخطة تجديد الأرصفة القديمة وتشجير الطريق المؤدية إلى المحطة قبل نهاية العام الجاري.",
)
PAGE = (
    f'<html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{HEADLINE}</title>'
    f'<meta property="og:type" content="article"><link rel="canonical" href="{URL}"></head>'
    f"<body><article><h1>{HEADLINE}</h1>{{body}}</article></body></html>"
)
GOOD_PAGE = PAGE.format(body="".join(f"<p>{text}</p>" for text in TEXTS)).encode()
BOMB = "<div>" * 5_000


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_publishers(None)


def stored_item(
    db: Connection, entry: FeedEntry | None = None, *, page: bytes | None = None, refused: str | None = None,
    feed: str = "feed", status: int = 200,
) -> int:  # fmt: skip
    """An item that waits for a worker, from a poll of `feed`, with its page or without."""
    entry = entry or FeedEntry(guid=URL, link=URL, title="القطار يعود")
    hosts.ensure(db, HOST, 0)
    feeds.add(db, now=NOW, url=f"https://{HOST}/{feed}", url_key=feed.encode(), host=HOST, interval_seconds=900)
    claimed = due_feed(db, feed)
    new = NewItem(
        guid_key=sha256(f"{entry.guid}{entry.link}".encode()).digest(), entry=entry, entry_hash=b"h", url=entry.link,
        url_key=entry.link.encode() if entry.link else None, host=HOST if entry.link else None, stage="extract",
        refused=refused,
    )  # fmt: skip
    (item_id,) = feeds.record_poll(db, claimed, an_update(), PollLog(outcome="new"), new=[new], gap_seconds=0)
    if page is not None:
        db.execute("update item set page_id = %s where id = %s", (kept(db, page, status), item_id))
    return item_id


def due_feed(db: Connection, name: str) -> ClaimedFeed:
    db.execute("update feed set next_poll_at = now() where url_key = %s", (name.encode(),))
    hosts.release(db, HOST)
    (claimed,) = feeds.claim_due(db, limit=1, lease_seconds=90)
    return claimed


def kept(db: Connection, body: bytes, status: int = 200) -> int:
    return pages.keep(
        db, url=URL, final_url=URL, status=status, content_type="text/html; charset=UTF-8", etag=None,
        last_modified=None, fetched_at=NOW, body=body,
    )  # fmt: skip


def an_update() -> FeedUpdate:
    return FeedUpdate.model_validate(
        {
            "next_poll_at": NOW + timedelta(days=365), "interval_seconds": 900, "full_poll_at": None,
            "body_hash": None, "validators": None, "last_status": 200, "last_outcome": "new", "last_error": None,
            "failures": 0, "empty_polls": 0, "gone_count": 0, "gone_since": None, "moved_to": None, "moved_count": 0,
            "moved_since": None, "last_success_at": NOW, "state": "active", "state_reason": None,
        }
    )  # fmt: skip


def claimed_once(db: Connection, item_id: int) -> Claimed:
    (claimed,) = items.claim(db, [item_id], lease_seconds=90, max_attempts=8)
    return claimed


def changed_entry(db: Connection, item_id: int, page: bytes) -> None:
    """The feed's entry changed and its page was fetched again."""
    claimed = due_feed(db, "feed")
    entry = FeedEntry(guid=URL, link=URL, title="القطار يعود مجددا")
    change = ChangedItem(
        item_id=item_id, entry=entry, entry_hash=b"2", url=URL, url_key=URL.encode(), host=HOST, stage="extract"
    )
    feeds.record_poll(db, claimed, an_update(), PollLog(outcome="new"), changed=[change], gap_seconds=0)
    db.execute("update item set page_id = %s where id = %s", (kept(db, page), item_id))


def extracted(db: Connection, item_id: int, catalogue: Catalogue, settings: Settings) -> str:
    return tasks.extract_one(db, claimed_once(db, item_id), catalogue, settings)


def records(db: Connection) -> list[Article]:
    rows = db.execute(
        "select record from article join article_version v on v.article_id = id and v.version = article.version"
    )
    return [Article.model_validate(row["record"]) for row in rows]


def row_of(db: Connection, item_id: int) -> dict[str, object]:
    row = db.execute(
        "select state, outcome, article_id, attempts, last_error, due_at > now() as later from item where id = %s",
        (item_id,),
    ).fetchone()
    assert row is not None
    return row


def types(db: Connection) -> list[str]:
    return [row["type"] for row in db.execute("select type from event order by seq")]


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


def test_a_fault_is_tried_again_later_and_ends_in_quarantine(
    db: Connection, settings: Settings, catalogue: Catalogue
) -> None:
    """A page body that is damaged at rest can't be decompressed: no fault of the page, so it is tried again."""
    item_id = stored_item(db, page=GOOD_PAGE)
    db.execute("update page_body set body = 'damaged'")

    first = extracted(db, item_id, catalogue, settings)
    waiting = row_of(db, item_id)
    db.execute("update item set due_at = now(), attempts = %s", (settings.max_attempts - 1,))
    last = extracted(db, item_id, catalogue, settings)

    dead = row_of(db, item_id)
    assert (first, waiting["state"], waiting["later"]) == ("retry", "pending", True)
    assert (last, dead["state"]) == ("dead", "dead")
    assert "ZstdError" in str(dead["last_error"])
    assert records(db) == []


def test_an_orphan_whose_lease_was_lost_stores_neither_article_nor_event(
    db: Connection, settings: Settings, catalogue: Catalogue
) -> None:
    item_id = stored_item(db, page=GOOD_PAGE)
    orphan = claimed_once(db, item_id)
    db.execute("update item set lease_until = now() - interval '1 second'")
    heir = claimed_once(db, item_id)

    lost = tasks.extract_one(db, orphan, catalogue, settings)
    after_orphan = (records(db), types(db))
    kept_by_heir = tasks.extract_one(db, heir, catalogue, settings)

    assert (lost, after_orphan) == ("lost_lease", ([], []))
    assert kept_by_heir == "new"
    assert (len(records(db)), types(db)) == (1, ["article.created"])


def test_an_orphan_that_fails_leaves_the_item_to_its_heir(
    db: Connection, settings: Settings, catalogue: Catalogue
) -> None:
    item_id = stored_item(db, page=GOOD_PAGE)
    orphan = claimed_once(db, item_id)
    db.execute("update item set lease_until = now() - interval '1 second'")
    claimed_once(db, item_id)
    db.execute("update page_body set body = 'damaged'")

    assert tasks.extract_one(db, orphan, catalogue, settings) == "lost_lease"

    assert row_of(db, item_id)["state"] == "running"


def test_the_same_story_of_two_feeds_at_once_is_one_article_and_one_event(
    db: Connection, database_url: str, settings: Settings, catalogue: Catalogue
) -> None:
    ids = [stored_item(db, page=GOOD_PAGE)]
    ids += [stored_item(db, page=GOOD_PAGE, feed=f"feed{n}") for n in range(3)]
    together = Barrier(len(ids))

    def work(item_id: int) -> str:
        with connect(database_url, name="worker") as mine:
            claimed = claimed_once(mine, item_id)
            together.wait(20)
            return tasks.extract_one(mine, claimed, catalogue, settings)

    with ThreadPoolExecutor(len(ids)) as threads:
        outcomes = sorted(threads.map(work, ids))

    (article,) = records(db)
    assert outcomes == ["duplicate_of", "duplicate_of", "duplicate_of", "new"]
    assert types(db) == ["article.created"]
    assert {row_of(db, item_id)["article_id"] for item_id in ids} == {article.id}
    feed_ids = db.execute("select feed_ids from article").fetchone()
    assert feed_ids is not None
    assert len(feed_ids["feed_ids"]) == len(ids)


def test_a_page_whose_bytes_retention_removed_gives_a_record_from_the_feed(
    db: Connection, settings: Settings, catalogue: Catalogue
) -> None:
    item_id = stored_item(db, page=GOOD_PAGE)
    db.execute("update page_body set stored_at = now() - interval '91 days'")
    pages.purge(db, older_than_days=90)

    extracted(db, item_id, catalogue, settings)

    assert [article.headline for article in records(db)] == ["القطار يعود"]


def test_a_server_that_goes_away_leaves_the_item_for_the_next_worker(
    db: Connection, database_url: str, settings: Settings, catalogue: Catalogue
) -> None:
    item_id = stored_item(db, page=GOOD_PAGE)

    def work() -> None:
        with connect(database_url, name="worker") as mine:
            claimed = claimed_once(mine, item_id)
            db.execute("select pg_terminate_backend(%s)", (mine.info.backend_pid,))
            tasks.extract_one(mine, claimed, catalogue, settings)

    with pytest.raises(StorageDown):
        work()

    assert row_of(db, item_id)["state"] == "running"
    db.execute("update item set lease_until = now() - interval '1 second'")
    assert extracted(db, item_id, catalogue, settings) == "new"


def test_an_article_of_the_file_catalogue_carries_its_publisher(
    db: Connection, settings: Settings, catalogue: Catalogue
) -> None:
    publisher = catalogue.publishers[0]
    url = f"https://{publisher.domains[0]}/2026/a"
    db.execute("insert into host (host, gap_seconds) values (%s, 0)", (publisher.domains[0],))

    item_id = stored_item(db, FeedEntry(guid="1", link=url, title="خبر"), refused="gone")
    extracted(db, item_id, catalogue, settings)

    (article,) = records(db)
    assert article.publisher is not None
    assert article.publisher.id == publisher.id


def test_any_text_that_a_feed_and_a_page_hold_can_be_stored(
    db: Connection, settings: Settings, catalogue: Catalogue
) -> None:
    """NUL, surrogates, numbers past Unicode, controls, and a guid longer than an index entry may be."""
    nasty = "&#0; &#xD800; &#x110000; &#1; &#xFFFE; \x00 \x0b \u202e \ufffe"
    feed = (
        f'<rss version="2.0"><channel><title>{nasty}</title><item><title>القطار {nasty}</title><link>{URL}</link>'
        f"<guid>{'غ' * 100_000}</guid><description>{nasty}</description><category>{nasty}</category>"
        "</item></channel></rss>"
    )
    (entry,) = parse_feed(feed.encode(), url=f"https://{HOST}/feed", http_charset=None).entries
    page = PAGE.replace("</h1>", f" {nasty}</h1>").format(body="".join(f"<p>{text} {nasty}</p>" for text in TEXTS))

    outcome = extracted(db, stored_item(db, entry, page=page.encode()), catalogue, settings)

    (article,) = records(db)
    text = article.model_dump_json()
    assert outcome == "new"
    assert entry.guid == "غ" * 100_000
    assert str(article.headline).startswith(HEADLINE)
    assert not any(f"\\u{code}" in text for code in ("0000", "0001", "000b", "d800"))
    assert not {"\ufffe", "\x00"} & set(text)
    assert "\u202e" not in str(article.headline)
