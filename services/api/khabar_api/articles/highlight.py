"""Where a search matches an article: passages with offsets into its own texts, and cut out for reading. A rule.

Offsets are code points of the text as the record has it; what the publisher's policy hides is not looked into.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from khabar.arabic.search_tree import SearchQuery, highlights
from khabar.article import Article
from khabar.indexing import body_nodes
from khabar_api.articles.presentation import article_of

MOST_PASSAGES = 5
SNIPPET_CHARACTERS = 200
# Of a snippet, so much stands before its first match.
_LEAD_CHARACTERS = 60

Span = tuple[int, int]


def with_highlights(shown: bytes, record: str, query: SearchQuery) -> bytes:
    """The record as `shown`, with a key `highlights`."""
    document = orjson.loads(shown)
    document["highlights"] = list(passages(article_of(record), query))
    return orjson.dumps(document)


def passages(article: Article, query: SearchQuery) -> Iterator[dict[str, Any]]:
    """Up to MOST_PASSAGES texts of `article` that match: headline first, then summary, then the body in order."""
    found = 0
    for field, node, text in _texts(article):
        spans = highlights(text, query)
        if spans:
            yield {
                "field": field,
                "node": node,
                "matches": [{"start": start, "end": end} for start, end in spans],
                "snippet": snippet(text, spans),
            }
            found += 1
            if found == MOST_PASSAGES:
                return


def _texts(article: Article) -> Iterator[tuple[str, str | None, str]]:
    if article.headline:
        yield "headline", None, article.headline
    if article.summary:
        yield "summary", None, article.summary
    for node, text in body_nodes(article.body):
        yield "body", node, text


def snippet(text: str, spans: Sequence[Span]) -> str:
    """HTML of the part of `text` around its first match, matches in `<mark>`; never cut inside a word.

    About SNIPPET_CHARACTERS long. `…` stands where text was left out.

    >>> snippet("زار الوزير الميناء", [(11, 18)])
    'زار الوزير <mark>الميناء</mark>'
    """
    begin, end = _cut(text, spans[0])
    pieces = ["…"] if begin else []
    at = begin
    for start, stop in spans:
        if start < at or stop > end:
            continue
        pieces += [html.escape(text[at:start]), "<mark>", html.escape(text[start:stop]), "</mark>"]
        at = stop
    pieces.append(html.escape(text[at:end]))
    return "".join(pieces).strip() + ("…" if end < len(text) else "")


def _cut(text: str, first: Span) -> Span:
    """The stretch of `text` to show: from white space to white space, the first match in it."""
    begin = max(0, first[0] - _LEAD_CHARACTERS)
    if begin:
        # From the first word that begins here, at the latest the match's own.
        while begin < first[0] and not text[begin - 1].isspace():
            begin += 1
        while begin and not text[begin - 1].isspace():
            begin -= 1
    end = max(first[1], begin + SNIPPET_CHARACTERS)
    if end < len(text):
        while end > first[1] and not text[end].isspace():
            end -= 1
        while end < len(text) and not text[end].isspace():
            end += 1
    return begin, min(end, len(text))
