"""What a hostile publisher writes, through the whole way: its feed and pages, the worker, and all that the API shows.

Nothing of it may run in a reader's browser, or in an app that shows our HTML, feeds or links.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as Xml
from xml.sax.saxutils import escape, quoteattr

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from khabar.settings import Settings
from khabar.storage import feeds, hosts
from khabar.storage.database import Connection
from khabar.url import host_key, url_key
from khabar_api.pages.shell import POLICY
from khabar_ingest.service import run
from support.burst import work_off
from support.loopback import Quiet, listening
from support.payloads import ADDRESSES, BIDI, MARKUP, RUN
from support.settled import settle

TEXT = "قال مدير المحطة إن الرحلات ستكون أربع رحلات في اليوم الواحد، على أن تزيد في موسم الصيف المقبل بحسب الخطة."
# What khabar's own pages and HTML consist of. Everything else would be somebody else's.
HARMFUL = {
    "iframe", "object", "embed", "applet", "base", "marquee", "math", "foreignobject", "animate", "set", "use", "xmp",
    "noscript", "template", "plaintext", "noembed", "frame", "frameset", "style", "video", "audio", "source", "svg",
}  # fmt: skip
LOADED = {"href", "src", "action", "formaction", "data", "srcset", "background", "poster", "xlink:href"}


def entry(number: int, home: str, payload: str) -> str:
    safe = escape(re.sub("[\0-\x08\x0b\x0c\x0e-\x1f]", "", payload))
    return f"""<item><title>خبر {number} {safe}</title><link>{home}/{number}</link><guid>{number}{safe}</guid>
      <dc:creator>سلمى {safe}</dc:creator><category>{safe}</category><description>{safe} {TEXT}</description>
      <content:encoded>{safe}</content:encoded><enclosure url={quoteattr(safe)} type="image/jpeg" length="1"/></item>"""


def page(number: int, home: str, payload: str) -> str:
    stated = {"@type": "NewsArticle", "headline": payload, "articleSection": payload, "keywords": [payload]} | {
        "author": {"@type": "Person", "name": f"سلمى {payload}", "url": payload},
        "image": {"@type": "ImageObject", "url": payload, "caption": payload},
    }
    in_script = json.dumps(stated).replace("</", r"<\/")
    quoted = html.escape(payload)
    return f"""<html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>خبر {number} {quoted}</title>
      <meta property="og:type" content="article"><meta property="og:image" content="{quoted}">
      <link rel="canonical" href="{home}/{number}"><meta name="author" content="{quoted}">
      <meta name="description" content="{quoted} {TEXT}">
      <script type="application/ld+json">{in_script}</script></head><body><article>
      <h1>خبر {number} {quoted}</h1><p class="byline">بقلم: سلمى {quoted}</p>
      <figure><img src="{quoted}" alt="{quoted}"><figcaption>{quoted}</figcaption></figure>
      <p>{TEXT} <a href="{quoted}">المزيد {quoted}</a></p><p>{quoted} {TEXT}</p><h2>{quoted}</h2>
      <blockquote>{quoted} {TEXT}</blockquote><ul><li>{quoted}</li><li>{TEXT}</li></ul>
      <table><tr><th>{quoted}</th></tr><tr><td>{quoted}</td></tr></table><p>{TEXT}</p>
      <div><p>{TEXT}</p>{payload}</div></article></body></html>"""


@contextmanager
def hostile_publisher(payloads: list[str]) -> Iterator[str]:
    """A web server whose feed and pages hold `payloads`; gives its address."""

    class Handler(Quiet):
        def do_GET(self) -> None:
            home = f"http://127.0.0.1:{self.server.server_port}"  # type: ignore[attr-defined]
            kind, body = "text/html; charset=utf-8", None
            if self.path == "/feed":
                kind = "application/rss+xml"
                names = "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:content='http://purl.org/rss/1.0/modules/content/'"
                items = "".join(entry(number, home, payload) for number, payload in enumerate(payloads))
                body = f"<rss version='2.0' {names}><channel><title>أخبار</title>{items}</channel></rss>"
            elif self.path.strip("/").isdigit():
                number = int(self.path.strip("/"))
                body = page(number, home, payloads[number])
            sent = (body or "").encode("utf-8", "replace")
            self.answer(200 if body else 404, kind, sent)

    with listening(Handler) as address:
        yield address


class Tags(HTMLParser):
    """A second opinion on what is markup: Python's own parser."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def elements(markup: str) -> Iterator[tuple[str, dict[str, str | None]]]:
    """Every element of `markup`, as a browser sees it, as it sees it after writing it out again, and as Python does."""
    once = LexborHTMLParser(markup)
    for tree in (once, LexborHTMLParser(once.html or "")):
        for node in tree.css("*"):
            assert isinstance(node, LexborNode)
            yield (node.tag or "", dict(node.attributes))
    tags = Tags()
    tags.feed(markup)
    yield from tags.found


