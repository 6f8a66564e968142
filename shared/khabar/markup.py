"""Markup that is safe to hand to a parser: a linear pre-scan of HTML and feeds, and a byte clean-up for feeds.

Not here: parsing, size limits (khabar/http.py), and process limits (the worker's start-up).
"""

from __future__ import annotations

import re
from typing import NoReturn

from khabar.errors import RefusedMarkup

# libxml2 gives up between 250 and 300 levels and drops the text silently; lexbor and html5ever turn quadratic.
MAX_DEPTH = 240
MAX_ATTRIBUTES = 200
MAX_ALL_ATTRIBUTES = 400_000
# A live blog of one day has up to 80,000 tags; every parser used here is linear in flat tags.
MAX_TAGS = 150_000
# html5ever is quadratic in bare ampersands.
MAX_AMPERSANDS = 60_000
# expat with feedparser is quadratic in prefix declarations.
MAX_NAMESPACES = 1_000

_SPACE = rb"[ \t\n\f\r/]"
# One attribute as the HTML tokenizer reads it; possessive throughout, so that no input makes it backtrack.
_ATTRIBUTE = (
    _SPACE + rb"*+=?[^ \t\n\f\r/>=]++(?:[ \t\n\f\r]*+=[ \t\n\f\r]*+(?:\"[^\"]*+\"|'[^']*+'|[^ \t\n\f\r>]*+))?+"
    rb"|" + _SPACE + rb"*+="
)
# Markup that can't nest, skipped without a look: void and optional tags, and inline pairs around bare text.
_PLAIN_ATTRIBUTES = rb"(?:[ \t\n\r]++[a-zA-Z0-9:_-]++(?:=\"[^\"]*+\"|='[^']*+')?+){0,60}+[ \t\n\r]*+/?>"
_HARMLESS = (
    rb"(?:[^<]++|<(?:br|img|meta|link|input|hr|p|li|td|tr|th|tbody)"
    + _PLAIN_ATTRIBUTES
    + rb"|</(?:p|li|td|tr|th|tbody)>"
    rb"|<(?P<pair>a|span|b|i|strong|em|h[1-6]|div|small|time|label|button|option|script|style|iframe)"
    + _PLAIN_ATTRIBUTES
    + rb"[^<]*+</(?P=pair)>)*+"
)
_MARKUP = re.compile(
    rb"<!--|<[!?]|</(?![a-zA-Z])"
    rb"|<(/?)([a-zA-Z][^ \t\n\f\r/>]*+)((?:" + _ATTRIBUTE + rb")*+)(" + _SPACE + rb"*+>?)" + _HARMLESS
)
_ONE_ATTRIBUTE = re.compile(_ATTRIBUTE)
_COMMENT_END = re.compile(rb"-->|--!>")


def _names(text: bytes) -> frozenset[bytes]:
    return frozenset(text.split())


_VOID = _names(b"area base br col embed hr img input link meta param source track wbr")
# End tag optional, and unable to nest without one of the counted tags in between.
_OPTIONAL = _names(b"p li td tr th dd dt option optgroup tbody thead tfoot colgroup html head body")
_UNCOUNTED = _VOID | _OPTIONAL
# Foreign elements that are written self-closed in real pages.
_FOREIGN = _names(
    b"path circle rect use g line polygon polyline ellipse stop image animate animatetransform set text tspan "
    b"lineargradient radialgradient clippath mask defs symbol pattern filter fegaussianblur feoffset feblend feflood "
    b"fecomposite fecolormatrix femerge femergenode mspace mprescripts none"
)
_RAW_TEXT = {
    # Ignoring case for the name only: a search for a fixed beginning skips whole scripts at once.
    name: re.compile(rb"</(?i:" + name + rb")[ \t\n\f\r/>]")
    for name in _names(b"script style textarea title xmp iframe noembed noframes")
}
# An end tag does not reach through these.
_SCOPE = _names(b"table caption template marquee object applet button svg math foreignobject desc select")
_INLINE = _names(
    b"a b i u s em strong small big font code tt strike nobr span abbr cite q sub sup time label bdi bdo ins del mark"
)
_FOREIGN_ROOTS = (b"svg", b"math")
# A parser surely closes at most this many levels for one end tag.
_REACH = 12
# The shortest attribute with its separator is two bytes: a shorter run can't hold too many.
_COUNT_FROM = 2 * MAX_ATTRIBUTES


def _refuse(reason: str) -> NoReturn:
    raise RefusedMarkup(f"too much of: {reason}", reason=reason)


