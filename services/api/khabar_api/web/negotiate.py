"""Which representation a client gets: `?format=` first, then `Accept`. A rule over header text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from khabar_api.web.problems import Problem
from khabar_api.web.wishes import wishes

# format → media type that is sent, in our order of preference.
MEDIA_TYPES = {
    "json": "application/json",
    "ndjson": "application/x-ndjson",
    "csv": "text/csv; charset=utf-8; header=present",
    "jsonfeed": "application/feed+json",
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "ninjs": 'application/ninjs+json; profile="http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json"',
    "jsonld": "application/ld+json",
}


def plain_type(name: str) -> str:
    """The media type of a format without its parameters."""
    return MEDIA_TYPES[name].partition(";")[0]


def choose(wanted: str | None, accept: str | None, offered: Sequence[str]) -> str:
    """One of `offered`. Without a wish, or with `*/*`, the first.

    Raises:
        Problem: `accept` allows none of them.

    Source: RFC 9110 §12.5.1.
    """
    if wanted is not None:
        return wanted
    if not accept:
        return offered[0]
    ranges = dict(wishes(accept))
    scores = {name: _score(plain_type(name), ranges) for name in offered}
    best = max(offered, key=lambda name: scores[name])
    if scores[best] <= 0:
        allowed = ", ".join(dict.fromkeys(map(plain_type, offered)))
        raise Problem(
            "not-acceptable",
            f"There is {allowed}; or use ?format=.",
            f"الصيغ هنا: {allowed}؛ أو استعمل ?format=.",
        )
    return best


def _score(media: str, ranges: Mapping[str, float]) -> float:
    """The quality of the most specific range that matches; 0 when none does."""
    kind = media.partition("/")[0]
    return next((ranges[pattern] for pattern in (media, f"{kind}/*", "*/*") if pattern in ranges), 0.0)
