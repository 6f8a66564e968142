"""Which of a page's dates is its publication, and why. Not here: reading a date's text (khabar.arabic.dates)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from khabar.arabic.dates import FoundDate, ReadDate, find_dates, read_date
from khabar.article import DateDetail, DateMethod, Method, Provenance, Rejected
from khabar_worker.extract.header import Header, HeaderLine
from khabar_worker.extract.metadata import Head, property_value
from khabar_worker.extract.structured import each, string
from khabar_worker.extract.zones import Where
from khabar_worker.extraction import Found

EXTRACTOR = "page-dates@1"

# Meta names in the order of trust; the first group is a standard, the others are habits of content systems.
_PUBLISHED_METAS: tuple[tuple[DateMethod, float, tuple[str, ...]], ...] = (
    ("opengraph", 0.9, ("article:published_time", "og:article:published_time", "og:published_time")),
    ("meta", 0.85, ("datepublished", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "publishdate",
                    "publish-date", "publish_date", "published_time", "pubdate", "article.published",
                    "article_date_original", "originalpublicationdate", "dc.date.issued", "dcterms.issued",
                    "dcterms.created", "dc.date.created", "dc.date", "dcterms.date", "citation_publication_date",
                    "og:pubdate", "bt:pubdate", "release_date",
                    "creation_date", "date_published", "vr:published_time", "article:create_date")),
    ("meta", 0.6, ("date", "article:date", "article-date", "og:article:date", "datecreated")),
)  # fmt: skip
_MODIFIED_METAS = (
    "article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "dc.date.modified",
    "article.updated", "last-modified", "lastmod", "article:modified", "modified_time", "revised", "updated_time",
)  # fmt: skip
_RANK = {"second": 4, "minute": 3, "hour": 2, "day": 1, "month": 0, "year": 0}
# Two statements this near may be one moment, told with and without its clock, or in different zones.
_SAME = timedelta(hours=26)
_LONGEST_LINE = 200
_LONGEST_DATED = 160
_URL_DATE = re.compile(
    r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?=[/\-_.]|$)|/((?:19|20)\d\d)(\d\d)(\d\d)(?=[/\-_.]|\d{2,}|$)"
)
DATE_WORDS = re.compile(r"date|time|publish|created|posted|stamp|meta|info|updated|نشر|تاريخ")


@dataclass(frozen=True, slots=True)
class _Candidate:
    method: DateMethod
    date: ReadDate
    confidence: float
    raw: str | None


@dataclass(frozen=True, slots=True)
class PageDates:
    published: Found | None
    modified: Found | None
    provenance: Provenance | None
    printed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads dates of one page: the clock, the zone and the country are the same for all."""

    now: datetime
    where: Where
    # Head, JSON-LD and printed lines mostly say the same.
    _known: dict[str, ReadDate | None] = field(default_factory=dict, compare=False)
    _found: dict[str, list[FoundDate]] = field(default_factory=dict, compare=False)

    def read(self, text: str | None) -> ReadDate | None:
        if not text or len(text) > 200:
            return None
        if text not in self._known:
            self._known[text] = read_date(
                text, now=self.now, time_zone=self.where.time_zone, country=self.where.country
            )
        return self._known[text]

    def find(self, text: str) -> list[FoundDate]:
        if text not in self._found:
            self._found[text] = find_dates(
                text, now=self.now, time_zone=self.where.time_zone, country=self.where.country
            )
        return self._found[text]


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
) -> PageDates:
    """The publication and the last change, each with the candidates that lost.

    `times` are (datetime attribute, text, class words) of the time elements; `told` and `told_modified` what the
    publisher's rules gave, after `date_doubt`. `lines` are all lines of the page, read only when
    nothing else has a date.
    """
    published, modified = _machine(article, head, reader)
    visible, visible_modified, printed = _visible(header, times, reader)
    modified += visible_modified
    for text, target in ((told, published), (told_modified, modified)):
        if text and (date := _first_date(text, reader)):
            target.insert(0, _Candidate("dom", date, 0.95, text))
    candidates = [*published, *visible]
    if not candidates:
        candidates = _labelled(lines, reader)
    if not candidates and (from_url := _of_url(url, reader)):
        candidates.append(from_url)
    if not candidates and visible_modified:
        # «آخر تحديث» alone: the page knows no other time, and it is at most too late.
        candidates = [_Candidate(c.method, c.date, 0.5, c.raw) for c in visible_modified[:1]]
    if not candidates:
        return PageDates(None, None, None, tuple(printed))
    winner, why = _winner(candidates, visible, reader)
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
        c is not winner and abs(c.date.at - winner.date.at) <= _SAME and c.method != winner.method for c in candidates
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
        date = _first_date(text, reader)
        if date is None or _RANK[date.precision] == 0:
            return "gives no date that can be read"
        if not date.trusted:
            return "gives an impossible date"
        stated = [c.date.at for part in _machine(article, head, reader) for c in part if c.date.trusted]
        # Today's date in the page's masthead, or that of a newer story beside this one.
        return "gives a date after all that the page states" if stated and date.at > max(stated) + _SAME else None

    return doubt


