"""Searching for people: a form with the filters of /v1/articles, rows, and saving what was asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request, Response
from pydantic import ValidationError

from khabar.arabic.search_query import any_word_of, search_query
from khabar.arabic.search_tree import SearchQuery
from khabar.errors import BadInput, BadQuery
from khabar.query import ArticleQuery
from khabar.storage import lists, searches, sources
from khabar.storage.facets import Facet, Facets, count
from khabar.storage.lists import conditions
from khabar_api.articles.highlight import passages
from khabar_api.articles.presentation import article_of
from khabar_api.operations import changes
from khabar_api.pages.access import reader
from khabar_api.pages.dashboard import row_of
from khabar_api.pages.shell import after, complaint, language_of, page
from khabar_api.searches.searches import parameters
from khabar_api.state import Shared
from khabar_api.web.cursor import filter_hash
from khabar_api.web.inputs import Line
from khabar_api.web.params import ArticleParams, FilterParams
from khabar_api.web.problems import Problem, not_there

router = APIRouter(prefix="/app", include_in_schema=False, dependencies=[Depends(reader())])

ROWS = 25
# How what was found divides, and the filter that one of its values becomes.
NARROWED: dict[Facet, str] = {
    "source": "source", "section": "section", "person": "entity_id", "organization": "entity_id", "place": "entity_id",
    "type": "type",
}  # fmt: skip
MOST_SHOWN = 8


class _Named(FilterParams):
    """A search that is to be kept."""

    name: Line


class Narrowing(NamedTuple):
    """A value of a facet, how many articles have it, and the search that has only those; or, `is_on`, all again."""

    value: str
    label: str
    articles: int
    url: str
    is_on: bool


# What the form asks for; every other filter works in the address as well.
FIELDS = ("q", "source", "entity", "speaker", "author", "section", "type", "has", "from", "to", "sort")


def asked_of(pairs: Sequence[tuple[str, str]]) -> dict[str, str | list[str]]:
    """What was filled in: a form sends every field, the empty ones too. Repeated fields are one list."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        if value.strip() and name not in ("lang", "cursor", "done"):
            found.setdefault(name, []).append(value.strip())
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def _complaint(request: Request, error: ValidationError) -> str:
    first = error.errors()[0]
    return f"{first['loc'][0] if first['loc'] else ''}: {complaint(request, error)}"


@router.get("/search")
def show_search(request: Request, state: Shared) -> Response:
    """Articles that match the form, newest or best first."""
    asked = asked_of(request.query_params.multi_items())
    refused: str | None = None
    rows: list[dict[str, object]] = []
    following: str | None = None
    counted: Facets | None = None
    try:
        query = ArticleParams.model_validate(asked).query().model_copy(update={"limit": ROWS})
        rows, following, counted = _found(state, query, request.query_params.get("cursor"))
    except ValidationError as error:
        refused = _complaint(request, error)
    except BadQuery as error:
        refused = error.arabic if language_of(request) == "ar" else error.message
    except (BadInput, Problem) as error:
        refused = str(error)
    with state.reads.connection() as db:
        publishers = [row for row in sources.listed(db) if row["has_articles"]]
        saved = searches.find(db, limit=100)
    named = "name_ar" if language_of(request) == "ar" else "name_en"
    names = {row["id"]: row["record"].get(named) for row in publishers}
    more = None
    if following is not None:
        more = "/app/search?" + urlencode([*_pairs(asked), ("cursor", following)])
    return page(
        request,
        state,
        "search.html",
        status=400 if refused else 200,
        asked={name: asked.get(name, "") for name in FIELDS},
        is_asked=bool(asked),
        pairs=_pairs(asked),
        complaint=refused,
        rows=rows,
        more=more,
        counted=counted,
        narrowed=_narrowed(counted, _pairs(asked), names) if counted else [],
        publishers=publishers,
        names=names,
        saved=[(one, urlencode(parameters(one.filters), doseq=True)) for one in saved],
        looser=_looser(asked) if counted and not counted.articles else None,
    )


def _looser(asked: Mapping[str, str | list[str]]) -> tuple[str, str] | None:
    """The search for any of the words where all found nothing: its words and its address; None: there is none."""
    q = asked.get("q")
    words = any_word_of(q) if isinstance(q, str) else None
    return (words, "/app/search?" + urlencode(_pairs({**asked, "q": words}))) if words else None


def _found(
    state: Shared, query: ArticleQuery, cursor: str | None
) -> tuple[list[dict[str, object]], str | None, Facets]:
    filters = filter_hash("articles", query)
    place = state.place(cursor, filters)
    with state.reads.connection() as db:
        found = lists.find(db, query, place)
        counted = count(db, query, tuple(NARROWED))
    following = state.cursor(found.rows[-1].place, filters) if found.has_more else None
    words = search_query(query.q) if query.q else None
    return [row_of(row.record) | {"snippet": _snippet(row.record, words)} for row in found.rows], following, counted


def _snippet(record: str, words: SearchQuery | None) -> str | None:
    """HTML of the first place in summary or text where the search matches; None: it matches elsewhere."""
    if words is None:
        return None
    found = passages(article_of(record), words)
    return next((str(passage["snippet"]) for passage in found if passage["field"] != "headline"), None)


def _narrowed(
    counted: Facets, pairs: Sequence[tuple[str, str]], names: Mapping[str, str | None]
) -> list[tuple[str, list[Narrowing]]]:
    """Links to one value each, and back from it, by facet; a facet that divides nothing is left out.

    `names`: of publishers by id, in the page's language.
    """
    shown: list[tuple[str, list[Narrowing]]] = []
    for facet, values in counted.counts.items():
        links: list[Narrowing] = []
        for value in values[:MOST_SHOWN]:
            pair = (NARROWED[facet], value.value)
            kept = [one for one in pairs if one != pair] if pair in pairs else [*pairs, pair]
            url = f"/app/search?{urlencode(kept)}"
            label = names.get(value.value) if facet == "source" else value.name
            links.append(Narrowing(value.value, label or value.value, value.articles, url, is_on=pair in pairs))
        if (len(values) > 1 and counted.articles > 1) or any(link.is_on for link in links):
            shown.append((facet, links))
    return shown


def _pairs(asked: Mapping[str, str | list[str]]) -> list[tuple[str, str]]:
    return [(name, one) for name, value in asked.items() for one in (value if isinstance(value, list) else [value])]


@router.post("/searches", dependencies=[Depends(reader("hooks:write"))])
async def save_search(request: Request, state: Shared) -> Response:
    """Keep what was asked under a name, and show where it is read as a feed."""
    form = await request.form()
    asked = asked_of([(name, value) for name, value in form.multi_items() if isinstance(value, str)])
    asked.pop("sort", None)
    try:
        wanted = _Named.model_validate(asked)
        conditions(filters := wanted.filters())
    except ValidationError as error:
        raise Problem("bad-body", _complaint(request, error)) from None
    with state.writes.connection() as db, db.transaction():
        changes.add_search(request, db, wanted.name, filters)
    asked.pop("name")
    return after(f"/app/search?{urlencode(asked, doseq=True)}", "search_saved")


@router.post("/searches/remove", dependencies=[Depends(reader("hooks:write"))])
def remove_search(request: Request, state: Shared, id: Annotated[UUID, Form()]) -> Response:
    """Forget a saved search, unless a webhook filters by it."""
    with state.writes.connection() as db, db.transaction():
        if not changes.remove_search(request, db, id):
            raise not_there("saved search", id)
    return after("/app/search", "search_forgotten")
