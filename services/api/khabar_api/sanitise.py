"""The last look at HTML before it leaves: an allow-list of tags, and absolute http(s) addresses only."""

from __future__ import annotations

import nh3

from khabar.article import Article
from khabar.render import to_html

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


_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    attribute_filter=_absolute,
    url_schemes={"http", "https"},
    link_rel="noopener noreferrer nofollow",
    strip_comments=True,
)


def body_html(article: Article) -> str:
    """The body as HTML that may be put into a page."""
    return _CLEANER.clean(to_html(article))
