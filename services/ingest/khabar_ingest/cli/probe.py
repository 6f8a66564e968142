"""`khabar feeds probe`: what is at an address, before subscribing to it; the whole catalogue too. Nothing is stored."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import orjson
import typer

from khabar.answer import FEED, ROBOTS, Fetched
from khabar.cli.context import Json, is_json, opened, quiet_settings
from khabar.cli.show import Step, json_out, note, progress, table
from khabar.errors import BadInput, Forbidden, KhabarError, NotAFeed, RetryLater, Throttled
from khabar.feed_links import page_links
from khabar.feed_report import Probe, Robots, asks_for_browser, freshness_of, markdown, newest_of, zones_of
from khabar.http import Client, open_client
from khabar.publishers.loader import Catalogue, load_publishers
from khabar.settings import Settings
from khabar.storage import feeds
from khabar.url import host_key
from khabar_ingest.parse import parse_feed
from khabar_ingest.robots import is_allowed

COLUMNS = ("verdict", "entries", "format", "newest (UTC)", "robots", "title", "feed")


def probe(
    context: typer.Context,
    urls: Annotated[list[str] | None, typer.Argument(help="Addresses of feeds. Default: all subscriptions.")] = None,
    catalogue: Annotated[
        bool, typer.Option("--catalogue", help="Probe all addresses of the shipped publishers.")
    ] = False,
    report: Annotated[
        Path | None, typer.Option("--report", help="Also write a report to this file, .json or .md.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Fetch feeds and report status, format, freshness, charset, time zones, robots.txt and blocks.

    Nothing is stored. Hosts are probed in parallel, each with its pause. Without addresses, subscriptions are probed.

    \b
    khabar feeds probe https://www.aljazeera.net/rss
    khabar feeds probe --catalogue --report feeds.md
    """
    if report is not None and report.suffix not in (".json", ".md"):
        raise BadInput(f"--report {report}: its name must end in .json or .md", subject=str(report))
    if urls and catalogue:
        raise BadInput("Give addresses or --catalogue, not both.")
    settings = quiet_settings(context)
    publishers = load_publishers(settings.publishers_dir)
    wanted = urls or [url for each in publishers for feed in each.feeds for url in feed.urls if catalogue]
    if not wanted:
        with opened(settings) as (_, db):
            wanted = [feed.url for feed in feeds.find(db)]
    with progress() as step:
        found = asyncio.run(_probe_all(settings, publishers, wanted, step))
    if report is not None:
        _write(report, found)
    if is_json(as_json):
        json_out([one.model_dump(mode="json") for one in found])
    else:
        table(None, COLUMNS, (_row(one) for one in found))
    if any(one.verdict != "ok" for one in found):
        raise typer.Exit(1)


def _row(one: Probe) -> tuple[object, ...]:
    newest = f"{one.newest:%Y-%m-%d %H:%M}" if one.newest else None
    return one.verdict, one.entries, one.format, newest, one.robots, one.title, one.url


def _write(report: Path, found: Sequence[Probe]) -> None:
    if report.suffix == ".md":
        data = markdown(found, datetime.now(UTC)).encode()
    else:
        data = orjson.dumps([one.model_dump(mode="json") for one in found], option=orjson.OPT_INDENT_2)
    try:
        report.write_bytes(data)
    except OSError as error:
        raise BadInput(f"{report} can't be written: {error.strerror}", subject=str(report)) from error
    note(f"{len(found)} addresses written to {report}")


async def _probe_all(settings: Settings, publishers: Catalogue, urls: Sequence[str], step: Step) -> list[Probe]:
    """All addresses, hosts side by side and one at a time within a host."""
    done = 0
    by_host: dict[str, list[int]] = defaultdict(list)
    for number, url in enumerate(urls):
        by_host[_host_or_self(url)].append(number)
    found: dict[int, Probe] = {}
    async with open_client(settings) as client:

        async def one_host(numbers: list[int]) -> None:
            nonlocal done
            robots: dict[str, str | RetryLater | None] = {}
            for number in numbers:
                if number != numbers[0]:
                    await asyncio.sleep(settings.host_gap_seconds)
                found[number] = await _probe(client, settings, publishers, urls[number], robots)
                done += 1
                step("feeds", done, len(urls))

        await asyncio.gather(*(one_host(numbers) for numbers in by_host.values()))
    return [found[number] for number in range(len(urls))]


def _host_or_self(url: str) -> str:
    try:
        return host_key(url)
    except ValueError:
        return url


async def _probe(
    client: Client, settings: Settings, publishers: Catalogue, url: str, robots: dict[str, str | RetryLater | None]
) -> Probe:
    owner = publishers.for_url(url)
    seen = Probe(url=url, publisher_id=owner.id if owner else None, verdict="ok")
    try:
        answer = await client.fetch(url, limits=FEED)
        assert isinstance(answer, Fetched)  # nothing conditional was asked
    except KhabarError as error:
        return seen.model_copy(
            update={
                "verdict": f"{error.code}: {error.message}",
                "status": error.status,
                "is_blocked": isinstance(error, Forbidden | Throttled),
            }
        )
    seen = seen.model_copy(
        update={
            "status": answer.status,
            "robots": await _robots(client, settings, url, robots),
            "bytes": answer.wire_bytes,
        }
    )
    try:
        parsed = parse_feed(answer.body, url=answer.final_url, http_charset=answer.charset)
    except NotAFeed as error:
        named, _ = page_links(answer.body, answer.final_url)
        # The rest of the message advises looking for feeds, which was just done.
        what = error.message.partition(";")[0]
        hint = f"it links to {' '.join(named)}" if named else f"it links to none; to search on: khabar feeds find {url}"
        return seen.model_copy(
            update={
                "verdict": f"{error.code}: {what}; {hint}",
                "linked_feeds": tuple(named),
                "is_blocked": asks_for_browser(answer.body),
            }
        )
    except KhabarError as error:
        return seen.model_copy(update={"verdict": f"{error.code}: {error.message}"})
    now = datetime.now(UTC)
    newest = newest_of(parsed.entries, now, owner.time_zone if owner else "UTC")
    return seen.model_copy(
        update={
            "final_url": answer.final_url,
            "moved_to": answer.permanent_url,
            "format": parsed.format,
            "charset": parsed.charset_used,
            "title": parsed.title,
            "language": parsed.language,
            "entries": len(parsed.entries),
            "newest": newest,
            "freshness": freshness_of(newest, now),
            "zones": zones_of(parsed.entries),
            "ttl_seconds": parsed.ttl_seconds,
            "hub_url": parsed.hub_url,
            "seconds": round(answer.elapsed_seconds, 2),
        }
    )


async def _robots(client: Client, settings: Settings, url: str, known: dict[str, str | RetryLater | None]) -> Robots:
    """What robots.txt says of the address; asked once for each host."""
    scheme, _, rest = url.partition("://")
    place = f"{scheme}://{rest.partition('/')[0]}/robots.txt"
    if place not in known:
        await asyncio.sleep(settings.host_gap_seconds)
        try:
            answer = await client.fetch(place, limits=ROBOTS)
            known[place] = answer.body.decode("utf-8", "replace") if isinstance(answer, Fetched) else None
        except RetryLater as error:
            known[place] = error
        except KhabarError:
            known[place] = None  # RFC 9309 §2.3.1.3: no robots.txt, no rules
    text = known[place]
    if isinstance(text, RetryLater):
        return "unreachable"
    return "allowed" if is_allowed(text, url, settings.user_agent) else "disallowed"
