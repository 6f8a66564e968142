"""Embedded application state that is no plain JSON: rows of React's server components, Nuxt's numbered values.

Here: bringing them into ordinary values. Not here: which of them is the article (state.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

_PUSHED = re.compile(r"self\.__next_f\.push\((\[1,.*\])\)\s*;?\s*$", re.DOTALL)
_ROW = re.compile(rb"([0-9a-f]+):(?:T([0-9a-f]+),)?")
_REFERENCE = re.compile(r"^\$[0-9a-f]+$")
# A wrapper such as ["Reactive", 5]: the value is elsewhere in the list.
_WRAPPER_LENGTH = 2
_DEEPEST = 100


def flight_values(scripts: Iterable[str]) -> Iterator[Any]:
    """The values that Next.js pushes to the reader's browser, long texts put in where they are referred to.

    Source: React's flight protocol, as react-server-dom writes it: rows `id:json`, and `id:Tlength,text` with the
    length in bytes, hexadecimal.
    """
    pushed = (_PUSHED.search(script) for script in scripts if "__next_f" in script[:200])
    stream = "".join(part for found in pushed if found is not None for part in _chunk(found[1])).encode()
    texts: dict[str, str] = {}
    rows: list[Any] = []
    position = 0
    while (found := _ROW.match(stream, position)) is not None:
        if found[2] is not None:
            position = found.end() + int(found[2], 16)
            texts["$" + found[1].decode()] = stream[found.end() : position].decode("utf-8", "replace")
        else:
            end = stream.find(b"\n", found.end())
            position = len(stream) if end < 0 else end + 1
            try:
                rows.append(orjson.loads(stream[found.end() : position]))
            except orjson.JSONDecodeError:
                continue  # an import or a hint
    for row in rows:
        yield _with_texts(row, texts, 0)


def _chunk(pushed: str) -> Iterator[str]:
    try:
        values = orjson.loads(pushed)
    except orjson.JSONDecodeError:
        return
    yield from (value for value in values if isinstance(value, str))


def _with_texts(value: Any, texts: dict[str, str], depth: int) -> Any:
    if isinstance(value, str):
        return texts.get(value, value) if _REFERENCE.match(value) else value
    if depth > _DEEPEST:
        return None
    if isinstance(value, list):
        return [_with_texts(part, texts, depth + 1) for part in value]
    if isinstance(value, dict):
        return {key: _with_texts(part, texts, depth + 1) for key, part in value.items()}
    return value


def nuxt_value(numbered: list[Any]) -> Any:
    """The value that a list of numbered parts stands for; the first is the whole.

    Source: Rich Harris' devalue, with Nuxt 3's wrappers for reactive values.
    """
    return _numbered(numbered, 0, {}, 0)


def _numbered(parts: list[Any], index: int, made: dict[int, Any], depth: int) -> Any:
    if not 0 <= index < len(parts) or depth > _DEEPEST:
        return None
    if index in made:
        return made[index]
    made[index] = None  # what refers to itself
    value = parts[index]

    def part(number: Any) -> Any:
        return _numbered(parts, number, made, depth + 1) if type(number) is int else None

    if isinstance(value, dict):
        value = {key: part(number) for key, number in value.items()}
    elif isinstance(value, list):
        if len(value) == _WRAPPER_LENGTH and isinstance(value[0], str):
            value = part(value[1]) if type(value[1]) is int else value[1]
        else:
            value = [part(number) for number in value]
    made[index] = value
    return value
