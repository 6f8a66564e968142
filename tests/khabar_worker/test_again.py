"""Articles extracted again: what makes a version, what does not, and what is never lost."""

from __future__ import annotations

from uuid import UUID

import pytest

from khabar.article import Article
from khabar.feed import FeedEntry
from khabar.publishers.loader import Catalogue
from khabar.settings import Settings
from khabar.storage import pages, reextractions
from khabar.storage.database import Connection
from khabar.storage.lease import LostLease
from khabar.storage.reextractions import Selection
from khabar_worker import again
from support.extract_rows import GOOD_PAGE, HEADLINE, NOW, PAGE, URL, extracted, records, stored_item, types


@pytest.fixture
def article(db: Connection, settings: Settings, catalogue: Catalogue) -> Article:
    """An article with one version, from a page and its feed."""
    extracted(db, stored_item(db, page=GOOD_PAGE), catalogue, settings)
    (stored,) = records(db)
    return stored


def alter(db: Connection, change: str) -> None:
    """Make the stored record what other rules would have made of the same page; `change` is SQL over jsonb `r`."""
    sets = f"record = (select ({change})::json from (select record::jsonb as r) v)"
    db.execute(f"update article_version set {sets}".encode())


def again_all(db: Connection, settings: Settings) -> dict[str, int]:
    reextractions.ask(db, Selection())
    return again.run(settings, reextractions.open_ids(db, limit=100))


def test_an_article_that_reads_the_same_gets_no_version_and_no_event(
    db: Connection, settings: Settings, article: Article
) -> None:
    assert again_all(db, settings) == {"unchanged": 1}

    assert records(db) == [article]
    assert types(db) == ["article.created"]


def test_what_newer_rules_read_becomes_a_version_of_the_extractor(
    db: Connection, settings: Settings, article: Article
) -> None:
    alter(db, """jsonb_set(jsonb_set(r, '{headline}', '"عنوان قديم"'), '{content_hash}', '"sha256:old"')""")

    assert again_all(db, settings) == {"changed": 1}

    (stored,) = records(db)
    newest = stored.versions[-1]
    assert (stored.id, stored.version, stored.headline) == (article.id, 2, HEADLINE)
    assert (newest.origin, newest.kind, newest.changed) == ("extractor", "updated", ("/headline",))
    assert stored.lineage == article.lineage
    assert stored.source == article.source
    assert stored.first_seen_at == article.first_seen_at
    assert types(db) == ["article.created", "article.reextracted"]


def test_a_change_in_what_is_drawn_from_the_text_is_stored_though_the_text_is_the_same(
    db: Connection, settings: Settings, article: Article
) -> None:
    alter(db, """jsonb_set(r, '{section}', '"قسم قديم"')""")

    assert again_all(db, settings) == {"changed": 1}

    (stored,) = records(db)
    assert stored.content_hash == article.content_hash
    assert stored.versions[-1].changed == ("/section",)
    assert types(db)[-1] == "article.reextracted"


def test_doing_it_twice_makes_one_version(db: Connection, settings: Settings, article: Article) -> None:
    alter(db, """jsonb_set(r, '{section}', '"قسم قديم"')""")

    again_all(db, settings)

    assert again_all(db, settings) == {"unchanged": 1}
    assert records(db)[0].version == 2


def test_a_page_whose_bytes_are_gone_leaves_the_record_as_it_is(
    db: Connection, settings: Settings, article: Article
) -> None:
    alter(db, """jsonb_set(r, '{section}', '"قسم قديم"')""")
    db.execute("update page_body set body = null")

    assert again_all(db, settings) == {"no_page": 1}
    assert records(db)[0].version == 1


def test_a_page_that_can_not_be_read_any_more_leaves_the_record_as_it_is(
    db: Connection, settings: Settings, article: Article
) -> None:
    other = PAGE.format(body="").encode()
    db.execute("update page_body set body = %s, bytes = %s", (pages.pack(other).compressed, len(other)))

    assert again_all(db, settings) == {"unreadable": 1}
    assert records(db) == [article]


def test_what_the_feed_had_said_stays_when_its_item_is_gone(
    db: Connection, settings: Settings, catalogue: Catalogue
) -> None:
    bare = GOOD_PAGE.replace(HEADLINE.encode(), b"")
    entry = FeedEntry(
        guid="g7", link=URL, title="القطار يعود", published_raw="Tue, 02 Jun 2026 10:00:00 +0300", authors=("سلمى",)
    )
    extracted(db, stored_item(db, entry, page=bare), catalogue, settings)
    (before,) = records(db)
    db.execute("delete from item")

    assert again_all(db, settings) == {"unchanged": 1}
    assert before.headline == "القطار يعود"
    assert [author.name for author in before.authors] == ["سلمى"]
    assert records(db) == [before]


