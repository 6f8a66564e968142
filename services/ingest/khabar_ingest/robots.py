"""What robots.txt allows. Pure; fetching it is khabar_ingest.harvest."""

from __future__ import annotations

from protego import Protego

# A host that asks for a longer pause than this between pages would be read for days; one that asks for none gets this.
LEAST_GAP, MOST_GAP = 0.1, 60.0


def product(user_agent: str) -> str:
    """The name that robots.txt rules are matched with: `khabar/0.1 (+…)` gives `khabar`."""
    return user_agent.split("/", 1)[0].split(" ", 1)[0] or "khabar"


def is_allowed(robots: str | None, url: str, user_agent: str) -> bool:
    """Whether `url` may be fetched. None: there is no robots.txt, and everything may.

    Source: RFC 9309 §2.2.
    """
    return robots is None or bool(Protego.parse(robots).can_fetch(url, product(user_agent)))


def gap_seconds(robots: str | None, user_agent: str, default: float) -> float:
    """The pause between two requests: the host's Crawl-delay within bounds, else `default`."""
    delay = Protego.parse(robots).crawl_delay(product(user_agent)) if robots else None
    return default if delay is None else max(LEAST_GAP, min(MOST_GAP, float(delay)))
