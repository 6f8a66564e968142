"""A publisher's own selectors on one page: strong candidates, not truth. Not here: the general rules behind them.

A selector was right on the day somebody looked. When it matches nothing, or what it gives can't be that field, the
general rules decide, and the record says so (`publisher_rule_missed`): a stale rule never makes a record worse.
Headline, date and body are in every article, so no match is a miss. The other fields may be absent from an article:
their rules have missed only where the general rules do find a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from khabar.arabic.clean import clean_text
from khabar.arabic.fold import fold
from khabar.origin import Provenance, Rejected
from khabar_worker.extract.heading.headline import likeness
from khabar_worker.extract.markup.selecting import is_css, matches
from khabar_worker.extract.source import Page

# Where the record says which candidates lost, by the rule's key.
POINTERS = {
    "headline": "/headline",
    "published": "/published_at",
    "body": "/body",
    "authors": "/authors",
    "lead_image": "/lead_image",
}
# The same class often marks cards further down: the first plausible one of a few is the article's.
_TRIES = 4
_MOST = 30
_LONGEST_HEADLINE = 300
_LONGEST_KICKER = 120
_LONGEST_STANDFIRST = 1000
_LONGEST_SECTION = 60
_SHOWN = 200

# What is wrong with a text as that field; None when nothing is.
Doubt = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Told:
    """What a rule gave: `text` and its element, or why it is not believed. All None: the publisher has no such rule."""

    text: str | None = None
    node: LexborNode | None = None
    missed: Rejected | None = None


def told(page: Page, field: str, doubt: Doubt) -> Told:
    """The first match of the field's selector that `doubt` lets pass."""
    selector: str | None = getattr(page.selectors, field)
    if selector is None:
        return Told()
    refused: str | None = None
    why = "matches nothing" if is_css(selector) else "is no CSS that can be read"
    for node in matches(page.tree, selector)[:_TRIES]:
        text = value_of(node)
        reason = doubt(text)
        if reason is None:
            return Told(text, node)
        if refused is None:
            refused, why = text, reason
    return Told(missed=missed(field, selector, why, refused))


def told_all(page: Page, field: str, doubt: Doubt) -> tuple[tuple[str, ...], Rejected | None]:
    """Every match's text that `doubt` lets pass, without repeats; and the miss when there is none."""
    selector: str | None = getattr(page.selectors, field)
    if selector is None:
        return (), None
    texts = [value_of(node) for node in matches(page.tree, selector)[:_MOST]]
    good = tuple(dict.fromkeys(text for text in texts if doubt(text) is None))
    if good:
        return good, None
    why = (doubt(texts[0]) or "") if texts else "matches nothing"
    return (), missed(field, selector, why, texts[0] if texts else None)


def missed(field: str, selector: str, why: str, value: str | None = None) -> Rejected:
    return Rejected(
        method="dom", value=value[:_SHOWN] if value else None, why=f"the publisher's rule {field} = '{selector}' {why}"
    )


def with_miss(provenance: Provenance, miss: Rejected | None) -> Provenance:
    """`provenance` with a missed rule as the first of the rejected."""
    return provenance.model_copy(update={"rejected": (miss, *provenance.rejected)}) if miss else provenance


def value_of(node: LexborNode) -> str:
    """What an element says: its content or datetime attribute, else its text; empty when it says nothing."""
    attributes = node.attributes
    return clean_text(attributes.get("content") or attributes.get("datetime") or node.text(separator=" ", strip=True))


def headline_doubt(sites: frozenset[str], titles: Iterable[str]) -> Doubt:
    """`sites` are folded names of the publisher, `titles` those of the head; one of them should know the headline."""
    known = [title for title in titles if title]

    def doubt(text: str) -> str | None:
        if known and fold(text) not in sites and all(likeness(text, title) == 0 for title in known):
            return "shares no word with any title of the page"
        return _text_doubt(text, sites, _LONGEST_HEADLINE)

    return doubt


def kicker_doubt(sites: frozenset[str], headline: str | None) -> Doubt:
    return lambda text: _repeats(text, headline) or _text_doubt(text, sites, _LONGEST_KICKER)


def standfirst_doubt(sites: frozenset[str], headline: str | None) -> Doubt:
    return lambda text: _repeats(text, headline) or _text_doubt(text, sites, _LONGEST_STANDFIRST)


def section_doubt(sites: frozenset[str], headline: str | None) -> Doubt:
    return lambda text: _repeats(text, headline) or _text_doubt(text, sites, _LONGEST_SECTION)


def _repeats(text: str, headline: str | None) -> str | None:
    return "gives the headline again" if headline and fold(text) == fold(headline) else None


def _text_doubt(text: str, sites: frozenset[str], longest: int) -> str | None:
    if not text:
        return "gives no text"
    if fold(text) in sites:
        return "gives the site's name"
    return f"gives {len(text)} characters, too many" if len(text) > longest else None
