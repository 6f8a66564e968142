"""Which of a page's dates is its publication, and why. Not here: reading a date's text (khabar.arabic.dates)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from khabar.article import DateMethod
from khabar.origin import Method, Provenance, Rejected
from khabar_worker.extract.dating.date_candidates import (
    RANK,
    SAME,
    Candidate,
    Reader,
    date_of_url,
    first_date,
    labelled_date,
    machine_dates,
    printed_dates,
)
from khabar_worker.extract.heading.header import Header
from khabar_worker.extract.markup.metadata import Head
from khabar_worker.extraction import Found

EXTRACTOR = "page-dates@1"


# A date in figures that does not say which of them is the month.
_BY_SLASHES = re.compile(r"^\s*\d{1,2}[/.-]\d{1,2}[/.-]\d{4}")


# «ت م»: by the clock of Mecca.
_AGENCY_CLOCK = re.compile(r"^(?P<hour>\d{1,2})[:٫](?P<minute>\d\d)\s*ت\s*\.?\s*م(?:ـ|\.)?$")


@dataclass(frozen=True, slots=True)
class PageDates:
    published: Found | None
    modified: Found | None
    provenance: Provenance | None
    printed: tuple[str, ...] = ()


def page_dates(
    article: dict[str, Any],
    head: Head,
    header: Header,
    times: list[tuple[str, str, str]],
    url: str,
    reader: Reader,
    *,
    told: str | None = None,
    told_modified: str | None = None,
    lines: Iterable[str] = (),
    filed: Candidate | None = None,
) -> PageDates:
    """The publication and the last change, each with the candidates that lost.

    `times` are (datetime attribute, text, class words) of the time elements; `told` and `told_modified` what the
    publisher's rules gave, after `date_doubt`. `lines` are all lines of the page, read only when
    nothing else has a date, or none that wins has a clock. `filed` is the date of the story's own text, asked last.
    """
    published, modified = machine_dates(article, head, reader)
    visible, visible_modified, printed = printed_dates(header, times, reader)
    modified += visible_modified
    for text, target in ((told, published), (told_modified, modified)):
        if text and (date := first_date(text, reader)):
            target.insert(0, Candidate("dom", date, 0.95, text))
    candidates = [*published, *visible]
    if not candidates:
        candidates = labelled_date(lines, reader)
    if not candidates and (from_url := date_of_url(url, reader)):
        candidates.append(from_url)
    if filed is not None and all(candidate.method == "url" for candidate in candidates):
        candidates.append(filed)
    if not candidates and visible_modified:
        # «آخر تحديث» alone: the page knows no other time, and it is at most too late.
        candidates = [Candidate(c.method, c.date, 0.5, c.raw) for c in visible_modified[:1]]
    if not candidates:
        return PageDates(None, None, None, tuple(printed))
    winner, why = _winner(candidates, visible, reader)
    if winner.date.precision == "day" and (clocked := _with_agency_clock(winner, lines, reader)) is not None:
        why[id(winner)] = "less precise than the clock that the agency prints below"
        candidates.append(winner := clocked)
    rejected = [
        Rejected(method=_method(c.method), value=c.date.value, why=why.get(id(c), "a more trusted date says otherwise"))
        for c in candidates
        if c is not winner and c.date.value != winner.date.value
    ]
    swapped = _swapped(winner, modified, visible)
    if swapped is not None:
        why[id(winner)] = "stamped after the change, and the page prints the other date"
        winner, modified = swapped, [*modified, winner]
    later = next((c for c in modified if c.date.at >= winner.date.at and c.date.trusted), None)
    rejected += [
        Rejected(method=_method(c.method), value=c.date.value, why="modified before it was published")
        for c in modified
        if c.date.at < winner.date.at
    ]
    confidence = winner.confidence
    if any(
        c is not winner and abs(c.date.at - winner.date.at) <= SAME and c.method != winner.method for c in candidates
    ):
        confidence = min(0.99, confidence + 0.05)
    provenance = Provenance(
        method=_method(winner.method), extractor=EXTRACTOR, confidence=confidence, rejected=tuple(rejected[:8])
    )
    return PageDates(
        _found(winner, confidence), _found(later, later.confidence) if later else None, provenance, tuple(printed)
    )


def date_doubt(article: dict[str, Any], head: Head, reader: Reader) -> Callable[[str], str | None]:
    """What is wrong with a text as a date of this page: no date, an impossible one, or one after all that it states."""

    def doubt(text: str) -> str | None:
        date = first_date(text, reader)
        if date is None or RANK[date.precision] == 0:
            return "gives no date that can be read"
        if not date.trusted:
            return "gives an impossible date"
        stated = [c.date.at for part in machine_dates(article, head, reader) for c in part if c.date.trusted]
        # Today's date in the page's masthead, or that of a newer story beside this one.
        return "gives a date after all that the page states" if stated and date.at > max(stated) + SAME else None

    return doubt


def _swapped(winner: Candidate, modified: list[Candidate], visible: list[Candidate]) -> Candidate | None:
    """The earlier "modified" that a printed date of publication confirms: a template has the two swapped."""
    if winner.method == "dom":
        return None
    for change in modified:
        if change.method != "dom" and winner.date.at - change.date.at > SAME:
            shown = next((c for c in visible if c.date.value[:10] == change.date.value[:10]), None)
            if shown is not None and not any(c.date.value[:10] == winner.date.value[:10] for c in visible):
                return change
    return None


def _method(method: DateMethod) -> Method:
    return method


def _winner(candidates: list[Candidate], visible: list[Candidate], reader: Reader) -> tuple[Candidate, dict[int, str]]:
    why: dict[int, str] = {}
    trusted = [c for c in candidates if c.date.trusted] or candidates
    first = trusted[0]
    best = first
    # The same day told more precisely elsewhere: a template that prints midnight loses to one that knows the clock.
    if RANK[first.date.precision] <= 1 or _is_midnight(first):
        for other in trusted[1:]:
            if (
                RANK[other.date.precision] >= 3
                and abs(other.date.at - first.date.at) <= SAME
                and not _is_midnight(other)
            ):
                why[id(first)] = "less precise than another date of the same day"
                best = other
                break
    turned = _turned(best, visible)
    if turned is not None:
        why[id(best)] = "day and month the other way round than the page prints them"
        best = turned
    zoned = _zoned(best, trusted)
    if zoned is not None:
        why[id(best)] = "names no zone, and another date has the same clock with one"
        best = zoned
    shown = _shown_locally(best, visible, reader)
    if shown is not None:
        why[id(best)] = "stamped as UTC, and the page prints the same clock time as local"
        best = shown
    return best, why


def _turned(best: Candidate, visible: list[Candidate]) -> Candidate | None:
    """The printed date with the day where a machine's `5/3/2026` has its month, and its clock or a coarser one."""
    if best.method == "dom" or not _BY_SLASHES.match(best.raw or ""):
        return None
    year, month, day = best.date.value[:10].split("-")
    for other in visible:
        if other.date.value[:10] == f"{year}-{day}-{month}" and not _BY_SLASHES.match(other.raw or ""):
            return other
    return None


