"""Words that end in a pronoun, as no name does: لهجتنا، صححها، يحملني، جدتي. Pure rules."""

from __future__ import annotations

from khabar.arabic.conjugation import is_verb_form
from khabar.arabic.lexicon import vocabulary
from khabar.arabic.names.proclitics import openings
from khabar.arabic.names.reading import Reading, is_common_noun, is_verb
from khabar.arabic.names.tables import given_names
from khabar.remembered import remembered

_CACHED_WORDS = 50_000
_LEAST_BASE = 3
_COMMON_WITH_ARTICLE = 20
_SEEN = 30
_PRONOUNS = ("هما", "ها", "هم", "هن", "نا", "كم")


@remembered(_CACHED_WORDS)
def has_pronoun_suffix(folded: str) -> bool:
    """Whether it is a common noun or a listed verb with a pronoun at its end, a proclitic before it or not.

    >>> [has_pronoun_suffix(word) for word in ("بلهجتنا", "يحملني", "جدتي", "كريستينا", "كرماني")]
    [True, True, True, False, False]
    """
    return any(_is_owned(one.word) for one in openings(folded))


def is_owned(reading: Reading, at: int) -> bool:
    """Whether the word ends in a pronoun: متحف تسلمته المديرية، تطبيق مقتضياته."""
    text = reading.texts[at]
    return text not in given_names() and (reading.has_pronoun(at) or has_pronoun_suffix(text))


def is_his(reading: Reading, at: int) -> bool:
    """Whether the word is a noun in ة with the pronoun ه, as it is printed: عطلته, جائزته."""
    text = reading.text(at)
    return text.endswith("ته") and vocabulary().get(text[:-2] + "ه", 0) > _SEEN and reading.has_pronoun(at)


def _is_owned(word: str) -> bool:
    if word.endswith("ني") and is_verb(word[:-2]):
        return True
    if word.endswith("تي") and len(word) > _LEAST_BASE:
        return _has_article(word[:-2] + "ه") or (word[-3] == "ا" and _has_article(word[:-1]))
    for pronoun in _PRONOUNS:
        base = word.removesuffix(pronoun)
        if base != word and len(base) >= _LEAST_BASE:
            return is_common_noun(base) or is_verb_form(base) or (base[-1] == "ت" and is_common_noun(base[:-1] + "ه"))
    return False


def _has_article(noun: str) -> bool:
    return vocabulary().get("ال" + noun, 0) > _COMMON_WITH_ARTICLE
