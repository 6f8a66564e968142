"""The time elements of a page that may date its article. Not here: reading a date, and which one wins."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from khabar.arabic.clean import clean_text
from khabar_worker.extract.markup.marks import STAMPS, Marked
from khabar_worker.extract.markup.nesting import holds

# Archives have a time for every story: those of the article stand first.
_LOOKED_AT, _TAKEN = 40, 4
# How far above a time the card may begin that it belongs to.
_ABOVE = 5
# Where pages keep the date for their scripts, on an element around the article.
_KEPT_IN = ("data-published", "data-published-at", "data-publish-date", "data-pubdate")
_BESIDE = ("aside", "nav", "footer", "li")


def article_times(
    marked: list[Marked], article: LexborNode | None, headline: LexborNode | None
) -> list[tuple[str, str, str]]:
    """(datetime, text, class words) of the time elements that may date this article, in page order.

    Those inside a text that stands apart from its headline are other stories', where there are others.
    """
    found: list[tuple[str, str, str]] = []
    inside: list[tuple[str, str, str]] = []
    is_apart = article is not None and headline is not None and not holds(article, headline)
    for node, attributes in marked[:_LOOKED_AT]:
        if _is_on_card(node, article):
            continue
        words = f"{attributes.get('class') or ''} {attributes.get('itemprop') or ''}"
        stamp = next(filter(None, map(attributes.get, ("datetime", *STAMPS, "title"))), "")
        is_inside = is_apart and article is not None and holds(article, node)
        is_around = any(part is not None and holds(node, part) for part in (headline, article))
        # What an element around the story says is the story.
        text = "" if is_around else clean_text(node.text())
        (inside if is_inside else found).append((stamp, text, words))
    return [*_kept_around(article), *(found or inside)[:_TAKEN]]


def _kept_around(article: LexborNode | None) -> list[tuple[str, str, str]]:
    """The date in an attribute of the article's element or of one around it, in the form of `article_times`."""
    node = article
    for _ in range(_ABOVE):
        if node is None:
            break
        if stamp := next(filter(None, map(node.attributes.get, _KEPT_IN)), None):
            return [(stamp, "", "published")]
        node = node.parent
    return []


def _is_on_card(time: LexborNode, article: LexborNode | None) -> bool:
    """Whether a time belongs to another story: in a box beside with a title, or in an article without this text."""
    above = time.parent
    for _ in range(_ABOVE):
        if above is None or above.tag in ("main", "body"):
            return False
        if above.tag in _BESIDE and above.css_first("h2, h3, h4, a[href] img") is not None:
            return True
        if above.tag == "article" and article is not None and not holds(above, article):
            return True
        above = above.parent
    return False
