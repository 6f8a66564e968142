"""What robots.txt allows. Pure; fetching it is khabar_ingest.harvest.

Reading a large file takes a quarter of a second: ask from a thread.
"""

from __future__ import annotations

from functools import lru_cache

from protego import Protego

# A host that asks for a longer pause than this between pages would be read for days; one that asks for none gets this.
LEAST_GAP, MOST_GAP = 0.1, 60.0

# Rules stay read while their host's pages are fetched. A file of 500 kB takes megabytes when read, so few such stay.
LARGE_CHARACTERS = 50_000
_kept = lru_cache(maxsize=256)(Protego.parse)
_kept_large = lru_cache(maxsize=4)(Protego.parse)


def _read(robots: str) -> Protego:
    return (_kept if len(robots) < LARGE_CHARACTERS else _kept_large)(robots)


def product(user_agent: str) -> str:
    """The name that robots.txt rules are matched with: `khabar/0.1 (+…)` gives `khabar`."""
    return user_agent.split("/", 1)[0].split(" ", 1)[0] or "khabar"


def is_allowed(robots: str | None, url: str, user_agent: str) -> bool:
    """Whether `url` may be fetched. None: there is no robots.txt, and everything may.

    Source: RFC 9309 §2.2.
    """
    return robots is None or bool(_read(robots).can_fetch(url, product(user_agent)))


def gap_seconds(robots: str | None, user_agent: str, default: float) -> float:
    """The pause between two requests: the host's Crawl-delay within bounds, else `default`."""
    delay = _read(robots).crawl_delay(product(user_agent)) if robots else None
    return default if delay is None else max(LEAST_GAP, min(MOST_GAP, float(delay)))
