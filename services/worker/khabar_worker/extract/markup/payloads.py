"""Embedded application state that is no plain JSON: rows of React's server components, Nuxt's numbered values.

Here: bringing them into ordinary values. Not here: which of them is the article (state.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

_PUSHED = re.compile(r"self\.__next_f\.push\((\[1,.*\])\)\s*;?\s*$", re.DOTALL)
# A hint has no number: `:HL[…]`.
_ROW = re.compile(rb"([0-9a-f]*):(?:T([0-9a-f]+),)?")
# `$1a` is the whole of a row, `$1a:props:author` a part of it, `$D2026-…` a date.
_REFERENCE = re.compile(r"\$([0-9a-f]+)((?::\w+)*)$")
_DATE = re.compile(r"\$D(?=\d{4}-)")
_NAMED_ROW = re.compile(rb'"\$([0-9a-f]+)"')
# Where React writes an element's properties: ["$", type, key, props].
_PROPS = 3
# How much may be put in for references, as rows that refer to each other could grow without end: values, and for
# texts one for so many characters.
_MOST_PUT_IN = 30_000
_TEXT_PART = 64
# A wrapper such as ["Reactive", 5]: the value is elsewhere in the list.
_WRAPPER_LENGTH = 2
_DEEPEST = 100


def flight_values(scripts: Iterable[str]) -> Iterator[Any]:
    """The values that Next.js pushes to the reader's browser; what a value refers to is put in its place.

    A row that stands in another is no value of its own. A reference stays as it is when no row answers it, or it leads
    back into itself.

    Source: React's flight protocol, as react-server-dom writes it: rows `id:json`, and `id:Tlength,text` with the
    length in bytes, hexadecimal.
    """
    pushed = (_PUSHED.search(script) for script in scripts if "__next_f" in script[:200])
    stream = "".join(part for found in pushed if found is not None for part in _chunk(found[1])).encode()
    texts: dict[str, str] = {}
    rows: dict[str, Any] = {}
    position = 0
    while (found := _ROW.match(stream, position)) is not None:
        name = found[1].decode()
        if found[2] is not None:
            position = found.end() + int(found[2], 16)
            texts[name] = stream[found.end() : position].decode("utf-8", "replace")
        else:
            end = stream.find(b"\n", found.end())
            position = len(stream) if end < 0 else end + 1
            try:
                rows[name] = orjson.loads(stream[found.end() : position])
            except orjson.JSONDecodeError:
                continue  # an import or a hint
    named = {name.decode() for name in _NAMED_ROW.findall(stream)}
    resolver = _Resolver({**rows, **texts})
    # Rows that only each other's loops name are left for the end.
    for name in sorted(rows, key=named.__contains__):
        if name not in resolver.put_in:
            yield resolver.resolve(rows[name], (name,))


def _chunk(pushed: str) -> Iterator[str]:
    try:
        values = orjson.loads(pushed)
    except orjson.JSONDecodeError:
        return
    yield from (value for value in values if isinstance(value, str))


class _Resolver:
    """Puts the rows of one page where they are referred to; `put_in` are the numbers of those that were, whole."""

    def __init__(self, rows: dict[str, Any]) -> None:
        self._rows = rows
        self._left = _MOST_PUT_IN
        self.put_in: set[str] = set()

    def resolve(self, value: Any, within: tuple[str, ...], depth: int = 0) -> Any:
        """`within`: the rows that are being resolved, the outermost first."""
        if isinstance(value, str):
            found = _REFERENCE.match(value)
            return self._referred(found, within, depth) if found is not None else _DATE.sub("", value)
        if depth > _DEEPEST:
            return None
        if len(within) > 1 and isinstance(value, list | dict):
            self._left -= len(value)
        if isinstance(value, list):
            return [self.resolve(part, within, depth + 1) for part in value]
        if isinstance(value, dict):
            return {key: self.resolve(part, within, depth + 1) for key, part in value.items()}
        return value

    def _referred(self, found: re.Match[str], within: tuple[str, ...], depth: int) -> Any:
        name, path = found[1], found[2].split(":")[1:]
        if name not in self._rows or name in within or self._left <= 0:
            return found[0]
        try:
            part = _part(self._rows[name], path)
        except (LookupError, TypeError, ValueError):
            return found[0]
        if not path:
            self.put_in.add(name)
        if isinstance(part, str) and not _REFERENCE.match(part):
            self._left -= 1 + len(part) // _TEXT_PART
            return part
        return self.resolve(part, (*within, name), depth + 1)


def _part(value: Any, path: list[str]) -> Any:
    """What stands at `path`, a list of keys and positions."""
    for key in path:
        if isinstance(value, list):
            is_props = key == "props" and value[:1] == ["$"]
            value = value[_PROPS if is_props else int(key)]
        else:
            value = value[key]
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
