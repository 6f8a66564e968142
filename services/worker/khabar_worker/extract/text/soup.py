"""Parts of a parsed page as beautifulsoup4 trees, made without parsing again. Not here: what in them is text.

Six times as fast as handing the part's HTML to a second parser, and the tree is the one a browser has.
"""

from __future__ import annotations

from typing import Any

from bs4 import Tag
from bs4.element import NavigableString, PageElement
from selectolax.lexbor import LexborHTMLParser, LexborNode

from khabar_worker.extract.markup.elements import HEADINGS
from khabar_worker.extract.markup.selecting import matches
from khabar_worker.extract.text.folds import Folds

# Never text of a story, nor the frame of its pictures and posts.
_LEFT_OUT = frozenset(
    [
        "style",
        "template",
        "svg",
        "nav",
        "object",
        "applet",
        "canvas",
        "map",
        "dialog",
        "label",
        "link",
        "meta",
        "title",
        "amp-ad",
        "amp-sidebar",
        "amp-social-share",
        "amp-analytics",
        "amp-consent",
        "amp-sticky-ad",
        "amp-auto-ads",
    ]
)
# Kept empty: they show that a box asks.
_CONTROLS = frozenset(["button", "input", "select", "textarea"])
# The only scripts kept, emptied: they stand for a post.
_POST = "data-telegram-post"
# What a new Tag holds; each copy gets its own name, attributes and contents. Tag's constructor asks a dozen questions
# about builders and cost as much as all the rest of the copying.
_BLANK = vars(Tag(name="div", attrs={}, interesting_string_types={NavigableString}))
_new_tag = Tag.__new__
_new_string = str.__new__


def soup_of(node: LexborNode, drops: tuple[str, ...] = (), folds: Folds | None = None) -> Tag:
    """`node` with all below it, in an element around it; without what matches the CSS selectors `drops`.

    A class attribute stays one string: it is searched, never taken apart.
    """
    dropped = {part.mem_id for selector in drops for part in matches(node, selector)}
    if folds is not None:
        return _Copy(dropped | folds.dropped, folds).of(node)
    return _Copy(dropped).of(node)


def soup_of_html(html: str, drops: tuple[str, ...] = ()) -> Tag:
    """The same for HTML that is no part of the page's tree."""
    root = LexborHTMLParser(html).root
    return soup_of(root, drops) if root is not None else Tag(name="[document]")


class _Copy:
    """One walk. `_last` is the element before the current one in document order, to which all searches go."""

    def __init__(self, dropped: set[int], folds: Folds | None = None) -> None:
        self._dropped = dropped
        self._folds = folds if folds is not None and (folds.shown or folds.inner) else None
        self._last: PageElement | None = None

    def of(self, node: LexborNode) -> Tag:
        around = self._tag("[document]", {}, None, None)
        around.contents.append(self._element(node, around, None))
        return around

    def _element(self, node: LexborNode, parent: Tag, before: PageElement | None) -> Tag:
        tag = self._tag(node.tag or "", node.attributes, parent, before)
        contents = tag.contents
        previous: PageElement | None = None
        child = node.first_child
        while child is not None:
            element: PageElement | None = None
            if child.is_text_node:
                element = self._string(child.text_content or "", tag, previous)
            elif child.is_element_node:
                element = self._child(child, tag, previous)
            if element is not None:
                contents.append(element)
                previous = element
            child = child.next
        return tag

    def _child(self, child: LexborNode, parent: Tag, before: PageElement | None) -> Tag | None:
        name = child.tag
        if self._folds is not None and (child.mem_id in self._folds.inner or child.mem_id in self._folds.shown):
            return self._unfolded(child, parent, before, self._folds)
        if name == "label" and (control := child.css_first("input")) is not None:
            child, name = control, "input"
        if name in _LEFT_OUT or (self._dropped and child.mem_id in self._dropped):
            return None
        if name == "button" and (parent.name in HEADINGS or self._is_title(child)):
            # What a button unfolds is text, and what it says its heading.
            tag = self._element(child, parent, before)
            tag.name, tag.attrs = "span" if parent.name in HEADINGS else "h3", {}
            return tag
        if name in _CONTROLS:
            attributes = child.attributes
            return None if attributes.get("type") == "hidden" else self._tag(name, {}, parent, before)
        if name == "script":
            attributes = child.attributes
            return self._tag(name, attributes, parent, before) if _POST in attributes else None
        return self._element(child, parent, before)

    def _is_title(self, button: LexborNode) -> bool:
        return self._folds is not None and button.mem_id in self._folds.titles

    def _unfolded(self, child: LexborNode, parent: Tag, before: PageElement | None, folds: Folds) -> Tag:
        """The fold without what hides it, which are its attributes."""
        if child.mem_id not in folds.inner:
            tag = self._element(child, parent, before)
            tag.attrs = {}
            return tag
        body = LexborHTMLParser(folds.inner[child.mem_id]).body
        if body is None:
            return self._tag("div", {}, parent, before)
        tag = self._element(body, parent, before)
        tag.name, tag.attrs = "div", {}
        return tag

    def _tag(self, name: str, attributes: dict[str, str | None], parent: Tag | None, before: PageElement | None) -> Tag:
        if None in attributes.values():
            attributes = {key: value or "" for key, value in attributes.items()}
        tag = _new_tag(Tag)
        state = tag.__dict__ = _BLANK.copy()
        state["name"] = name
        state["attrs"] = attributes
        state["contents"] = []
        state["parent"] = parent
        self._link(tag, state, before)
        return tag

    def _string(self, value: str, parent: Tag, before: PageElement | None) -> NavigableString:
        text = _new_string(NavigableString, value)
        state = text.__dict__ = {"hidden": False, "parent": parent, "next_element": None, "next_sibling": None}
        self._link(text, state, before)
        return text

    def _link(self, element: PageElement, state: dict[str, Any], before: PageElement | None) -> None:
        state["previous_sibling"] = before
        if before is not None:
            before.next_sibling = element
        last = state["previous_element"] = self._last
        if last is not None:
            last.next_element = element
        self._last = element
