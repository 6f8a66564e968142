"""The deliver job: sends events to webhooks, signed, and keeps what came of each try.

deliveries.claim → sign → http.post (no inside address, no redirects) → judge → deliveries.done | failed
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import orjson

from khabar import queue
from khabar.errors import BlockedAddress, KhabarError, RetryLater, StorageDown
from khabar.event import envelope
from khabar.http import WEBHOOK, Client, Fetched, open_client
from khabar.log import about, get_logger
from khabar.politeness import retry_after_seconds
from khabar.record import Record
from khabar.settings import Settings, load_settings
from khabar.sign import signature
from khabar.storage import deliveries
from khabar.storage.database import Connection, connect, is_good, translated_errors
from khabar.storage.deliveries import MAX_ATTEMPTS, ClaimedDelivery
from khabar.tracing import context, span, tracing
from khabar.url import check_url
from khabar_worker.job import FURTHER_SECONDS, guarded

log = get_logger()
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 5.0, 86_400.0
# No delivery begins later than this in a job: it may take ten seconds, and the job has a minute.
SENDING_SECONDS = 40.0
# These say that the endpoint has too much to do: all of its deliveries wait, not this one alone.
SLOW_DOWN = frozenset({429, 502, 503, 504})


class Verdict(Record):
    """What one try means. `wait_seconds` None: no further try. `is_gone`: the endpoint wants no more (410).

    `is_overrun`: all of the endpoint's deliveries wait, `pause_seconds` at least.
    """

    delivered: bool
    error: str = ""
    wait_seconds: float | None = None
    is_overrun: bool = False
    pause_seconds: float = 0.0
    is_gone: bool = False


def deliver(ids: Sequence[int]) -> dict[str, int]:
    """Send the deliveries of `ids` that are due, then of what is hinted meanwhile; returns how many were delivered and
    how many failed.
    """
    settings = load_settings()
    counts = Counter[str]()
    begun = time.monotonic()
    latest = begun + SENDING_SECONDS
    with connect(str(settings.database_url), name="deliver", is_for_rows=True) as db, tracing(settings, "deliver"):
        for hinted in queue.further("deliver", ids, until=begun + FURTHER_SECONDS, is_good=lambda: is_good(db)):
            counts.update(asyncio.run(send_due(db, hinted, settings, seconds=latest - time.monotonic())))
    return counts


async def send_due(
    db: Connection, ids: Sequence[int], settings: Settings, *, seconds: float = SENDING_SECONDS
) -> dict[str, int]:
    """As `deliver`, over an open connection: all endpoints at once, and one delivery after another to each.

    What has not begun after `seconds` is left for another job. Where PostgreSQL fails one endpoint's delivery, the rest
    of that endpoint's is left too, and the others' is sent first.

    Raises:
        StorageDown: PostgreSQL does not answer, or gave up on a statement; what was claimed is claimed again after its
            lease.
    """
    counts = {"delivered": 0, "failed": 0}
    latest = time.monotonic() + seconds
    failures: list[StorageDown] = []
    async with open_client(settings) as client:

        async def send_to_one(ids: Sequence[int]) -> None:
            for at, delivery_id in enumerate(ids):
                if time.monotonic() >= latest:
                    deliveries.LEDGER.hint_again(db, ids[at:])
                    return
                try:
                    with translated_errors():
                        claims = deliveries.claim(db, [delivery_id], lease_seconds=settings.lease_seconds)
                    for claimed in claims:
                        if (delivered := await _sent(db, client, claimed, settings)) is not None:
                            counts["delivered" if delivered else "failed"] += 1
                except StorageDown as error:
                    failures.append(error)
                    with contextlib.suppress(StorageDown), translated_errors():
                        deliveries.LEDGER.hint_again(db, ids[at + 1 :])
                    return

        await asyncio.gather(*map(send_to_one, deliveries.by_endpoint(db, ids)))
    if failures:
        raise failures[0]
    return counts


class _Try(NamedTuple):
    """One request to an endpoint. `answer` None: none came."""

    verdict: Verdict
    answer: Fetched | None


async def _sent(db: Connection, client: Client, claimed: ClaimedDelivery, settings: Settings) -> bool | None:
    """Whether it was delivered; None: another process has taken over.

    Raises:
        StorageDown: what came of it was not stored; it is sent again after its lease.
    """
    with (
        about(delivery=claimed.delivery_id, webhook=claimed.webhook_id, article=claimed.event.article_id),
        span("deliver", parent=claimed.trace, delivery=claimed.delivery_id, event=str(claimed.event.id)),
    ):
        came: _Try | Exception
        try:
            came = await _try(client, claimed, settings)
        except Exception as error:
            came = error

        def stored() -> bool:
            if isinstance(came, Exception):
                raise came
            return _keep(db, claimed, came)

        def failed(error: Exception) -> bool:
            # A fault of ours, not of the endpoint: tried again like any other, and no reason to leave out the next.
            log.exception("delivery_fault", exc_info=error)
            verdict = Verdict(
                delivered=False,
                error=f"a fault in khabar: {type(error).__name__}",
                wait_seconds=backoff_seconds(claimed.attempts, random.random()),
            )
            return _keep(db, claimed, _Try(verdict, None))

        return guarded(stored, failed, lost=None)


async def _try(client: Client, claimed: ClaimedDelivery, settings: Settings) -> _Try:
    now = datetime.now(UTC)
    body = orjson.dumps(envelope(claimed.event))
    message_id = str(claimed.event.id)
    timestamp = int(now.timestamp())
    headers = {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(
            signature(secret, message_id=message_id, timestamp=timestamp, body=body) for secret in claimed.secrets
        ),
    }
    if (trace := context()) is not None:
        headers["traceparent"] = trace
    try:
        answer = await client.post(claimed.url, content=body, headers=headers, limits=WEBHOOK)
    except KhabarError as error:
        is_final = _is_refused(claimed.url, settings)
        return _Try(judge_error(error, claimed.attempts, is_final=is_final, jitter=random.random()), None)
    return _Try(judge(answer.status, answer.headers, claimed.attempts, now=now, jitter=random.random()), answer)


def _keep(db: Connection, claimed: ClaimedDelivery, one: _Try) -> bool:
    verdict, answer = one
    event_id = str(claimed.event.id)
    response = answer.body.decode("utf-8", "replace").replace("\0", "") if answer else ""
    if verdict.delivered:
        assert answer is not None
        deliveries.done(db, claimed, status=answer.status, response=response)
        log.info("webhook_delivered", event_id=event_id, status=answer.status)
        return True
    deliveries.failed(
        db, claimed, error=verdict.error, status=answer.status if answer else None, response=response,
        wait_seconds=verdict.wait_seconds, is_overrun=verdict.is_overrun, pause_seconds=verdict.pause_seconds,
    )  # fmt: skip
    if verdict.is_gone:
        deliveries.disable(db, claimed.webhook_id, "the endpoint answered 410 Gone", url=claimed.url)
    log.warning("webhook_failed", event_id=event_id, error=verdict.error, attempts=claimed.attempts)
    return False


def _is_refused(url: str, settings: Settings) -> bool:
    """Whether the URL's own text is refused: then somebody has to change it. A name may lead elsewhere tomorrow."""
    try:
        check_url(url, allow=settings.allow_networks, deny=settings.deny_networks)
    except BlockedAddress:
        return True
    return False


