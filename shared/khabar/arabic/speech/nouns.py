"""What one folded word can be in a noun phrase. Pure.

Not here: phrases (`phrase.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from khabar.arabic.conjugation import is_verb_form
from khabar.arabic.fold import fold
from khabar.arabic.lexicon import vocabulary
from khabar.arabic.plurals import singulars
from khabar.arabic.speech.particles import OF_SOMEBODY
from khabar.arabic.speech.reading import Reading
from khabar.arabic.speech.roles import (
    GROUPS,
    HONORIFICS,
    ORGANISATIONS,
    PLACES,
    ROLES,
    TEXTS,
    TITLES,
    UNNAMED,
    is_given,
)
from khabar.arabic.speech.stops import ADJUNCTS, MANNERS, OUTLETS, VENUES
from khabar.arabic.speech.words import word_set
from khabar.remembered import remembered

TOO_COMMON = 2000  # sightings in the vocabulary: no name, where the speech does not follow at once
RARE = 60  # sightings of a word that is hardly anything but a name
COMMON = 400  # sightings of a word that is hardly ever part of a name
_KNOWN = 100  # sightings of a word that is known without its pronoun
_RARE_BARE = 10  # sightings of a word that is known at all without its ل
_NEVER_NAMED = 5  # letters; a longer word that ends in «ها» is no name: «امتعاضها»
_SHORTEST_TENTH = 4  # letters behind a conjunction
_ASKS = fold("است")  # the tenth form; few names begin so
_PEOPLES = word_set("العرب الكرد الترك الروس الفرس")
_FEMININE = 30  # times that a noun is commoner than what looks like its feminine
_SHORTEST_PLURAL, _SHORTEST_STEM = 4, 3  # letters
_OFTEN_BARE = 100  # sightings of a word that is known without its preposition


def is_circumstance(word: str) -> bool:
    """Whether the word begins what is said about the speaking, not about the speaker."""
    if word in ADJUNCTS:
        return True
    if word[:1] == "ل":
        return word[1:] in OUTLETS or (word[1:2] == "ل" and (word[2:] in OUTLETS or "ا" + word[1:] in OUTLETS))
    return word[:1] == "ب" and word[1:] in VENUES


def is_definite(word: str) -> bool:
    return (len(word) > 3 and word.startswith(("ال", "لل", "بال", "وال", "فال", "كال"))) or word in PLACES


def is_description(words: Sequence[str]) -> bool:
    """«أمر مختلف»: whether folded words are a common noun and its adjectives without the article: no name."""
    return len(words) > 1 and all(vocabulary().get(word, 0) > COMMON and not is_definite(word) for word in words)


def is_described(words: Sequence[str]) -> bool:
    """«صدمة مزدوجة»: whether two folded words are a common noun in ة and its rarer adjective, without the article."""
    if len(words) != 2 or any(is_definite(word) or is_given(word) or not word.endswith("ه") for word in words):
        return False
    return vocabulary().get(words[0], 0) > COMMON and vocabulary().get(words[1], 0) > RARE


def hangs_on(word: str) -> bool:
    """Whether the word goes on with the phrase before it by a preposition or و: «لوزارة», «وشؤون»."""
    return (
        word[:1] in "لبو" and (word[1:] in ORGANISATIONS or word[1:] in ROLES or is_definite(word))
    ) or word in OF_SOMEBODY


def has_prefix(word: str, letters: str = "بل") -> bool:
    """«بحائل»: whether the word is far commoner without its first letter, a preposition then."""
    if word[:1] not in letters or len(word) < 4 or is_given(word):
        return False
    known = vocabulary()
    if word.startswith("لل") and "ل" in letters:
        return known.get("ا" + word[1:], 0) > known.get(word, 0)
    bare = known.get(word[1:], 0)
    if word.startswith("بال") and bare > known.get(word, 0):
        return True
    if word[0] == "ل":
        return bare > _RARE_BARE and bare > 2 * known.get(word, 0)
    return bare > _OFTEN_BARE and bare > 10 * known.get(word, 0)


def has_pronoun(reading: Reading, index: int) -> bool:
    """«حديثه»: whether the word is a common one with somebody's pronoun on it, and so part of no name."""
    word = reading.folded[index]
    ending = next((end for end in ("ها", "هم", "ه") if word.endswith(end)), "")
    if not ending or len(word) < 5 or is_given(word) or reading.text[reading.words[index].end - 1] == "ة":
        return False
    if ending == "ها" and len(word) > _NEVER_NAMED and vocabulary().get(word.removesuffix(ending), 0) > _RARE_BARE:
        return True
    bare = word.removesuffix(ending)
    feminine = bare[:-1] + "ه" if bare.endswith("ت") else bare
    return max(vocabulary().get(form, 0) for form in (bare, feminine, bare.removeprefix("و"))) > _KNOWN


