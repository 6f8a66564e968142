"""From sources to the record: identity, what is filled from the feed, quality, hash, counts, provenance."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from khabar.article import Article, Author, DateDetail, RoleValue
from khabar.body import EmbedBlock, Heading, ListBlock, ListItem, Media, MediaBlock, Paragraph, Rendition, Span
from khabar.content_hash import content_hash
from khabar.feed import FeedEntry
from khabar.item import Item, Page
from khabar.origin import Provenance
from khabar.publishers.record import Publisher
from khabar_worker.assemble import Source, build_article, identity_url
from khabar_worker.extraction import Extraction, Found
from khabar_worker.join import filled_from_feed

NOW = datetime(2026, 11, 22, 10, 5, tzinfo=UTC)
SEEN = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
URL = "https://news.example.com/2026/story-1"
ID = UUID(int=7)
PUBLISHER = Publisher(
    id="mithal", name_ar="مثال", name_en="Mithal", country="JO", time_zone="Asia/Amman",
    site_url="https://news.example.com/", domains=("example.com",), policy="excerpt",
)  # fmt: skip


def found(value: str = "2026-11-22T09:00:00Z", *, precision: str = "second", trusted: bool = True) -> Found:
    detail = {"value": value, "precision": precision, "method": "jsonld", "confidence": 0.9, "trusted": trusted}
    return Found(at=datetime(2026, 11, 22, 9, tzinfo=UTC), detail=DateDetail.model_validate(detail))


def words(count: int) -> str:
    return " ".join(["كلمة"] * count)


def an_extraction(**changes: Any) -> Extraction:
    """A page that says everything that is expected of it."""
    return Extraction.model_validate(
        {
            "canonical_url": URL,
            "headline": "عودة القطار إلى المدينة",
            "headlines": (RoleValue(role="main", value="عودة القطار إلى المدينة"),),
            "summary": "رحلة أولى بعد عشرين عاما.",
            "published": found(),
            "authors": (Author(name="ليلى حمدان"),),
            "media": (Media(id="m1", role="lead", url="https://cdn.example.com/train.jpg", caption="المحطة القديمة"),),
            "body": (
                Paragraph(id="b1", text="عاد القطار إلى المدينة صباح اليوم، وسط ترحيب من السكان الذين انتظروه طويلا."),
                Paragraph(id="b2", text="وقال مدير المحطة إن الرحلات ستكون 4 رحلات في اليوم الواحد حتى نهاية العام."),
            ),
            "provenance": {
                "/headline": Provenance(method="jsonld", extractor="structured@1", confidence=0.9),
                "/body": Provenance(method="dom", extractor="density@1", confidence=0.8),
            },
            **changes,
        }
    )


def an_item(**changes: Any) -> Item:
    return Item.model_validate(
        {
            "id": 1, "feed_id": UUID(int=1), "guid": "g-1", "url": URL, "entry": FeedEntry(guid="g-1", link=URL),
            "stage": "extract", "state": "running", "outcome": "pending", "first_seen_at": SEEN, "changed_at": SEEN,
            "feed_title": "الأخبار", **changes,
        }
    )  # fmt: skip


def a_page(**changes: Any) -> Page:
    return Page.model_validate(
        {
            "url": URL, "final_url": URL, "status": 200, "content_type": "text/html", "etag": '"1"',
            "fetched_at": NOW, "sha256": "ab" * 32, "body": b"<p>x</p>", **changes,
        }
    )  # fmt: skip


def an_article(**changes: Any) -> Article:
    return build_article(an_extraction(**changes), Source(item=an_item(), page=a_page()), PUBLISHER, now=NOW, id=ID)


@pytest.mark.parametrize(
    ("declared", "fetched", "identity", "rejected"),
    [
        (URL, URL + "?utm_source=rss", URL, None),
        ("https://www.example.com/2026/story-1", URL, "https://www.example.com/2026/story-1", None),
        ("https://elsewhere.example.org/a", URL, URL, "https://elsewhere.example.org/a"),
        ("https://news.example.com/", URL, URL, "https://news.example.com/"),
        ("https://news.example.com", URL, URL, "https://news.example.com"),
        ("https://news.example.com/", "https://news.example.com/", "https://news.example.com/", None),
        (URL + "?of=" + "م" * 2_048, URL, URL, URL + "?of=" + "م" * 2_048),
        (None, URL + "?utm_medium=x", URL, None),
        (URL, None, URL, None),
        (None, None, None, None),
    ],
    ids=[
        "own page", "own other host", "another site", "front page", "front page bare", "is the front page", "too long",
        "none", "import", "nothing",
    ],
)  # fmt: skip
def test_a_canonical_link_is_believed_only_within_its_own_site(
    declared: str | None, fetched: str | None, identity: str | None, rejected: str | None
) -> None:
    assert identity_url(declared, fetched) == (identity, rejected)


def test_a_canonical_link_that_is_not_believed_is_named_in_the_provenance() -> None:
    article = an_article(canonical_url="https://elsewhere.example.org/a")

    entry = article.provenance["/canonical_url"]
    assert article.canonical_url == URL
    assert (entry.method, entry.raw_ref) == ("url", "sha256:" + "ab" * 32)
    assert [loser.value for loser in entry.rejected] == ["https://elsewhere.example.org/a"]
    assert article.lineage.identity.candidates == ("https://elsewhere.example.org/a", URL)


def test_a_full_page_misses_nothing_and_says_where_each_value_came_from() -> None:
    article = an_article()

    assert (article.quality.score, article.quality.completeness, article.quality.missing) == (1.0, 1.0, ())
    assert set(article.provenance) >= {"/headline", "/body", "/canonical_url"}
    assert article.provenance["/headline"].raw_ref == "sha256:" + "ab" * 32
    assert article.raw.http is not None
    assert (article.raw.http.status, article.raw.http.etag, article.raw.stored) == (200, '"1"', True)
    assert (article.first_seen_at, article.fetched_at) == (SEEN, NOW)
    assert article.source is not None
    assert article.source.item_guid == "g-1"
    assert (article.language, article.direction) == ("ar", "rtl")
    assert [(version.version, version.kind) for version in article.versions] == [(1, "created")]


def test_what_a_feed_said_points_at_no_page() -> None:
    said = Provenance(method="feed", extractor="feed-entry@1", confidence=0.7)

    article = an_article(provenance={"/headline": said})

    assert article.provenance["/headline"].raw_ref is None


@pytest.mark.parametrize(
    ("changes", "missing", "warning", "score"),
    [
        ({"headline": None, "headlines": ()}, ("headline",), "no_headline", 0.88),
        ({"authors": ()}, ("authors",), None, 0.88),
        ({"media": ()}, ("lead_image",), None, 0.88),
        ({"published": None}, ("published_at",), None, 0.88),
        ({"published": found("2026-11-22", precision="day")}, (), "date_precision_day", 1.0),
        ({"published": found(trusted=False)}, (), "date_untrusted", 0.9),
        ({"warnings": ("feed_only",)}, (), "feed_only", 0.7),
        ({"body": (Paragraph(id="b1", text="عاجل: عودة القطار"),)}, (), "short_text", 0.9),
        ({"body": ()}, ("body",), "short_text", 0.79),
    ],
    ids=["headline", "authors", "image", "date", "day", "untrusted", "feed only", "short", "no body"],
)
def test_what_is_missing_is_named_and_lowers_the_score(
    changes: dict[str, Any], missing: tuple[str, ...], warning: str | None, score: float
) -> None:
    quality = an_article(**changes).quality

    assert quality.missing == missing
    assert quality.warnings == ((warning,) if warning else ())
    assert quality.score == score


@pytest.mark.parametrize(("count", "seconds"), [(715, 238), (180, 60), (0, 0)], ids=["715", "180", "none"])
def test_reading_time_is_counted_at_180_words_a_minute(count: int, seconds: int) -> None:
    article = an_article(body=(Paragraph(id="b1", text=words(count)),) if count else ())

    assert (article.word_count, article.reading_time_s) == (count, seconds)


def test_words_are_counted_in_lists_too() -> None:
    inner = ListItem(id="b1.i1.i1", text="ثلاث كلمات هنا")
    body = (ListBlock(id="b1", items=(ListItem(id="b1.i1", text="كلمة واحدة", items=(inner,)),)),)

    article = an_article(body=body)

    assert (article.word_count, article.char_count) == (5, len("كلمة واحدة") + len("ثلاث كلمات هنا"))


def test_an_imported_text_without_url_is_known_by_its_content() -> None:
    extraction = an_extraction(canonical_url=None, headline=None, headlines=(), authors=(), media=())
    source = Source(sha256="cd" * 32, bytes=321, charset_used="utf-8")

    article = build_article(extraction, source, None, now=NOW, id=ID)

    assert (article.url, article.canonical_url, article.source, article.fetched_at) == (None, None, None, None)
    assert article.lineage.identity.key == "content_hash"
    assert (article.lineage.inputs[0].kind, article.lineage.inputs[0].outcome) == ("import", "new")
    assert (article.raw.sha256, article.raw.stored, article.raw.bytes) == ("cd" * 32, False, 321)
    assert article.raw.http is None
    assert article.quality.missing == ("headline", "canonical_url", "authors", "publisher", "lead_image")
    assert article.first_seen_at == NOW


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://news.example.com/2026/a", "example.com"),
        ("https://example.org/2026/a", "example.org"),
        ("https://elsewhere.example.net/2026/a", "example.com"),
    ],
)
def test_a_record_shows_the_one_of_its_publishers_domains_that_it_stands_under(url: str, domain: str) -> None:
    publisher = PUBLISHER.model_copy(update={"domains": ("example.com", "example.org")})

    article = build_article(an_extraction(canonical_url=None), Source(url=url), publisher, now=NOW, id=ID)

    assert article.publisher is not None
    assert article.publisher.domain == domain


def test_a_publisher_decides_what_may_be_shown_and_an_unknown_one_is_its_domain() -> None:
    known = an_article()
    unknown = build_article(an_extraction(), Source(item=an_item(), page=a_page()), None, now=NOW, id=ID)

    assert known.publisher is not None
    assert (known.publisher.id, known.publisher.country, known.access.policy) == ("mithal", "JO", "excerpt")
    assert unknown.publisher is not None
    assert (unknown.publisher.id, unknown.publisher.name_ar, unknown.access.policy) == ("example.com", None, "full")


@pytest.mark.parametrize(
    "changes",
    [
        {"modified": found("2026-11-22T11:00:00Z")},
        {"keywords": ("قطار",), "links": ({"href": "https://x.example.com", "text": "اقرأ أيضا", "internal": True},)},
        {
            "media": (
                Media(
                    id="m1", role="lead", url="https://cdn2.example.com/train.jpg?v=9", caption="المحطة القديمة",
                    renditions=(Rendition(url="https://cdn2.example.com/s.jpg", width=320),),
                ),
            )
        },
        {"warnings": ("headings_inferred",), "section": "محليات"},
    ],
    ids=["saved again", "links and keywords", "picture moved", "our own notes"],
)  # fmt: skip
def test_the_content_hash_ignores_what_the_publisher_did_not_write(changes: dict[str, Any]) -> None:
    assert an_article(**changes).content_hash == an_article().content_hash


@pytest.mark.parametrize(
    "changes",
    [
        {"headline": "عودة القطارات إلى المدينة"},
        {"headlines": (RoleValue(role="kicker", value="نقل"),)},
        {"summary": "رحلة أولى بعد ثلاثين عاما."},
        {"authors": ()},
        {"published": found("2026-11-21T09:00:00Z")},
        {"body": (Paragraph(id="b1", text="عاد القطار."),)},
        {"media": (Media(id="m1", role="lead", url="https://cdn.example.com/train.jpg", caption="المحطة الجديدة"),)},
    ],
    ids=["headline", "kicker", "summary", "authors", "date", "body", "caption"],
)
def test_the_content_hash_sees_what_the_publisher_wrote(changes: dict[str, Any]) -> None:
    assert an_article(**changes).content_hash != an_article().content_hash


def test_the_content_hash_sees_a_paragraph_that_became_a_heading() -> None:
    paragraph = an_article(body=(Paragraph(id="b1", text="محطة جديدة"),))
    heading = an_article(body=(Heading(id="b1", text="محطة جديدة"),))

    assert paragraph.content_hash != heading.content_hash


def test_the_content_hash_ignores_how_nodes_are_numbered_and_linked() -> None:
    def numbered(block: str, medium: str, spans: tuple[Span, ...] = ()) -> Article:
        items = (
            ListItem(id=f"{block}.i1", text="أول", spans=spans, items=(ListItem(id=f"{block}.i1.i1", text="ثان"),)),
        )
        body = (
            ListBlock(id=block, items=items),
            MediaBlock(id="x" + block, type="image", media_id=medium),
            EmbedBlock(id="y" + block, embed_id=medium),
        )
        return an_article(body=body)

    first = numbered("b1", "m1")
    second = numbered("b4", "m3", (Span(start=0, end=3, kind="link", href="https://news.example.com/x"),))

    assert content_hash(first) == content_hash(second)


def test_the_feed_fills_what_the_page_left_open_and_is_named_as_its_source() -> None:
    said = {
        name: Provenance(method="feed", extractor="feed-entry@1", confidence=0.7)
        for name in ("/headline", "/published_at", "/authors")
    }
    feed = an_extraction(headlines=(), provenance=said, body=(), keywords=("قطار",))
    page = an_extraction(headline=None, headlines=(), summary=None, published=None, authors=(), media=(), provenance={})

    filled = filled_from_feed(page, feed)

    assert filled.headline == feed.headline
    assert filled.headlines == (RoleValue(role="main", value=feed.headline or ""),)
    assert (filled.published, filled.authors, filled.keywords) == (feed.published, feed.authors, ("قطار",))
    assert filled.descriptions == (RoleValue(role="feed", value=feed.summary or ""),)
    assert filled.provenance == said
    assert filled.body == page.body


def test_where_page_and_feed_differ_the_page_wins_and_the_feeds_headline_stays_beside_it() -> None:
    feed = an_extraction(headline="القطار يعود", summary="موجز الخلاصة", authors=(Author(name="آخر"),))
    page = an_extraction()

    filled = filled_from_feed(page, feed)

    assert (filled.headline, filled.summary, filled.authors) == (page.headline, page.summary, page.authors)
    assert filled.headlines == (*page.headlines, RoleValue(role="feed", value="القطار يعود"))
    assert filled.descriptions == (RoleValue(role="feed", value="موجز الخلاصة"),)
    assert filled.provenance == page.provenance
