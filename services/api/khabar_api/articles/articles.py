"""Articles: lists, single records, look-ups by URL or guid. Versions are in versions.py, rules in the modules imported.

query string ─ params ─▶ ArticleQuery ─ storage.lists.find ─▶ rows of JSON text ─ presentation / formats ─▶ bytes
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from khabar.arabic.search_query import search_query
from khabar.article import Article
from khabar.query import Place
from khabar.storage import facets, ledger, lists, lookup
from khabar.url import url_key
from khabar_api.articles.article_shapes import ArticlePage, Resolve, ResolvedList, ShownArticle
from khabar_api.articles.highlight import with_highlights
from khabar_api.articles.listing import Listing
from khabar_api.articles.presentation import other_form_of, present
from khabar_api.contract import examples
from khabar_api.formats import formats, json_ld, ninjs
from khabar_api.operations import audit
from khabar_api.state import Shared, State
from khabar_api.web import answers, cursor, negotiate
from khabar_api.web.auth import requires
from khabar_api.web.params import ArticleParams, ItemParams, Presentation, StrictRoute
from khabar_api.web.problems import Problem, not_there
from khabar_api.web.schemas import Accepted, documented

router = APIRouter(prefix="/v1", route_class=StrictRoute, tags=["articles"], dependencies=[Depends(requires("read"))])

MOST_LOOKUPS = 500
# Records as they are; the others have keys of their own.
RECORD_FORMATS = ("json", "ndjson")
LIST_FORMATS = tuple(negotiate.MEDIA_TYPES)
ITEM_FORMATS = ("json", "ninjs", "jsonld")
WRITERS = {**formats.WRITERS, "ninjs": ninjs.to_ninjs}
# Why a page is not fetched again, in English and in Arabic.
NOT_REFETCHED: Mapping[str, tuple[str, str]] = {
    "on_its_way": (
        "Its page is on its way already, or its feed entry has no page.",
        "صفحته في الطريق من قبل، أو لا صفحة لمدخله في الخلاصة.",
    ),
    "feed_removed": (
        "Its feed was removed, so nothing is asked of that site. Add the feed again first.",
        "حُذفت خلاصته، فلا يُطلب من موقعها شيء. أضف الخلاصة من جديد أولًا.",
    ),
    "pages_off": (
        "Pages of its feed are not fetched. Set fetch_pages of the feed first.",
        "لا تُجلب صفحات خلاصته. اضبط fetch_pages للخلاصة أولًا.",
    ),
    "no_entry": (
        "The feed entry that brought the article is no longer kept.",
        "لم يعد مدخل الخلاصة الذي أتى بالمقال محفوظًا.",
    ),
}
_TOO_MANY = {
    "pointer": "",
    "detail": f"more than {MOST_LOOKUPS} in all",
    "detail_ar": f"أكثر من {MOST_LOOKUPS} في المجموع",
}


@router.get(
    "/articles",
    response_model=ArticlePage,
    responses=documented(
        examples.ARTICLES,
        "bad-cursor",
        "not-acceptable",
        also=examples.LIST_FORMS,
        on_304={"description": "Unchanged since the ETag in If-None-Match."},
    ),
)
def list_articles(request: Request, state: Shared, params: Annotated[ArticleParams, Query()]) -> Response:
    """Articles that match every filter, newest first. Rows of unfinished transactions are neither shown nor missed."""
    chosen = negotiate.choose(params.format, request.headers.get("accept"), LIST_FORMATS)
    _check_form(params, chosen)
    if params.highlight and chosen not in RECORD_FORMATS:
        raise _refused("highlight", f"in json and ndjson only, not {chosen}", f"في json و ndjson فقط، لا {chosen}")
    if params.facets and chosen != "json":
        raise _refused("facets", "counts come in json only", "الأعداد في json وحده")
    if not params.limit and not params.facets:
        raise _refused("limit", "0 needs facets", "الصفر مع facets فقط")
    query = params.query()
    filters = cursor.filter_hash("articles", query)
    after = state.place(params.cursor, filters)
    with state.reads.connection() as db:
        found = lists.find(db, query, _fitting(after)) if query.limit else lists.NOTHING
        counted = facets.count(db, query, params.facets) if params.facets else None
    rows = found.rows
    following = state.cursor(rows[-1].place, filters) if found.has_more else None
    links = answers.links(request, following)
    if chosen in ("json", "ndjson"):
        records = [present(row.record, params) for row in rows]
        if params.highlight and query.q:
            searched = search_query(query.q)
            records = [with_highlights(record, row.record, searched) for record, row in zip(records, rows, strict=True)]
        is_page = chosen == "json"
        body = _spliced(records, following, counted) if is_page else b"".join(record + b"\n" for record in records)
    else:
        listing = _listing(request, state, [other_form_of(row.record, params) for row in rows], following)
        listing = replace(listing, fields=params.fields, body=params.body)
        body = WRITERS[chosen](listing)
    return answers.respond(request, body, media_type=negotiate.MEDIA_TYPES[chosen], headers=links)


def _check_form(wanted: Presentation, chosen: str) -> None:
    """Raises: Problem when the format can't give what was asked for, so that nothing asked is passed over."""
    if chosen in RECORD_FORMATS:
        return
    if chosen == "csv":
        if lost := ", ".join(sorted(set(wanted.fields or ()) - formats.CSV_KEYS)):
            raise _refused("fields", f"csv has no column of {lost}", f"لا عمود في csv لهذا: {lost}")
        return
    if wanted.fields is not None:
        raise _refused(
            "fields", f"in json, ndjson and csv only, not {chosen}", f"في json و ndjson و csv فقط، لا {chosen}"
        )
    if wanted.body not in ("blocks", "none"):
        raise _refused(
            "body",
            f"{chosen} has its own form: say none, or nothing",
            f"لصيغة {chosen} هيئتها: قل none أو لا شيء",
        )


