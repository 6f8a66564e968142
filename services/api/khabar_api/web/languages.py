"""The languages that people are answered in, and which of them a request prefers."""

from __future__ import annotations

from typing import Literal, get_args

from khabar_api.web.wishes import wishes

UiLanguage = Literal["ar", "en"]
LANGUAGES: tuple[UiLanguage, ...] = get_args(UiLanguage)


def preferred(accept_language: str | None, otherwise: UiLanguage) -> UiLanguage:
    """Which of our languages `Accept-Language` prefers, the first of two preferred alike; else `otherwise`.

    >>> preferred("fr, ar-EG;q=0.8, en;q=0.5", "en")
    'ar'
    """
    for tag, quality in sorted(wishes(accept_language), key=lambda wish: -wish[1]):
        language = tag.partition("-")[0]
        if language in LANGUAGES and quality:
            return "en" if language == "en" else "ar"
    return otherwise
