"""Lists that go on behind the row where a page ended: all but those of articles, whose places have more keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from fastapi import Request, Response

from khabar.query import Place
from khabar.storage.database import Connection
from khabar_api.state import State
from khabar_api.web import answers
from khabar_api.web.cursor import filter_hash
from khabar_api.web.problems import Problem

Row = TypeVar("Row")
Key = TypeVar("Key")


def listed(
    request: Request,
    state: State,
    name: str,
    cursor: str | None,
    limit: int,
    find: Callable[[Connection, Key | None, int], Sequence[Row]],
    *,
    key: Callable[[Row], object],
    parse: Callable[[str], Key],
    shown: Callable[[Row], Any],
) -> Response:
    """One page as `{data, next}`. `name` says which list, filters included: its cursors are good for no other.

    `find` gets the key behind which to go on (None: from the beginning) and how many rows at most; `key` is a row's,
    and `parse` reads it again from text.

    Raises:
        Problem: the cursor was changed, or belongs to another list.
    """
    filters = filter_hash(name)
    place = state.place(cursor, filters)
    try:
        behind = parse(place.keys[0]) if place else None
    except ValueError:  # of a version that wrote its cursors otherwise
        raise Problem(
            "bad-cursor",
            "The cursor is of another version: begin at the first page.",
            "العلامة من إصدار آخر: ابدأ من الصفحة الأولى.",
        ) from None
    with state.reads.connection() as db:
        rows = find(db, behind, limit + 1)
    more, rows = len(rows) > limit, rows[:limit]
    following = state.cursor(Place(keys=(str(key(rows[-1])),)), filters) if more else None
    return answers.page(request, [shown(row) for row in rows], following)
