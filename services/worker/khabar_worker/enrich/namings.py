"""What an article's names tell the rules of speech: where they stand, their offices, which are in marks. Pure.

Not here: finding names (`entities.py`), and who speaks (`quotes.py`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from khabar.arabic.fold import fold
from khabar.arabic.speech.nouns import is_description
from khabar.arabic.speech.office import office_behind
from khabar.arabic.speech.reading import Naming, Reading
from khabar.arabic.speech.stops import LINKS
from khabar.findings import Entity

_NAME_IN_MARKS = 3  # words; marked again and again, they are a name


def namings(entities: Sequence[Entity]) -> dict[str, list[Naming]]:
    """Node → what is named in it."""
    found: dict[str, list[Naming]] = defaultdict(list)
    for entity in entities:
        for at in entity.mentions:
            found[at.node].append(Naming(at.start, at.end, entity.type == "person"))
    return found


def offices(readings: Sequence[Reading]) -> dict[str, str]:
    """Folded name → the office that the text tells right behind it."""
    found: dict[str, str] = {}
    for reading in readings:
        for start, end in reading.people.items():
            if office := office_behind(reading, start, end):
                found.setdefault(" ".join(reading.folded[start:end]), office)
    return found


def names(folded: Iterable[str]) -> Iterator[str]:
    """Names without those that are none where they stand in marks, as they hold a preposition: «عضو في الاتحاد …»."""
    return (name for name in folded if not LINKS.intersection(name.split()))


def marked_names(readings: list[Reading]) -> set[str]:
    """Folded short words that stand in marks more than once: names, not speech."""
    seen = Counter(
        fold(reading.text[mark.start : mark.end])
        for reading in readings
        for mark in reading.marks.pairs
        if reading.at(mark.end) - reading.at(mark.start) <= _NAME_IN_MARKS
        and not is_description(reading.folded[reading.at(mark.start) : reading.at(mark.end)])
    )
    return {text for text, count in seen.items() if count > 1}
