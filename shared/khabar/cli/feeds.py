"""`khabar feeds …`: subscriptions one by one. Not here: lists of them, finding, probing, and one feed's health."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

import typer

from khabar.cli.context import Json, is_json, opened, quiet_settings
from khabar.cli.health import health_of
from khabar.cli.show import json_out, say, table
from khabar.errors import BadInput
from khabar.feed import Feed, FeedState
from khabar.storage import audit, feeds
from khabar.storage.database import Connection
from khabar.subscribe import read_languages
from khabar.url import url_key

# Of a UUID of version 7 the beginning is its time, and the same for all feeds of one import.
SHORT_ID = 8

LANGUAGES_HELP = "Keep items in these languages only, such as ar or ar,fa; all keeps every language."
PAGES_HELP = "Fetch the articles' pages (default), or build records from what the feed says."
Which = Annotated[list[str], typer.Argument(help="Addresses or ids of feeds.")]


def list_(
    context: typer.Context,
    state: Annotated[FeedState | None, typer.Option("--state", help="Only feeds in this state.")] = None,
    publisher: Annotated[str | None, typer.Option("--publisher", help="Id of a publisher.")] = None,
    as_json: Json = False,
) -> None:
    """List feeds with their health.

    \b
    khabar feeds list --state suspended
    khabar feeds list --json | jq -r '.[].url'
    """
    with opened(quiet_settings(context)) as (_, db):
        found = feeds.find(db, state=state, publisher=publisher)
    if is_json(as_json):
        json_out([feed.model_dump(mode="json") for feed in found])
    else:
        show(found)


def show(found: list[Feed]) -> None:
    """Print feeds for a person: first what needs a look, suspended feeds and then those that fail."""
    columns = ("feed", "state", "last outcome", "failures", "next poll (UTC)", "id")
    ordered = sorted(found, key=lambda feed: (feed.state != "suspended", -feed.failures))
    table(None, columns, (_row(feed) for feed in ordered), whole=("feed",))
    say(f"{len(found)} feeds; the ids shown are shortened, and commands accept them")


def _row(feed: Feed) -> tuple[Any, ...]:
    said: str = feed.last_outcome or "not polled yet"
    if feed.last_error and feed.failures:
        said = f"{said}: {feed.last_error}"
    when = feed.next_poll_at if feed.state == "active" else None
    name = f"{feed.url}\n{feed.title}" if feed.title else feed.url
    return name, feed.state, said, feed.failures, when, str(feed.id)[-SHORT_ID:]


def pause(context: typer.Context, which: Which, as_json: Json = False) -> None:
    """Stop polling feeds until they are resumed."""
    _change(context, which, "paused", as_json, state="paused", state_reason="paused by a person")


def resume(context: typer.Context, which: Which, as_json: Json = False) -> None:
    """Poll paused or suspended feeds again, now."""
    _change(context, which, "resumed", as_json, state="active", state_reason=None, next_poll_at=datetime.now(UTC))


def set_(
    context: typer.Context,
    which: Which,
    languages: Annotated[str | None, typer.Option("--languages", help=LANGUAGES_HELP)] = None,
    pages: Annotated[bool | None, typer.Option("--pages/--no-pages", help=PAGES_HELP)] = None,
    as_json: Json = False,
) -> None:
    """Set which languages are kept, and whether pages are fetched.

    This applies from now on. Items in other languages get the outcome dropped:language.

    \b
    khabar feeds set --languages ar https://example.com/mixed-feed
    khabar feeds set --languages all https://example.com/mixed-feed
    khabar feeds set --no-pages https://example.com/whole-texts.xml
    """
    values: dict[str, Any] = {} if languages is None else {"languages": read_languages(languages)}
    if pages is not None:
        values["fetch_pages"] = pages
    if not values:
        raise BadInput("Give what to set: --languages, --pages or --no-pages.")
    _change(context, which, "set", as_json, **values)


def show_(
    context: typer.Context,
    feed: Annotated[str, typer.Argument(help="Address or id of the feed.")],
    as_json: Json = False,
) -> None:
    """Show one feed: its state, its addresses and its last polls.

    \b
    khabar feeds show https://example.com/rss
    """
    with opened(quiet_settings(context)) as (_, db):
        health_of(db, _find(db, feed), as_json)


def poll(context: typer.Context, which: Which, as_json: Json = False) -> None:
    """Make feeds due now. A running ingester polls them within a second."""
    with opened(quiet_settings(context)) as (_, db):
        found = [_find(db, text) for text in which]
        count = feeds.poll_soon(db, [feed.id for feed in found])
    if is_json(as_json):
        json_out({"due": count, "named": len(found)})
        return
    say(f"{count} of {len(found)} due now" + ("" if count == len(found) else "; the others are not active"))


def remove(context: typer.Context, which: Which, as_json: Json = False) -> None:
    """Unsubscribe. Articles stay."""
    with opened(quiet_settings(context)) as (_, db):
        found = [_find(db, text) for text in which]
        for feed in found:
            with db.transaction():
                feeds.remove(db, feed.id)
                audit.note(db, "feed.remove", feed.id, url=feed.url)
    _tell("removed", found, as_json)


def _change(context: typer.Context, which: list[str], word: str, as_json: bool, **values: Any) -> None:
    with opened(quiet_settings(context)) as (_, db):
        found, changed = [_find(db, text) for text in which], list[Feed]()
        for feed in found:
            # One at a time: items are locked in order of their ids, over all feeds.
            with db.transaction():
                changed.append(feeds.change(db, feed.id, **values) or feed)
                audit.note(db, "feed.change", feed.id, **values)
    _tell(word, changed, as_json)


def _tell(word: str, found: list[Feed], as_json: bool) -> None:
    if is_json(as_json):
        json_out([feed.model_dump(mode="json") for feed in found])
        return
    for feed in found:
        say(f"{word}  {feed.id}  {feed.url}")


def _find(db: Connection, text: str) -> Feed:
    """The feed that an id or an address names.

    Raises:
        BadInput: there is none.
    """
    feed = None
    try:
        feed = feeds.get(db, UUID(text)) if len(text) != SHORT_ID else _by_ending(db, text)
    except ValueError:
        try:
            feed = feeds.by_url(db, url_key(text))
        except ValueError as error:
            raise BadInput(f"{text!r} is neither an id nor an address: {error}", subject=text) from None
    if feed is None:
        raise BadInput(f"There is no feed {text}. To list them: khabar feeds list", subject=text)
    return feed


def _by_ending(db: Connection, ending: str) -> Feed:
    """The feed whose id ends like this.

    Raises:
        BadInput: there is none, or more than one.
    """
    found = [feed for feed in feeds.find(db) if str(feed.id).endswith(ending.lower())]
    if len(found) != 1:
        raise BadInput(f"{len(found)} feeds have an id that ends in {ending}. Give an address.", subject=ending)
    return found[0]
