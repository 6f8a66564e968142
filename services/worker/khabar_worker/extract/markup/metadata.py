"""What a page's head says: meta tags, links, title, microdata. Not here: which value wins."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin

from selectolax.lexbor import LexborNode

from khabar_worker.extract.markup.marks import Marked, Marks
from khabar_worker.extract.markup.structured import plain

# The only microdata read: the article's own properties. A nested scope (a comment, a related card) has others.
_PROPERTIES = frozenset(
    [
        "datePublished",
        "dateModified",
        "dateCreated",
        "author",
        "headline",
        "articleSection",
        "keywords",
        "description",
    ]
)
_FOREIGN_SCOPES = ("Comment", "BreadcrumbList", "ListItem", "Organization", "ItemList")


@dataclass(frozen=True, slots=True)
class Head:
    """Meta values by lower-case name or property, in page order; links by rel, absolute."""

    metas: dict[str, list[str]]
    links: dict[str, str]
    title: str | None
    properties: dict[str, list[LexborNode]]
    language: str | None

    def first(self, *names: str) -> str | None:
        """The first non-empty value of the first name that has one."""
        for name in names:
            for value in self.metas.get(name, ()):
                if value:
                    return value
        return None


def read_head(marks: Marks, root: LexborNode | None, url: str) -> Head:
    metas: dict[str, list[str]] = {}
    for _, attributes in marks.metas:
        name = attributes.get("property") or attributes.get("name") or attributes.get("http-equiv")
        value = attributes["content"]
        if name and value and (value := plain(value)):
            metas.setdefault(name.strip().lower(), []).append(value)
    links: dict[str, str] = {}
    for _, attributes in marks.relations:
        href = attributes.get("href")
        for rel in (attributes["rel"] or "").lower().split():
            if href and rel in ("canonical", "amphtml", "shortlink", "image_src", "next", "prev"):
                links.setdefault(rel, absolute(href, url) or "")
    stated = root.attributes if root else {}
    return Head(
        metas=metas,
        links={rel: href for rel, href in links.items() if href},
        title=marks.names[0][0].text().strip() or None if marks.names else None,
        properties=_properties(marks.properties),
        language=stated.get("lang") or stated.get("xml:lang"),
    )


def _properties(marked: list[Marked]) -> dict[str, list[LexborNode]]:
    found: dict[str, list[LexborNode]] = {}
    for node, attributes in marked:
        names = (attributes["itemprop"] or "").split()
        if _PROPERTIES.isdisjoint(names) or _in_foreign_scope(node):
            continue
        for name in names:
            found.setdefault(name, []).append(node)
    return found


def _in_foreign_scope(node: LexborNode) -> bool:
    above = node.parent
    while above is not None and above.tag not in ("body", "html", "-document", None):
        attributes = above.attributes
        if "itemscope" in attributes:
            kind = attributes.get("itemtype") or ""
            return kind.rsplit("/", 1)[-1] in _FOREIGN_SCOPES
        above = above.parent
    return False


def property_value(node: LexborNode) -> str | None:
    """The value of an itemprop: content, datetime, a nested name, else the text."""
    attributes = node.attributes
    value = attributes.get("content") or attributes.get("datetime")
    if node.tag == "abbr":
        value = value or attributes.get("title")
    if not value:
        named = node.css_first("[itemprop~=name]")
        if named is not None:
            value = named.attributes.get("content") or named.text(strip=True)
    return plain(value or node.text(separator=" ")) or None


# Addresses that joining leaves as they are, which most are: it takes ten times as long.
_WHOLE = re.compile(r"https?://[a-zA-Z0-9.:_-]++(?:/[^\x00-\x20;?#]*+)?+(?:\?[^\x00-\x20;#]++)?+(?:#[^\x00-\x20]++)?+")


def absolute(href: str | None, base: str) -> str | None:
    """An http(s) address; None for scripts, data, fragments and what can't be joined."""
    if not href:
        return None
    href = href.strip()
    if base and _WHOLE.fullmatch(href):
        return href
    try:
        joined = urljoin(base, href)
    except ValueError:
        return None
    return joined if joined.startswith(("http://", "https://")) else None
