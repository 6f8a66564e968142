"""Articles as schema.org JSON-LD. Mapping table: docs/article.md."""

from __future__ import annotations

from typing import Any

import orjson

from khabar import render
from khabar.article import Article
from khabar.findings import LiveUpdate
from khabar_api.articles.listing import Listing, instant, publisher_name
from khabar_api.articles.presentation import of_update

_LD_TYPES = {"live_blog": "LiveBlogPosting", "opinion": "OpinionNewsArticle"}


def json_ld(article: Article) -> dict[str, Any]:
    """The article as a schema.org NewsArticle. Source: https://schema.org/NewsArticle."""
    publisher = article.publisher
    quotes = [
        {
            "@type": "Quotation",
            "text": " ".join(part.text for part in said.parts),
            "spokenByCharacter": {
                "@type": "Person" if said.speaker.type == "person" else "Organization",
                "name": said.speaker.name or said.speaker.role,
            },
        }
        for said in article.quotes
    ]
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": _LD_TYPES.get(article.type, "NewsArticle"),
        "identifier": f"urn:uuid:{article.id}",
        "url": article.canonical_url,
        "mainEntityOfPage": article.canonical_url,
        "version": article.version,
        "headline": article.headline,
        "alternativeHeadline": [one.value for one in article.headlines if one.role != "main"] or None,
        "description": article.summary,
        "datePublished": article.published_at and instant(article.published_at),
        "dateModified": article.modified_at and instant(article.modified_at),
        "articleBody": render.to_text(article) or None,
        "wordCount": article.word_count,
        "author": [
            {"@type": "Person" if author.type == "person" else "Organization", "name": author.name}
            for author in article.authors
        ]
        or None,
        "publisher": publisher
        and {
            "@type": "NewsMediaOrganization",
            "name": publisher_name(article),
            **({"url": f"https://{publisher.domain}/"} if publisher.domain else {}),
        },
        "sourceOrganization": [{"@type": "Organization", "name": one.name} for one in article.info_sources] or None,
        "image": [
            {"@type": "ImageObject", "url": one.url, "caption": one.caption, "creditText": one.credit}
            for one in article.media
            if one.type == "image"
        ]
        or None,
        "articleSection": article.section,
        "keywords": list(article.keywords) or None,
        "inLanguage": article.language,
        "dateline": article.dateline,
        "isAccessibleForFree": article.access.is_free,
        "mentions": [
            {"@type": _LD_ENTITIES[one.type], "name": one.name, "alternateName": [alias.text for alias in one.aliases]}
            for one in article.entities
        ]
        or None,
        "hasPart": quotes or None,
        "liveBlogUpdate": [_update(article, update) for update in article.live] or None,
    }
    return _stated(found)


def _update(article: Article, update: LiveUpdate) -> dict[str, Any]:
    """One update of a live page. Source: https://schema.org/LiveBlogPosting."""
    return _stated(
        {
            "@type": "BlogPosting",
            "headline": update.headline,
            "datePublished": update.published_at and instant(update.published_at),
            "articleBody": render.to_text(of_update(article, update)) or None,
        }
    )


def _stated(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if value is not None}


_LD_ENTITIES = {
    "person": "Person",
    "organization": "Organization",
    "place": "Place",
    "event": "Event",
    "product": "Product",
}


def to_json_ld(listing: Listing) -> bytes:
    items = [{"@type": "ListItem", "item": json_ld(article)} for article in listing.articles]
    return orjson.dumps({"@context": "https://schema.org", "@type": "ItemList", "itemListElement": items})