def _refused(parameter: str, english: str, arabic: str) -> Problem:
    told = {"parameter": parameter, "detail": english, "detail_ar": arabic}
    return Problem("bad-parameter", f"{parameter}: {english}", errors=[told])


def _fitting(place: Place | None) -> Place | None:
    if place is not None and len(place.keys) != 2:
        raise Problem("bad-cursor", "cursor: it belongs to another list", "العلامة لقائمة أخرى. ابدأ من دونها.")
    return place


def _spliced(records: list[bytes], following: str | None, counted: facets.Facets | None) -> bytes:
    """The page, with each record's text put in as it is."""
    more = b',"facets":' + answers.dump(counted) if counted is not None else b""
    return b'{"data":[' + b",".join(records) + b'],"next":' + answers.dump(following) + more + b"}"


def _listing(request: Request, state: State, articles: list[Article], following: str | None) -> Listing:
    home = answers.base_url(request, state)
    path = home + request.url.path
    query = request.url.query
    next_url = None
    if following is not None:
        next_url = path + answers.with_parameter(request, "cursor", following)
    return Listing(articles, home, f"{path}?{query}" if query else path, next_url)


@router.get(
    "/articles/{article_id}",
    response_model=ShownArticle,
    responses=documented(
        examples.ARTICLE,
        "not-found",
        "not-acceptable",
        also=examples.ITEM_FORMS,
        on_304={"description": "Still the version in If-None-Match."},
    ),
)
def get_article(request: Request, state: Shared, article_id: UUID, params: Annotated[ItemParams, Query()]) -> Response:
    """The current version of one article. For one that was merged into another, the other's."""
    with state.reads.connection() as db:
        stored = lookup.stored(db, article_id)
    if stored is None:
        raise not_there("article", article_id)
    # The other's version may be older than what the client has of this one.
    is_own = stored.article_id == article_id
    return one_record(request, params, stored, last_modified=stored.created_at if is_own else None)


def one_record(
    request: Request,
    params: ItemParams,
    stored: lookup.Stored,
    *,
    last_modified: datetime | None = None,
    cache: str = "no-cache",
) -> Response:
    """One version as the client wants it. Another form of it has another ETag.

    `last_modified` None: a date can't tell, as a version that was withheld and is restored is as old as it was.
    """
    chosen = negotiate.choose(params.format, request.headers.get("accept"), ITEM_FORMATS)
    _check_form(params, chosen)
    if chosen == "jsonld":
        body = answers.dump(json_ld.json_ld(other_form_of(stored.record, params)))
    elif chosen == "ninjs":
        body = answers.dump(ninjs.ninjs(other_form_of(stored.record, params)))
    else:
        body = present(stored.record, params)
    # A tombstone is no version: its tag is drawn from what it says, and no date tells since when it says so.
    is_plain = chosen == "json" and params.fields is None and params.body == "blocks" and not stored.is_withheld
    return answers.respond(
        request,
        body,
        media_type=negotiate.MEDIA_TYPES[chosen],
        etag=answers.version_tag(stored.article_id, stored.version) if is_plain else None,
        last_modified=None if stored.is_withheld else last_modified,
        cache="no-cache" if stored.is_withheld else cache,
    )


@router.post(
    "/articles/{article_id}:refetch",
    status_code=202,
    response_model=Accepted,
    dependencies=[Depends(requires("feeds:write"))],
    responses=documented({"accepted": 1}, "not-found", "conflict", status=202),
)
def refetch_article(request: Request, state: Shared, article_id: UUID) -> Response:
    """Fetch the article's page again, at its host's pace. A change becomes a new version."""
    with state.writes.connection() as db, db.transaction():
        if lookup.stored(db, article_id) is None:
            raise not_there("article", article_id)
        became = ledger.refetch(db, article_id)
        if became != "asked":
            raise Problem("conflict", *NOT_REFETCHED[became])
        audit.note(request, db, "article.refetch", article_id)
    return Response(answers.dump({"accepted": 1}), 202, media_type=answers.JSON)


@router.post("/articles:resolve", response_model=ResolvedList, responses=documented(examples.RESOLVED, "bad-body"))
def resolve_articles(state: Shared, wanted: Resolve) -> Response:
    """Articles by URL and guid, in the order given; for unknown ones, what became of them."""
    if len(wanted.urls) + len(wanted.guids) > MOST_LOOKUPS:
        raise Problem("bad-body", f"At most {MOST_LOOKUPS} in all.", errors=[_TOO_MANY])
    keys = {url: _key_of(url) for url in wanted.urls}
    with state.reads.connection() as db:
        by_url = lookup.by_urls(db, [key for key in keys.values() if key is not None])
        by_guid = lookup.by_guids(db, wanted.guids)
    found: list[dict[str, Any]] = []
    for url in wanted.urls:
        row = by_url.get(keys[url] or b"") or {}
        found.append({"url": url, "guid": None, "article_id": row.get("article_id"), "outcome": row.get("outcome")})
    for guid in wanted.guids:
        row = by_guid.get(guid[:1000]) or {}
        found.append({"url": None, "guid": guid, "article_id": row.get("article_id"), "outcome": row.get("outcome")})
    return Response(answers.dump({"data": found}), media_type=answers.JSON)


def _key_of(url: str) -> bytes | None:
    try:
        return url_key(url)
    except ValueError:
        return None
