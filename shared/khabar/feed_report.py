"""What a look at a feed's address tells: its shape, and a report of many as Markdown. Pure; asking is cli/probe.py."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Literal

from khabar.arabic.dates import read_date
from khabar.feed import FeedEntry
from khabar.record import Instant, Record

Robots = Literal["allowed", "disallowed", "unreachable"]
Freshness = Literal["today", "week", "month", "old", "undated"]

_AGES: tuple[tuple[timedelta, Freshness], ...] = (
    (timedelta(days=1), "today"),
    (timedelta(days=7), "week"),
    (timedelta(days=31), "month"),
)
# A zone at the end of a date, as feeds write it. Source: RFC 822 §5, RFC 3339 §5.6.
_ZONE = re.compile(r"(?:(?<=\d)|\s)(Z|UTC|GMT|[A-Z]{3,4}|[+-]\d\d:?\d\d)\s*$")
# What pages that ask for a browser are made of; they often come with status 200.
_CHALLENGE = re.compile(rb"challenge-platform|cf-chl|captcha|_Incapsula_|Just a moment", re.IGNORECASE)


class Probe(Record):
    """One address as it answered. `verdict` is ok, or an error's code with its message.

    `zones` are those that the entries' dates name, `none` where a date names none. `is_blocked`: the server refuses
    khabar, by status or by a page that asks for a browser. None: not known, since there was no such answer.
    """

    url: str
    publisher_id: str | None = None
    verdict: str
    status: int | None = None
    robots: Robots | None = None
    is_blocked: bool = False
    final_url: str | None = None
    moved_to: str | None = None
    format: str | None = None
    charset: str | None = None
    title: str | None = None
    language: str | None = None
    entries: int | None = None
    newest: Instant | None = None
    freshness: Freshness | None = None
    zones: tuple[str, ...] = ()
    ttl_seconds: int | None = None
    hub_url: str | None = None
    bytes: int | None = None
    seconds: float | None = None
    linked_feeds: tuple[str, ...] = ()


def newest_of(entries: Iterable[FeedEntry], now: datetime, time_zone: str) -> datetime | None:
    """The latest date of the entries that can be read and trusted; None when there is none."""
    raws = (raw for entry in entries if (raw := entry.published_raw or entry.updated_raw))
    reads = (read_date(raw, now=now, time_zone=time_zone) for raw in raws)
    return max((read.at for read in reads if read and read.trusted), default=None)


def freshness_of(newest: datetime | None, now: datetime) -> Freshness:
    """How new the newest entry is."""
    if newest is None:
        return "undated"
    return next((name for age, name in _AGES if now - newest <= age), "old")


def zones_of(entries: Iterable[FeedEntry]) -> tuple[str, ...]:
    """The zones that the entries' dates name, the most usual first."""
    raws = (raw for entry in entries if (raw := entry.published_raw or entry.updated_raw))
    found = Counter(match[1] if (match := _ZONE.search(raw)) else "none" for raw in raws)
    return tuple(zone for zone, _ in found.most_common())


def asks_for_browser(body: bytes) -> bool:
    """Whether a page is a challenge instead of content."""
    return _CHALLENGE.search(body[:50_000]) is not None


def markdown(probes: Sequence[Probe], now: datetime) -> str:
    """The report as a page: how many are well, then one line for each, what is ill first."""
    well = sum(probe.verdict == "ok" for probe in probes)
    fresh = sum(probe.freshness in ("today", "week") for probe in probes)
    blocked = sum(probe.is_blocked for probe in probes)
    lines = [
        f"# Feeds on {now:%Y-%m-%d %H:%M} UTC",
        "",
        f"{len(probes)} addresses: {well} are feeds, {fresh} with entries of this week, {blocked} refuse khabar.",
        "",
        "| publisher | address | verdict | status | robots | format | entries | newest | fresh | charset | zones |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for probe in sorted(probes, key=lambda probe: (probe.verdict == "ok", probe.publisher_id or "", probe.url)):
        newest = f"{probe.newest:%Y-%m-%d %H:%M}" if probe.newest else None
        verdict = f"{probe.verdict} (blocked)" if probe.is_blocked else probe.verdict
        cells = (
            probe.publisher_id, probe.url, verdict, probe.status, probe.robots, probe.format, probe.entries, newest,
            probe.freshness, probe.charset, " ".join(probe.zones),
        )  # fmt: skip
        lines.append("| " + " | ".join(_cell(cell) for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return text.replace("|", "\\|").replace("\n", " ") or "–"
