"""What content systems call the element that holds an article's body. A table; not here: whether it really does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

# (CSS selector that stands for the row, names) by trust; each row is a system or a wide habit.
BODY_NAMES = (
    ("[itemprop~=articleBody]", "itemprop=articleBody"),  # schema.org microdata
    ("[property=articleBody]", "property=articleBody property=schema:articleBody property=content:encoded"),  # RDFa
    (".entry-content", ".entry-content"),  # WordPress
    (".post-body", ".post-body .post-body-container"),  # Blogger
    (".td-post-content", ".td-post-content .content-inner .single-post-content"),  # WordPress themes
    (
        ".article-body",
        ".article-body .article__body .articleBody #articleBody #article-body .article_body #article_body",
    ),
    (
        ".article-content",
        ".article-content .article__content .articleContent #articleContent #article-content .article_content",
    ),
    (".field--name-body", ".field--name-body .field-name-body .field-name-field-body"),  # Drupal 8, 7
    (".story-body", ".story-body .story-content .story__content .storyContent .story-text #story-body"),
    (
        ".article-text",
        ".article-text .articleText .article_text .article-details-body .news-text .newsText #newsText .news-body",
    ),
    (
        ".post-content",
        ".post-content .post__content .postContent .single-content .content-article .wysiwyg .rich-text .body-text",
    ),
    (
        ".news-content",
        ".news-content .newsContent .news-details .news_details .newsDetails .details-content .detail-content",
    ),
)
_BODY_RANKS = {name: rank for rank, (_, names) in enumerate(BODY_NAMES) for name in names.split()}


def rank_of(attributes: Mapping[str, str | None]) -> int | None:
    """The most trusted row of BODY_NAMES that names an element with these attributes; None when none does."""
    return min((_BODY_RANKS[name] for name in _names(attributes) if name in _BODY_RANKS), default=None)


def _names(attributes: Mapping[str, str | None]) -> Iterator[str]:
    for sign, attribute in ((".", "class"), ("#", "id"), ("itemprop=", "itemprop"), ("property=", "property")):
        for word in (attributes.get(attribute) or "").split():
            yield sign + word
