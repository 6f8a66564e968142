"""Every text of a page that may say who wrote the article. Not here: taking one apart, choosing among them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from khabar.arabic.fold import fold
from khabar.origin import Method
from khabar_worker.extract.bylines.agencies import sign_off
from khabar_worker.extract.bylines.byline import authors_of, is_byline, is_placed, is_signed, is_signed_elsewhere
from khabar_worker.extract.bylines.introductions import introduces, lacks_colon, opens_byline, translates
from khabar_worker.extract.bylines.pens import writer_with_pen
from khabar_worker.extract.bylines.people import is_calling, is_signature, may_be_full_name
from khabar_worker.extract.bylines.places import is_place
from khabar_worker.extract.bylines.titled import entitled, writer_in
from khabar_worker.extract.dating.stamps import undated
from khabar_worker.extract.heading.header import PORTRAIT, Header, HeaderLine
from khabar_worker.extract.markup.class_words import names_writer
from khabar_worker.extract.markup.metadata import Head, property_value
from khabar_worker.extract.markup.structured import Node, each, resolve, string, types_of

_NAME_LETTERS = 90
_MOST_CALLED = 4
_BEFORE_PAPER = re.compile(r"\s*[*–—(|-]")
_METAS = (
    "author",
    "article:author",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "sailthru.author",
    "twitter:data1",
    "byl",
    "cxenseparse:author",
)


@dataclass(frozen=True, slots=True)
class Signed:
    """Where a page may say who wrote it.

    `taken_out` are byline lines found in the body, `signatures` bare names above or below its text, `selected` a
    publisher selector's text, `sites` folded names of the publisher, which is nobody, `places` folded places that may
    stand in a byline.
    """

    article: Node
    nodes: tuple[Node, ...]
    head: Head
    header: Header
    taken_out: list[str]
    signatures: list[str]
    selected: str | None
    sites: frozenset[str]
    places: frozenset[str] = frozenset()


class Claim(NamedTuple):
    """A text that may name who signed; None or empty: its source is silent."""

    method: Method
    confidence: float
    text: str | None


def claims(signed: Signed) -> Iterator[Claim]:
    """The texts in the order in which they are believed."""
    # In a caption a photographer signs.
    above, below = (
        tuple(line for line in part if "figcaption" not in line.words)
        for part in (signed.header.above, signed.header.below)
    )
    after = signed.header.after
    yield Claim("dom", 0.95, signed.selected)
    yield Claim("jsonld", 0.92, _structured(signed.article, signed.nodes))
    below = _with_labels(below)
    bare = [text for text in signed.taken_out if is_signature(text)]
    taken_out = [text for text in signed.taken_out if text not in bare]
    titles = signed.head.title, signed.head.first("og:title")
    around = (*below, *above[-4:], *after)
    yield Claim("dom", 0.88, writer_with_pen(around, titles))
    for text in [*_printed(around, signed.sites), *taken_out, "، ".join(bare)]:
        yield Claim("dom", 0.88, text)
    named = [property_value(node) for node in signed.head.properties.get("author", ())[:4]]
    yield Claim("microdata", 0.88, "، ".join(dict.fromkeys(name for name in named if name)))
    for lines in _by_class((*below, *above[-3:], *after)):
        naming = [text for text in lines[1:] if authors_of(text, signed.sites, signed.places)]
        yield Claim("dom", 0.8, "، ".join([*lines[:1], *naming]))
    yield Claim("dom", 0.78, "، ".join(line.text for line in (*above, *below) if line.words == PORTRAIT))
    for text in _in_metas(signed.head):
        yield Claim("meta", 0.75, text)
    called = [
        line.text
        for line, below_it in pairwise(below)
        if is_calling(below_it.text) and _may_be_name(line.text, signed.sites)
    ]
    yield Claim("dom", 0.65, "، ".join(dict.fromkeys(called[:_MOST_CALLED])))
    # A bare name, where nothing says that it is the writer's.
    parts = [part for line in (*below, *after[:4]) if not line.linked for part in undated(line.text)]
    for text in [*_listed(filter(is_signed, parts)), *signed.signatures, *filter(is_signed_elsewhere, parts)]:
        yield Claim("dom", 0.6, text)
    yield Claim("meta", 0.6, next(filter(None, map(writer_in, titles)), None))
    yield Claim("dom", 0.6, "، ".join(entitled((*above[-2:], *below), signed.sites, *titles)))
    for text in (*_translated(below, signed.taken_out, signed.sites), *_linked_beside_source(below)):
        yield Claim("dom", 0.55, text)


def _with_labels(lines: tuple[HeaderLine, ...]) -> tuple[HeaderLine, ...]:
    """A label that only introduces («نص») and the names on the lines below it as one line.

    Not where the labels stand below the names, nor where a label that is a genre too («حوار») stands above a section.
    """
    kept: list[HeaderLine] = []
    is_label = is_labelled = False
    for line in lines:
        if is_label and may_be_full_name(line.text) and (not lacks_colon(kept[-1].text) or _is_writers(line)):
            label = f"{kept[-1].text.rstrip(' :')}: "
            if len(kept) > 1 and kept[-2].text.startswith(label):
                # The same label again, over a second writer.
                kept.pop()
                kept[-1] = replace(kept[-1], text=f"{kept[-1].text}، {line.text}")
            else:
                kept[-1] = replace(line, text=f"{label}{line.text}")
            is_label, is_labelled = False, True
        elif is_labelled and is_signature(line.text):
            kept[-1] = replace(kept[-1], text=f"{kept[-1].text}، {line.text}")
        else:
            is_above = is_labelled or not kept or not is_signature(kept[-1].text)
            is_label = is_above and (opens_byline(line.text) or lacks_colon(line.text))
            is_labelled = False
            kept.append(line)
    return tuple(kept)


def _is_writers(line: HeaderLine) -> bool:
    return is_signature(line.text) or names_writer(line.words)


def _listed(names: Iterable[str]) -> list[str]:
    """Names that each have their place in brackets as one byline: «فلان (عدن)» over «فلانة (تعز)»."""
    found: list[str] = []
    for name in names:
        if found and name.endswith(")") and found[-1].endswith(")"):
            found[-1] += f"، {name}"
        else:
            found.append(name)
    return found


def _structured(article: Node, nodes: tuple[Node, ...]) -> str:
    """The authors of the JSON-LD: one entry may hold two names; several entries are one byline."""
    entries = [resolve(entry, nodes) for entry in each(article.get("author") or article.get("creator"))]
    names = [string(entry) for entry in entries if not (isinstance(entry, dict) and types_of(entry) & {"WebSite"})]
    return "، ".join(name for name in names if name and "://" not in name)


def _in_metas(head: Head) -> Iterator[str]:
    """Names in the head's meta elements; `twitter:data1` is one only when its label says so."""
    is_labelled = "كتب" in " ".join(head.metas.get("twitter:label1", []))
    for name in _METAS:
        for value in head.metas.get(name, ())[:4]:
            if "://" not in value and "@" not in value and (name != "twitter:data1" or is_labelled):
                yield value


