"""CSS selectors that people wrote, matched so that a wrong one matches nothing. Not here: what the matches mean."""

from __future__ import annotations

from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

_REMEMBERED = 1024

# An element of a parsed page, for those who only look at one.
Element = LexborNode


def parsed(html: str) -> LexborHTMLParser:
    """A page as the extractor sees it."""
    return LexborHTMLParser(html)


def matches(scope: LexborHTMLParser | LexborNode, selector: str) -> list[LexborNode]:
    """The elements below `scope` that a selector matches, in page order; none for what is no CSS."""
    return scope.css(selector) if is_css(selector) else []


@lru_cache(_REMEMBERED)
def is_css(selector: str) -> bool:
    """Whether the parser that reads pages understands a selector."""
    try:
        LexborHTMLParser("<p>").css(selector)
    except SelectolaxError:
        return False
    return True
