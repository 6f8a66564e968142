"""JSON-LD of a page, read tolerantly: wrapped, cut, in arrays, in @graph, broken. Not here: which value wins."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

Node = dict[str, Any]

# schema.org types that are one article; the second group is taken when nothing of the first is there.
ARTICLE_TYPES = frozenset(
    [
        "Article",
        "NewsArticle",
        "ReportageNewsArticle",
        "AnalysisNewsArticle",
        "AskPublicNewsArticle",
        "BackgroundNewsArticle",
        "OpinionNewsArticle",
        "ReviewNewsArticle",
        "BlogPosting",
        "LiveBlogPosting",
        "SocialMediaPosting",
        "Report",
        "TechArticle",
        "AdvertiserContentArticle",
        "SatiricalArticle",
        "ScholarlyArticle",
    ]
)
OTHER_TYPES = frozenset(
    ["VideoObject", "AudioObject", "Review", "ImageGallery", "MediaGallery", "PodcastEpisode", "RadioEpisode",
     "CreativeWork", "WebPage", "ItemPage"]
)  # fmt: skip

_OPENERS = ("//", "<![CDATA[", "<!--", "/*", "*/")
_CLOSERS = ("]]>", "-->", "//", ";", "/*", "*/")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_TAG = re.compile(r"<[^<>]{1,300}>")
# A string value of a broken object: it ends at a quote that is followed by the next key or the object's end.
_STRING = re.compile(
    r'"(@type|headline|name|datePublished|dateModified|dateCreated|description|articleSection|articleBody|keywords|url)"'
    r'\s*:\s*"(.{0,5000}?)"\s*(?=,\s*"@?\w+"\s*:|,?\s*[}\]])',
    re.DOTALL,
)
_AUTHOR = re.compile(r'"author"\s{0,9}:\s{0,9}[\[{][^\]}]{0,300}?"name"\s{0,9}:\s{0,9}"([^"]{0,300})"')
_TELLING = ("headline", "datePublished", "articleBody", "uploadDate")
_MAX_DEPTH = 12
_TELLING_TITLE = 10
# The search for strings costs up to 5,000 times its text: it looks at the beginning of a page's first broken scripts
# only, where the article's own keys stand.
_SALVAGED = 60_000


def read_jsonld(scripts: Iterable[str]) -> tuple[Node, ...]:
    """All objects of all scripts, outermost first; what can't be parsed gives what its strings still say."""
    found: list[Node] = []
    salvaged = 0
    for script in scripts:
        text = _unwrapped(script)
        value = _parse(text)
        if value is None:
            value = _salvage(text[: _SALVAGED - salvaged])
            salvaged += min(len(text), _SALVAGED - salvaged)
        found.extend(_objects(value, 0))
    return tuple(found)


def _parse(text: str) -> Any:
    """What the JSON says; None where it says nothing, or is none."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass
    for candidate in (text, _TRAILING_COMMA.sub(r"\1", text), f"[{text}]"):
        try:
            # strict=False: raw line breaks inside strings
            return json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _unwrapped(script: str) -> str:
    """The script without the CDATA and comment marks around it."""
    text = script.strip()
    while (opener := next((mark for mark in _OPENERS if text.startswith(mark)), None)) is not None:
        text = text[len(opener) :].lstrip()
    while (closer := next((mark for mark in _CLOSERS if text.endswith(mark)), None)) is not None:
        text = text[: -len(closer)].rstrip()
    return text


def _salvage(text: str) -> Node | None:
    """Strings of an object that is no JSON (unescaped quotes, cut off): the first of each key wins."""
    node: Node = {}
    for key, value in _STRING.findall(text):
        node.setdefault(key, value.replace('\\"', '"').replace("\\/", "/").replace("\\n", "\n"))
    if author := _AUTHOR.search(text):
        node["author"] = {"@type": "Person", "name": author[1]}
    return node or None


def _objects(value: Any, depth: int) -> Iterator[Node]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for part in value:
            yield from _objects(part, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemReviewed", "hasPart", "@reverse"):
            if isinstance(value.get(key), dict | list):
                yield from _objects(value[key], depth + 1)


def types_of(node: Node) -> set[str]:
    """The schema.org types, without namespace."""
    raw = node.get("@type") or node.get("type") or ()
    names = raw if isinstance(raw, list) else [raw]
    return {str(name).rsplit("/", 1)[-1].rsplit(":", 1)[-1] for name in names}


def article_of(nodes: tuple[Node, ...], url: str = "", title: str = "") -> Node | None:
    """The node that describes this page's article; None when there is none.

    Of several of an article type: the one with the page's address, else with its title, else the fullest.
    """
    for wanted in (ARTICLE_TYPES, OTHER_TYPES):
        matching = [node for node in nodes if types_of(node) & wanted]
        full = [node for node in matching if any(node.get(key) for key in _TELLING)]
        if len(full) > 1:
            return max(full, key=lambda node: (_is_about(node, url, title), _fullness(node)))
        if full:
            return full[0]
        if matching and wanted is ARTICLE_TYPES:
            return matching[0]
    return None


def _is_about(node: Node, url: str, title: str) -> int:
    addresses = [url_of(node.get(key)) or "" for key in ("url", "mainEntityOfPage", "@id")]
    path = url.partition("://")[2].partition("?")[0].rstrip("/")
    if path and any(path == address.partition("://")[2].partition("?")[0].rstrip("/") for address in addresses):
        return 2
    headline = string(node.get("headline")) or ""
    return int(len(headline) > _TELLING_TITLE and headline in title)


def _fullness(node: Node) -> int:
    return sum(bool(node.get(key)) for key in ("headline", "datePublished", "author", "articleBody", "image"))


def resolve(value: Any, nodes: tuple[Node, ...]) -> Any:
    """`value`, or the node it points to by @id."""
    if isinstance(value, dict) and set(value) <= {"@id", "@type", "name"} and not value.get("name"):
        wanted = value.get("@id")
        return next((node for node in nodes if node.get("@id") == wanted and len(node) > len(value)), value)
    return value


def each(value: Any) -> list[Any]:
    """A list as it is, one value as a list of one, nothing as an empty list."""
    if value is None or value == "":
        return []
    return value if isinstance(value, list) else [value]


def string(value: Any) -> str | None:
    """The text of a JSON-LD value: a string, a {"@value"}, a named thing, or the first of a list."""
    if isinstance(value, list):
        return next((text for text in map(string, value) if text), None)
    if isinstance(value, dict):
        return string(value.get("@value") or value.get("name") or value.get("headline") or value.get("url"))
    if isinstance(value, str):
        return plain(value) or None
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def plain(text: str) -> str:
    """Text without tags and character references; publishers put both into JSON-LD and meta tags."""
    if "&" in text:
        text = html.unescape(html.unescape(text))
    return _TAG.sub(" ", text).strip() if "<" in text else text.strip()


def url_of(value: Any) -> str | None:
    """The address of an image, a page or a thing."""
    if isinstance(value, list):
        return next((found for found in map(url_of, value) if found), None)
    if isinstance(value, dict):
        return url_of(value.get("url") or value.get("contentUrl") or value.get("@id"))
    return value.strip() or None if isinstance(value, str) else None
