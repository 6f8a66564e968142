"""A page or text to a record, no article being stored: asked here, fetched by ingest, made by a worker, read here."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from anyio import to_thread
from fastapi import APIRouter, Depends, Query, Response

from khabar import queue
from khabar.errors import QueueDown
from khabar.storage import hosts, trials
from khabar.trial import AskedTrial
from khabar.url import check_url, host_key
from khabar_api.articles.presentation import article_of
from khabar_api.contract import examples
from khabar_api.operations.trial_shapes import Trial, WantedTrial
from khabar_api.state import Shared, State
from khabar_api.web import answers
from khabar_api.web.auth import requires
from khabar_api.web.params import StrictRoute
from khabar_api.web.problems import Problem, not_there
from khabar_api.web.schemas import documented

# Whoever may make khabar ask an address may do it here.
router = APIRouter(
    prefix="/v1", route_class=StrictRoute, tags=["articles"], dependencies=[Depends(requires("feeds:write"))]
)

MOST_WAITING = 100
LOOK_SECONDS = 0.2
POLL_SECONDS = "1"
_WAITING = {
    "model": Trial,
    "content": {
        "application/json": {"example": {**examples.TRIAL, "state": "pending", "done_at": None, "article": None}}
    },
}


def ask_page(state: State, url: str, published: str | None = None) -> AskedTrial:
    """Ask for the record of the page at `url`.

    Raises:
        BlockedAddress: the URL may not be fetched.
        ValueError: it is no web address.
        Problem: too many wait already.
    """
    settings = state.settings
    checked = check_url(url.strip(), allow=settings.allow_networks, deny=settings.deny_networks)
    host = host_key(checked)
    with state.writes.connection() as db:
        _refuse_crowd(trials.waiting(db))
        hosts.ensure(db, host, settings.host_gap_seconds)
        return trials.ask_page(db, now=datetime.now(UTC), url=checked, host=host, published=published)


def ask_body(
    state: State, body: bytes, *, is_text: bool, url: str | None = None, published: str | None = None
) -> AskedTrial:
    """Ask for the record of HTML (from `url`, if that is known) or plain text in hand.

    Raises:
        Problem: too many wait already.
    """
    with state.writes.connection() as db:
        _refuse_crowd(trials.waiting(db))
        asked = trials.ask_body(db, now=datetime.now(UTC), body=body, is_text=is_text, url=url, published=published)
    with contextlib.suppress(QueueDown):  # ingest tells the workers within seconds
        queue.hint(state.redis, "trial", [asked.number], rehint_seconds=state.settings.rehint_seconds, size=1)
    return asked


def _refuse_crowd(waiting: int) -> None:
    if waiting >= MOST_WAITING:
        raise Problem(
            "rate-limited",
            f"{waiting} pages wait to be extracted. Try again in a minute.",
            f"تنتظر {waiting} صفحة استخراجها. أعد المحاولة بعد دقيقة.",
        )


def trial_of(state: State, trial_id: UUID) -> AskedTrial:
    """Raises:
    Problem: there is no such trial.
    """
    with state.reads.connection() as db:
        asked = trials.get(db, trial_id)
    if asked is None:
        raise not_there("extraction", trial_id)
    return asked


def _answer(asked: AskedTrial) -> Response:
    view = Trial(
        **asked.model_dump(include=set(Trial.model_fields)), article=article_of(asked.record) if asked.record else None
    )
    sent = {"Cache-Control": "no-store"}
    if asked.done_at is None:
        sent |= {"Location": f"/v1/extractions/{asked.id}", "Retry-After": POLL_SECONDS}
    return Response(answers.dump(view), 200 if asked.done_at else 202, sent, answers.JSON)


@router.post(
    "/articles:extract",
    response_model=Trial,
    responses=documented(
        examples.TRIAL,
        "bad-body",
        "blocked-address",
        "too-large",
        on_202=_WAITING | {"description": "It takes longer than `wait`: ask at `Location`."},
    ),
)
async def extract_article(
    state: Shared,
    wanted: WantedTrial,
    wait: Annotated[int, Query(ge=0, le=30, description="Seconds to wait for the record.")] = 10,
) -> Response:
    """Extract the record of a page or a text. No article is stored, and no event is sent.

    An address is fetched by the ingester like any page: robots.txt and its host's pause hold. Further pages of the
    article are fetched and joined. The answer is kept for a day.
    """

    def ask() -> AskedTrial:
        if wanted.html is None and wanted.text is None:
            assert wanted.url is not None, "the shape asks for one of them"
            return ask_page(state, wanted.url, wanted.published)
        body = (wanted.html if wanted.text is None else wanted.text) or ""
        given = body.encode("utf-8", "replace")
        is_text = wanted.html is None
        return ask_body(state, given, is_text=is_text, url=wanted.url, published=wanted.published)

    asked = await to_thread.run_sync(ask)
    ends = asyncio.get_running_loop().time() + wait
    while asked.done_at is None and asyncio.get_running_loop().time() < ends:
        await asyncio.sleep(min(LOOK_SECONDS, max(0.0, ends - asyncio.get_running_loop().time())))
        asked = await to_thread.run_sync(trial_of, state, asked.id)
    return _answer(asked)


@router.get(
    "/extractions/{extraction_id}",
    response_model=Trial,
    responses=documented(
        examples.TRIAL, "not-found", on_202=_WAITING | {"description": "It is on its way: ask again."}
    ),
)
def get_extraction(state: Shared, extraction_id: UUID) -> Response:
    """The state and result of an extraction."""
    return _answer(trial_of(state, extraction_id))
