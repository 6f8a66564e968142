"""Text made fit to store without changing what was written. Here: nodes, titles and names.

Not here: folding for search (`fold.py`), which changes letters and is never shown.
"""

from __future__ import annotations

import re
import unicodedata

# PostgreSQL refuses NUL and lone surrogates; the other controls and the noncharacters carry no text.
# Source: Unicode 15.1 §23.7 (noncharacters), §23.1 (control codes).
_WHITE_SPACE_CONTROLS = {0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85}
_DROPPED_CODES = [
    *(c for c in range(0x20) if c not in _WHITE_SPACE_CONTROLS),
    *(c for c in range(0x7F, 0xA0) if c not in _WHITE_SPACE_CONTROLS),
    *range(0xD800, 0xE000),  # surrogates: no characters of their own
    *range(0xFDD0, 0xFDF0),
    *(plane * 0x10000 + last for plane in range(17) for last in (0xFFFE, 0xFFFF)),
    0xFEFF,  # a byte order mark left inside the text by a careless join of files
]

# Property Bidi_Control. A title is shown between other texts, and one unclosed override turns them all round.
# Source: UAX #9 §2.
_BIDI_CODES = [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]


def _any_of(codes: list[int]) -> re.Pattern[str]:
    return re.compile("[" + "".join(re.escape(chr(code)) for code in codes) + "]+")


_DROPPED = _any_of(_DROPPED_CODES)
_DROPPED_FROM_TITLES = _any_of(_DROPPED_CODES + _BIDI_CODES)

# What surrounds a name in a byline. A full stop stays: it may close an initial.
_AROUND_NAMES = " ,،;؛:|/\\-–—_•·*\u200b\u200c\u200d"


def storable(text: str) -> str:
    """`text`, of many lines perhaps, without what a database refuses: NUL, other controls, lone surrogates."""
    return _DROPPED.sub("", text)


def clean_text(text: str) -> str:
    """One node's text as it is stored: NFC, one line, storable.

    Tatweel, diacritics, hamza forms, digits, ZWNJ and ZWJ stay as written. White space runs become one space.

    >>> clean_text("  قالَ الـــوزيرُ\\n\\tأمس\\x00 ")
    'قالَ الـــوزيرُ أمس'
    """
    return _cleaned(text, _DROPPED)


def clean_title(text: str) -> str:
    """A title as it is stored: `clean_text` without bidi controls."""
    return _cleaned(text, _DROPPED_FROM_TITLES)


def clean_name(text: str) -> str:
    """A person's or publisher's name: `clean_title` without the punctuation around it; may be empty.

    >>> clean_name(" - ليلى حداد، ")
    'ليلى حداد'
    """
    return clean_title(text).strip(_AROUND_NAMES)


def _cleaned(text: str, dropped: re.Pattern[str]) -> str:
    plain = " ".join(text.split())
    # Nearly all texts have nothing to drop, and no character that is dropped is printable: the search costs ten times
    # as much. str.split takes four controls for spaces that are dropped.
    if not plain.isprintable() or "\x1c" in text or "\x1d" in text or "\x1e" in text or "\x1f" in text:
        plain = " ".join(dropped.sub("", text).split())
    return unicodedata.normalize("NFC", plain)
