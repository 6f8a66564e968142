"""`khabar extract` of addresses: what is fetched beside the page itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from khabar.newsroom.faults import Fault, OnlyAmp, SplitPages, Status
from khabar.newsroom.render_parts import part_path
from khabar.newsroom.server import Newsroom

NAWRAS = "sample-nawras"


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Iterator[Newsroom]:
    monkeypatch.setenv("KHABAR_ALLOW_NETWORKS", "127.0.0.1/32")
    monkeypatch.setenv("KHABAR_HOST_GAP_SECONDS", "0")
    with Newsroom(datetime.now(UTC), publishers=(NAWRAS,)) as newsroom:
        yield newsroom


def texts(record: dict[str, Any]) -> list[str]:
    return [block["text"] for block in record["body"] if block["type"] == "paragraph"]


@pytest.mark.parametrize("fault", [SplitPages(blocks=3), OnlyAmp()], ids=["over several pages", "text on its AMP page"])
def test_an_article_is_read_whole(offline_khabar: Any, room: Newsroom, fault: Fault) -> None:
    story = room.stories(NAWRAS)[0]
    whole = json.loads(offline_khabar("extract", room.url_of(story)).out)
    room.switch_on(NAWRAS, fault, "pages")

    found = json.loads(offline_khabar("extract", room.url_of(story)).out)

    assert texts(found) == texts(whole)
    assert "pages_missing" not in found["quality"]["warnings"]


def test_a_further_page_that_can_not_be_had_is_missed_aloud(offline_khabar: Any, room: Newsroom) -> None:
    story = room.stories(NAWRAS)[0]
    room.switch_on(NAWRAS, SplitPages(blocks=3), "pages")
    room.switch_on(NAWRAS, Status(code=404), part_path(story.path, 2))

    found = offline_khabar("extract", room.url_of(story))

    assert "pages_missing" in json.loads(found.out)["quality"]["warnings"]
    assert found.status == 0
