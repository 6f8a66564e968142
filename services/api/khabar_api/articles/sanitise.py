"""The last look at HTML before it leaves: an allow-list of tags, and absolute http(s) addresses only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import nh3

from khabar.article import Article
from khabar.render import Mark, to_html

_TAGS = {
    "div", "p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "footer", "table", "caption", "thead",
    "tbody", "tr", "th", "td", "figure", "figcaption", "img", "a", "strong", "em", "br", "hr",
}  # fmt: skip
_SPANS = {"colspan", "rowspan"}
_ATTRIBUTES = {"*": {"dir", "lang"}, "a": {"href"}, "img": {"src", "alt"}, "th": _SPANS, "td": _SPANS}


def _absolute(_tag: str, attribute: str, value: str) -> str | None:
    """None drops the attribute: a relative address would point into the site that shows the text."""
    if attribute in ("href", "src") and not value.lower().startswith(("http://", "https://")):
        return None
    return value


def _cleaner(tags: set[str], attributes: dict[str, set[str]]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=tags,
        attributes=attributes,
        attribute_filter=_absolute,
        url_schemes={"http", "https"},
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )


_CLEANER = _cleaner(_TAGS, _ATTRIBUTES)
# For khabar's own reader, whose page knows the ids: elsewhere an id could shadow one of the page around it.
_READER = _cleaner(_TAGS | {"mark"}, _ATTRIBUTES | {"*": {"dir", "lang", "id"}, "mark": {"class", "data-ref"}})


def body_html(article: Article) -> str:
    """The body as HTML that may be put into a page."""
    return _CLEANER.clean(to_html(article))


def reader_html(article: Article, marks: Mapping[str, Sequence[Mark]]) -> str:
    """The body for khabar's own reader: nodes have their ids, and stretches are marked."""
    return _READER.clean(to_html(article, marks))
