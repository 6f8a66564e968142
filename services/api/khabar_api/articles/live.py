"""The updates of a live page, all of them or those that are new. The record has them too, among everything else."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from khabar import render
from khabar.article import Article
from khabar_api.articles.article_shapes import LiveEntry, LivePage
from khabar_api.articles.presentation import article_of, of_update
from khabar_api.articles.versions import stored_version
from khabar_api.contract import examples
from khabar_api.state import Shared
from khabar_api.web import answers
from khabar_api.web.auth import requires
from khabar_api.web.inputs import VersionNumber
from khabar_api.web.params import StrictRoute
from khabar_api.web.schemas import documented

router = APIRouter(prefix="/v1", route_class=StrictRoute, tags=["articles"], dependencies=[Depends(requires("read"))])

Since = Annotated[VersionNumber | None, Query(description="A version you have seen: only updates that are not in it.")]


def entries(article: Article) -> list[LiveEntry]:
    """The updates in the page's order."""
    parts = [(update, of_update(article, update)) for update in article.live]
    return [
        LiveEntry(
            id=update.id,
            headline=update.headline,
            published_at=update.published_at,
            text=render.to_text(part),
            blocks=part.body,
        )
        for update, part in parts
    ]


@router.get("/live/{article_id}", response_model=LivePage, responses=documented(examples.LIVE, "not-found"))
def get_live(request: Request, state: Shared, article_id: UUID, since: Since = None) -> Response:
    """The updates of a live page, in the page's order. `since` leaves out those that an earlier version had."""
    stored = stored_version(state, article_id)
    article = article_of(stored.record)
    found = entries(article)
    if since is not None:
        # Their ids count them from the top, so that a new one moves all: what they say tells them apart.
        before = {
            (entry.headline, entry.text)
            for entry in entries(article_of(stored_version(state, article_id, since).record))
        }
        found = [entry for entry in found if (entry.headline, entry.text) not in before]
    page = LivePage(article_id=article_id, version=stored.version, headline=article.headline, data=tuple(found))
    return answers.respond(request, answers.dump(page), last_modified=stored.created_at)
