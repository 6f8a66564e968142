"""An article's versions: list, one, the difference of two; where its values came from; its raw page."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Query, Request, Response

from khabar.origin import Provenance
from khabar.policy import withheld
from khabar.storage import articles, lookup, pages
from khabar_api.articles.article_shapes import Difference, ShownArticle, VersionLine, VersionList
from khabar_api.articles.articles import one_record
from khabar_api.articles.difference import difference
from khabar_api.articles.presentation import article_of
from khabar_api.contract import examples
from khabar_api.state import Shared, State
from khabar_api.web import answers
from khabar_api.web.auth import requires
from khabar_api.web.inputs import VersionNumber
from khabar_api.web.params import ItemParams, StrictRoute
from khabar_api.web.problems import Problem, not_there
from khabar_api.web.schemas import documented

router = APIRouter(
    prefix="/v1/articles/{article_id}",
    route_class=StrictRoute,
    tags=["versions"],
    dependencies=[Depends(requires("read"))],
)

# A version never changes, but it may be withheld: whoever keeps a copy looks again after a day. Source: RFC 8246.
FOR_A_DAY = "max-age=86400, immutable"


def stored_version(state: State, article_id: UUID, version: int | None = None) -> lookup.Stored:
    """One version as it is stored; None: the current one. Of a withheld article every version is withheld.

    Raises:
        Problem: there is no such version or article.
    """
    with state.reads.connection() as db:
        stored = lookup.stored(db, article_id, version)
    if stored is not None and stored.is_withheld:
        return replace(stored, record=withheld(stored.record))
    if stored is None:
        if version is None:
            raise not_there("article", article_id)
        raise Problem(
            "not-found",
            f"There is no version {version} of article {article_id}.",
            f"لا إصدار {version} للمقال {article_id}.",
        )
    return stored


@router.get(
    "/versions",
    response_model=VersionList,
    responses=documented({"data": [examples.VERSION]}, "not-found"),
)
def list_versions(request: Request, state: Shared, article_id: UUID) -> Response:
    """All versions, oldest first, without their records."""
    with state.reads.connection() as db:
        rows = articles.versions(db, article_id)
    if not rows:
        raise not_there("article", article_id)
    return answers.respond(request, answers.dump({"data": [VersionLine.model_validate(row) for row in rows]}))


@router.get(
    "/versions/diff",
    response_model=Difference,
    responses=documented(examples.DIFFERENCE, "not-found"),
)
def compare_versions(
    request: Request,
    state: Shared,
    article_id: UUID,
    from_: Annotated[VersionNumber, Query(alias="from")],
    to: VersionNumber,
) -> Response:
    """What the publisher changed between two versions: keys, and words."""
    old, new = (article_of(stored_version(state, article_id, version).record) for version in (from_, to))
    return answers.respond(request, answers.dump(difference(old, new)), cache=FOR_A_DAY)


@router.get(
    "/versions/{number}",
    response_model=ShownArticle,
    responses=documented(examples.ARTICLE, "not-found", "not-acceptable", also=examples.ITEM_FORMS),
)
def get_version(
    request: Request, state: Shared, article_id: UUID, number: VersionNumber, params: Annotated[ItemParams, Query()]
) -> Response:
    """One version; it never changes."""
    return one_record(request, params, stored_version(state, article_id, number), cache=FOR_A_DAY)


@router.get(
    "/provenance",
    response_model=dict[str, Provenance],
    responses=documented(examples.PROVENANCE, "not-found"),
)
def get_provenance(request: Request, state: Shared, article_id: UUID) -> Response:
    """The origin of each value of the current version, and the rejected candidates."""
    stored = stored_version(state, article_id)
    document = orjson.loads(article_of(stored.record).model_dump_json(by_alias=True, include={"provenance"}))
    # As of the article itself: the date of one that this was merged into may be older than what the client has.
    since = stored.created_at if stored.article_id == article_id else None
    return answers.respond(request, answers.dump(document["provenance"]), last_modified=since)


@router.get(
    "/raw",
    response_class=Response,
    dependencies=[Depends(requires("admin"))],
    responses=documented("<html>…", "not-found", media_type="application/octet-stream"),
)
def get_raw_page(request: Request, state: Shared, article_id: UUID) -> Response:
    """The bytes of the page that the current version was read from, as received. Needs the scope admin."""
    with state.reads.connection() as db:
        stored = lookup.stored(db, article_id)
        page_id = lookup.raw_page_of(db, article_id) if stored and not stored.is_withheld else None
        page = pages.get(db, page_id) if page_id is not None else None
    if page is None:
        raise Problem(
            "not-found",
            "There is no page: none was fetched, retention removed it, or the article is withheld.",
            "لا صفحة: لم تُجلب، أو انتهت مدة حفظها، أو المقال محجوب.",
        )
    headers = {
        "Content-Disposition": f'attachment; filename="{article_id}.html"',
        "X-Khabar-SHA256": page.sha256,
    }
    # Never as the publisher's own type: a browser would run it under our name.
    media_type = "application/octet-stream"
    return answers.respond(request, page.body, media_type=media_type, etag=f'"{page.sha256}"', headers=headers)
