"""Pages for people: the first page, and one for each type of problem. Self-contained: no script, no outside file."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC
from html import escape
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

import khabar
from khabar.article import Article
from khabar.errors import StorageDown
from khabar.query import ArticleQuery
from khabar.storage import lists
from khabar_api import formats
from khabar_api.auth import caller_of
from khabar_api.params import StrictRoute
from khabar_api.presentation import article_of
from khabar_api.problem_types import TYPES
from khabar_api.problems import Problem
from khabar_api.schemas import documented
from khabar_api.state import Shared, State

router = APIRouter(route_class=StrictRoute, tags=["pages"])

LATEST = 20
STYLE = """
:root{color-scheme:light dark;--line:#8884;--soft:#777}
body{font:1.05rem/1.8 "Noto Naskh Arabic","Geeza Pro","Segoe UI",Tahoma,serif}
body{max-width:46rem;margin:0 auto;padding:1.5rem}
h1{font-size:2rem;margin:0}h2{font-size:1.2rem;margin-top:2rem}
p.soft,small{color:var(--soft)}ol{list-style:none;padding:0}li{border-top:1px solid var(--line);padding:.6rem 0}
li a{font-weight:bold;text-decoration:none}nav{display:flex;flex-wrap:wrap;gap:.4rem 1.2rem}
code{direction:ltr;unicode-bidi:isolate}small{display:block}
"""
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "Cache-Control": "private, no-cache",
}
LINKS = (
    ("/v1/articles", "المقالات", "Articles"),
    ("/v1/articles?format=atom", "آتوم", "Atom"),
    ("/v1/articles?format=rss", "آر إس إس", "RSS"),
    ("/v1/sources", "المصادر", "Sources"),
    ("/v1/feeds", "الخلاصات", "Feeds"),
    ("/v1/events", "الأحداث", "Events"),
    ("/v1/opml", "أوبمل", "OPML"),
    ("/openapi.json", "وصف الواجهة", "OpenAPI"),
    ("/readyz", "الجاهزية", "Readiness"),
)
NOTES = {
    "key": ("تحتاج القراءة هنا إلى مفتاح.", "Reading here needs a key:", "Authorization: Bearer khb_…"),
    "down": ("قاعدة البيانات لا تجيب الآن.", "The database does not answer just now.", ""),
    "empty": (
        "لا مقالات بعد: تصل خلال دقائق من إضافة أول خلاصة.",
        "No articles yet: they come within minutes of the first feed.",
        "khabar feeds add https://…",
    ),
}


@router.get("/", response_class=Response, responses=documented("<!doctype html>…", media_type="text/html"))
def show_welcome(request: Request, state: Shared) -> Response:
    """A page for people: the latest articles, and where everything else is."""
    links = "".join(f'<a href="{path}">{ar} <span dir="ltr">{en}</span></a>' for path, ar, en in LINKS)
    body = f"""<header><h1>خبر <span dir="ltr">khabar</span></h1>
<p class="soft">أخبار عربية في سجلات منظمة ·
<span dir="ltr">Arabic news as structured records · {khabar.__version__}</span></p>
</header>
<nav>{links}</nav>
<h2>أحدث المقالات · <span dir="ltr">Latest articles</span></h2>
{_latest(state, caller_of(request).allows("read"))}"""
    return _html("خبر · khabar", body)


def _latest(state: State, may_read: bool) -> str:
    if not may_read:
        return _note("key")
    try:
        with state.reads.connection() as db:
            rows = lists.find(db, ArticleQuery(limit=LATEST)).rows
    except StorageDown:
        return _note("down")
    if not rows:
        return _note("empty")
    return "<ol>" + "".join(_line(article_of(row.record)) for row in rows) + "</ol>"


def _note(name: str) -> str:
    arabic, english, code = NOTES[name]
    return f'<p>{arabic}</p><p dir="ltr" lang="en">{english} {f"<code>{escape(code)}</code>" if code else ""}</p>'


def _line(article: Article) -> str:
    publisher = article.publisher
    name = (publisher and (publisher.name_ar or publisher.name_en or publisher.id)) or ""
    moment = (article.published_at or article.first_seen_at).astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    title = escape(formats.title_of(article))
    return (
        f'<li><a href="/v1/articles/{article.id}" dir="auto">{title}</a>'
        f'<small>{escape(name)} · <span dir="ltr">{moment}</span></small></li>'
    )


@router.get(
    "/problems/{name}",
    response_class=Response,
    responses=documented("<!doctype html>…", "not-found", media_type="text/html"),
)
def explain_problem(name: Annotated[str, Path(examples=["not-found"])]) -> Response:
    """What a type of problem means; its `type` leads here."""
    kind = TYPES.get(name)
    if kind is None:
        raise Problem("not-found", f"There is no type of problem {name[:100]}.")
    body = (
        f'<div dir="ltr" lang="en"><h1>{escape(kind.title)}</h1><p>{escape(kind.explanation)}</p>'
        f'<p class="soft">HTTP {kind.status} · <code>/problems/{kind.name}</code></p></div>'
    )
    return _html(kind.title, body)


def _html(title: str, body: str) -> Response:
    page = f"""<!doctype html>
<html lang="ar" dir="rtl"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>{escape(title)}</title><style>{STYLE}</style></head><body>
{body}
</body></html>
"""
    return Response(page, headers=HEADERS, media_type="text/html; charset=utf-8")
