"""Lineage: what became of a feed's entry, and why. «Where is my story?»"""

from __future__ import annotations

from operator import itemgetter
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from khabar.storage import ledger
from khabar.url import url_key
from khabar_api.contract import desk_examples
from khabar_api.feeds.source_shapes import LineageLine
from khabar_api.state import Shared
from khabar_api.web.auth import requires
from khabar_api.web.inputs import NO_WEB_ADDRESS
from khabar_api.web.paging import listed
from khabar_api.web.params import Cursor, Limit, StrictRoute
from khabar_api.web.problems import Problem
from khabar_api.web.schemas import Page, documented

router = APIRouter(prefix="/v1", route_class=StrictRoute, tags=["lineage"], dependencies=[Depends(requires("read"))])


@router.get(
    "/lineage",
    response_model=Page[LineageLine],
    responses=documented({"data": [desk_examples.LINEAGE], "next": None}, "bad-cursor"),
)
def find_lineage(
    request: Request,
    state: Shared,
    url: Annotated[str | None, Query(max_length=4000, description="An article's address, in any spelling.")] = None,
    guid: Annotated[str | None, Query(max_length=4000, description="As the feed wrote it.")] = None,
    feed: Annotated[UUID | None, Query(description="A feed's id.")] = None,
    article: Annotated[UUID | None, Query(description="An article's id.")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """What became of feed entries, newest first. At least one of url, guid, feed and article is needed."""
    if url is None and guid is None and feed is None and article is None:
        raise Problem(
            "bad-parameter",
            "One of url, guid, feed and article is needed.",
            "لا بدّ من واحد من url و guid و feed و article.",
        )
    try:
        key = url_key(url) if url is not None else None
    except ValueError as error:
        errors = [{"parameter": "url", "detail": str(error), "detail_ar": NO_WEB_ADDRESS}]
        raise Problem("bad-parameter", f"url: {error}", errors=errors) from None
    return listed(
        request, state, f"lineage {url!r} {guid!r} {feed} {article}", cursor, limit,
        lambda db, before, most: ledger.lineage(
            db, url_key=key, guid=guid, feed_id=feed, article_id=article, before=before, limit=most
        ),
        key=itemgetter("id"), parse=int, shown=LineageLine.model_validate,
    )  # fmt: skip
