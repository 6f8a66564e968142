"""What robots.txt allows."""

from __future__ import annotations

import pytest

from khabar_ingest import robots
from khabar_ingest.robots import gap_seconds, is_allowed, product

AGENT = "khabar/0.1 (+https://example.org)"
RULES = "User-agent: khabar\nDisallow: /private/\nAllow: /private/open\nCrawl-delay: 5\n\nUser-agent: *\nDisallow: /\n"


def reads() -> int:
    """How many files were read, not looked up."""
    return robots._kept.cache_info().misses + robots._kept_large.cache_info().misses


@pytest.mark.parametrize(
    ("path", "allowed"), [("/news/1", True), ("/private/1", False), ("/private/open/1", True)], ids=str
)
def test_the_longest_rule_for_us_decides(path: str, allowed: bool) -> None:
    assert is_allowed(RULES, f"https://news.example.com{path}", AGENT) is allowed


def test_without_robots_everything_may_be_fetched() -> None:
    assert is_allowed(None, "https://news.example.com/x", AGENT)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, 2.0),
        ("User-agent: *\nDisallow:", 2.0),
        (RULES, 5.0),
        ("User-agent: *\nCrawl-delay: 0", 0.1),
        ("User-agent: *\nCrawl-delay: 86400", 60.0),
    ],
    ids=["none", "no delay", "stated", "none asked for", "absurd"],
)
def test_the_gap_is_what_the_host_asks_for_within_bounds(text: str | None, expected: float) -> None:
    assert gap_seconds(text, AGENT, 2.0) == expected


@pytest.mark.parametrize("size", [1, 2_000], ids=["small", "large"])
def test_rules_are_read_once_for_all_pages_of_a_host(size: int) -> None:
    rules = RULES + "\n".join(f"Disallow: /{size}/{number}/of/many" for number in range(size))
    pages = [f"https://news.example.com/news/{number}" for number in range(5)]

    before = reads()
    allowed = {is_allowed(rules, page, AGENT) for page in pages}

    assert allowed == {True}
    assert reads() - before == 1


def test_rules_are_matched_by_our_product_name() -> None:
    assert product(AGENT) == "khabar"
