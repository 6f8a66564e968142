"""The languages that people are answered in, and which of them a request prefers."""

from __future__ import annotations

from typing import Literal, get_args

Language = Literal["ar", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


def preferred(accept_language: str | None, otherwise: Language) -> Language:
    """The first of our languages that `Accept-Language` names, as browsers sort them; else `otherwise`.

    >>> preferred("fr, ar-EG;q=0.8, en;q=0.5", "en")
    'ar'
    """
    for part in (accept_language or "").split(","):
        tag = part.partition(";")[0].strip().lower().partition("-")[0]
        if tag in LANGUAGES:
            return "en" if tag == "en" else "ar"
    return otherwise
