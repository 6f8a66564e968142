"""Under which names a page's publisher may sign, or close its titles. Not here: taking them off (headline.py)."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from khabar.arabic.clean import clean_name
from khabar.arabic.fold import fold
from khabar.publishers.record import Publisher
from khabar_worker.extract.bylines.agencies import is_agency, is_desk
from khabar_worker.extract.bylines.people import is_signature
from khabar_worker.extract.markup.metadata import Head
from khabar_worker.extract.markup.structured import Node, each, plain, string, types_of

_BY = re.compile(r"^\s*(?:by|بقلم)\s+", re.IGNORECASE)
# «وكالة النهر للأنباء (ون)»
_SHORT_NAME = re.compile(r"\(([^()]{2,20})\)\s*$")
_TITLE_CUT = re.compile(r"\s+[-–—|:«»•~]+\s*|:\s+|\s*[|»«•]\s*")


def _title_rests(title: str, titles: list[str]) -> list[str]:
    """What one title has beyond another («الخبر - الموقع» beside «الخبر»): the site's name."""
    rests = []
    for other in titles:
        if (
            other != title
            and len(other) >= 12
            and 2 * len(other) > len(title)
            and (title.startswith(other) or title.endswith(other))
        ):
            rest = title.removeprefix(other) if title.startswith(other) else title.removesuffix(other)
            if _TITLE_CUT.search(f" {rest} ") and len(rest.split()) <= 7:
                parts = (_BY.sub("", part) for part in _TITLE_CUT.split(rest))
                # «الخبر - by أيهم الطويل»: a blog's writer is not its name.
                rests += [part for part in parts if len(part.strip()) > 2 and not is_signature(part)]
    return rests


def _ends(title: str) -> list[str]:
    """The first and the last part of a title, where it has several."""
    parts = [part for part in _TITLE_CUT.split(title) if part]
    return [parts[0], parts[-1]] if len(parts) > 1 else []


def site_names(
    article: Node, nodes: tuple[Node, ...], head: Head, url: str, publisher: Publisher | None, titles: list[str]
) -> frozenset[str]:
    """Folded names under which the publisher may sign or close its titles. `titles` are all titles of the page."""
    names: list[str | None] = [
        head.first("og:site_name"),
        head.first("application-name"),
        head.first("publisher", "dc.publisher", "copyright"),
    ]
    names.append(string(article.get("publisher")))
    names += [
        string(node.get("name"))
        for node in nodes
        if types_of(node) & {"WebSite", "Organization", "NewsMediaOrganization"}
    ]
    # An organization that signs its own page is the newsroom, under a name that may stand nowhere else.
    names += [
        name
        for entry in each(article.get("author"))
        if isinstance(entry, dict)
        and types_of(entry) & {"Organization", "NewsMediaOrganization"}
        and (name := string(entry.get("name")))
        and not (is_agency(name) or is_desk(name))
    ]
    if (signed := head.first("author")) and not is_signature(signed):
        # What opens or closes the page's own title signs for the newsroom.
        names += [part for title in titles[:3] for part in _ends(title) if fold(part) == fold(clean_name(signed))]
    if publisher is not None:
        names += [publisher.name_ar, publisher.name_en, publisher.id]
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    names += [host, host.split(".")[0]]
    handle = head.first("twitter:site")
    names.append(handle.lstrip("@") if handle else None)
    names += [name for title in titles for name in _title_rests(title, titles)]
    names += [found[1] for name in names if name and (found := _SHORT_NAME.search(name))]
    return frozenset(folded for name in names if name and (folded := fold(clean_name(plain(name)))) and len(folded) > 1)
