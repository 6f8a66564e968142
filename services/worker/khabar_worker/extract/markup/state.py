"""The article inside a page's embedded application state (Next.js, Nuxt and their kin). Not here: its blocks."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

import orjson
from selectolax.lexbor import LexborHTMLParser

from khabar_worker.extract.markup.payloads import flight_values, nuxt_value
from khabar_worker.extract.markup.structured import Node

_SCRIPTS = "script#__NEXT_DATA__, script#__NUXT_DATA__, script[type='application/json'], script#ng-state"
_ASSIGNED = re.compile(r"window\.(?:__\w+|\w*(?:STATE|DATA|state|Fusion)\w*)(?:\.\w+)?\s*=\s*(?=[{\[])")
_BODY_KEYS = re.compile(
    r"^(?:article_?)?(?:body|content|html|text|full_?text|description_?html|article_?body|post_?content|rendered|value|content_?elements|paragraphs|blocks)$",
    re.I,
)
_ARABIC = re.compile("[\u0621-\u064a]")
_MIN_LETTERS = 200
_MAX_NODES = 60_000


# What data calls a title, a date and a writer: keys in lower case without separators. schema.org's names first.
_TITLE_KEYS = ("headline", "title", "posttitle", "articletitle")
_FACTS = {
    "datePublished": (
        "datepublished", "publishedat", "publishdate", "publisheddate", "published", "publishedon", "displaydate",
        "firstpublishdate", "postdate", "createdat", "date",
    ),
    "dateModified": ("datemodified", "updatedat", "modifiedat", "lastupdateddate", "modified"),
    "author": ("author", "authors", "authorname", "writer", "writers", "byline"),
}  # fmt: skip
_NAME_KEYS = ("name", "title", "fullname", "displayname")
# Where a story's own data say that it stands.
_ADDRESS_KEYS = ("url", "slug", "permalink", "canonicalurl", "path")
_ELSEWHERE, _UNPLACED, _TITLED, _HERE = range(4)


@dataclass(frozen=True, slots=True)
class Held:
    """HTML of a body, and what the data beside it says of the article, under schema.org's names."""

    body: str
    facts: Node


def held_article(tree: LexborHTMLParser, url: str, is_own: Callable[[str], bool]) -> Held | None:
    """The article's text in the page's embedded data; None when there is none.

    The longest whose data name the page's address `url`; else under a title that `is_own`, the headline's like; else
    of all that name no address.
    """
    best, most = None, (_ELSEWHERE, 0)
    for value in _values(tree):
        for text, owner in _bodies(value):
            letters = len(_ARABIC.findall(text))
            if letters <= _MIN_LETTERS:
                continue
            rank = _rank(owner, url, is_own), letters
            if rank[0] > _ELSEWHERE and rank > most:
                best, most = (text, owner), rank
    return Held(best[0], _facts(best[1])) if best is not None else None


def _rank(owner: dict[str, Any], url: str, is_own: Callable[[str], bool]) -> int:
    """How surely an object is the page's own story: by its address, its title, or because it names no address."""
    told = _plainly(owner)
    named = [_last_part(told[key]) for key in _ADDRESS_KEYS if isinstance(told.get(key), str)]
    if _last_part(url) in filter(None, named):
        return _HERE
    title = next((told[key] for key in _TITLE_KEYS if isinstance(told.get(key), str)), "")
    if is_own(title):
        return _TITLED
    return _ELSEWHERE if any(named) else _UNPLACED


def _last_part(address: str) -> str:
    try:
        return unquote(urlsplit(address).path).strip("/").rpartition("/")[2]
    except ValueError:
        return ""  # «http://[…» leads nowhere


def _facts(owner: dict[str, Any]) -> Node:
    told = _plainly(owner)
    facts: Node = {}
    for name, keys in _FACTS.items():
        value = next((told[key] for key in keys if told.get(key)), None)
        if name == "author":
            value = _names(value)
        if value and isinstance(value, str | list):
            facts[name] = value
    return facts


def _plainly(owner: dict[str, Any]) -> dict[str, Any]:
    """The same under keys in lower case without separators: `fullName`, `full_name`."""
    return {re.sub(r"[\W_]", "", key).lower(): value for key, value in owner.items()}


def _names(value: Any) -> list[str]:
    if isinstance(value, list):
        return [name for part in value for name in _names(part)]
    if isinstance(value, dict):
        told = _plainly(value)
        return next((_names(told[key]) for key in _NAME_KEYS if told.get(key)), [])
    return [value] if isinstance(value, str) else []


def _values(tree: LexborHTMLParser) -> Iterator[Any]:
    for node in tree.css(_SCRIPTS):
        try:
            value = orjson.loads(node.text())
        except orjson.JSONDecodeError:
            continue
        is_numbered = isinstance(value, list) and "data-nuxt-data" in node.attributes
        yield nuxt_value(value) if is_numbered else value
    yield from flight_values(node.text() for node in tree.css("script:not([src])"))
    decoder = json.JSONDecoder(strict=False)
    for node in tree.css("script:not([src])"):
        text = node.text()
        if len(text) < 500 or "window." not in text[:2000]:
            continue
        for found in _ASSIGNED.finditer(text):
            try:
                yield decoder.raw_decode(text, found.end())[0]
            except (ValueError, RecursionError):
                continue


def _bodies(value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every text under a key that names a body, as HTML, with the object that has a title around it.

    Lists of paragraphs are joined.
    """
    stack: list[tuple[str, Any, dict[str, Any]]] = [("", value, {})]
    seen = 0
    while stack and seen < _MAX_NODES:
        seen += 1
        key, current, owner = stack.pop()
        if isinstance(current, dict):
            titled = current if any(isinstance(current.get(name), str) for name in _TITLE_KEYS) else owner
            stack.extend((str(name), part, titled) for name, part in current.items())
        elif isinstance(current, list):
            if _BODY_KEYS.match(key) and (joined := _paragraphs(current)):
                yield joined, owner
            stack.extend((key if isinstance(part, str) else "", part, owner) for part in current)
        elif isinstance(current, str) and len(current) > _MIN_LETTERS and _BODY_KEYS.match(key):
            text = html.unescape(current) if "&lt;p" in current else current
            lines = (f"<p>{html.escape(line)}</p>" for line in text.splitlines() if line.strip())
            yield text if "<" in text else "".join(lines), owner


def _paragraphs(parts: list[Any]) -> str:
    """Arc-like content elements: a list of typed objects, each with its own text."""
    found: list[str] = []
    for part in parts:
        if isinstance(part, str):
            found.append(f"<p>{part}</p>")
        elif isinstance(part, dict):
            text = part.get("content") or part.get("text") or part.get("html") or part.get("value")
            kind = str(part.get("type") or part.get("__typename") or "").lower()
            if isinstance(text, str) and text.strip():
                if text.lstrip().startswith("<"):
                    found.append(text)
                elif "head" in kind or "title" in kind:
                    found.append(f"<h2>{text}</h2>")
                else:
                    found.append(f"<p>{text}</p>")
            elif isinstance(part.get("items"), list):
                items = [
                    item if isinstance(item, str) else str(item.get("content") or item.get("text") or "")
                    for item in part["items"]
                    if isinstance(item, str | dict)
                ]
                found.append("<ul>" + "".join(f"<li>{item}</li>" for item in items if item) + "</ul>")
    return "".join(found) if len(found) > 1 else ""
