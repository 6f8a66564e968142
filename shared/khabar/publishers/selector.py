"""A cheap look at CSS selectors, since the kernel has no CSS library. Matching is the worker's."""

from __future__ import annotations

import re

_CLOSES = {"]": "[", ")": "("}
_STRING = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")
_ATTRIBUTE = re.compile(r"\[[^]]*\]")
_HALF_COMBINATOR = re.compile(r"^\s*[>+~,]|[>+~,]\s*$|[>+~,]\s*[>+~,]")
_NAMELESS = re.compile(r"[.#:](?![\w\\:-])")


def selector_problem(selector: str) -> str | None:
    """What is plainly wrong with a CSS selector; None when nothing is. One that passes may still match nothing.

    >>> selector_problem("div.article-body")
    >>> selector_problem("div[id='نص'")
    "opens '[' and does not close it"
    """
    if not selector.strip():
        return "is empty: write a CSS selector, or leave the key out"
    # Signs inside a quotation don't count.
    bare = _STRING.sub("", selector)
    if '"' in bare or "'" in bare:
        return "opens a quotation mark and does not close it"
    if found := next((sign for sign in "{};" if sign in bare), None):
        return f"holds '{found}': write the selector only, no style rule"
    if problem := _bracket_problem(bare):
        return problem
    outside = _ATTRIBUTE.sub("[]", bare)
    if _HALF_COMBINATOR.search(outside):
        return "has nothing on one side of a '>', '+', '~' or ',': complete it"
    return "has a '.', '#' or ':' with no name after it: complete it" if _NAMELESS.search(outside) else None


def _bracket_problem(bare: str) -> str | None:
    opened: list[str] = []
    for sign in bare:
        if sign in _CLOSES.values():
            opened.append(sign)
        elif sign in _CLOSES and (not opened or opened.pop() != _CLOSES[sign]):
            return f"closes '{sign}' without opening it"
    return f"opens '{opened[-1]}' and does not close it" if opened else None
