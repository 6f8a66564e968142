"""Shorter names that a name also goes by: without its nation, without the word for its kind. Pure rules.

Not here: short names that the text prints (`met_again.py`) or tells (`known_as.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from khabar.arabic.lexicon import vocabulary
from khabar.arabic.names.gazetteer import Kind
from khabar.arabic.names.roles import is_title
from khabar.arabic.names.tables import given_names, nationalities, organisation_words, triggers, word_list
from khabar.body import At
from khabar.findings import Alias
from khabar_worker.enrich.found_names import Occurrence

# A body's name without its nation still has what it is and of what: وزارة الطاقة.
_LEAST_OF_BODY = 2
# A word seen this seldom in 19 million words of news is a name by itself.
_RARE = 30
_PRINTED = re.compile(r"\S+")


def short_forms(one: Occurrence, kind: Kind) -> list[Alias]:
    """What a body or place is also called; nothing for people, whose short names the text itself must print."""
    parts = (_part(one, first, end) for first, end in _short(one, kind))
    return [part for part in parts if part is not None]


def _short(one: Occurrence, kind: Kind) -> Iterator[tuple[int, int]]:
    """The words of each shorter name: the first, and the one after the last."""
    if kind == "organization":
        end = _without_nation(one)
        if end < len(one.words):
            yield 0, end
        if _may_leave_out_kind(one.words[:end]):
            yield 1, end
    elif kind == "place" and len(one.words) > 1 and one.words[0] in word_list("place_left_out"):
        rest = one.words[1:]
        if not is_title(rest[0]) and rest[0] not in given_names() and rest[-1] not in word_list("directions"):
            yield 1, len(one.words)


def _without_nation(one: Occurrence) -> int:
    """How many words stand before the nation: 2 of وزارة الطاقة الأردنية; all of الشرطة الأردنية and of known names."""
    *rest, last = one.words
    is_named = len(rest) >= _LEAST_OF_BODY or (len(rest) == 1 and _is_name(rest[0]))
    is_nation = last in nationalities() and last.startswith("ال")
    return len(rest) if is_nation and is_named and one.source != "known" else len(one.words)


def _may_leave_out_kind(words: tuple[str, ...]) -> bool:
    """Whether the first word only tells the kind: حزب العدالة والتنمية، صندوق إندكس; not حزب العمال."""
    if len(words) < _LEAST_OF_BODY or words[0] not in organisation_words().left_out:
        return False
    second = words[1]
    if len(words) == _LEAST_OF_BODY:
        return _is_name(second)
    return second.startswith("ال") or second in triggers().organisation or _is_name(second)


def _is_name(word: str) -> bool:
    return not word.startswith("ال") and vocabulary().get(word, 0) < _RARE


def _part(one: Occurrence, first: int, end: int) -> Alias | None:
    """The words `first`..`end` as printed; None where the printed words are not those of the name, one for one."""
    printed = list(_PRINTED.finditer(one.text))
    if len(printed) != len(one.words):
        return None
    start, stop = printed[first].start(), printed[end - 1].end()
    # The text may have a letter more than stands at its place: the alef that ل has swallowed.
    shift = one.at.end - len(one.text)
    return Alias(
        text=one.text[start:stop], kind="short", at=At(node=one.at.node, start=shift + start, end=shift + stop)
    )