def _printed(lines: tuple[HeaderLine, ...], sites: frozenset[str]) -> list[str]:
    """The bylines among the lines; a bare name in an author's place right behind one is a second writer's."""
    found: list[str] = []
    is_next = is_list = False
    above = ""
    for line, following in zip(lines, (*lines, None)[1:], strict=True):
        if is_next and names_writer(line.words) and is_signature(line.text):
            found[-1] += f"، {line.text}"
            continue
        # «خاص - النهر | فلانة»
        parts = [line.text] if is_placed(line.text, sites) else line.text.split("|")
        pieces = [piece.strip() for part in parts for piece in undated(part)]
        is_dated = following is not None and not line.is_heading and not undated(following.text)
        is_signed_by = names_writer(line.words) or is_dated
        # In brackets behind other words a caption's photographer signs.
        bylines = [
            piece
            for piece in pieces
            if (is_byline(piece, sites) or introduces(piece, is_byline=is_signed_by))
            and not (piece[0] == "(" and len(pieces) > 1)
        ]
        # «فلانة | صور: فلان»
        names = [piece for piece in pieces if piece not in bylines and is_signature(piece)] if bylines else []
        bylines = [*names, *bylines]
        if bylines and translates(bylines[0]) and _may_be_name(above, sites):
            found.append(above)
        above = line.text
        is_placed_line = len(bylines) == 1 and is_placed(bylines[0], sites)
        if is_list and is_placed_line:
            # «فلان - عدن» over «فلانة - تعز»
            found[-1] += f"، {bylines[0]}"
            continue
        is_list = is_placed_line
        found += bylines
        is_next = bool(bylines) and names_writer(line.words)
    return found


def _may_be_name(text: str, sites: frozenset[str]) -> bool:
    """Whether a line can be a full name, known or not: right above a translator's it is the writer's."""
    return may_be_full_name(text) and not is_place(text) and fold(text) not in sites


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
        if len(line.text) <= _NAME_LETTERS and names_writer(line.words):
            beside = undated(line.text)
            # One word beside a date is a section or the newsroom.
            is_name = len(beside) == 1 and " " in beside[0]
            found.setdefault(line.words, []).append(beside[0] if is_name else line.text)
    return list(found.values())
