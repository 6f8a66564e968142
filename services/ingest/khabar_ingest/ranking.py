"""How good a feed is that a search came upon, in points. Pure; `discover` looks for them."""

from __future__ import annotations

from datetime import datetime, timedelta

from khabar.arabic.dates import read_date
from khabar.discovery import FoundFeed, How
from khabar.feed import ParsedFeed
from khabar.feed_links import is_of_comments

# Arabic and fresh come before long.
_FRESH = ((timedelta(days=1), 30), (timedelta(days=7), 20), (timedelta(days=30), 10))
_HOW = {"itself": 10, "link": 10, "system": 5, "guess": 0, "sitemap": -15}
_ARABIC, _COMMENTS, _MOST_ENTRIES = 40, -60, 20


def ranked(parsed: ParsedFeed, url: str, how: How, now: datetime) -> FoundFeed | None:
    """A feed with the points that its entries earn; None when it lists none and was only guessed."""
    if not parsed.entries and how not in ("itself", "link"):
        return None
    titles = [entry.title for entry in parsed.entries if entry.title]
    arabic_share = sum(_is_arabic(title) for title in titles) / len(titles) if titles else 0.0
    newest = max(
        (
            read.at
            for entry in parsed.entries
            if (raw := entry.published_raw or entry.updated_raw)
            and (read := read_date(raw, now=now, time_zone="UTC"))
            and read.trusted
        ),
        default=None,
    )
    fresh = next((points for age, points in _FRESH if newest and now - newest <= age), 0)
    comments = _COMMENTS if is_of_comments(url, parsed.title) else 0
    score = _HOW[how] + round(_ARABIC * arabic_share) + fresh + min(len(parsed.entries), _MOST_ENTRIES) + comments
    return FoundFeed(
        url=url,
        how=how,
        format=parsed.format,
        title=parsed.title,
        language=parsed.language,
        entries=len(parsed.entries),
        newest=newest,
        arabic_share=round(arabic_share, 2),
        hub_url=parsed.hub_url,
        score=score,
    )


def _is_arabic(text: str) -> bool:
    """Whether most letters are of the Arabic block."""
    letters = [letter for letter in text if letter.isalpha()]
    return bool(letters) and sum("\u0600" <= letter <= "\u06ff" for letter in letters) * 2 > len(letters)