def test_a_version_that_was_stored_meanwhile_is_not_overwritten(
    db: Connection, settings: Settings, article: Article, catalogue: Catalogue
) -> None:
    alter(db, """jsonb_set(r, '{section}', '"قسم قديم"')""")
    reextractions.ask(db, Selection())
    claimed = reextractions.claim(db, reextractions.open_ids(db, limit=1)[0], lease_seconds=90)
    assert claimed is not None
    made = again.attempt(db, article.id, catalogue, settings)
    assert made is not None
    db.execute(
        """insert into article_version
           select article_id, 2, created_at, kind, origin, content_hash, changed, page_id,
             (record::jsonb || '{"version": 2}')::json from article_version"""
    )
    db.execute("update article set version = 2")

    assert again._store(db, claimed, made) == "superseded"
    assert records(db)[0].version == 2


def test_an_interrupted_article_is_taken_up_again(db: Connection, settings: Settings, article: Article) -> None:
    reextractions.ask(db, Selection())
    (row_id,) = reextractions.open_ids(db, limit=10)
    killed = reextractions.claim(db, row_id, lease_seconds=90)
    assert killed is not None
    assert reextractions.open_ids(db, limit=10) == []

    db.execute("update reextraction set lease_until = now() - interval '1 second'")

    assert reextractions.due(db, in_flight=10, rehint_seconds=120, max_attempts=8) == [row_id]
    assert again.run(settings, [row_id]) == {"unchanged": 1}
    with pytest.raises(LostLease):
        reextractions.done(db, killed, outcome="changed")


def test_an_article_that_kills_its_workers_is_given_up(db: Connection, article: Article) -> None:
    reextractions.ask(db, Selection())
    (row_id,) = reextractions.open_ids(db, limit=10)
    reextractions.claim(db, row_id, lease_seconds=90)
    db.execute("update reextraction set lease_until = now() - interval '1 second'")

    assert reextractions.due(db, in_flight=10, rehint_seconds=120, max_attempts=1) == []
    assert reextractions.figures(db) == {"open": 0, "dead": 1}
    assert reextractions.errors(db)[0]["last_error"] == "worker died"


def test_only_so_many_are_with_the_workers_at_once(
    db: Connection, settings: Settings, catalogue: Catalogue, article: Article
) -> None:
    for n in range(4):
        other = f"{URL}/{n}"
        item_id = stored_item(db, FeedEntry(guid=other, link=other, title="خبر"))
        page = GOOD_PAGE.replace(URL.encode(), other.encode())
        kept = pages.keep(
            db, pages.pack(page), url=other, final_url=other, status=200, content_type="text/html; charset=UTF-8",
            etag=None, last_modified=None, fetched_at=NOW,
        )  # fmt: skip
        db.execute("update item set page_id = %s where id = %s", (kept, item_id))
        extracted(db, item_id, catalogue, settings)
    assert reextractions.ask(db, Selection()) == 5

    first = reextractions.due(db, in_flight=3, rehint_seconds=120, max_attempts=8)
    second = reextractions.due(db, in_flight=3, rehint_seconds=120, max_attempts=8)
    again.run(settings, first[:1])
    third = reextractions.due(db, in_flight=3, rehint_seconds=120, max_attempts=8)

    assert (len(first), second, len(third)) == (3, [], 1)


@pytest.mark.parametrize(
    ("selection", "wanted"),
    [
        (Selection(), 1),
        (Selection(publisher_id="nobody"), 0),
        (Selection(feed_id=UUID(int=7)), 0),
        (Selection(article_ids=(UUID(int=7),)), 0),
        (Selection(extractor=("page-body", 2)), 1),
        (Selection(extractor=("page-body", 1)), 0),
        (Selection(extractor=("plain-text", 9)), 0),
    ],
    ids=["all", "publisher", "feed", "article", "older extractor", "as new", "another extractor"],
)
def test_articles_are_selected(db: Connection, article: Article, selection: Selection, wanted: int) -> None:
    assert reextractions.count(db, selection) == wanted


def test_articles_are_selected_by_their_date(db: Connection, article: Article) -> None:
    day = article.first_seen_at

    assert reextractions.count(db, Selection(since=day)) == 1
    assert reextractions.count(db, Selection(until=day)) == 0
    assert reextractions.newest(db, Selection(article_ids=(article.id,)), limit=3) == [article.id]


def test_asking_again_for_what_is_open_does_not_begin_it_anew(db: Connection, article: Article) -> None:
    assert reextractions.ask(db, Selection()) == 1
    assert reextractions.ask(db, Selection()) == 0
    assert reextractions.cancel(db) == 1
