"""`khabar feeds find`: the feeds of a site, and what `feeds add` does with a page's address."""

from __future__ import annotations

from typing import Annotated

import typer

from khabar.cli.context import Json, is_json, quiet_settings
from khabar.cli.services import module
from khabar.cli.show import json_out, note, say, table
from khabar.discovery import Discovery
from khabar.errors import BadInput, KhabarError, RetryLater
from khabar.feed_links import looks_like_feed
from khabar.settings import Settings

COLUMNS = ("feed", "found", "format", "entries", "newest (UTC)", "Arabic", "points", "title")


def find(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="Address of a site or a section.")],
    as_json: Json = False,
) -> None:
    """Find the feeds of a site: those its page links to, common addresses, sitemaps. The best comes first.

    This takes a few requests, with the host's pause between them, and obeys robots.txt. Nothing is stored.

    \b
    khabar feeds find https://www.aljazeera.net/
    khabar feeds add "$(khabar feeds find https://www.aljazeera.net/ | jq -r '.feeds[0].url')"
    """
    address = _with_scheme(url)
    note(f"Looking at {address}. A slow site takes up to a minute and a half.")
    found = _discovered(quiet_settings(context), address)
    if is_json(as_json):
        json_out(found.model_dump(mode="json"))
    elif found.feeds:
        table(None, COLUMNS, _rows(found), whole=("feed",))
        say(f"{len(found.feeds)} found with {found.requests} requests. To subscribe: khabar feeds add ADDRESS")
    else:
        say(f"No feed was found at {found.final_url} with {found.requests} requests.")
    for closed in found.disallowed:
        note(f"robots.txt does not allow {closed}")
    if not found.feeds:
        raise typer.Exit(1)


def _rows(found: Discovery) -> list[tuple[object, ...]]:
    return [
        (
            feed.url, feed.how, feed.format, feed.entries, f"{feed.newest:%Y-%m-%d %H:%M}" if feed.newest else None,
            f"{feed.arabic_share:.0%}", feed.score, feed.title,
        )
        for feed in found.feeds
    ]  # fmt: skip


def feed_instead(settings: Settings, url: str) -> str:
    """`url`, or the best feed of the page there when the address does not look like a feed's; says what it does.

    Raises:
        BadInput: the page was read, and no feed was found.
    """
    if looks_like_feed(url) or not url.strip().lower().startswith(("http://", "https://")):
        return url
    try:
        found = _discovered(settings, url)
    except RetryLater as error:
        note(f"{url} is added as it is, because it can't be fetched now: {error.message}")
        return url
    except KhabarError as error:
        raise BadInput(f"{url}: {error.message}. To add it anyway: --as-is", subject=url) from error
    if not found.feeds:
        raise BadInput(f"{url} is not a feed, and no feed was found there. To add it anyway: --as-is", subject=url)
    best = found.feeds[0]
    if best.how != "itself":
        others = f"; {len(found.feeds) - 1} more: khabar feeds find {url}" if len(found.feeds) > 1 else ""
        note(f"{url} is a page. Using its feed {best.url} ({best.format}, {best.entries} entries){others}")
    return best.url


def _discovered(settings: Settings, url: str) -> Discovery:
    """Loads what reads feeds only now: a feed's own address can be added where that is not installed."""
    found: Discovery = module("khabar_ingest.discover").run(settings, url)
    return found


def _with_scheme(url: str) -> str:
    return url.strip() if "://" in url else f"https://{url.strip()}"