def leaks(markup: str, *, is_page: bool) -> list[str]:
    """What of `markup` could run, load, or lead somewhere it must not. `is_page`: one of khabar's own."""
    found = []
    for tag, attributes in elements(markup):
        if tag in HARMFUL or (tag == "script" and not (attributes.get("src") or "").startswith("/app/static/")):
            found.append(f"<{tag} {attributes}>")
        for name, value in attributes.items():
            address = (value or "").strip().lower()
            is_own = is_page and address.startswith(("/", "#", "?", "http://testserver")) and address[:2] != "//"
            if name.startswith(("on", "hx-on", "data-hx", "srcdoc", "style", "formaction")):
                found.append(f"<{tag} {name}={value!r}>")
            if name in LOADED and not (address.startswith(("http://", "https://")) or is_own):
                found.append(f"<{tag} {name}={value!r}>")
    return found


def addresses(value: Any, key: str = "") -> Iterator[str]:
    """Every value of a record or document that an app would take for an address."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from addresses(part, name)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from addresses(part, key)
    elif isinstance(value, str) and (key in {"href", "uri", "image", "src"} or key.endswith("url")):
        yield value


@pytest.mark.parametrize("corpus", [MARKUP, ADDRESSES], ids=["markup", "addresses"])
def test_javascript_data_links_and_xss_corpus(
    corpus: dict[str, str],
    db: Connection,
    settings: Settings,
    running_api: Callable[[Settings], AbstractContextManager[httpx.Client]],
) -> None:
    with hostile_publisher(list(corpus.values())) as home:
        here = Settings.model_validate(
            {**settings.model_dump(), "allow_networks": "127.0.0.1/32", "host_gap_seconds": 0, "api_rate_limit": 0}
        )
        hosts.ensure(db, host_key(home), 0)
        feeds.add(
            db, now=datetime.now(UTC), url=f"{home}/feed", url_key=url_key(f"{home}/feed"), host=host_key(home),
            interval_seconds=900,
        )  # fmt: skip
        run(here, once=True)
        work_off(here)
    settle(db)

    with running_api(here.model_copy(update={"api_port": 0})) as api:
        records = api.get("/v1/articles?limit=200").json()["data"]
        assert len(records) == len(corpus)
        said = {}
        for record in records:
            name = f"{list(corpus)[int(record['canonical_url'].rpartition('/')[2])]!r}"
            body = api.get(f"/v1/articles/{record['id']}?body=html")
            shown = api.get(f"/app/articles/{record['id']}", headers={"Accept": "text/html"})
            assert (body.status_code, shown.status_code) == (200, 200), name
            assert shown.headers["content-security-policy"] == POLICY
            assert body.headers["x-content-type-options"] == shown.headers["x-content-type-options"] == "nosniff"
            bad = leaks(body.json()["body_html"], is_page=False) + leaks(shown.text, is_page=True)
            bad += [url for url in addresses(record) if not url.lower().startswith(("http://", "https://"))]
            bad += [
                f"bidi in {key}"
                for key in ("headline", "authors")
                if set(BIDI) & set(json.dumps(record[key], ensure_ascii=False))
            ]
            if bad:
                said[name] = bad
        assert said == {}
        assert leaks(api.get("/").text, is_page=True) == []
        for kind in ("rss", "atom", "jsonfeed", "jsonld"):
            answer = api.get(f"/v1/articles?limit=200&format={kind}")
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert [one for text in texts(answer, kind) for one in leaks(text, is_page=False)] == []
            assert [url for url in links(answer, kind) if not url.lower().startswith(("http://", "https://"))] == []


def texts(answer: httpx.Response, kind: str) -> list[str]:
    """What readers of this format show as HTML."""
    if kind == "rss":  # https://www.rssboard.org/rss-specification: a description is HTML
        tags = ("description", "{http://purl.org/rss/1.0/modules/content/}encoded")
        return [one.text or "" for tag in tags for one in Xml.fromstring(answer.content).iter(tag)]
    if kind == "atom":
        return [one.text or "" for one in Xml.fromstring(answer.content).iter() if one.get("type") == "html"]
    if kind == "jsonfeed":
        return [one["content_html"] for one in answer.json()["items"]]
    return []


def links(answer: httpx.Response, kind: str) -> list[str]:
    if kind in ("rss", "atom"):
        root = Xml.fromstring(answer.content)
        return [value for one in root.iter() for name, value in one.items() if name in ("href", "url")] + [
            one.text or "" for one in root.iter("link")
        ]
    return list(addresses(answer.json()))


def test_pages_allow_no_inline_script() -> None:
    rules = dict(part.strip().partition(" ")[::2] for part in POLICY.split(";"))

    assert rules["default-src"] == "'none'"
    assert (rules["script-src"], rules["style-src"], rules["connect-src"]) == ("'self'", "'self'", "'self'")
    assert (rules["base-uri"], rules["frame-ancestors"], rules["form-action"]) == ("'none'", "'none'", "'self'")
    assert "unsafe" not in POLICY


@pytest.mark.parametrize(
    "markup",
    [MARKUP[name] for name in ("script", "handler of an image", "svg", "style attribute", "base")]
    + [f"<a href='{ADDRESSES[name]}'>x</a>" for name in ("javascript", "javascript split by a tab", "data")],
)
def test_the_search_for_leaks_sees_them(markup: str) -> None:
    assert RUN in MARKUP["script"]
    assert leaks(markup, is_page=False)
    assert leaks(markup, is_page=True)
