"""What routes, pages and other products' APIs change alike, each with its line in the audit.

Call them inside the transaction of the change. Not here: what one route alone changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

from fastapi import Request

from khabar import takedown
from khabar.article import Article
from khabar.feed import Feed
from khabar.query import ArticleFilters
from khabar.storage import events, feeds, ledger, searches, webhooks
from khabar.storage.database import Connection
from khabar.storage.searches import SavedSearch
from khabar.storage.webhooks import Webhook
from khabar.url import host_key
from khabar_api.operations import audit
from khabar_api.web.problems import Problem, not_there


def set_feed_state(request: Request, db: Connection, feed_id: UUID, wanted: Literal["active", "paused"]) -> Feed | None:
    """Pause a feed, or poll it again, also one that was suspended; None: there is none."""
    reason = "paused by request" if wanted == "paused" else None
    feed = feeds.change(db, feed_id, state=wanted, state_reason=reason)
    if feed is not None:
        audit.note(request, db, "feed.change", feed_id, state=wanted)
    return feed


def set_feed(
    request: Request, db: Connection, feed_id: UUID, expected_version: int | None, **values: Any
) -> Feed | None:
    """Set what the body of a feed's change may hold; None: there is no such feed, or it is no longer at that version.

    Without a version whatever it is now is changed.
    """
    feed = feeds.change(db, feed_id, expected_version=expected_version, **values)
    if feed is not None:
        audit.note(request, db, "feed.change", feed_id, **values)
    return feed


def remove_feed(request: Request, db: Connection, feed_id: UUID) -> bool:
    """Unsubscribe. Whether there was such a feed."""
    is_removed = feeds.remove(db, feed_id)
    if is_removed:
        audit.note(request, db, "feed.remove", feed_id)
    return is_removed


def add_webhook(
    request: Request, db: Connection, *, url: str, secret: str, types: Sequence[str] = (), search_id: UUID | None = None
) -> Webhook:
    """Send events to `url` from now on, which has been checked.

    Raises:
        Problem: bad-body, there is no such search; conflict, the same is sent there already.
    """
    check_search(db, search_id)
    check_alone(db, url=url, types=types, search_id=search_id)
    hook = webhooks.create(db, now=datetime.now(UTC), url=url, secret=secret, types=types, search_id=search_id)
    audit.note(request, db, "webhook.add", hook.id, host=host_key(url), types=types)
    return hook


def check_alone(
    db: Connection, *, url: str, types: Sequence[str], search_id: UUID | None, but: UUID | None = None
) -> None:
    """Raises: Problem when there is a webhook like that already, active or not, other than `but`."""
    alike = webhooks.alike(db, url=url, types=types, search_id=search_id, but=but)
    if alike is not None:
        raise Problem(
            "conflict",
            f"The webhook {alike} has this address, with the same types and search.",
            f"لهذا العنوان إشعار ويب من قبل ({alike})، بالأنواع والبحث نفسيهما.",
        )


def check_search(db: Connection, search_id: UUID | None) -> None:
    """Raises: Problem when a webhook is to filter by a search that is not there."""
    if search_id is not None and searches.get(db, search_id) is None:
        gone = not_there("saved search", search_id)
        told = {"pointer": "/search_id", "detail": gone.detail, "detail_ar": gone.arabic or ""}
        raise Problem("bad-body", gone.detail, gone.arabic, errors=[told])


def set_webhook_state(
    request: Request, db: Connection, webhook_id: UUID, wanted: Literal["active", "paused"]
) -> Webhook | None:
    """Send nothing for now, or send again; None: there is no such webhook."""
    hook = webhooks.change(db, webhook_id, expected_version=None, state=wanted)
    if hook is not None:
        audit.note(request, db, "webhook.change", webhook_id, changed=["state"])
    return hook


def remove_webhook(request: Request, db: Connection, webhook_id: UUID) -> bool:
    """Send nothing more. Whether there was such a webhook."""
    is_removed = webhooks.remove(db, webhook_id)
    if is_removed:
        audit.note(request, db, "webhook.remove", webhook_id)
    return is_removed


def rotate_secret(
    request: Request, db: Connection, webhook_id: UUID, secret: str, overlap_seconds: int
) -> Webhook | None:
    """Sign with `secret`, and so long with the old one too. None: there is no such webhook."""
    hook = webhooks.rotate(db, webhook_id, secret=secret, overlap_seconds=overlap_seconds)
    if hook is not None:
        audit.note(request, db, "webhook.rotate", webhook_id, overlap_seconds=overlap_seconds)
    return hook


def test_webhook(request: Request, db: Connection, hook: Webhook) -> None:
    """Send the newest event of the log, whatever the webhook's types.

    Raises:
        Problem: conflict, it is not active or the log is empty, also where retention has emptied it.
    """
    if hook.state != "active":
        raise Problem(
            "conflict",
            f"The webhook is {hook.state}. Make it active first.",
            f"حال إشعار الويب {hook.state}. اجعله active أولًا.",
        )
    newest = events.last(db)
    if newest is None:
        raise Problem("conflict", "There is no event to send.", "لا حدث يمكن إرساله.")
    webhooks.send_again(db, hook.id, newest)
    audit.note(request, db, "webhook.test", hook.id)


def resend(request: Request, db: Connection, webhook_id: UUID, delivery_id: int) -> bool:
    """Send one delivery again. Whether there is such a delivery."""
    is_sent = webhooks.resend(db, webhook_id, delivery_id)
    if is_sent:
        audit.note(request, db, "webhook.resend", webhook_id, delivery=delivery_id)
    return is_sent


def add_search(request: Request, db: Connection, name: str, filters: ArticleFilters) -> SavedSearch:
    saved = searches.create(db, now=datetime.now(UTC), name=name, filters=filters)
    audit.note(request, db, "search.add", saved.id, name=name)
    return saved


def remove_search(request: Request, db: Connection, search_id: UUID) -> bool:
    """Forget a saved search. Whether there was one.

    Raises:
        Problem: conflict; a webhook filters by it.
    """
    if searches.is_used(db, search_id):
        raise Problem(
            "conflict",
            "A webhook filters by this search. Change or remove the webhook first.",
            "يرشّح إشعار ويب بهذا البحث. غيّر الإشعار أو احذفه أولًا.",
        )
    is_removed = searches.remove(db, search_id)
    if is_removed:
        audit.note(request, db, "search.remove", search_id)
    return is_removed


def withhold(request: Request, db: Connection, article_id: UUID, reason: str) -> None:
    """Show nothing of an article any more.

    Raises:
        Problem: not-found; conflict, it is withheld already.
    """
    article = _standing(db, article_id)
    if article.status == "withheld":
        raise Problem("conflict", "The article is already withheld.", "المقال محجوب من قبل.")
    takedown.withhold(db, article, datetime.now(UTC))
    audit.note(request, db, "article.withhold", article.id, reason=reason)


def restore(request: Request, db: Connection, article_id: UUID, reason: str | None) -> None:
    """Show a withheld article again.

    Raises:
        Problem: not-found; conflict, it is not withheld.
    """
    article = _standing(db, article_id)
    if article.status != "withheld":
        raise Problem("conflict", "The article is not withheld.", "المقال ليس محجوبًا.")
    takedown.restore(db, article, datetime.now(UTC))
    audit.note(request, db, "article.restore", article.id, reason=reason)


def _standing(db: Connection, article_id: UUID) -> Article:
    article = takedown.standing(db, article_id)
    if article is None:
        raise not_there("article", article_id)
    return article


def requeue(request: Request, db: Connection, item_id: int | None) -> bool:
    """Try a dead item again, or all of them (None). Whether there was one."""
    requeued = ledger.requeue(db, None if item_id is None else [item_id])
    if requeued:
        audit.note(request, db, "item.requeue", "all" if item_id is None else item_id)
    return bool(requeued)


def dismiss(request: Request, db: Connection, item_id: int) -> bool:
    """Give a dead item up for good. Whether there was one."""
    dismissed = ledger.dismiss(db, [item_id])
    if dismissed:
        audit.note(request, db, "item.dismiss", item_id)
    return bool(dismissed)
