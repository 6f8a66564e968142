"""Words inside what the tagger or a rule sees as an organisation's name: which are none of it. Pure rules.

Not here: how far a name goes (`extents.py`).
"""

from __future__ import annotations

from khabar.arabic.lexicon import vocabulary
from khabar.arabic.names.clues import place_openings
from khabar.arabic.names.gazetteer import kinds_of_word
from khabar.arabic.names.reading import Reading, is_inflected, is_object, is_verb
from khabar.arabic.names.tables import given_names, small_words, surnames, titles, triggers, word_list

_RARE = 30


def leaves_name(text: str) -> bool:
    """Whether the word tells how, where or who heads the body, or is no noun: انكماشا، بالهفوف، الدكتور، ينتقدون."""
    if text == "و" or text.startswith("بال") or is_object(text) or (text.endswith("ون") and is_verb(text)):
        return True
    is_name = bool(kinds_of_word(text)) or text in given_names() or text in surnames()
    is_seen = vocabulary().get(text[1:], 0) > max(_RARE, vocabulary().get(text, 0))
    is_future = text.startswith("س") and is_verb(text[1:]) and is_seen and not is_name  # سنشعر; not سيدني, سيكويا
    return is_future or any(text in word_list(name) for name in ("near", "of_people", "headed"))


def leaves_adjectives(reading: Reading, at: int) -> bool:
    """Whether the word is none of a body's, though the tagger sees it so: البرلمان التونسي ليل، المركز الشيخ فلان."""
    text = reading.texts[at]
    is_person = text in word_list("titles_as_surnames") and reading.text(at + 1) in given_names()
    return is_person or leaves_name(text) or text in word_list("no_part") or bool(place_openings(text))


def is_in_place(text: str) -> bool:
    """Whether the word tells where a body is: كلية التربية بعبري، النادي الأدبي بجدة."""
    if not text.startswith("ب"):
        return False
    where = any(k.kind == "place" for k in kinds_of_word(text[1:])) or text[1:] in triggers().place_label
    return where or vocabulary().get(text, 0) < _RARE


def is_foreign(reading: Reading, at: int) -> bool:
    """Whether the word is none that Arabic texts are made of: in a name of an organisation it is a name."""
    text = reading.texts[at]
    return (
        len(text) > 1
        and not text.startswith("ال")
        and text not in small_words()
        and text not in given_names()
        and text not in titles()
        and vocabulary().get(text, 0) < _RARE
        and not is_inflected(text)
    )
