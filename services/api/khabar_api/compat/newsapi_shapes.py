"""Records in the shapes of NewsAPI.org, and what its words for topics mean here. Pure.

Source: https://newsapi.org/docs/endpoints/everything, «Response object».
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from khabar import render
from khabar.arabic.search_tree import Field as SearchField
from khabar.article import Article
from khabar.policy import excerpt
from khabar_api.articles.listing import instant, link_of, publisher_name, title_of

# There the text is cut after so many characters, wherever that is; here after the last whole word before.
CONTENT_CHARACTERS = 200
# parts of an article in `searchIn` → khabar's names for them.
PARTS: Mapping[str, SearchField] = {"title": "headline", "description": "summary", "content": "body"}
# Members of the League of Arab States. Source: ISO 3166-1 alpha-2.
ARAB = frozenset(
    ("AE", "BH", "DJ", "DZ", "EG", "IQ", "JO", "KM", "KW", "LB", "LY", "MA", "MR", "OM", "PS", "QA", "SA", "SD", "SO",
     "SY", "TN", "YE")
)  # fmt: skip
# category → names that Arab newsrooms give such a section. `general` is everything.
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "business": ("اقتصاد", "الاقتصاد", "اقتصادية", "مال وأعمال", "أعمال", "أسواق", "اقتصاد وأعمال"),
    "entertainment": ("فن", "فنون", "الفن", "منوعات", "مشاهير", "سينما", "ثقافة وفن"),
    "health": ("صحة", "الصحة", "صحة وطب", "طب وصحة"),
    "science": ("علوم", "العلوم", "علوم وتكنولوجيا", "علوم وتقنية", "بيئة"),
    "sports": ("رياضة", "الرياضة", "رياضية", "كرة القدم", "رياضة محلية", "رياضة عالمية"),
    "technology": ("تكنولوجيا", "تقنية", "التقنية", "علوم وتكنولوجيا", "علوم وتقنية", "تكنولوجيا واتصالات"),
}


def article(found: Article, home: str) -> dict[str, Any]:
    """An article as listed there. `publishedAt` is never missing: without a date it is when khabar saw it first."""
    publisher = found.publisher
    lead = next((medium.url for medium in found.media if medium.type == "image"), None)
    return {
        "source": {
            "id": publisher and publisher.id,
            "name": publisher_name(found) or "khabar",
        },
        "author": "، ".join(author.name for author in found.authors) or None,
        "title": title_of(found),
        "description": found.summary,
        "url": link_of(found, home),
        "urlToImage": lead,
        "publishedAt": instant(found.published_at or found.first_seen_at),
        "content": content(" ".join(render.to_text(found).split())),
    }


def content(text: str) -> str | None:
    """The beginning of `text` and how much is left, whole words only. None without text.

    >>> content("خبر قصير")
    'خبر قصير'
    """
    begun = excerpt(text, CONTENT_CHARACTERS)
    left = len(text) - len(begun.removesuffix("…"))
    return (f"{begun} [+{left} chars]" if begun != text else begun) or None


def category_of(record: Mapping[str, Any]) -> str:
    """The product's word for what a publisher writes about."""
    category = str(record.get("category", ""))
    return category if category in SECTIONS else "general"


def source(record: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": record["id"],
        "name": record["name_ar"],
        "description": record["name_en"],
        "url": record["site_url"],
        "category": category_of(record),
        "language": record["language"],
        "country": record["country"].lower(),
    }
