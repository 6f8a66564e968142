"""Who a phrase of the text names as a speaker. A shape, no rule."""

from __future__ import annotations

from typing import Literal, NamedTuple

SubjectKind = Literal["person", "organization", "group"]
Reference = Literal["same", "honoured", "text"]


class Subject(NamedTuple):
    """Who a phrase names. `name` and `role` as written; `end`: the word behind it.

    `reference`: somebody named before, told by no name (المصدر نفسه، سموه، البيان). `is_sure`: offices, titles, first
    names or organisations prove that it is a speaker; otherwise only its place does. `is_whole`: nothing of the
    phrase was left over. `has_issued`: it is told as the one whose paper speaks («بيان الوزارة»).
    """

    name: str | None
    role: str | None
    kind: SubjectKind
    end: int
    org: str | None = None
    reference: Reference | None = None
    is_sure: bool = True
    is_whole: bool = True
    alias: str | None = None
    is_guess: bool = False
    is_rare: bool = False
    has_issued: bool = False
