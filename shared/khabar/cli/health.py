"""`khabar feeds show`: one feed's state, its addresses and its last polls, printed."""

from __future__ import annotations

from khabar.cli.context import is_json
from khabar.cli.show import details, json_out, moment, table
from khabar.feed import Feed
from khabar.storage import addresses, polls, websub
from khabar.storage.database import Connection
from khabar.websub import Subscription

POLLS = 20


def health_of(db: Connection, feed: Feed, as_json: bool) -> None:
    """Print what is known of `feed`'s health."""
    places = addresses.health(db, feed)
    past = polls.history(db, feed.id, limit=POLLS)
    push = websub.of_feed(db, feed.id)
    if is_json(as_json):
        subscription = push.model_dump(mode="json") if push else None
        json_out({"feed": feed.model_dump(mode="json"), "addresses": places, "websub": subscription, "polls": past})
        return
    away = f"since {moment(feed.away_since)}; the first address is retried after a day" if feed.away_since else None
    details(
        {
            "feed": feed.title,
            "polled at": feed.url,
            "not at its first address": away,
            "state": f"{feed.state}: {feed.state_reason}" if feed.state_reason else feed.state,
            "next poll (UTC)": feed.next_poll_at if feed.state == "active" else None,
            "last success": feed.last_success_at,
            "newest item": feed.last_item_at,
            "failures in a row": feed.failures,
            "hub": push.hub_url if push else feed.hub_url,
            "pushed": _pushed(push) if push else ("off: KHABAR_PUBLIC_URL is not set" if feed.hub_url else None),
            "id": feed.id,
        }
    )
    table(
        "Addresses, in the order they are tried",
        ("", "address", "last poll (UTC)", "outcome", "error"),
        (
            (
                "▸" if row["is_current"] else "",
                row["url"],
                row["last_polled_at"],
                row["last_outcome"],
                row["last_error"],
            )
            for row in places
        ),
        whole=("address",),
    )
    table(
        "Last polls",
        ("at (UTC)", "address", "status", "outcome", "new", "changed", "error"),
        (
            (
                row["at"],
                row["url"],
                row["status"],
                row["outcome"],
                row["new_items"],
                row["changed_items"],
                row["error"],
            )
            for row in past
        ),
    )


def _pushed(push: Subscription) -> str:
    """One line on a subscription at a hub."""
    until, last = (moment(at) if at else "-" for at in (push.expires_at, push.pushed_at))
    said = {
        "asking": "the hub has not confirmed yet",
        "active": f"until {until}, {push.pushes} so far, the last at {last}",
        "denied": "refused by the hub",
        "leaving": "being cancelled",
    }[push.state]
    return f"{said}; {push.last_error}" if push.last_error else said
