"""Which AMP twins are an article's own."""

from __future__ import annotations

import pytest

from khabar_worker.extract.amp import amp_page

SITE = "https://news.example"
STORY = f"{SITE}/2026/03/story"


@pytest.mark.parametrize(
    ("amp", "wanted"),
    [
        (f"{STORY}/amp/", f"{STORY}/amp/"),
        ("https://amp.news.example/2026/03/story", "https://amp.news.example/2026/03/story"),
        ("https://news-example.cdn.ampproject.org/c/s/news.example/2026/03/story/amp", f"{STORY}/amp"),
        ("https://other-example.cdn.ampproject.org/c/s/other.example/x/amp", None),
        ("https://cdn.ampproject.org.evil.example/c/s/news.example/x", None),
        ("https://news.example.evil.test/amp", None),
        (STORY, None),
        ("https://[bad/amp", None),
        (None, None),
    ],
)
def test_an_amp_twin_is_believed_on_its_own_site_only(amp: str | None, wanted: str | None) -> None:
    assert amp_page(amp, STORY) == wanted
