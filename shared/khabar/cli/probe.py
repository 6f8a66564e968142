"""`khabar feeds probe`: what is at an address, before subscribing to it. Nothing is stored."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import typer

from khabar.answer import FEED, Fetched
from khabar.cli import services
from khabar.cli.context import is_json, opened, quiet_settings
from khabar.cli.show import Step, json_out, progress, table
from khabar.errors import KhabarError, NotAFeed
from khabar.feed_links import page_links
from khabar.http import Client, open_client
from khabar.settings import Settings
from khabar.storage import feeds

COLUMNS = ("verdict", "entries", "format", "newest", "title", "feed")


def probe(
    context: typer.Context,
    urls: Annotated[list[str] | None, typer.Argument(help="Addresses; none: every feed subscribed to.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, as is done when piped.")] = False,
) -> None:
    """Fetch feeds and say what they are. Nothing is stored; without addresses, all subscriptions are asked.

    \b
    khabar feeds probe https://www.aljazeera.net/rss
    """
    settings = quiet_settings(context)
    wanted = urls or []
    if not wanted:
        with opened(settings) as (_, db):
            wanted = [feed.url for feed in feeds.find(db)]
    with progress() as step:
        found = asyncio.run(_probe_all(settings, wanted, step))
    if is_json(as_json):
        json_out(found)
    else:
        table(
            None,
            COLUMNS,
            ([row.get(name) for name in ("verdict", "entries", "format", "newest", "title", "url")] for row in found),
        )
    if any(row["verdict"] != "ok" for row in found):
        raise typer.Exit(1)


async def _probe_all(settings: Settings, urls: list[str], step: Step) -> list[dict[str, Any]]:
    done = 0
    async with open_client(settings) as client:

        async def one(url: str) -> dict[str, Any]:
            nonlocal done
            row = await _probe(client, url)
            done += 1
            step("feeds", done, len(urls))
            return row

        return list(await asyncio.gather(*(one(url) for url in urls)))


async def _probe(client: Client, url: str) -> dict[str, Any]:
    parse_feed = services.parse_feed()
    try:
        answer = await client.fetch(url, limits=FEED)
        assert isinstance(answer, Fetched)  # nothing conditional was asked
    except KhabarError as error:
        return {"url": url, "verdict": f"{error.code}: {error.message}"}
    try:
        parsed = parse_feed(answer.body, url=answer.final_url, http_charset=answer.charset)
    except NotAFeed as error:
        named, _ = page_links(answer.body, answer.final_url)
        # The rest of the message advises to look for feeds, which was just done.
        what = error.message.partition(";")[0]
        hint = f"it names {' '.join(named)}" if named else f"it names no feed; look further: khabar feeds find {url}"
        return {"url": url, "verdict": f"{error.code}: {what}; {hint}", "linked_feeds": named}
    except KhabarError as error:
        return {"url": url, "verdict": f"{error.code}: {error.message}"}
    return {
        "url": url,
        "verdict": "ok",
        "final_url": answer.final_url,
        "moved_to": answer.permanent_url,
        "format": parsed.format,
        "charset": parsed.charset_used,
        "title": parsed.title,
        "language": parsed.language,
        "entries": len(parsed.entries),
        "newest": next((entry.published_raw for entry in parsed.entries if entry.published_raw), None),
        "ttl_seconds": parsed.ttl_seconds,
        "hub_url": parsed.hub_url,
        "bytes": answer.wire_bytes,
        "seconds": round(answer.elapsed_seconds, 2),
    }