def check_markup(data: bytes, *, is_xml: bool = False) -> None:  # noqa: C901, PLR0912 - a call per tag doubles the cost
    """Passes when `data` may be parsed; linear in its size.

    Raises:
        RefusedMarkup: `reason` is `depth`, `attrs`, `tags`, `amps` or `namespaces`.
    """
    if data.count(b"&") > MAX_AMPERSANDS:
        _refuse("amps")
    if is_xml and data.count(b"xmlns:") > MAX_NAMESPACES:
        _refuse("namespaces")
    if len(data) > MAX_TAGS and data.count(b"<") > MAX_TAGS:
        _refuse("tags")
    open_tags: list[bytes] = []
    attributes_seen = position = foreign = 0
    search = _MARKUP.search
    while found := search(data, position):
        position = found.end()
        closing, raw_name, attributes, tail, _ = found.groups()
        if raw_name is None:
            position = _after_declaration(data, found.group(), position, is_xml)
            if position < 0:
                return
            continue
        if len(attributes) > _COUNT_FROM:
            attributes_seen += _count_attributes(attributes)
            if attributes_seen > MAX_ALL_ATTRIBUTES:
                _refuse("attrs")
        name = raw_name.lower()
        if closing:
            if open_tags and open_tags[-1] == name:
                open_tags.pop()
                foreign -= name in _FOREIGN_ROOTS
            elif name not in _UNCOUNTED:
                foreign -= _close(open_tags, name)
            continue
        if name in _UNCOUNTED and not is_xml:
            continue
        self_closed = tail.endswith(b"/>")
        if self_closed and (is_xml or name in _FOREIGN):
            continue
        if name in _RAW_TEXT and not foreign and not is_xml:
            # Nothing inside raw text is a tag.
            end = _RAW_TEXT[name].search(data, found.end(4))
            close = data.find(b">", end.start()) if end else -1
            if close < 0:
                return
            position = close + 1
            continue
        open_tags.append(name)
        foreign += name in _FOREIGN_ROOTS
        if len(open_tags) > MAX_DEPTH:
            _refuse("depth")


def _after_declaration(data: bytes, opener: bytes, position: int, is_xml: bool) -> int:
    """Where scanning goes on behind a comment, CDATA section, doctype or bogus comment; -1 at the end of input."""
    if opener == b"<!--":
        if data.startswith((b">", b"->"), position):
            return position
        end = _COMMENT_END.search(data, position)
        return end.end() if end else -1
    if is_xml and data.startswith(b"[CDATA[", position):
        close = data.find(b"]]>", position)
        # An unterminated section hides nothing: go on scanning inside it.
        return close + 3 if close >= 0 else position
    close = data.find(b">", position)
    return close + 1 if close >= 0 else -1


def _count_attributes(attributes: bytes) -> int:
    number = 0
    for _ in _ONE_ATTRIBUTE.finditer(attributes):
        number += 1
        if number > MAX_ATTRIBUTES:
            _refuse("attrs")
    return number


def _close(open_tags: list[bytes], name: bytes) -> int:
    """Pops what a parser would surely pop for this end tag; how many foreign roots were among it."""
    for index in range(len(open_tags) - 1, max(-1, len(open_tags) - 1 - _REACH), -1):
        top = open_tags[index]
        if top == name:
            gone = sum(tag in _FOREIGN_ROOTS for tag in open_tags[index:])
            del open_tags[index:]
            return gone
        if top in _SCOPE or (name in _INLINE and top not in _INLINE):
            break
    return 0


_C0 = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]{1,4096})|([0-9]{1,4096}));?")
_HIDDEN = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>", re.DOTALL)
# U+FFFD, the replacement character, as a reference that every charset can hold.
_REPLACEMENT = b"&#xFFFD;"


def _legal_reference(found: re.Match[bytes]) -> bytes:
    digits, base = (found[1], 16) if found[1] else (found[2], 10)
    if len(digits.lstrip(b"0")) > 7:
        return _REPLACEMENT
    code = int(digits, base)
    legal = code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
    return found[0] if legal else _REPLACEMENT


def preclean_xml(data: bytes) -> bytes:
    """`data` without the characters that make a feed parser lose the whole feed.

    C0 controls go, references to characters that XML forbids become U+FFFD. Bytes in an ASCII-compatible charset.

    Raises:
        RefusedMarkup: `reason` `entity`, when the document declares entities of its own (expansion bombs, XXE).

    Source: XML 1.0 (5th ed.) §2.2 Char, §4.2 Entity Declarations.
    """
    if b"<!ENTITY" in data and b"<!ENTITY" in _HIDDEN.sub(b"", data):
        raise RefusedMarkup("the document declares entities", reason="entity")
    if _C0.search(data):
        data = _C0.sub(b"", data)
    return _REFERENCE.sub(_legal_reference, data) if b"&#" in data else data
