"""Asking hubs: subscribe, renew before the end, cancel. The hub answers at khabar_api.feeds.websub.

claim → POST to the hub → finish; that it was granted is written when the hub confirms.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from khabar.answer import failure
from khabar.arabic.clean import storable
from khabar.errors import GiveUp, KhabarError, StorageDown
from khabar.log import get_logger
from khabar.storage import websub
from khabar.storage.websub import ClaimedSubscription
from khabar.websub import callback_base, request
from khabar_ingest.context import Context, as_khabar_error

log = get_logger()
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


async def arrange(context: Context) -> None:
    """Let every feed with a hub have a subscription, and no other feed; nothing while hubs can't reach the API.

    Raises:
        StorageDown: PostgreSQL does not answer.
    """
    if (base := callback_base(context.settings)) is not None:
        await context.stored(websub.arrange, base=base, gap_seconds=context.settings.host_gap_seconds)


async def ask(context: Context, claimed: ClaimedSubscription) -> None:
    """Ask a hub for what a subscription needs and store its answer; a failure is stored too.

    Raises:
        StorageDown: nothing was written; the lease runs out and the hub is asked again.
        LostLease: another process asks by now.
    """
    failed: KhabarError | None = None
    try:
        await _ask(context, claimed)
    except (StorageDown, asyncio.CancelledError):
        raise
    except Exception as caught:
        failed = as_khabar_error(caught, claimed.hub_url)
    log.info(
        "websub_asked",
        feed_id=str(claimed.feed_id),
        hub=claimed.hub_url,
        state=claimed.state,
        error=failed.message if failed else None,
    )
    try:
        error = f"{failed.code}: {failed.message}" if failed else None
        await context.stored(websub.finish, claimed, error=error, is_final=isinstance(failed, GiveUp))
    finally:
        await context.release(claimed.lease, failed)


async def _ask(context: Context, claimed: ClaimedSubscription) -> None:
    """Raises:
    KhabarError: the hub does not answer, or says no.
    """
    content = request(
        "unsubscribe" if claimed.state == "leaving" else "subscribe",
        callback=claimed.callback_url,
        topic=claimed.topic_url,
        secret=claimed.secret,
    )
    answer = await context.client.post(claimed.hub_url, content=content, headers=FORM)
    if (error := failure(answer.status, answer.headers, datetime.now(UTC))) is not None:
        if said := storable(answer.body[:300].decode("utf-8", "replace")).strip():
            error.message = f"{error.message}: {said}"
        raise error
