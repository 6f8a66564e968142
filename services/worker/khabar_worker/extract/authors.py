"""Which of a page's bylines is the article's, and which source is trusted. Not here: taking one apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

from khabar.arabic.fold import fold
from khabar.article import Author
from khabar.origin import Method, Provenance, Rejected
from khabar_worker.extract.agencies import sign_off
from khabar_worker.extract.byline import (
    CONTRIBUTIONS,
    authors_of,
    is_byline,
    is_signed,
    is_signed_elsewhere,
    translates,
    undated,
)
from khabar_worker.extract.header import Header, HeaderLine
from khabar_worker.extract.metadata import Head, property_value
from khabar_worker.extract.people import is_person, is_signature
from khabar_worker.extract.places import is_place
from khabar_worker.extract.structured import Node, each, resolve, string, types_of

EXTRACTOR = "page-fields@1"

_AUTHOR_WORDS = re.compile(
    r"(?:^|[\s_-])(?:authors?(?:name|div|info|txt|link)?|auth|byline|by-?line|user(?:-?name)?|writer(?:name|div)?|write-?by|written-?by|"
    r"aut|reporter|journalist|correspondent|columnist|contributor|editor-?name|article-?by|posted-?by|auteur|signature|fn|"
    r"vcard|pencil|كاتب)(?=$|[\s_-])"
)
_NAME_LETTERS = 90
_NAME_WORDS = 4
_BEFORE_PAPER = re.compile(r"\s*[*–—(|-]")


@dataclass(frozen=True, slots=True)
class Byline:
    authors: tuple[Author, ...] = ()
    raw: str | None = None
    provenance: Provenance | None = None


def find_authors(
    article: Node,
    nodes: tuple[Node, ...],
    head: Head,
    header: Header,
    taken_out: list[str],
    signatures: list[str],
    selected: str | None,
    sites: frozenset[str],
    places: frozenset[str] = frozenset(),
) -> Byline:
    """The people who signed: the first source that names any; agencies only when nobody does.

    `taken_out` are byline lines found in the body, `signatures` bare names above or below its text, `selected` a
    publisher selector's text, `sites` folded names of the publisher, which is nobody, `places` folded places that may
    stand in a byline.
    """
    candidates: list[tuple[Method, float, str, tuple[Author, ...]]] = []
    # In a caption a photographer signs.
    above, below = (
        tuple(line for line in part if "figcaption" not in line.words) for part in (header.above, header.below)
    )

    def note(method: Method, confidence: float, raw: str | None) -> None:
        if raw and len(raw) <= 200:
            candidates.append((method, confidence, raw, authors_of(raw, sites, places)))

    if selected:
        note("dom", 0.95, selected)
    # One author entry may hold two names; several entries are one byline.
    entries = [resolve(entry, nodes) for entry in each(article.get("author") or article.get("creator"))]
    raw_names = [string(entry) for entry in entries if not (isinstance(entry, dict) and types_of(entry) & {"WebSite"})]
    note("jsonld", 0.92, "، ".join(name for name in raw_names if name and "://" not in name))
    for text in [*_printed((*below, *above[-4:], *header.after), sites), *taken_out]:
        note("dom", 0.88, text)
    named = [property_value(node) for node in head.properties.get("author", ())[:4]]
    note("microdata", 0.88, "، ".join(dict.fromkeys(name for name in named if name)))
    for lines_of_one in _by_class((*below, *above[-3:], *header.after)):
        naming = [text for text in lines_of_one[1:] if authors_of(text, sites, places)]
        note("dom", 0.8, "، ".join([*lines_of_one[:1], *naming]))
    for name in (
        "author",
        "article:author",
        "dc.creator",
        "dcterms.creator",
        "parsely-author",
        "sailthru.author",
        "twitter:data1",
        "byl",
        "cxenseparse:author",
    ):
        for value in head.metas.get(name, ())[:4]:
            if (
                "://" not in value
                and "@" not in value
                and (name != "twitter:data1" or "كتب" in " ".join(head.metas.get("twitter:label1", [])))
            ):
                note("meta", 0.75, value)
    # A bare name, where nothing says that it is the writer's.
    around = [part for line in (*below, *header.after[:4]) if not line.linked for part in undated(line.text)]
    bare = filter(is_signed, around)
    for text in [*bare, *signatures, *filter(is_signed_elsewhere, around)]:
        note("dom", 0.6, text)
    for text in (*_translated(below, taken_out, sites), *_linked_beside_source(below)):
        note("dom", 0.55, text)
    if not candidates:
        return Byline()
    people = [c for c in candidates if any(author.type == "person" for author in c[3])]
    agencies = [c for c in candidates if c[3]]
    if not agencies:
        raw = next((c[2] for c in candidates if c[0] == "dom"), candidates[0][2])
        return Byline((), raw, None)
    winner = _trusted(people or agencies)
    method, confidence, _, authors = winner
    # The printed line is the byline as the reader saw it, whoever else names the same people.
    raw = next((c[2] for c in candidates if c[0] == "dom" and _same(c[3], authors)), winner[2])
    if sum(_same(c[3], authors) for c in candidates) > 1:
        confidence = min(0.99, confidence + 0.05)
    rejected = tuple(
        Rejected(method=c[0], value=c[2], why="names nobody" if not c[3] else "a more trusted byline says otherwise")
        for c in candidates
        if not _same(c[3], authors)
    )
    return Byline(
        authors, raw, Provenance(method=method, extractor=EXTRACTOR, confidence=confidence, rejected=rejected[:6])
    )


def _printed(lines: tuple[HeaderLine, ...], sites: frozenset[str]) -> list[str]:
    """The bylines among the lines; a bare name in an author's place right behind one is a second writer's."""
    found: list[str] = []
    is_next = False
    above = ""
    for line in lines:
        if is_next and names_writer(line.words) and is_signature(line.text):
            found[-1] += f"، {line.text}"
            continue
        pieces = [piece.strip() for part in line.text.split("|") for piece in undated(part)]
        # In brackets behind other words a caption's photographer signs.
        bylines = [piece for piece in pieces if is_byline(piece, sites) and not (piece[0] == "(" and len(pieces) > 1)]
        # «فلانة | صور: فلان»
        names = [piece for piece in pieces if piece not in bylines and is_signature(piece)] if bylines else []
        bylines = [*names, *bylines]
        if bylines and translates(bylines[0]) and _may_be_name(above, sites):
            found.append(above)
        above = line.text
        # «فلان - عدن | فلانة - تعز»: two writers, each with a place.
        found += ["، ".join(bylines)] if len(bylines) == line.text.count("|") + 1 else bylines
        is_next = bool(bylines) and names_writer(line.words)
    return found


def _may_be_name(text: str, sites: frozenset[str]) -> bool:
    """Whether a line can be a full name, known or not: right above a translator's it is the writer's."""
    return 2 <= len(text.split()) <= _NAME_WORDS and is_person(text) and not is_place(text) and fold(text) not in sites


def _translated(lines: tuple[HeaderLine, ...], taken_out: list[str], sites: frozenset[str]) -> list[str]:
    """The writer of a text that somebody translated, however foreign: what can be a full name right beside a date."""
    if not any(map(translates, (*taken_out, *(line.text for line in lines)))):
        return []
    beside = zip(lines, (*lines, None)[1:], (None, *lines)[:-1], strict=True)
    found = [
        line.text for line, *near in beside if any(other is not None and not undated(other.text) for other in near)
    ]
    # «فلان* – (صحيفة النهر) 2/7/2026»
    found += [_BEFORE_PAPER.split(line.text, maxsplit=1)[0] for line in lines if undated(line.text) != [line.text]]
    return [text for text in found if _may_be_name(text, sites)]


def _linked_beside_source(lines: tuple[HeaderLine, ...]) -> list[str]:
    """Linked names right beside a credited source or a date: there a writer's name leads to more of his."""
    found = []
    for index, line in enumerate(lines):
        if line.linked and is_signature(line.text):
            near = (*lines[max(index - 1, 0) : index], *lines[index + 1 : index + 2])
            found += [line.text] if any(sign_off(other.text) or not undated(other.text) for other in near) else []
    return found