def is_adverb(reading: Reading, index: int) -> bool:
    """«غاضبًا», «نصا»: whether the word tells how something was said, by the accusative's tanwin or its bare form."""
    word = reading.folded[index]
    if word in MANNERS:
        return True
    if "\u064b" in reading.text[reading.words[index].start : reading.words[index].end]:
        return True
    if not word.endswith("ا") or len(word) < 3 or index in reading.others or index in reading.people:
        return False
    known = vocabulary()
    is_noun = word in ROLES or word in ORGANISATIONS or word in PLACES or is_given(word)
    bare = known.get(word[:-1], 0)
    return not is_noun and bare > RARE and 2 * bare > known.get(word, 0)


def is_plural_verb(word: str) -> bool:
    return len(word) > 4 and word.endswith("وا")


def is_no_adjective(word: str) -> bool:
    """«الحرب», «القرار»: whether a folded word with the article is a common noun without a feminine form."""
    if not word.startswith("ال") or word.startswith("الا") or word.endswith(("ي", "ه", "ا", "ين", "ون", "ات")):
        return False  # «الأول», «الأكبر» have another feminine
    if word in ROLES or word in TITLES or word in PLACES or word in _PEOPLES or is_given(word) or is_group(word):
        return False
    known = vocabulary()
    return known.get(word, 0) > max(COMMON, _FEMININE * known.get(word + "ه", 0))


@remembered(4096)
def is_group(word: str) -> bool:
    """Whether a folded word means several people: «السكان», «المعنيون», «ممثلو», and plurals of an office («طلبة»)."""
    if word in GROUPS:
        return True
    if is_given(word) or word in ORGANISATIONS or len(word) < _SHORTEST_PLURAL:
        return False
    if word.endswith(("ون", "ين", "و")):
        stem = word.removeprefix("ال").removesuffix("ن")[:-1]
        seen = (vocabulary().get("ال" + stem + end, 0) for end in ("ون", "ين"))
        return len(stem) >= _SHORTEST_STEM and min(seen) > _RARE_BARE
    return any(singular in ROLES for singular in singulars(word.removeprefix("ال")))


def is_addressed(word: str) -> bool:
    """«المواطنين»: whether a folded word means people to whom something is done, never those who do it."""
    return word.startswith("ال") and word.endswith("ين") and is_group(word)


def speaks(word: str) -> bool:
    """Whether a folded word begins a phrase that names a speaker: body, office, title, group or first name."""
    return (
        is_given(word) or word in ORGANISATIONS or word in ROLES or word in TITLES or word in UNNAMED or is_group(word)
    )


def can_be_name(word: str) -> bool:
    """Whether a folded word before its verb may be a name: rare, or known as one or as an office."""
    known = speaks(word) or word in HONORIFICS or word in TEXTS
    return known or (vocabulary().get(word, 0) < TOO_COMMON and not is_verb(word))


def is_listed_verb(word: str) -> bool:
    """Whether a folded word is a form of a listed verb, of the future too: «سنعود»."""
    return is_verb_form(word) or (word[:1] == "س" and is_verb_form(word[1:]))


def is_verb(word: str) -> bool:
    """«تولى», «واستشاط»: whether a folded word of four letters or more is a form of a listed verb, or has its shape."""
    bare = word[1:] if word[0] in "وف" else word
    return is_verb_form(word) or (len(bare) >= _SHORTEST_TENTH and bare.startswith(_ASKS))
