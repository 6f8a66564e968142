"""Names of companies that end in what companies do. Pure rules. Not here: other organisations (`bodies.py`)."""

from __future__ import annotations

from khabar.arabic.lexicon import vocabulary
from khabar.arabic.names.reading import Reading, is_definite, is_several
from khabar.arabic.names.tables import small_words, word_list

_HOLDING = "القابضه"
_MOST_OF_HOLDING = 3
_SELDOM, _COMMON = 30, 300


def holding_end(reading: Reading, at: int) -> int | None:
    """The token after «القابضة» behind at most three bare words: مجموعة ناس القابضة."""
    end = next((end for end in range(at + 1, at + 1 + _MOST_OF_HOLDING) if reading.text(end) == _HOLDING), None)
    if end is None or any(not reading.is_word(i) or reading.texts[i] in small_words() for i in range(at, end)):
        return None
    return None if any(is_definite(reading.texts[i]) for i in range(at, end)) else end + 1


def is_of_business(reading: Reading, at: int) -> bool:
    """Whether a rare word and a trade name a company: مجموعة العنود الاستثمارية; not مجموعة الدول الصناعية."""
    text = reading.text(at)
    is_name = vocabulary().get(text.removeprefix("ال"), 0) < _SELDOM and vocabulary().get(text, 0) < _COMMON
    return is_name and reading.is_word(at) and not is_several(text) and reading.text(at + 1) in word_list("of_business")
