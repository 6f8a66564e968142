from __future__ import annotations

import pytest

from khabar_api.web.languages import UiLanguage, preferred


@pytest.mark.parametrize(
    ("header", "otherwise", "language"),
    [
        ("ar, en;q=0.5", "en", "ar"),
        ("en-GB, en", "ar", "en"),
        ("fr, en;q=0.3", "ar", "en"),
        ("en;q=0.2, ar;q=0.9", "en", "ar"),
        ("ar;q=0, en;q=0.1", "ar", "en"),
        ("ar;q=much", "en", "en"),
        ("de", "ar", "ar"),
        ("*", "ar", "ar"),
        (None, "en", "en"),
    ],
)
def test_the_best_liked_of_our_languages_is_preferred(
    header: str | None, otherwise: UiLanguage, language: UiLanguage
) -> None:
    assert preferred(header, otherwise) == language
