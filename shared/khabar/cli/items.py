"""`khabar items …`: what became of a feed's entries, and the quarantine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from khabar.cli.context import Json, is_json, opened, quiet_settings
from khabar.cli.show import details, json_out, say, table
from khabar.errors import BadInput
from khabar.storage import audit, ledger
from khabar.url import url_key

# outcome → what it means to the person who asks.
MEANINGS = {
    "new": "stored as a new article",
    "updated": "stored as a new version of a known article",
    "withdrawn": "withdrawn by its publisher; the text is kept, marked as canceled",
    "unchanged": "the page says the same as the stored article",
    "duplicate_of": "the same story is already stored; this feed is recorded as another source",
    "reused_guid": "its identifier belongs to another story, so its address identified it",
    "blocked": "its address may not be fetched; the record was built from the feed",
    "dropped:language": "in a language that its feed is set not to keep (khabar feeds set --languages)",
    "too_old": "older than KHABAR_MAX_ITEM_AGE_DAYS, so it was recorded but not fetched",
    "feed_removed": "its feed was removed before its page was fetched; it will be fetched if the feed is added again",
    "dismissed": "it failed too often, and an operator dismissed it",
    "parse_failed": "neither the page nor the feed gave a readable text",
}
ON_THE_WAY = {
    ("page", "pending"): "waiting for its page to be fetched",
    ("page", "running"): "its page is being fetched",
    ("extract", "pending"): "its page has been fetched; waiting for a worker",
    ("extract", "running"): "a worker is processing it",
}


def meaning(row: dict[str, Any]) -> str:
    """One sentence on where an item stands."""
    if row["article_status"] == "withheld":
        return "stored, but withheld by an operator; to show it again: khabar articles restore"
    if row["state"] == "dead":
        return "in quarantine because it failed too often; read its error, then run khabar items requeue"
    if row["state"] in ("pending", "running"):
        return ON_THE_WAY[row["stage"], row["state"]]
    if row["outcome"].startswith("refused:"):
        return "the page was refused; the record was built from the feed"
    outcome: str = row["outcome"]
    return MEANINGS.get(outcome, outcome)


def why(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="Address of an article.")],
    as_json: Json = False,
) -> None:
    """Show what became of an address: where it was seen, and the outcome.

    \b
    khabar items why https://example.com/news/1
    """
    try:
        key = url_key(url)
    except ValueError as error:
        raise BadInput(f"{url!r} is not a web address: {error}", subject=url) from None
    with opened(quiet_settings(context)) as (_, db):
        found = ledger.lineage(db, url_key=key)
    if is_json(as_json):
        json_out([{**row, "meaning": meaning(row)} for row in found])
    elif not found:
        say("No feed has listed this address. To check whether its feed is subscribed and polled: khabar feeds list")
    else:
        for row in found:
            details({"meaning": meaning(row), **row})
            say("")
    if not found:
        raise typer.Exit(1)


def quarantine(
    context: typer.Context,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000)] = 50,
    as_json: Json = False,
) -> None:
    """List items that failed too often. They stay until a person requeues or dismisses them."""
    with opened(quiet_settings(context)) as (_, db):
        found = ledger.quarantine(db, limit=limit)
    if is_json(as_json):
        json_out(found)
        return
    columns = ("item", "stage", "attempts", "address", "error")
    rows = ((row["id"], row["stage"], row["attempts"], row["url"] or row["guid"], row["last_error"]) for row in found)
    table(None, columns, rows)
    say(f"{len(found)} in quarantine")


def requeue(
    context: typer.Context,
    ids: Annotated[list[int] | None, typer.Argument(help="Numbers of items.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every item in quarantine.")] = False,
    as_json: Json = False,
) -> None:
    """Try dead items again.

    \b
    khabar items requeue 4711 4712
    khabar items requeue --all
    """
    if bool(ids) == everything:
        raise BadInput("Give the numbers of items, or --all.")
    with opened(quiet_settings(context)) as (_, db), db.transaction():
        done = ledger.requeue(db, None if everything else ids)
        for item_id in done:
            audit.note(db, "item.requeue", item_id)
        _require_all(ids or (), done)
    if is_json(as_json):
        json_out(done)
    else:
        say(f"{len(done)} requeued")


def dismiss(
    context: typer.Context,
    ids: Annotated[list[int], typer.Argument(help="Numbers of items.")],
    as_json: Json = False,
) -> None:
    """Give up dead items for good. They leave the quarantine, and no record is made of them.

    \b
    khabar items dismiss 4711 4712
    """
    with opened(quiet_settings(context)) as (_, db), db.transaction():
        done = ledger.dismiss(db, ids)
        for item_id in done:
            audit.note(db, "item.dismiss", item_id)
        _require_all(ids, done)
    if is_json(as_json):
        json_out(done)
    else:
        say(f"{len(done)} items dismissed")


def _require_all(ids: Sequence[int], done: Sequence[int]) -> None:
    """Raises:
    BadInput: one of `ids` was not in the quarantine; it rolls back the others.
    """
    if unknown := sorted(set(ids) - set(done)):
        raise BadInput(f"Item {unknown[0]} is not in quarantine. To list those that are: khabar items quarantine")