def _first_date(text: str, reader: Reader) -> ReadDate | None:
    # Longer than a printed date with its label is a text that mentions one.
    if len(text) > _LONGEST_LINE:
        return None
    return reader.read(text) or next((found.date for found in reader.find(text)), None)


_LABELLED = re.compile(
    r"^\W*(?:تاريخ\s+(?:ال)?نشر|تم\s+النشر|نشرت?\s+(?:في|بتاريخ|يوم)|أضيف\s+(?:في|بتاريخ)|published)", re.I
)
_LABELLED_LETTERS = 120


def _labelled(lines: Iterable[str], reader: Reader) -> list[_Candidate]:
    """The first date anywhere on the page that a label calls the publication, on its line or on the next."""
    label = ""
    for line in lines:
        text, label = f"{label} {line}".strip(), ""
        if len(text) > _LABELLED_LETTERS or not _LABELLED.match(text):
            continue
        if found := reader.find(text):
            return [_Candidate("dom", found[0].date, 0.6, found[0].date.raw)]
        label = text
    return []


def _swapped(winner: _Candidate, modified: list[_Candidate], visible: list[_Candidate]) -> _Candidate | None:
    """The earlier "modified" that a printed date of publication confirms: a template has the two swapped."""
    if winner.method == "dom":
        return None
    for change in modified:
        if change.method != "dom" and winner.date.at - change.date.at > _SAME:
            shown = next((c for c in visible if c.date.value[:10] == change.date.value[:10]), None)
            if shown is not None and not any(c.date.value[:10] == winner.date.value[:10] for c in visible):
                return change
    return None


def _method(method: DateMethod) -> Method:
    return method


def _machine(article: dict[str, Any], head: Head, reader: Reader) -> tuple[list[_Candidate], list[_Candidate]]:
    published: list[_Candidate] = []
    modified: list[_Candidate] = []

    def note(target: list[_Candidate], method: DateMethod, confidence: float, value: str | None) -> None:
        date = reader.read(value)
        if date is not None and _RANK[date.precision] > 0:
            target.append(_Candidate(method, date, confidence, value))

    for key, confidence in (("datePublished", 0.95), ("uploadDate", 0.85), ("dateCreated", 0.8)):
        for value in each(article.get(key))[:1]:
            note(published, "jsonld", confidence, string(value))
    for value in each(article.get("dateModified"))[:1]:
        note(modified, "jsonld", 0.9, string(value))
    for method, confidence, names in _PUBLISHED_METAS:
        for name in names:
            for value in head.metas.get(name, ())[:1]:
                note(published, method, confidence, value)
    for name in _MODIFIED_METAS:
        for value in head.metas.get(name, ())[:1]:
            note(modified, "opengraph" if ":" in name else "meta", 0.85, value)
    for key, target in (("datePublished", published), ("dateModified", modified)):
        for node in head.properties.get(key, ())[:2]:
            note(target, "dom", 0.88, property_value(node))
    return published, modified


def _visible(
    header: Header, times: list[tuple[str, str, str]], reader: Reader
) -> tuple[list[_Candidate], list[_Candidate], list[str]]:
    published: list[_Candidate] = []
    modified: list[_Candidate] = []
    printed: list[str] = []
    for machine, text, words in times:
        date = reader.read(machine) or reader.read(text)
        shown = reader.read(text)
        if date is None:
            continue
        if shown is not None and _RANK[shown.precision] > _RANK[date.precision] and abs(shown.at - date.at) <= _SAME:
            date = shown
        is_change = _UPDATED.search(text) or (_CHANGED.search(f"{words} {text}") and not _PUBLISHED_CLASS.search(words))
        target = modified if is_change else published
        target.append(_Candidate("dom", date, 0.85, text or machine))
    for lines, base in ((header.below, 0.75), (header.above[::-1], 0.65), (header.after, 0.5)):
        for index, line in enumerate(lines):
            if len(line.text) > _LONGEST_DATED or not _DIGITS.search(line.text):
                continue
            beside = [near.text for near in (*lines[max(index - 1, 0) : index], *lines[index + 1 : index + 2])]
            for found in _printed_dates(line, next(filter(_CLOCK_LINE.match, beside), ""), reader):
                printed.append(line.text)
                marked = DATE_WORDS.search(line.words) is not None or found.kind == "published"
                candidate = _Candidate("dom", found.date, base + (0.1 if marked else 0), found.date.raw)
                (modified if found.kind == "modified" else published).append(candidate)
    published.sort(key=lambda c: (-c.confidence, -_RANK[c.date.precision]))
    return published, modified, printed


_DIGITS = re.compile(r"[\d٠-٩]|منذ|قبل|أمس|اليوم")
_CLOCK_LINE = re.compile(r"^\W*(?:الساعة\s*)?[\d٠-٩]{1,2}\s*[:.]\s*[\d٠-٩]{2}.{0,24}$")


