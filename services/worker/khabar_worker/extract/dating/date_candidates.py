"""Every date that a page states of its article: the head's, JSON-LD's, those printed. Not here: which one wins."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from khabar.arabic.dates import FoundDate, ReadDate, find_dates, read_date
from khabar.article import DateMethod
from khabar_worker.extract.bylines.byline import is_byline
from khabar_worker.extract.dating.stamps import dated_letters, is_one_day, undated
from khabar_worker.extract.dating.zones import Where, zone_of_months
from khabar_worker.extract.heading.header import Header, HeaderLine
from khabar_worker.extract.markup.metadata import Head, property_value
from khabar_worker.extract.markup.structured import each, string

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
RANK = {"second": 4, "minute": 3, "hour": 2, "day": 1, "month": 0, "year": 0}
# Two statements this near may be one moment, told with and without its clock, or in different zones.
SAME = timedelta(hours=26)
_LONGEST_LINE = 200
_LONGEST_DATED = 160
_URL_DATE = re.compile(
    r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?=[/\-_.]|$)|/((?:19|20)\d\d)(\d\d)(\d\d)(?=[/\-_.]|\d{2,}|$)"
)
DATE_WORDS = re.compile(r"date|time|publish|created|posted|stamp|meta|info|updated|نشر|تاريخ")


@dataclass(frozen=True, slots=True)
class Candidate:
    method: DateMethod
    date: ReadDate
    confidence: float
    raw: str | None


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads dates of one page: the clock, the zone and the country are the same for all."""

    now: datetime
    where: Where
    # Head, JSON-LD and printed lines mostly say the same.
    _known: dict[str, ReadDate | None] = field(default_factory=dict, compare=False)
    _found: dict[str, list[FoundDate]] = field(default_factory=dict, compare=False)

    def _zone(self, text: str) -> str:
        """The zone for the clocks of a text: a month's own name tells it where nothing else does."""
        told = self.where.time_zone
        return told if self.where.country or self.where.known else zone_of_months(text) or told

    def read(self, text: str | None) -> ReadDate | None:
        if not text or len(text) > 200:
            return None
        if text not in self._known:
            self._known[text] = read_date(text, now=self.now, time_zone=self._zone(text), country=self.where.country)
        return self._known[text]

    def find(self, text: str) -> list[FoundDate]:
        if text not in self._found:
            self._found[text] = find_dates(text, now=self.now, time_zone=self._zone(text), country=self.where.country)
        return self._found[text]


def first_date(text: str, reader: Reader) -> ReadDate | None:
    # Longer than a printed date with its label is a text that mentions one.
    if len(text) > _LONGEST_LINE:
        return None
    return reader.read(text) or next((found.date for found in reader.find(text)), None)


_LABELLED = re.compile(
    r"^\W*(?:تاريخ\s+(?:ال)?نشر|تم\s+النشر|نشرت?\s+(?:في|بتاريخ|يوم)|أضيف\s+(?:في|بتاريخ)|published|العدد\s*[:(]?\s*[\d٠-٩])",
    re.I,
)
_LABELLED_LETTERS = 120


def labelled_date(lines: Iterable[str], reader: Reader) -> list[Candidate]:
    """The first date anywhere on the page that a label calls the publication, on its line or on the next."""
    label = ""
    for line in lines:
        text, label = f"{label} {line}".strip(), ""
        if len(text) > _LABELLED_LETTERS or not _LABELLED.match(text):
            continue
        if (found := reader.find(text)) and RANK[found[0].date.precision] > 0:
            return [Candidate("dom", found[0].date, 0.6, found[0].date.raw)]
        label = text
    return []


def machine_dates(article: dict[str, Any], head: Head, reader: Reader) -> tuple[list[Candidate], list[Candidate]]:
    published: list[Candidate] = []
    modified: list[Candidate] = []

    def note(target: list[Candidate], method: DateMethod, confidence: float, value: str | None) -> None:
        date = reader.read(value)
        if date is not None and RANK[date.precision] > 0:
            target.append(Candidate(method, date, confidence, value))

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


