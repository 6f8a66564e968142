"""Words that are searched by as they stand, with no clitic, ending or plural taken off: سيدني, علاء, قاهرة. Pure.

Names of people and places, and listed words. Not here: finding names in a text (`names/`); names of lands, which share
their stem with their nisba (`stem.py`).
"""

from __future__ import annotations

import functools

from khabar.arabic.lexicon import NOUN_FLOOR, seen, vocabulary, whole_words
from khabar.arabic.names.tables import derived_places, forms, given_names, nationalities, surnames
from khabar.arabic.plurals import singulars

# What is seen with the article more often than this is a noun too: جمعة, جمال.
_NOUN_SHARE = 0.05


def is_whole(bare: str) -> bool:
    """Whether the folded `bare`, without clitics and article, is searched by as it stands."""
    return bare in whole_words() or bare in _names()


@functools.cache
def _names() -> frozenset[str]:
    """Folded names, without the article of a place; no word that is also a common noun."""
    places = {form.words[0] for form in forms("places.txt") if len(form.words) == 1 and form.sure}
    places |= {words[0] for words, sure in derived_places() if len(words) == 1 and sure}
    people = {name for name, sure in given_names().items() if sure} | surnames()
    plain = {name for name in places | people if not (name.startswith("ال") or _is_noun(name) or _has_nisba(name))}
    behind_article = {name[2:] for name in places if name.startswith("ال")}
    return frozenset(plain | {name for name in behind_article if not singulars(name)}) - _lands()


def _is_noun(name: str) -> bool:
    """Whether it is a common noun as well, or a preposition with one: بلقاء is in a meeting."""
    known = vocabulary()
    here, rest = known.get(name, 0), name[1:]
    is_behind_preposition = name[0] in "بل" and min(known.get("ال" + rest, 0), known.get(rest, 0)) > here
    return known.get("ال" + name, 0) > here * _NOUN_SHARE or is_behind_preposition


def _has_nisba(name: str) -> bool:
    """Whether it is a place like بافاريا, of which there is بافاري."""
    return name.endswith("يا") and min(seen(name[:-1]), seen(name[:-1] + "ه")) >= NOUN_FLOOR


def _lands() -> frozenset[str]:
    """Names of lands in alef that lose it in the nisba (فرنسا), and what is itself a nisba (روسي)."""
    nisbas = nationalities()
    return nisbas | {nisba + "ا" for nisba in nisbas} | {nisba[:-1] + "ا" for nisba in nisbas if nisba.endswith("ي")}