def _printed_dates(line: HeaderLine, clock: str, reader: Reader) -> list[FoundDate]:
    """The dates of one printed line, when the line is there for them and not a sentence that mentions one.

    `clock` is the line before or behind it that is only a clock; empty when there is none.
    """
    text = line.text
    marked = DATE_WORDS.search(line.words) is not None
    kept = []
    for found in reader.find(text):
        length = found.end - found.start
        if _RANK[found.date.precision] == 0 or (
            len(text) > 2.5 * length + (25 if _RANK[found.date.precision] < 3 else 60)
            and not (marked or found.kind != "unknown")
        ):
            continue
        date = found.date
        for longer in (text, f"{text} {clock}" if clock else ""):
            whole = reader.read(longer) if longer and _RANK[date.precision] <= 1 else None
            if (
                whole is not None
                and whole.value[:10] == date.value[:10]
                and _RANK[whole.precision] > _RANK[date.precision]
                and abs(whole.at - date.at) <= _SAME
            ):
                date = whole
        kept.append(found.model_copy(update={"date": date}))
    if len({found.kind for found in kept}) == 1 and kept and kept[0].kind == "unknown" and _UPDATED.search(text):
        kept = [found.model_copy(update={"kind": "modified"}) for found in kept]
    return kept


# WordPress themes put «updated» on the time of publication too, where they print no other.
_PUBLISHED_CLASS = re.compile(r"entry-date|published")
_CHANGED = re.compile(r"modif|updat|تحديث|تعديل", re.I)
_UPDATED = re.compile(r"آخر\s+تحديث|اخر\s+تحديث|تم\s+التحديث|حُ?دِ?ّ?ث|last\s+updated|updated", re.I)


def _winner(
    candidates: list[_Candidate], visible: list[_Candidate], reader: Reader
) -> tuple[_Candidate, dict[int, str]]:
    why: dict[int, str] = {}
    trusted = [c for c in candidates if c.date.trusted] or candidates
    first = trusted[0]
    best = first
    # The same day told more precisely elsewhere: a template that prints midnight loses to one that knows the clock.
    if _RANK[first.date.precision] <= 1 or _is_midnight(first):
        for other in trusted[1:]:
            if (
                _RANK[other.date.precision] >= 3
                and abs(other.date.at - first.date.at) <= _SAME
                and not _is_midnight(other)
            ):
                why[id(first)] = "less precise than another date of the same day"
                best = other
                break
    zoned = _zoned(best, trusted)
    if zoned is not None:
        why[id(best)] = "names no zone, and another date has the same clock with one"
        best = zoned
    shown = _shown_locally(best, visible, reader)
    if shown is not None:
        why[id(best)] = "stamped as UTC, and the page prints the same clock time as local"
        best = shown
    return best, why


def _zoned(best: _Candidate, others: list[_Candidate]) -> _Candidate | None:
    """The date with the same clock to the minute and a zone, where `best` names none."""
    if best.date.offset is not None or _RANK[best.date.precision] < 3:
        return None
    clock = best.date.value[:16]
    return next((c for c in others if c.date.offset is not None and c.date.value[:16] == clock), None)


def _is_midnight(candidate: _Candidate) -> bool:
    return "T00:00" in candidate.date.value


def _shown_locally(best: _Candidate, visible: list[_Candidate], reader: Reader) -> _Candidate | None:
    """A machine date stamped `Z` whose clock the page prints as it is: the CMS stamps its local time as UTC."""
    if best.date.offset not in ("+00:00", "Z") or _RANK[best.date.precision] < 3 or best.method == "dom":
        return None
    zone = ZoneInfo(reader.where.time_zone)
    if not reader.where.known and reader.where.country is None:
        return None
    if best.date.at.astimezone(zone).utcoffset() == timedelta(0):
        return None
    for other in visible:
        if other.date.offset is None and _RANK[other.date.precision] >= 3:
            local = other.date.at.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)
            if local == best.date.at.replace(tzinfo=None, second=0, microsecond=0):
                return other
    return None


def _of_url(url: str, reader: Reader) -> _Candidate | None:
    found = _URL_DATE.search(url)
    if not found:
        return None
    year, month, day = (part for part in found.groups() if part)
    date = reader.read(f"{year}-{int(month):02}-{int(day):02}")
    return _Candidate("url", date, 0.55, found[0].strip("/")) if date and date.trusted else None


def _found(candidate: _Candidate, confidence: float) -> Found:
    date = candidate.date
    raw = candidate.raw if candidate.method in ("dom", "url") else None
    return Found(
        at=date.at,
        detail=DateDetail(
            value=date.value,
            raw=raw,
            offset=date.offset,
            precision=date.precision,
            calendar=date.calendar,
            method=candidate.method,
            confidence=confidence,
            trusted=date.trusted,
        ),
    )