def _by_class(lines: tuple[HeaderLine, ...]) -> list[list[str]]:
    """Short lines whose class says that they name a writer; those with the same class words are one byline."""
    found: dict[str, list[str]] = {}
    for line in lines:
        if len(line.text) <= _NAME_LETTERS and _AUTHOR_WORDS.search(line.words):
            found.setdefault(line.words, []).append(line.text)
    return list(found.values())


def _trusted(
    named: list[tuple[Method, float, str, tuple[Author, ...]]],
) -> tuple[Method, float, str, tuple[Author, ...]]:
    """The first candidate; but a full name that the page prints outweighs an account that only machines are told."""
    written = [one for one in named if any(author.role not in CONTRIBUTIONS for author in one[3])]
    named = written or named
    first = named[0]
    is_short = not any(" " in author.name for author in first[3])
    is_printed = first[0] == "dom" and not is_short and _is_arabic(first[3])
    if is_printed or any(other[0] == "dom" and _shares(other[3], first[3]) for other in named[1:]):
        return first
    for other in named[1:]:
        if first[0] == "dom" and other[0] != "dom":
            continue
        is_full = all(" " in author.name for author in other[3] if author.type == "person")
        is_contribution = any(author.role in CONTRIBUTIONS for author in other[3])
        if other[0] == "dom" and is_full and not is_contribution and _is_arabic(other[3]):
            return other
    return first


def _is_arabic(authors: tuple[Author, ...]) -> bool:
    return all("\u0600" <= author.name[0] <= "\u06ff" for author in authors)


def _shares(left: tuple[Author, ...], right: tuple[Author, ...]) -> bool:
    """Whether one person is in both, with or without a title: «د. منى سعد»."""
    return any(
        fold(one.name) in fold(other.name) or fold(other.name) in fold(one.name) for one in left for other in right
    )


def _same(left: tuple[Author, ...], right: tuple[Author, ...]) -> bool:
    return {fold(author.name) for author in left} == {fold(author.name) for author in right}


def names_writer(words: str) -> bool:
    """Whether an element's class words say that it holds a byline."""
    return _AUTHOR_WORDS.search(words) is not None
