"""Other names that the text itself tells: «المعروف بـ…», «الملقب …», an acronym in parentheses. Pure rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from khabar.arabic.lexicon import vocabulary
from khabar.arabic.names.proclitics import openings
from khabar.arabic.names.reading import Reading
from khabar.arabic.names.tables import small_words, word_list
from khabar.body import At
from khabar.findings import Alias
from khabar_worker.enrich.found_names import Occurrence, Thing

_MOST_WORDS = 4
_MOST_ACRONYM_LETTERS = 12
# An acronym that is a word of the language is a common word in quotation marks more often than a name.
_COMMON_WORD = 400


# Node and code point → what begins there.
Places = dict[tuple[str, int], tuple[Thing, Occurrence]]


class _Told(NamedTuple):
    """Tokens that name the same thing again; `marker` is the text that says so, None for an acronym."""

    start: int
    end: int
    cut: int
    kind: Literal["aka", "acronym"]
    marker: str | None


def tell_aliases(things: Sequence[Thing], readings: Sequence[Reading]) -> None:
    """Give each thing the names that the text says it also has; a thing that was only such a name joins the other."""
    ends: dict[str, dict[int, tuple[Thing, Occurrence]]] = defaultdict(dict)
    starts: Places = {}
    for thing in things:
        for one in thing.occurrences:
            if not one.nested:
                ends[one.at.node][one.at.end] = (thing, one)
                starts[one.at.node, one.at.start] = (thing, one)
    for order, reading in enumerate(readings):
        ending = ends[reading.node.id]
        for at in [at for at, token in enumerate(reading.tokens) if token.end in ending] if ending else ():
            thing, one = ending[reading.tokens[at].end]
            if not thing.occurrences:
                continue
            for told in [*_marked(reading, at + 1, starts), *_acronym(reading, at + 1, thing)]:
                _take(thing, one, told, reading, order, starts)


def _take(
    thing: Thing,
    one: Occurrence,
    told: _Told,
    reading: Reading,
    order: int,
    starts: Places,
) -> None:
    start, end = reading.printed(told.start, told.end, told.cut)
    text = reading.node.text[start:end]
    at = At(node=reading.node.id, start=start, end=end)
    other, _ = starts.get((reading.node.id, start), (None, None))
    if tuple(reading.texts[told.start : told.end]) == thing.fullest.words or other is thing:
        return
    if other is not None:
        if not other.occurrences:
            return  # told of a thing before
        if other.kind != thing.kind and told.kind == "aka":
            return
        # Without words, so that the alias never becomes the fullest name.
        thing.occurrences += [joined._replace(words=()) for joined in other.occurrences]
        other.occurrences.clear()
    thing.aliases.append(Alias(text=text, kind=told.kind, at=at, marker=told.marker))
    if not any(known.at == at for known in thing.occurrences):
        thing.occurrences.append(
            one._replace(at=at, order=(order, start), words=(), text=text, role=None, variant=None)
        )


def _marked(reading: Reading, at: int, starts: Places) -> Iterator[_Told]:
    """Names behind a marker that follows a name directly, and those that go on with «و»."""
    while reading.text(at) in {'"', "،", ")"}:
        at += 1
    if reading.text(at) in {"او", "والذي", "الذي", "والتي", "التي"}:
        at += 2 if reading.text(at + 1) in {"ما", "من"} else 1
    if reading.text(at) not in word_list("alias_markers"):
        return
    first = at
    at += 1
    while reading.text(at) in word_list("alias_between"):
        at += 1
    marker = reading.node.text[reading.tokens[first].start : reading.tokens[at - 1].end]
    span = _quoted(reading, at)
    if span is None and reading.is_word(at):
        yield from _named(reading, at, marker, starts)
    while span is not None:
        yield _Told(*span, 0, "aka", marker)
        at = span[1] + 1
        if reading.text(at) == "،":
            at += 1
        if reading.text(at) not in {"و", "او"}:
            return
        span = _quoted(reading, at + 1)


def _named(reading: Reading, at: int, marker: str, starts: Places) -> Iterator[_Told]:
    """The name that was found directly behind the marker, with or without «ب»."""
    for opening in openings(reading.texts[at]):
        start, _ = reading.printed(at, at + 1, opening.cut)
        _, one = starts.get((reading.node.id, start), (None, None))
        if one is not None:
            end = next((i + 1 for i in range(at, len(reading.tokens)) if reading.tokens[i].end >= one.at.end), at + 1)
            yield _Told(at, end, opening.cut, "aka", marker)
            return


def _quoted(reading: Reading, at: int) -> tuple[int, int] | None:
    """The words between the quotation mark or parenthesis at `at` and its end."""
    close = {'"': '"', "(": ")"}.get(reading.text(at))
    if close is None:
        return None
    for end in range(at + 1, min(at + 2 + _MOST_WORDS, len(reading.texts))):
        if reading.texts[end] == close:
            return (at + 1, end) if end > at + 1 else None
        if not reading.is_word(end):
            return None
    return None


def _acronym(reading: Reading, at: int, thing: Thing) -> Iterator[_Told]:
    """One short word in parentheses or quotation marks right behind an organisation's name of several words."""
    if reading.text(at) not in {"(", '"'} or thing.kind != "organization" or len(thing.fullest.words) < 2:
        return
    if reading.text(at) == '"' and reading.text(at + 1) in {"(", '"'}:
        at += 1
    span = _quoted(reading, at)
    if span is None or span[1] - span[0] != 1:
        return
    text = reading.texts[span[0]]
    is_word = text in small_words() or vocabulary().get(text, 0) >= _COMMON_WORD
    if len(text) <= _MOST_ACRONYM_LETTERS and not text[0].isdigit() and (text[0].isascii() or not is_word):
        yield _Told(*span, 0, "acronym", None)
