"""Which pieces of a header's line say something of their own, and the words of their elements. Rules only."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from khabar_worker.extract.bylines.introductions import opens_byline
from khabar_worker.extract.heading.portraits import PROFILE, is_writers_label
from khabar_worker.extract.markup.class_words import words_of
from khabar_worker.extract.markup.elements import INLINE

_SIGNED = re.compile(r"(?:^|[\s_-])(?:author|writer|byline|fn)(?=$|[\s_-])")
_DATED = re.compile(r"(?:^|[\s_-])(?:date|time|published|updated|posted-on|views)(?=$|[\s_-])")
_SOURCED = re.compile(r"\W*المصدر\s*[:：]\s*\S")
_COMMAS = ("،", ",")
# What a line goes on behind.
_JOINING = (":", "،", ",", "-", "|", "/")
_NAMING = ("itemprop", "rel", "data-testid")


def is_new_part(text: LexborNode, part: LexborNode | None, current: list[str], *, linked: bool) -> bool:
    """Whether a classed inline element says something new on the same line: a byline behind a date, not a label."""
    parent = text.parent
    if parent is None or part is None or parent.mem_id == part.mem_id or parent.tag not in INLINE:
        return False
    printed = " ".join(current).rstrip()
    following = (text.text_content or "").strip()
    if printed.endswith(" و") or following.split(maxsplit=1)[:1] == ["و"] or following in _COMMAS:
        return False  # «فلان» و «فلانة», «فلان»، «فلانة»
    if (linked and _SOURCED.match(current[0])) or (parent.tag == "time" and not printed.endswith((":", "-", "|", "/"))):
        return True
    before = parent.prev.mem_id if parent.prev is not None else None
    is_adjacent = before is not None and before in (part.mem_id, part.parent.mem_id if part.parent else None)
    if (is_adjacent or parent.tag == part.tag == "a") and _are_apart(printed, text.text_content or ""):
        return True
    if not parent.attributes.get("class") and not parent.attributes.get("id"):
        return False
    is_value = _DATED.search(own_words(parent)) or (text.text_content or "").strip().isdigit()
    is_dated = is_value and _SIGNED.search(own_words(part)) is not None
    return is_dated or (len(printed) > 12 and not printed.endswith(_JOINING))


def _are_apart(printed: str, following: str) -> bool:
    """Whether two links, or two inline elements without white space between them, are two things.

    Not a label and its value, nor the parts of a date.
    """
    is_dated = printed[-1:].isdigit() or following.lstrip()[:1].isdigit()
    return not is_dated and not printed.endswith(_JOINING) and not opens_byline(printed)


def own_words(node: LexborNode) -> str:
    """The words that tell an element's purpose: class, id, and what else names it."""
    attributes = node.attributes
    if not attributes:
        return "figcaption" if node.tag == "figcaption" else ""
    extra = " ".join(filter(None, map(attributes.get, _NAMING)))
    if node.tag == "a" and PROFILE.search(attributes.get("href") or ""):
        extra += " author"
    elif node.tag == "figcaption":
        extra += " figcaption"
    if (label := attributes.get("aria-label")) and is_writers_label(label):
        extra += " author"
    return words_of(f"{attributes.get('class') or ''} {extra}", attributes.get("id") or "")
