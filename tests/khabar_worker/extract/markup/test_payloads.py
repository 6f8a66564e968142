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


def flight(*rows: tuple[str, Any]) -> list[Any]:
    stream = "".join(f"{name}:{json.dumps(value, ensure_ascii=False)}\n" for name, value in rows)
    return list(flight_values(pushes(stream, size=11)))


def test_what_a_row_refers_to_is_put_in_wherever_it_stands() -> None:
    story = {"title": "$8", "author": ["$85"], "day": "$D2026-03-04T07:00:00.000Z", "body": "$9"}
    writer = {"name": "سمر الحداد", "page": "$L7"}

    found = flight(("85", writer), ("2", {"article": story}), ("8", "جسر جديد"), ("9", ["$a", "نص"]), ("a", "$8"))

    told = {"title": "جسر جديد", "author": [writer], "day": "2026-03-04T07:00:00.000Z", "body": ["جسر جديد", "نص"]}
    assert found == [{"article": told}]


def test_a_reference_may_name_a_part_of_a_row() -> None:
    page = ["$", "$L4", None, {"article": {"title": "جسر جديد", "authors": [{"name": "سمر الحداد"}]}}]
    share = {"title": "$3:props:article:title", "by": "$3:3:article:authors:0:name", "lost": "$3:props:video:title"}

    assert flight(("3", page), ("5", share))[1] == {
        "title": "جسر جديد",
        "by": "سمر الحداد",
        "lost": "$3:props:video:title",
    }


def test_rows_that_refer_to_each_other_come_to_an_end() -> None:
    story = {"title": "جسر جديد", "next": "$2", "own": "$1"}

    assert flight(("1", story), ("2", {"title": "نفق جديد", "previous": "$1"})) == [
        {"title": "جسر جديد", "next": {"title": "نفق جديد", "previous": "$1"}, "own": "$1"}
    ]


def test_rows_that_double_each_other_do_not_grow_without_end() -> None:
    rows = [(f"{n:x}", [f"${n + 1:x}"] * 8) for n in range(1, 60)]

    found = flight(*rows, ("3c", ["جسر"] * 50))

    assert json.dumps(found).count("[") < 100_000


def test_a_hint_among_the_rows_hides_none_behind_it() -> None:
    stream = ':HL["/style.css","style"]\n2:{"title":"جسر جديد"}\n'

    assert list(flight_values(pushes(stream, size=9)))[-1] == {"title": "جسر جديد"}


def test_what_is_no_flight_gives_nothing() -> None:
    assert list(flight_values(["self.__next_f.push([0])", "self.__next_f.push([1,oops])", "var x = 1"])) == []


def test_numbered_parts_become_one_value() -> None:
    parts: list[Any] = [["Reactive", 1], {"title": 2, "tags": 3, "self": 0, "lost": 99}, "جسر جديد", [2, 4], "نقل"]

    assert nuxt_value(parts) == {"title": "جسر جديد", "tags": ["جسر جديد", "نقل"], "self": None, "lost": None}
