"""Fields on which the general rules fail, or the page's sources disagree, and the elements that could settle it.

A table: for each field what makes it doubtful on a page, and which element holds it. Not here: selectors (stable.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from khabar.arabic.clean import clean_text
from khabar.arabic.fold import fold
from khabar_worker.extract.bylines.byline import authors_of
from khabar_worker.extract.dating.date_candidates import DATE_WORDS, Reader
from khabar_worker.extract.dating.zones import where_published
from khabar_worker.extract.heading.headline import likeness
from khabar_worker.extract.markup.class_words import names_writer, words_of
from khabar_worker.extract.markup.selecting import Element
from khabar_worker.extract.markup.structured import string
from khabar_worker.study.sample import Sample

# Dates further apart are two moments, whatever their zones.
_APART = timedelta(hours=26)
_SURE = 0.8
_SHORT = 120
_VOUCHED = 0.4
# More elements with date words than these are a list of other stories.
_MOST = 40


@dataclass(frozen=True, slots=True)
class Field:
    """`doubt`: why the general rules can't be trusted with it on a page, None when they can. `elements`: those that may
    hold it, the likeliest first. `value`: what the general rules say. `sure`: how much they trust it, 0 to 1."""

    name: str
    doubt: Callable[[Sample], str | None]
    elements: Callable[[Sample, datetime], Iterator[Element]]
    value: Callable[[Sample], str | None]
    sure: Callable[[Sample], float]


def _confidence(pointer: str) -> Callable[[Sample], float]:
    def sure(sample: Sample) -> float:
        entry = sample.extraction.provenance.get(pointer)
        return entry.confidence if entry is not None else 0.0

    return sure


def _headline_doubt(sample: Sample) -> str | None:
    entry = sample.extraction.provenance.get("/headline")
    if entry is None:
        return "no headline found"
    others = [each.value for each in entry.rejected if each.value and each.method != "dom"]
    chosen = sample.extraction.headline or ""
    if other := next((each for each in others if likeness(each, chosen) < _VOUCHED), None):
        return f"the head says «{other[:60]}»"
    if sample.headline is None and sample.page.titles:
        return "no printed title is the head's"
    return None


def _headline_elements(sample: Sample, now: datetime) -> Iterator[Element]:
    titles = [sample.page.head.first("og:title"), string(sample.page.article.get("headline")), sample.page.head.title]
    known = [title for title in titles if title]
    for node in sample.page.titles:
        text = clean_text(node.text(separator=" "))
        if known and max(likeness(text, title) for title in known) >= _VOUCHED:
            yield node


def _published_doubt(sample: Sample) -> str | None:
    published = sample.extraction.published
    if published is None:
        return "no date found"
    entry = sample.extraction.provenance["/published_at"]
    reader = _reader(sample, published.at)
    for each in entry.rejected:
        other = reader.read(each.value)
        if other is not None and "modified" not in each.why and abs(other.at - published.at) > _APART:
            return f"another date of the page is {each.value} ({each.method})"
    if published.detail.precision == "day":
        return "no time of day found"
    return None


def _published_elements(sample: Sample, now: datetime) -> Iterator[Element]:
    reader = _reader(sample, now)
    modified = sample.extraction.modified
    found: list[tuple[bool, Element]] = []
    for node in _small(sample, "time, span, p, div, li, b, i, small, abbr, strong, font", DATE_WORDS.search):
        text = node.attributes.get("datetime") or clean_text(node.text(separator=" "))
        dates = [reader.read(text)] if reader.read(text) else [each.date for each in reader.find(text)]
        if (
            len(dates) == 1
            and dates[0] is not None
            and dates[0].trusted
            and dates[0].precision not in ("month", "year")
        ):
            is_modified = modified is not None and abs(dates[0].at - modified.at) < timedelta(minutes=1)
            if not is_modified:
                found.append((dates[0].precision == "day", node))
    yield from (node for _, node in sorted(found, key=lambda pair: pair[0]))


def _authors_doubt(sample: Sample) -> str | None:
    if not sample.extraction.authors:
        return "no author found"
    return None


def _authors_elements(sample: Sample, now: datetime) -> Iterator[Element]:
    for node in _small(sample, "a, span, p, div, li, b, strong, h3, h4, h5, address", names_writer):
        names = authors_of(clean_text(node.text(separator=" ")), sample.page.sites)
        if any(author.type == "person" and " " in author.name for author in names):
            yield node


def _standfirst_doubt(sample: Sample) -> str | None:
    roles = {each.role for each in sample.extraction.descriptions}
    return "the description is printed, and not known as the standfirst" if roles == {"meta"} else None


def _standfirst_elements(sample: Sample, now: datetime) -> Iterator[Element]:
    meta = next((each.value for each in sample.extraction.descriptions if each.role == "meta"), "")
    wanted = fold(meta.rstrip(".… "))
    inside = {node.mem_id for node in sample.body.css("*")} if sample.body is not None else set()
    for node in sample.page.tree.css("p, div, h2, h3, h4, strong"):
        text = clean_text(node.text(separator=" "))
        is_it = len(wanted) >= 40 and len(text) < 2 * len(meta) + 40 and fold(text).startswith(wanted)
        if is_it and node.mem_id not in inside:
            yield node


def _body_doubt(sample: Sample) -> str | None:
    entry = sample.extraction.provenance["/body"]
    if entry.method != "dom":
        return f"taken from {entry.method}"
    if entry.confidence < _SURE:
        return "found by where the sentences are, not by a name"
    return None


def _body_elements(sample: Sample, now: datetime) -> Iterator[Element]:
    if sample.body is not None and sample.extraction.provenance["/body"].method == "dom":
        yield sample.body


def _small(sample: Sample, css: str, is_called: Callable[[str], object]) -> Iterator[Element]:
    """Short elements outside the article's text whose own names say what they hold, in page order."""
    inside = {node.mem_id for node in sample.body.css("*")} if sample.body is not None else set()
    count = 0
    for node in sample.page.tree.css(css):
        attributes = node.attributes
        name = f"{attributes.get('itemprop') or ''} {attributes.get('class') or ''}"
        words = words_of(name.strip(), attributes.get("id") or "")
        is_named = node.tag == "time" or (words and is_called(words))
        if not is_named or node.mem_id in inside:
            continue
        text = node.text(separator=" ", strip=True)
        if 0 < len(text) <= _SHORT:
            count += 1
            if count > _MOST:
                return
            yield node


