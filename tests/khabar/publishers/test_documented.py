"""docs/publishers.md names every key, and its example is a file that loads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from khabar.publishers.loader import load_publishers
from khabar.publishers.record import CatalogueFeed, Publisher, Selectors

GUIDE = (Path(__file__).parents[3] / "docs" / "publishers.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "key", [*Publisher.model_fields, *CatalogueFeed.model_fields, *Selectors.model_fields], ids=lambda key: key
)
def test_every_key_is_explained(key: str) -> None:
    assert f"`{key}`" in GUIDE


def test_every_category_of_the_catalogue_is_listed() -> None:
    listed = re.search(r"Categories in use: ([^.]*)\.", GUIDE)
    used = {feed.category for each in load_publishers() for feed in each.feeds}

    assert listed is not None
    assert used <= set(re.split(r",\s+", listed[1]))


def test_the_example_loads(tmp_path: Path) -> None:
    example = re.search(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
    assert example is not None
    (tmp_path / "delta-voice.toml").write_text(example[1], encoding="utf-8")

    catalogue = load_publishers(tmp_path)

    found = catalogue.for_url("https://www.delta.example/news/1")
    assert found is not None
    assert found.id == "delta-voice"