def judge(status: int, headers: dict[str, str], attempts: int, *, now: datetime, jitter: float) -> Verdict:
    """What an answer means: any 2xx is delivery; everything else is tried again for three days, but 410.

    `jitter` is 0..1, drawn by the caller.
    """
    if 200 <= status < 300:
        return Verdict(delivered=True)
    error = f"the endpoint answered {status}"
    if status == 410:
        return Verdict(delivered=False, error=error, is_gone=True)
    asked = retry_after_seconds(headers.get("retry-after"), headers.get("date"), now) or 0.0
    wait = backoff_seconds(attempts, jitter)
    return Verdict(
        delivered=False,
        error=error,
        wait_seconds=None if wait is None else max(wait, asked),
        is_overrun=status in SLOW_DOWN,
        pause_seconds=asked if status in SLOW_DOWN else 0.0,
    )


def judge_error(error: KhabarError, attempts: int, *, is_final: bool, jitter: float) -> Verdict:
    """What a request without an answer means. `is_final`: the URL itself is refused, so no try can go better.

    One that hangs costs its whole deadline: the endpoint is paused, or its backlog would keep every worker busy.
    """
    return Verdict(
        delivered=False,
        error=f"{error.code}: {error.message}",
        wait_seconds=None if is_final else backoff_seconds(attempts, jitter),
        is_overrun=isinstance(error, RetryLater),
    )


def backoff_seconds(attempts: int, jitter: float) -> float | None:
    """5 s, doubling to a day, ± 20 %; None when the tries are used up."""
    if attempts >= MAX_ATTEMPTS:
        return None
    return min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2.0 ** (attempts - 1)) * (0.8 + 0.4 * jitter)