def _zoned(best: Candidate, others: list[Candidate]) -> Candidate | None:
    """The date with the same clock to the minute and a zone, where `best` names none."""
    if best.date.offset is not None or RANK[best.date.precision] < 3:
        return None
    clock = best.date.value[:16]
    return next((c for c in others if c.date.offset is not None and c.date.value[:16] == clock), None)


def _with_agency_clock(day: Candidate, lines: Iterable[str], reader: Reader) -> Candidate | None:
    """The day with the clock that an agency prints on a line of its own below the story: «12:33 ت مـ»."""
    clock = next(filter(None, map(_AGENCY_CLOCK.match, lines)), None)
    if clock is None:
        return None
    date = reader.read(f"{day.date.value[:10]}T{int(clock['hour']):02}:{clock['minute']}+03:00")
    return Candidate("dom", date, day.confidence, f"{day.raw} {clock[0]}") if date is not None else None


def _is_midnight(candidate: Candidate) -> bool:
    return "T00:00" in candidate.date.value


def _shown_locally(best: Candidate, visible: list[Candidate], reader: Reader) -> Candidate | None:
    """A machine date stamped `Z` whose clock the page prints as it is: the CMS stamps its local time as UTC."""
    if best.date.offset not in ("+00:00", "Z") or RANK[best.date.precision] < 3 or best.method == "dom":
        return None
    zone = ZoneInfo(reader.where.time_zone)
    if not reader.where.known and reader.where.country is None:
        return None
    if best.date.at.astimezone(zone).utcoffset() == timedelta(0):
        return None
    for other in visible:
        if other.date.offset is None and RANK[other.date.precision] >= 3:
            local = other.date.at.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)
            if local == best.date.at.replace(tzinfo=None, second=0, microsecond=0):
                return other
    return None


def _found(candidate: Candidate, confidence: float) -> Found:
    raw = candidate.raw if candidate.method in ("dom", "url") else None
    return Found.of(candidate.date, candidate.method, confidence, raw=raw)
