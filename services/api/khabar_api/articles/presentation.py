"""Records as they are shown: policy, chosen fields, and the body in another form. A rule over stored JSON text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson

from khabar import render
from khabar.article import Article
from khabar.body import Heading
from khabar.findings import LiveUpdate
from khabar.policy import is_shown_whole, shown
from khabar_api.articles.sanitise import body_html
from khabar_api.web.params import Presentation

# What a body is as one text, by the name that a client gives it.
BODY_TEXTS: dict[str, Callable[[Article], str]] = {
    "html": body_html,
    "text": render.to_text,
    "markdown": render.to_markdown,
}


def article_of(record: str) -> Article:
    """The record as far as its policy lets it be shown."""
    return shown(Article.model_validate_json(record))


def other_form_of(record: str, wanted: Presentation) -> Article:
    """What a format with keys of its own is written from."""
    article = article_of(record)
    return article.model_copy(update={"body": ()}) if wanted.body == "none" else article


def of_update(article: Article, update: LiveUpdate) -> Article:
    """The article with the body of one update of its live page, without the update's own headline."""
    own = set(update.blocks)
    blocks = [block for block in article.body if block.id in own]
    if blocks and isinstance(blocks[0], Heading) and blocks[0].text == update.headline:
        del blocks[0]
    return article.model_copy(update={"body": tuple(blocks)})


def present(record: str, wanted: Presentation) -> bytes:
    """The record as JSON. Nothing is parsed when the stored text is what is wanted: 50 of them are one join."""
    whole = is_shown_whole(record)
    if whole and wanted.fields is None and wanted.body == "blocks":
        return record.encode()
    document: dict[str, Any]
    if whole and wanted.body in ("blocks", "none"):
        document = orjson.loads(record)
    else:
        article = article_of(record)
        document = article.model_dump(mode="json", by_alias=True)
        if wanted.body in BODY_TEXTS:
            document[f"body_{wanted.body}"] = BODY_TEXTS[wanted.body](article)
    if wanted.body != "blocks":
        del document["body"]
    if wanted.fields is not None:
        kept = {"id", *wanted.fields}
        if "body" in wanted.fields:
            kept.add(f"body_{wanted.body}")
        document = {name: value for name, value in document.items() if name in kept}
    return orjson.dumps(document)
