"""How complete a record is, and what its warnings cost it. Not here: which warnings there are (assemble.py)."""

from __future__ import annotations

from khabar.article import Article, Quality

# An empty one of these is named in quality.missing.
EXPECTED = ("headline", "canonical_url", "published_at", "authors", "publisher", "language", "lead_image", "body")
# What a warning costs of the score, 0 to 1. The others only inform.
WARNING_COST = {
    "feed_only": 0.3,
    "truncated_source": 0.2,
    "pages_missing": 0.2,
    "date_untrusted": 0.1,
    "charset_repaired": 0.1,
    "short_text": 0.1,
}


def quality(article: Article) -> Quality:
    """Completeness is the share of expected fields that are there; the score is that, less what warnings cost."""
    has_lead_image = any(medium.role == "lead" for medium in article.media)
    missing = tuple(
        name for name in EXPECTED if not (has_lead_image if name == "lead_image" else getattr(article, name))
    )
    completeness = round(1 - len(missing) / len(EXPECTED), 2)
    cost = sum(WARNING_COST.get(warning, 0) for warning in article.quality.warnings)
    return Quality(
        score=round(max(0.0, completeness * (1 - min(cost, 0.9))), 2),
        completeness=completeness,
        missing=missing,
        warnings=article.quality.warnings,
    )
