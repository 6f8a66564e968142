"""Sources: publishers, what they allow, and what their articles are like."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response

from khabar.storage import sources
from khabar_api.contract import desk_examples
from khabar_api.feeds.source_shapes import SourceList, SourceView
from khabar_api.state import Shared
from khabar_api.web import answers
from khabar_api.web.auth import requires
from khabar_api.web.params import StrictRoute
from khabar_api.web.problems import not_there
from khabar_api.web.schemas import documented

router = APIRouter(prefix="/v1", route_class=StrictRoute, tags=["sources"], dependencies=[Depends(requires("read"))])

COUNTS = ("feeds", "articles", "last_article_at")


def _view(row: dict[str, Any], quality: dict[str, Any] | None = None) -> SourceView:
    """A publisher without its extraction rules, which are nobody's business but ours."""
    record = {name: row["record"].get(name) for name in SourceView.model_fields if name in row["record"]}
    return SourceView.model_validate({**record, **{name: row[name] for name in COUNTS}, "quality": quality})


@router.get("/sources", response_model=SourceList, responses=documented({"data": [desk_examples.SOURCE]}))
def list_sources(request: Request, state: Shared) -> Response:
    """Every publisher, with what it allows and its number of articles, all on one page."""
    with state.reads.connection() as db:
        rows = sources.find(db)
    return answers.respond(request, answers.dump({"data": [_view(row) for row in rows]}))


@router.get("/sources/{source_id}", response_model=SourceView, responses=documented(desk_examples.SOURCE, "not-found"))
def get_source(request: Request, state: Shared, source_id: Annotated[str, Path(max_length=64)]) -> Response:
    """One publisher, with the quality of its last 1,000 articles."""
    with state.reads.connection() as db:
        rows = sources.find(db, source_id)
        if not rows:
            raise not_there("source", source_id)
        quality = sources.card(db, source_id)
    return answers.respond(request, answers.dump(_view(rows[0], quality)))
