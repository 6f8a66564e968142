"""Values that frameworks put into a page in forms of their own."""

from __future__ import annotations

import json
from typing import Any

from khabar_worker.extract.markup.payloads import flight_values, nuxt_value


def pushes(stream: str, *, size: int) -> list[str]:
    """The scripts that push `stream` in pieces of `size` characters."""
    parts = [stream[start : start + size] for start in range(0, len(stream), size)]
    return [f"self.__next_f.push({json.dumps([1, part])})" for part in parts]


def test_rows_are_put_together_whatever_pieces_they_came_in() -> None:
    stream = '1:I["chunk.js"]\n2:{"title":"جسر جديد"}\n'

    found = [list(flight_values(pushes(stream, size=size))) for size in (3, 7, 1000)]

    assert found == [[{"title": "جسر جديد"}]] * 3


def test_a_long_text_stands_where_it_is_referred_to() -> None:
    text = "<p>افتتح الجسر.</p>\n"
    stream = f'1a:T{len(text.encode()):x},{text}2:{{"body":"$1a","price":"$5"}}\n'

    assert list(flight_values(pushes(stream, size=9))) == [{"body": text, "price": "$5"}]


def test_what_is_no_flight_gives_nothing() -> None:
    assert list(flight_values(["self.__next_f.push([0])", "self.__next_f.push([1,oops])", "var x = 1"])) == []


def test_numbered_parts_become_one_value() -> None:
    parts: list[Any] = [["Reactive", 1], {"title": 2, "tags": 3, "self": 0, "lost": 99}, "جسر جديد", [2, 4], "نقل"]

    assert nuxt_value(parts) == {"title": "جسر جديد", "tags": ["جسر جديد", "نقل"], "self": None, "lost": None}
