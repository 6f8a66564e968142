"""The elements of a page that tell of its article, found in one walk. Not here: what they say.

Every CSS query walks the whole tree, which costs a tenth of parsing it: what all pages are asked for is one query.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

_TITLE_CLASSES = frozenset(
    ["entry-title", "post-title", "article-title", "news-title", "newsTitle", "story-title", "articleTitle",
     "article__title"]
)  # fmt: skip
_TITLE_ID = "page-title"
_LOWERED_CLASSES = frozenset(map(str.lower, _TITLE_CLASSES))
_TITLES = f"h1, [itemprop~=headline]:not(meta), {', '.join(f'.{name}' for name in _TITLE_CLASSES)}, #{_TITLE_ID}"
# Attributes that scripts make printed dates of; the first of them counts.
STAMPS = ("data-date", "data-datetime", "data-timestamp")
# One attribute stands for all classes of titles: which of them it is, is seen here.
_SOUGHT = (
    "a[href], meta[content], link[rel][href], option[value], time, abbr.published, title, base[href], "
    f"{', '.join(f'[{name}]' for name in STAMPS)}, "
    f"script[type='application/ld+json'], [itemprop], h1, [class*=itle i], #{_TITLE_ID}"
)

Attributes = dict[str, str | None]
Marked = tuple[LexborNode, Attributes]


@dataclass(slots=True)
class Marks:
    """Elements in page order with their attributes. `links` are the options of select boxes too."""

    metas: list[Marked] = field(default_factory=list)
    relations: list[Marked] = field(default_factory=list)
    names: list[Marked] = field(default_factory=list)
    bases: list[Marked] = field(default_factory=list)
    scripts: list[Marked] = field(default_factory=list)
    times: list[Marked] = field(default_factory=list)
    links: list[Marked] = field(default_factory=list)
    properties: list[Marked] = field(default_factory=list)
    titles: list[LexborNode] = field(default_factory=list)


def read_marks(tree: LexborHTMLParser) -> Marks:
    """Where a page tells its metadata, its dates and titles, and where it leads."""
    marks = Marks()
    # By tag: the attribute that it needs, what must be in that (in small letters), and where it goes.
    kinds = {
        "a": ("href", "", marks.links),
        "meta": ("content", "", marks.metas),
        "link": ("rel", "", marks.relations),
        "option": ("value", "", marks.links),
        "time": (None, "", marks.times),
        "abbr": ("class", "published", marks.times),
        "title": (None, "", marks.names),
        "base": ("href", "", marks.bases),
        "script": ("type", "application/ld+json", marks.scripts),
    }
    last = 0
    is_certain = True
    for node in tree.css(_SOUGHT):
        key = node.mem_id
        if key == last:  # it matches twice
            continue
        last = key
        tag, attributes = node.tag or "", node.attributes
        if (kind := kinds.get(tag)) is not None:
            needed, held, target = kind
            if needed is None or (needed in attributes and (not held or held in (attributes[needed] or "").lower())):
                target.append((node, attributes))
        elif any(name in attributes for name in STAMPS):
            marks.times.append((node, attributes))
        if "itemprop" in attributes:
            marks.properties.append((node, attributes))
        elif not ("class" in attributes or "id" in attributes or tag == "h1"):
            continue  # nothing names it a title
        is_title = tag == "h1" or _is_named_title(tag, attributes)
        if is_title:
            marks.titles.append(node)
        elif is_title is None:
            is_certain = False
    if not is_certain:
        marks.titles = tree.css(_TITLES)
    return marks


def _is_named_title(tag: str, attributes: Attributes) -> bool | None:
    """Whether an element's names say that it shows the headline; None when that turns on the page's mode.

    Source: HTML §16.2, in quirks mode the case of letters in classes and ids does not count.
    """
    if "itemprop" in attributes and tag != "meta" and "headline" in (attributes["itemprop"] or "").split():
        return True
    name, identity = attributes.get("class"), attributes.get("id")
    names = name.split() if name and "itle" in name.lower() else []
    if identity == _TITLE_ID or not _TITLE_CLASSES.isdisjoint(names):
        return True
    is_nearly = (identity and identity.lower() == _TITLE_ID) or not _LOWERED_CLASSES.isdisjoint(map(str.lower, names))
    return None if is_nearly else False