def _reader(sample: Sample, now: datetime) -> Reader:
    return Reader(
        now,
        where_published(
            None, sample.url, (sample.page.head.first("og:locale"), sample.page.head.language), sample.page.sites
        ),
    )


def _published_value(sample: Sample) -> str | None:
    published = sample.extraction.published
    return published.detail.value if published else None


def _first_words(sample: Sample) -> str | None:
    text = " ".join(getattr(block, "text", "") for block in sample.extraction.body).strip()
    return f"{len(text)} letters: {text[:40]}…" if text else None


FIELDS = (
    Field(
        "headline",
        _headline_doubt,
        _headline_elements,
        lambda sample: sample.extraction.headline,
        _confidence("/headline"),
    ),
    Field("published", _published_doubt, _published_elements, _published_value, _confidence("/published_at")),
    Field(
        "authors",
        _authors_doubt,
        _authors_elements,
        lambda sample: "، ".join(author.name for author in sample.extraction.authors) or None,
        _confidence("/authors"),
    ),
    Field(
        "standfirst",
        _standfirst_doubt,
        _standfirst_elements,
        lambda sample: next((d.value for d in sample.extraction.descriptions if d.role == "standfirst"), None),
        lambda sample: 0.0,
    ),
    Field("body", _body_doubt, _body_elements, _first_words, _confidence("/body")),
)
