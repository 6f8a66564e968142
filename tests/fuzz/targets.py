"""What is fuzzed: for each thing that reads strangers' bytes, one function that must not fail, and words it knows.

A target takes bytes and returns; whatever it raises is a finding. Errors that a caller is promised are no findings.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from khabar.arabic.dates import find_dates, read_date
from khabar.arabic.search_query import search_query
from khabar.article import Article
from khabar.decode import decode
from khabar.errors import BadInput, BadQuery, BlockedAddress, KhabarError
from khabar.opml import read_opml, write_opml
from khabar.render import to_markdown, to_text
from khabar.url import absolute, canonical_url, check_url, url_key
from khabar_api.articles.sanitise import body_html
from khabar_api.web import cursor
from khabar_ingest.parse import parse_feed
from khabar_worker.preview import preview

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "https://news.example/2026/harbour"
SENTENCE = "عادت المراكب إلى الميناء القديم صباح الأحد، وقال سالم البحري إن الموسم واعد بعد عامين من العمل المتواصل."


@dataclass(frozen=True)
class Target:
    """`words` are what inputs are made of, beside random bytes; `seeds` are whole inputs that are cut and spliced."""

    run: Callable[[bytes], None]
    words: tuple[str, ...]
    seeds: tuple[str, ...] = ("",)


def _storable(*texts: str | None) -> None:
    """PostgreSQL takes neither NUL nor half of a surrogate pair."""
    for text in texts:
        assert text is None or "\0" not in text, repr(text)
        assert text is None or text.encode("utf-8") is not None


def feed(data: bytes) -> None:
    with contextlib.suppress(KhabarError):
        found = parse_feed(data, url="https://news.example/rss", http_charset=None)
        _storable(found.title, found.description, found.language)
        for entry in found.entries:
            for value in entry.model_dump().values():
                _storable(*([value] if isinstance(value, str) else []))
            entry.model_dump_json()
            assert entry.link is None or entry.link.startswith(("http://", "https://")), entry.link


def charset(data: bytes) -> None:
    for served in (None, "windows-1256", "utf-16", "unicode_escape", "\0"):
        for is_xml in (False, True):
            with contextlib.suppress(KhabarError):
                decode(data, http_charset=served, is_xml=is_xml).text.encode("utf-8")


def _record(data: bytes, *, is_text: bool) -> None:
    """The record of `data`, through everything a worker and the API do to it."""
    with contextlib.suppress(KhabarError):
        article = preview(
            data, url=URL, published="2026-11-22", is_text=is_text, publisher=None, http_charset=None, now=NOW
        )
        kept = article.model_dump_json(by_alias=True)
        _storable(kept, article.headline, article.summary)
        assert Article.model_validate_json(kept) == article
        assert body_html(article).count("<script") == 0
        _storable(to_text(article), to_markdown(article))


def page(data: bytes) -> None:
    _record(data, is_text=False)


def text(data: bytes) -> None:
    _record(data, is_text=True)


def dates(data: bytes) -> None:
    line = data.decode("utf-8", "replace")
    read_date(line, now=NOW, time_zone="Asia/Riyadh", country="SA")
    for found in find_dates(line, now=NOW, time_zone="Asia/Riyadh"):
        assert 0 <= found.start < found.end <= len(line)


def address(data: bytes) -> None:
    line = data.decode("utf-8", "replace")
    joined = absolute(URL, line)
    assert joined is None or joined.startswith(("http://", "https://")), joined
    with contextlib.suppress(ValueError):
        once = canonical_url(line)
        assert canonical_url(once) == once
        assert url_key(line) == url_key(once)
    with contextlib.suppress(BlockedAddress):
        sent = check_url(line)
        assert check_url(sent) == sent
        sent.encode("ascii")


def list_cursor(data: bytes) -> None:
    line = data.decode("utf-8", "replace")
    with contextlib.suppress(cursor.CursorError):
        place = cursor.decode(line, b"12345678", b"a secret of the tests")
        assert cursor.encode(place, b"12345678", b"a secret of the tests") == line


def query(data: bytes) -> None:
    with contextlib.suppress(BadQuery):
        assert "\0" not in search_query(data.decode("utf-8", "replace")).to_tsquery()


def opml(data: bytes) -> None:
    with contextlib.suppress(BadInput):
        document = read_opml(data)
        assert read_opml(write_opml(document)).outlines == document.outlines


MARKUP = (
    "<p>", "</p>", "<div class=entry-content>", "</div>", "<article>", "</article>", "<h1>", "</h1>", "<h2>", "<br>",
    "<a href='", "'>", "</a>", "<img src=x alt='", "<figure>", "<figcaption>", "</figure>", "<table>", "<tr>", "<td>",
    "<td colspan=-1>", "<td rowspan=99999999999>", "<ul>", "<ol start=9999999999999>", "<li>", "</ul>", "<blockquote>",
    "<style>", "<svg>", "<math>", "<template>", "<noscript>", "<!--", "-->", "<![CDATA[", "]]>", "<base href='x:'>",
    "<meta property='og:title' content='", "<meta http-equiv=content-type content='text/html; charset=",
    "<time datetime=",
    "<script type='application/ld+json'>", "</script>", '{"@type":"NewsArticle","articleBody":"', '{"@graph":[', "[[[[",
    '"datePublished":"9999-99-99"', '"author":[{"name":{}}]', '"image":[[]]', "}", "&#0;", "&#xD800;", "&lt;", "&amp;",
)  # fmt: skip
LETTERS = (
    SENTENCE, "قال", "«", "»", "كتب:", "بقلم", "(", ")", ":", "،", "؟", ".", "\n", "\n\n", " ", "\u202e", "\u200f",
    "ـ", "ً",
    "\u0000", "\ufeff", "\ufffe", "\U0010ffff", "١٢", "٪", "👩‍👩‍👧",
)  # fmt: skip
DAYS = (
    "9", "31", "٢٠٢٦", "1447", "2026-11-22", "T25:61:61", "+99:99", "Z", "هـ", "م", "مارس", "رمضان", "كانون الثاني",
    "أمس", "منذ",
    "قبل", "يومين", "ساعة", "الأحد", "المقبل", "من", "إلى", "الشهر", "العام", "القرن", "/", "-", ":",
    "99999999999999999999", "صباح",
)  # fmt: skip
RSS = (
    "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>أخبار</title><item><title>خبر</title>"
    "<link>https://news.example/1</link><guid>1</guid><pubDate>Mon, 09 Mar 2026 08:15:30 AST</pubDate>"
    f"<description>{SENTENCE}</description></item></channel></rss>"
)
ATOM = (
    "<feed xmlns='http://www.w3.org/2005/Atom'><title>أخبار</title><entry><id>1</id><title type='html'>خبر</title>"
    "<link href='/1'/><updated>2026-03-09T08:15:30Z</updated><content type='xhtml'><div>نص</div></content>"
    "</entry></feed>"
)
PAGE = (
    "<html lang=ar><head><meta charset=utf-8><title>خبر الميناء</title><meta property='og:type' content='article'>"
    "</head>"
    f"<body><article><h1>خبر الميناء</h1><p>{SENTENCE}</p><p>{SENTENCE}</p></article></body></html>"
)
OUTLINES = (
    "<opml version='2.0'><head><title>x</title></head><body><outline text='أخبار'><outline type='rss' text='خبر' "
    "xmlUrl='https://news.example/rss'/></outline></body></opml>"
)
TARGETS: dict[str, Target] = {
    "feed": Target(
        feed,
        (*MARKUP, *LETTERS, "<item>", "</item>", "<entry>", "<title>", "<link>", "<guid isPermaLink='false'>",
        "<pubDate>",
         "<rdf:RDF xmlns='", "<dc:creator>", "<media:content url='", "<!DOCTYPE x [", "<!ENTITY a '", "xml:base='",
         "&a;"),
        (RSS, ATOM, ""),
    ),
    "charset": Target(
        charset, (*LETTERS, "<meta charset=", "utf-16", "windows-1256", "utf-7", "idna", "<?xml encoding='"), (PAGE, "")
    ),
    "page": Target(page, (*MARKUP, *LETTERS, *DAYS), (PAGE, "")),
    "text": Target(text, (*LETTERS, *DAYS, "- ", "1. ", "رويترز", "وكالات", "السيد", "الرئيس"), (SENTENCE * 3, "")),
    "dates": Target(dates, (*DAYS, " ", "\n", "،", "AM", "GMT", "EST", "-0001", "W53", "0000", "\u200f")),
    "address": Target(
        address,
        ("http://", "https:", "//", "/", "\\", "@", ":", "?", "#", "%", "%2F", "%00", ".", "..", "[::1]",
         "127.0.0.1", "0x7f",
         "xn--", "xn--a", "موقع", "ß", "。", "①", "\u200d", "example.com", "localhost", ":80", ":99999",
         "utm_source=x", "&", "=",
         "javascript:", "\t", " ", "İ", "%D8", "%zz"),
        ("https://news.example/2026/خبر?id=1&utm_source=x#y", ""),
    ),
    "cursor": Target(
        list_cursor, ("=", "-", "_", "A", "Zk2Qm1rT9bI3x8uVQh0pWlsiNDgxNTE2IiwiNDIiXQ", "\u0661", "+", "/", "W10",
        "bnVsbA"),
        (cursor.encode(cursor.Place(keys=("1", "2")), b"12345678", b"a secret of the tests"), ""),
    ),
    "query": Target(
        query, ("خبر", "عدن", "(", ")", "AND", "OR", "NOT", "-", "+", '"', "«", "»", " ", "في", "\\", "'", "|", "&",
        "!", ":*",
                "<->", "<99999>", "*", "ال", "و", "ـ", "\u0000", "2026")
    ),
    "opml": Target(
        opml,
        ("<outline ", "/>", "</outline>", "text='", "xmlUrl='", "type='rss'", "category='", "<head>", "<body>",
         "&amp;", "&#0;",
         "<?xml version='1.0' encoding='", "<!DOCTYPE opml [", "<!ENTITY a 'b'>", "xmlns:x='", "<x:y>", "]]>",
         "<![CDATA[", "<!--"),
        (OUTLINES, ""),
    ),
}  # fmt: skip
