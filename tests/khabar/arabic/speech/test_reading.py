"""Where sentences end."""

from __future__ import annotations

import pytest

from khabar.arabic.node import Node
from khabar.arabic.speech.reading import Reading


def sentences(text: str) -> list[str]:
    reading = Reading(Node("b1", "paragraph", 0, text))
    return [" ".join(reading.folded[start:end]) for start, end in reading.sentences]


@pytest.mark.parametrize(
    "text", ["كان حاضرا.وقال شيئا", "كان حاضرا.والوزير غائب", "كان حاضرا.ثم غاب", "كان حاضرا.أضاف شيئا"]
)
def test_a_sentence_ends_where_only_the_space_was_lost(text: str) -> None:
    assert len(sentences(text)) == 2


@pytest.mark.parametrize(
    "text", ["موقع أمازون.كوم", "موقع هسبريس.كوم", "قناة سكاي.نيوز", "موقع ياهو.فرنسا", "موقع أمازون.كوم.وقال"]
)
def test_no_sentence_ends_inside_an_address(text: str) -> None:
    assert len(sentences(text)) == 1
