"""Occurrences of one article joined into things: equal names, forms of one known name, short forms of a full one.

Pure rules. Not here: occurrences that no rule saw at first (`met_again.py`), told aliases (`known_as.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from khabar.arabic.fold import fold
from khabar.arabic.names.tables import nationalities
from khabar_worker.enrich.found_names import Occurrence, Thing
from khabar_worker.enrich.member import PARENTS

Key = tuple[str, ...] | str
# A body's name without its nation still has what it is and of what: وزارة الدفاع.
_LEAST_OF_BODY = 2
# How many code points before a body a place stands that leads to it: وفي بيروت قالت وزارة الخارجية.
_NEAR = 40


def joined(found: Iterable[Occurrence]) -> list[Thing]:
    """Things in no order. A name inside another counts only when it also stands alone."""
    occurrences = list(found)
    alone = {one.words for one in occurrences if not one.nested}
    entries = {one.entry for one in occurrences if not one.nested and one.entry}
    # A name found by rule is the known thing of the same words.
    known = {one.words: one.entry for one in occurrences if one.entry}
    labelled = _labelled(one for one in occurrences if one.words not in known)
    groups: dict[Key, Thing] = {}
    for one in occurrences:
        if not one.nested or one.words in alone or one.entry in entries:
            key: Key = one.entry or known.get(one.words) or labelled.get(one.words, one.words)
            groups.setdefault(key, Thing()).occurrences.append(one)
    things = list(groups.values())
    _join_short_people(things)
    _join_bodies_without_nation(things)
    return [thing for thing in things if thing.occurrences]


def _labelled(found: Iterable[Occurrence]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """A name with its label → without it, where it has but one: «سد "الغدير"» once, and سد الغدير ever after."""
    labels: dict[tuple[str, ...], set[tuple[str, ...]]] = defaultdict(set)
    for one in found:
        if one.variant:
            labels[one.words].add(tuple(fold(one.variant[0]).split()))
    return {whole: words for words, wholes in labels.items() if len(wholes) == 1 for whole in wholes}


def _join_short_people(things: list[Thing]) -> None:
    """A person named by the end or the beginning of one fuller name in the article is that person."""
    people = [thing for thing in things if thing.kind == "person"]
    names = [_spelled(thing.fullest.words) for thing in people]
    alike: dict[str, list[int]] = defaultdict(list)
    for at, words in enumerate(names):
        for word in {words[0], words[-1]}:
            alike[word].append(at)
    for at in sorted(range(len(people)), key=lambda at: len(people[at].fullest.words)):
        near = sorted({*alike[names[at][0]], *alike[names[at][-1]]} - {at})
        full = [other for other in near if people[other].occurrences and _is_short_of(names[at], names[other])]
        if full and all(_may_be_same(names[full[0]], names[other]) for other in full):
            longest = max(full, key=lambda other: len(people[other].fullest.words))
            people[longest].occurrences += people[at].occurrences
            people[at].occurrences = []


def _join_bodies_without_nation(things: list[Thing]) -> None:
    """A body named without the nation with which the one of that name was named before: وزارة الدفاع."""
    full: dict[tuple[str, ...], list[Thing]] = defaultdict(list)
    places = sorted(one.order for thing in things for one in thing.occurrences if one.kind == "place")
    bodies = [thing for thing in things if thing.occurrences and thing.occurrences[0].kind == "organization"]
    for body in bodies:
        words = body.fullest.words
        if len(words) > _LEAST_OF_BODY and words[-1] in nationalities():
            full[words[:-1]].append(body)
    for thing in bodies if full else ():
        fuller = full.get(thing.fullest.words, [])
        if len(fuller) == 1 and fuller[0].first < thing.first and not _are_moved(fuller[0], thing, places):
            fuller[0].occurrences += thing.occurrences
            thing.occurrences = []


def _are_moved(full: Thing, short: Thing, places: Sequence[tuple[int, int]]) -> bool:
    """Whether a place named just before one of the short forms may make it another nation's."""
    for node, start in (one.order for one in short.occurrences):
        before = [one.order for one in full.occurrences if one.order < (node, start)]
        since = max(before, default=(node, 0))
        if any(max(since, (node, start - _NEAR)) <= place < (node, start) for place in places):
            return True
    return False


def _may_be_same(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    return a == b or _is_short_of(a, b) or _is_short_of(b, a)


def _is_short_of(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether a person's short name is the end or the beginning of the full one, or leaves out what is between them."""
    size = len(short)
    if size >= len(full):
        return short == full
    if full[0] in PARENTS and short[0] != full[0]:
        return _is_short_of(short, full[2:]) if full[2:] else False  # حسين is no أم حسين
    return short in {full[-size:], full[:size]} or _leaves_out(short, full)


def _leaves_out(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether the names are alike but for words inside: سليم منصور, سليم بن خالد منصور."""
    rest = iter(full)
    return len(short) > 1 and (short[0], short[-1]) == (full[0], full[-1]) and all(word in rest for word in short)


def _spelled(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words with «عبد» written to the next: عبد الله, عبدالله."""
    text = " ".join(words)
    return tuple(text.replace("عبد ", "عبد").split()) if "عبد " in text else words
