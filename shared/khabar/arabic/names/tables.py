"""The tables of names, read once a process and folded. Not here: finding them in a text. Sources: data/SOURCES.md."""

from __future__ import annotations

import functools
import gzip
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import NamedTuple

from khabar.arabic.fold import fold
from khabar.arabic.lexicon import stop_words

_FOLDER = files("khabar.arabic") / "data" / "names"
_NATION_ENDINGS = ("ي", "يه", "يين", "يون", "يان", "يات", "يتين")


class Form(NamedTuple):
    """One known name. `sure`: it proves itself, else it is also a common word. Forms of one `entry` mean one thing."""

    words: tuple[str, ...]
    sure: bool
    entry: int


class Triggers(NamedTuple):
    """Words that open a name: part of an organisation's or a place's name, or a label before it."""

    organisation: frozenset[str]
    label: frozenset[str]
    place: frozenset[str]
    place_label: frozenset[str]


class OrganisationWords(NamedTuple):
    vague: frozenset[str]
    general: frozenset[str]
    weak: frozenset[str]
    fields: frozenset[str]
    bearing: frozenset[str]
    several: frozenset[str]
    acts: frozenset[str]
    unnamed: frozenset[str]
    common: frozenset[str]
    definite: frozenset[str]
    left_out: frozenset[str]
    works: frozenset[str]
    departments: frozenset[str]
    kinds: frozenset[str]


def lines(name: str) -> Iterator[str]:
    """The lines of one table that say something."""
    for line in (_FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


def words_of(name: str) -> tuple[str, ...]:
    """A name's folded words. Hyphens and ZWNJ do not keep words apart."""
    return tuple(fold(name).replace("-", " ").split())


def forms(name: str) -> Iterator[Form]:
    """The entries of a table «usual = other | …»; `?` before a form means that it needs a clue."""
    entry = 0
    for line in lines(name):
        for one in line.split("|"):
            entry += 1
            for form in one.split("="):
                written = form.strip()
                yield Form(words_of(written.lstrip("?")), not written.startswith("?"), entry)


def derived_places() -> Iterator[tuple[tuple[str, ...], bool]]:
    """Places of CLDR and GeoNames: words of the name, and whether it proves itself."""
    packed = (_FOLDER / "places_derived.tsv.gz").read_bytes()
    for line in gzip.decompress(packed).decode("utf-8").splitlines():
        name, mark = line.split("\t")
        yield tuple(name.split()), not mark


@functools.cache
def given_names() -> Mapping[str, bool]:
    """Folded given name → whether it is nothing else; False for names that are also common words."""
    found: dict[str, bool] = {}
    no_names = {fold(word) for word in stop_words()} - {"علي"}
    for line in lines("given_names.txt"):
        for name in line.lstrip("?").split():
            found[fold(name)] = found.get(fold(name), True) and not line.startswith("?")
    return {name: sure for name, sure in found.items() if name not in no_names}


@functools.cache
def surnames() -> frozenset[str]:
    """Family names: those listed, and the last words of well-known people's names, but for kings' numbers."""
    known = {form.words[-1] for form in forms("people.txt") if len(form.words) > 1}
    return _bare_words("surnames.txt") | known - word_list("ordinals") - word_list("after_names")


@functools.cache
def _bare_words(name: str) -> frozenset[str]:
    return frozenset(fold(word) for line in lines(name) for word in line.split())


@functools.cache
def titles() -> frozenset[str]:
    """Folded words after which a person's name stands, without and with the article."""
    bare = _bare_words("titles.txt")
    return bare | {"ال" + word for word in bare if not word.startswith("ال")}


@functools.cache
def small_words() -> frozenset[str]:
    """Folded words of grammar: no name begins or ends with one. علي is not among them, على is."""
    return _bare_words("small_words.txt") | stop_words()


@functools.cache
def honorifics() -> frozenset[str]:
    """Folded words that may stand between title and name and belong to no name."""
    return _bare_words("honorifics.txt")


@functools.cache
def nationalities() -> frozenset[str]:
    """Folded adjectives of nation and region, with and without the article."""
    stems = _bare_words("nationalities.txt")
    bare = {stem + ending for stem in stems for ending in _NATION_ENDINGS}
    return frozenset(bare | {"ال" + word for word in bare})


@functools.cache
def triggers() -> Triggers:
    """Words that open the name of an organisation or a place, folded."""
    sections = _sections("triggers.txt")
    return Triggers(*(sections[key] for key in ("organisation", "label", "place", "placelabel")))


@functools.cache
def organisation_words() -> OrganisationWords:
    """Words inside names of organisations; the file says what each list means."""
    sections = _sections("organisation_words.txt")
    return OrganisationWords(*(sections[key] for key in OrganisationWords._fields))


@functools.cache
def word_list(name: str) -> frozenset[str]:
    """The words of one section of word_lists.txt, folded."""
    return _sections("word_lists.txt")[name]


@functools.cache
def bearing_names() -> frozenset[str]:
    """Words behind which a person's name is that of a thing, folded: شارع، جائزة، إعصار."""
    return word_list("named_after_people") | word_list("named_things")


@functools.cache
def _sections(name: str) -> dict[str, frozenset[str]]:
    """Section → its words, or its phrases where they stand between «|»."""
    sections: dict[str, set[str]] = {}
    section = ""
    for line in lines(name):
        if line.startswith("["):
            section = line.strip("[]")
        else:
            items = line.split("|") if "|" in line else line.split()
            sections.setdefault(section, set()).update(fold(item.strip()) for item in items)
    return {key: frozenset(words) for key, words in sections.items()}