def printed_dates(
    header: Header, times: list[tuple[str, str, str]], reader: Reader
) -> tuple[list[Candidate], list[Candidate], list[str]]:
    published: list[Candidate] = []
    modified: list[Candidate] = []
    printed: list[str] = []
    for machine, text, words in times:
        date = reader.read(machine) or reader.read(text)
        shown = reader.read(text)
        if date is None:
            continue
        if shown is not None and RANK[shown.precision] > RANK[date.precision] and abs(shown.at - date.at) <= SAME:
            date = shown
        is_change = _UPDATED.search(text) or (_CHANGED.search(f"{words} {text}") and not _PUBLISHED_CLASS.search(words))
        target = modified if is_change else published
        target.append(Candidate("dom", date, 0.85, text or machine))
    for lines, base in ((header.below, 0.75), (header.above[::-1], 0.65), (header.after, 0.5)):
        for index, line in enumerate(lines):
            if len(line.text) > _LONGEST_DATED or "figcaption" in line.words or not _DIGITS.search(line.text):
                continue
            beside = [near.text for near in (*lines[max(index - 1, 0) : index], *lines[index + 1 : index + 2])]
            for found in _dates_of_line(line, next(filter(_REST_OF_DATE.match, beside), ""), reader):
                printed.append(line.text)
                marked = DATE_WORDS.search(line.words) is not None or found.kind == "published"
                # «اليوم» is the day on which the page was fetched, and not the story's.
                trust = base + (0.1 if marked else 0) - (0.2 if _RELATIVE.search(found.date.raw) else 0)
                date = found.date if found.kind == "modified" else _past_midnight(found.date, reader)
                candidate = Candidate("dom", date, trust, found.date.raw)
                (modified if found.kind == "modified" else published).append(candidate)
    published.sort(key=lambda c: (-c.confidence, -RANK[c.date.precision]))
    return published, modified, printed


def _past_midnight(date: ReadDate, reader: Reader) -> ReadDate:
    """The day alone of a printed «00:00» without a zone: so systems print the day of a story that has no clock."""
    is_empty = date.offset is None and re.fullmatch(r"T00:00(?::00)?", date.value[10:]) is not None
    is_empty = is_empty and _EMPTY_CLOCK.search(date.raw) is not None
    return (reader.read(date.value[:10]) or date) if is_empty else date


# Not «12:00 ص», nor «منتصف الليل», which say so.
_EMPTY_CLOCK = re.compile(r"(?<!\d)[0٠]{1,2}:[0٠]{2}")
_DIGITS = re.compile(r"[\d٠-٩]|منذ|قبل|أمس|اليوم")
_RELATIVE = re.compile(r"منذ|قبل|[أا]مس|اليوم|\bago\b")
_ZONE = r"(?:بتوقيت|توقيت|GMT|UTC)"
_REST_OF_DATE = re.compile(
    rf"^\W*(?:(?:الساعة\s*)?[\d٠-٩]{{1,2}}\s*[:.]\s*[\d٠-٩]{{2}}|{_ZONE}).{{0,24}}$", re.IGNORECASE
)


def _dates_of_line(line: HeaderLine, rest: str, reader: Reader) -> list[FoundDate]:
    """The dates of one printed line, when the line is there for them and not a sentence that mentions one.

    `rest` is the line before or behind it that is only a clock or a zone; empty when there is none.
    """
    text = line.text
    # Between bars stand facts, not a sentence that mentions a date.
    marked = DATE_WORDS.search(line.words) is not None or "|" in text
    kept = []
    for found in reader.find(text) or _short_dates(text, reader):
        length = max(found.end - found.start, dated_letters(text) if is_one_day(text) else 0)
        if RANK[found.date.precision] == 0 or (
            len(text) > 2.5 * length + (25 if RANK[found.date.precision] < 3 else 60)
            and not (marked or found.kind != "unknown" or all(map(is_byline, undated(text) or [text])))
        ):
            continue
        date = found.date
        for longer in (text, f"{text} {rest}" if rest else ""):
            lacks = RANK[date.precision] <= 1 or (date.offset is None and longer != text)
            whole = reader.read(longer) if longer and lacks else None
            if (
                whole is not None
                and whole.value[:10] == date.value[:10]
                and (RANK[whole.precision], whole.offset is not None) > (RANK[date.precision], date.offset is not None)
                and abs(whole.at - date.at) <= SAME
            ):
                date = whole
        kept.append(found.model_copy(update={"date": date}))
    if len({found.kind for found in kept}) == 1 and kept and kept[0].kind == "unknown" and _UPDATED.search(text):
        kept = [found.model_copy(update={"kind": "modified"}) for found in kept]
    return kept


def _short_dates(text: str, reader: Reader) -> list[FoundDate]:
    """The dates between bars that are dates only when nothing stands beside them: «تونس | 14.04.26»."""
    read = [(piece.strip(), reader.read(piece.strip())) for piece in text.split("|")] if "|" in text else []
    return [FoundDate(start=0, end=len(text), kind="unknown", date=date) for _, date in read if date is not None]


# WordPress themes put «updated» on the time of publication too, where they print no other.
_PUBLISHED_CLASS = re.compile(r"entry-date|published")
_CHANGED = re.compile(r"modif|updat|تحديث|تعديل", re.I)
_UPDATED = re.compile(r"آخر\s+تحديث|اخر\s+تحديث|تم\s+التحديث|حُ?دِ?ّ?ث|last\s+updated|updated", re.I)


def date_of_url(url: str, reader: Reader) -> Candidate | None:
    found = _URL_DATE.search(url)
    if not found:
        return None
    year, month, day = (part for part in found.groups() if part)
    date = reader.read(f"{year}-{int(month):02}-{int(day):02}")
    return Candidate("url", date, 0.55, found[0].strip("/")) if date and date.trusted else None
