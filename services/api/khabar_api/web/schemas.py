"""What all routes share: pages, problems, how answers are documented. Shapes of one subject: its own module."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from khabar.record import Record
from khabar_api.web.problem_types import TYPES

# Marks an answer of a route as "the problems of this status".
PROBLEM_MARK = "x-problem"
T = TypeVar("T")


class Page(Record, Generic[T]):
    """One page of a list. `next` null: this was the last."""

    data: tuple[T, ...]
    next: str | None


class ProblemError(Record):
    pointer: str | None = None
    parameter: str | None = None
    detail: str
    detail_ar: str | None = None
    position: int | None = None


class ProblemDocument(Record):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: tuple[ProblemError, ...] = ()


class Accepted(Record):
    """The request was accepted and will be carried out soon."""

    accepted: int


def documented(
    example: Any,
    *problems: str,
    status: int = 200,
    media_type: str = "application/json",
    also: Mapping[str, Any] | None = None,
    **more: Mapping[str, Any],
) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route: its own answer with an example, and the problems beside those every route has.

    `also`: examples of its other representations, by media type.
    """
    shown = {media_type: example, **(also or {})}
    answers: dict[int | str, dict[str, Any]] = {
        status: {"content": {kind: {"example": one} for kind, one in shown.items()}}
    }
    answers |= {int(code.removeprefix("on_")): dict(text) for code, text in more.items()}
    for name in problems:
        add_problem(answers, name)
    return answers


def add_problem(answers: dict[int | str, dict[str, Any]], name: str) -> None:
    """Say among `answers` that this type of problem may come; openapi.py fills in what all of its status share."""
    kind = TYPES[name]
    answers.setdefault(kind.status, {"description": kind.title, PROBLEM_MARK: True})
