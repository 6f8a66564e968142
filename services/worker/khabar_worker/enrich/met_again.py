"""Later occurrences of things already found where no rule saw a name: a lone surname, say. Pure rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from khabar.arabic.fold import fold
from khabar.arabic.lexicon import vocabulary
from khabar.arabic.names.clues import is_speech
from khabar.arabic.names.gazetteer import Kind
from khabar.arabic.names.proclitics import openings, printed_forms
from khabar.arabic.names.reading import LETTERS, Reading, Span
from khabar.arabic.names.roles import is_title, tells_of_noun
from khabar.arabic.names.tables import given_names, nationalities, small_words, surnames, titles, word_list
from khabar_worker.enrich.found_names import Thing, occurrence

# A last name commoner than this is taken for the person only where the tagger says so.
_COMMON = 4000
# A title commoner than this is no family's name: الشيخ.
_COMMON_TITLE = 1000
# How far from a preacher stands what he preaches, and to whom.
_REACH = 3
_OF_PREACHERS = frozenset({"خطبه", "خطبته", "المصلين", "المصلون", "الجمعه", "المنبر"})
_OF_MEN = frozenset({"الداعيه", "داعيه", "العلامه", "علامه", "الخليفه", "خليفه"})
Forms = dict[str, list[tuple[tuple[str, ...], Thing, Kind]]]


class _Beginning(NamedTuple):
    """A name that begins with a word of the text; `cut` letters of that word are proclitics."""

    cut: int
    words: tuple[str, ...]
    thing: Thing
    kind: Kind


def add_later_mentions(things: Sequence[Thing], readings: Sequence[Reading]) -> None:
    """Give each thing the occurrences of its names, and of a person's last name, that are in nobody's name yet."""
    forms = _forms(things)
    if not forms:
        return
    taken: dict[str, set[int]] = defaultdict(set)
    for thing in things:
        for one in thing.occurrences:
            taken[one.at.node].update(range(one.at.start, one.at.end))
    possible = frozenset().union(*map(printed_forms, forms))
    met = {text for reading in readings for text in possible & reading.every_word}
    beginning = {text: begun for text in met if (begun := _begun(text, forms))}
    for order, reading in enumerate(readings):
        after, named = 0, taken[reading.node.id]
        for at in [at for at, text in enumerate(reading.texts) if text in beginning]:
            if at < after or reading.tokens[at].end - 1 in named:
                continue
            for span, thing in _met(reading, at, beginning[reading.texts[at]], named):
                thing.occurrences.append(occurrence(reading, order, span))
                after = span.end
                break


def _forms(things: Sequence[Thing]) -> Forms:
    """First word → names that begin with it, longest first, each with the only thing of that name."""
    owners: dict[tuple[str, ...], list[tuple[Thing, Kind]]] = defaultdict(list)
    for thing in things:
        names, kind = {one.words for one in thing.occurrences}, thing.kind
        if kind == "person":
            names |= _short_forms(thing.fullest.words)
        for words in names:
            owners[words].append((thing, kind))
    forms: Forms = defaultdict(list)
    for words, owning in sorted(owners.items(), key=lambda item: -len(item[0])):
        if len(owning) == 1 and words:
            forms[words[0]].append((words, *owning[0]))
    return dict(forms)


def _short_forms(words: tuple[str, ...]) -> set[tuple[str, ...]]:
    """What a person of this name is called later: the last name with its particle, or a sure first name alone."""
    if len(words) < 2:
        return set()
    size = 1
    while size < len(words) - 1 and words[-size - 1] in word_list("particles"):
        size += 1
    return {words[-size:], *([words[:1]] if given_names().get(words[0], False) else [])}


def _begun(text: str, forms: Forms) -> list[_Beginning]:
    """Names that begin with the word, each with the letters of proclitics before it."""
    found: list[_Beginning] = []
    for cut, word in openings(text):
        if word in forms:
            found += [_Beginning(cut, words, thing, kind) for words, thing, kind in forms[word]]
    return found


def _met(reading: Reading, at: int, begun: Sequence[_Beginning], taken: set[int]) -> Iterator[tuple[Span, Thing]]:
    for cut, words, thing, kind in begun:
        end = at + len(words)
        if tuple(reading.texts[at + 1 : end]) != words[1:]:
            continue
        start, stop = reading.printed(at, end, cut)
        if not taken.isdisjoint(range(start, stop)):
            continue
        is_title_alone = kind == "person" and len(words) == 1 and words[0] in titles()
        is_another = is_title_alone and _is_another(reading, at, thing)
        if not is_another and _may_stand_alone(reading, at, words, thing, kind, cut):
            yield Span(at, end, cut, kind, "rule", 0.8), thing


def _may_stand_alone(reading: Reading, at: int, words: tuple[str, ...], thing: Thing, kind: Kind, cut: int) -> bool:
    """Whether these words, met outside any name found, are that thing again."""
    tags = {reading.tag(i) for i in range(at, at + len(words))}
    if tags - {""}:
        return tags == {LETTERS[kind]}
    word = words[0]
    if len(words) > 1:
        return True
    is_office = word in titles() and (kind != "person" or _is_office(reading, at))
    is_grammar = is_office or word in small_words() or word in nationalities()
    if is_grammar or (kind == "person" and tells_of_noun(reading, at)):
        return False
    count = vocabulary().get(word, 0)
    if kind != "person":
        proved = any(one.source == "known" and one.confidence > 0.9 for one in thing.occurrences)
        return proved and not cut and count < _COMMON
    if word in given_names() and word not in surnames() and word != thing.fullest.words[-1]:
        return given_names()[word] and not cut
    return count < (_COMMON // 4 if cut else _COMMON)


def _is_office(reading: Reading, at: int) -> bool:
    """Whether a title is meant, not the family that is called so: المهندس سامر, but الخطيب يوضح."""
    word, after = reading.texts[at], reading.text(at + 1)
    is_family = word in surnames() and vocabulary().get(word, 0) < _COMMON_TITLE
    is_preacher = not _OF_PREACHERS.isdisjoint(reading.texts[at + 1 : at + 1 + _REACH])  # ألقى الخطيب خطبة الجمعة
    return not is_family or is_preacher or bool(reading.tag(at + 1)) or after in given_names() or is_title(after)


def _is_another(reading: Reading, at: int, thing: Thing) -> bool:
    """Whether a man's verb stands before a title that is a woman's surname: الناشطة ليلى الخطيب, ودعا الخطيب."""
    offices = {fold(one.role).split()[0] for one in thing.occurrences if one.role}
    is_woman = any(office.endswith("ه") for office in offices - _OF_MEN)
    verb = next((one.word for one in openings(reading.text(at - 1)) if is_speech(one.word)), "")
    return is_woman and verb != "" and not verb.startswith("ت") and not verb.endswith("ت")
