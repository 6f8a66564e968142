"""`khabar feeds probe` with a report, against a real site of this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from khabar.errors import BadInput
from khabar.feed import FeedEntry
from khabar.feed_report import freshness_of, zones_of
from support.site import Site, html, rss

NOW = datetime.now(UTC)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("KHABAR_HOST_GAP_SECONDS", "0")  # nobody else asks this machine
    with Site() as running:
        running.pages = {
            "/robots.txt": ("text/plain", b"User-agent: *\nDisallow: /closed\n"),
            "/rss": rss(NOW, "نافذة على الميناء", "سباق الزوارق"),
            "/closed": rss(NOW, "خبر | بخط"),
            "/browser": html("<title>Just a moment...</title>"),
        }
        yield running


def test_a_report_says_of_each_address_what_it_is(khabar: Any, site: Site, tmp_path: Path) -> None:
    urls = [site.home + path for path in ("/rss", "/closed", "/browser", "/gone")]
    page, data = tmp_path / "feeds.md", tmp_path / "feeds.json"

    khabar("feeds", "probe", *urls, "--report", str(page))
    khabar("feeds", "probe", *urls, "--report", str(data))

    feed, closed, browser, gone = json.loads(data.read_text(encoding="utf-8"))
    assert (feed["verdict"], feed["status"], feed["robots"], feed["freshness"]) == ("ok", 200, "allowed", "today")
    assert (feed["format"], feed["charset"], feed["zones"], feed["entries"]) == ("rss20", "utf-8", ["+0000"], 2)
    assert closed["robots"] == "disallowed"
    assert (browser["is_blocked"], gone["status"], gone["is_blocked"]) == (True, 404, False)
    assert "4 addresses: 2 are feeds, 2 with entries of this week, 1 refuse khabar." in page.read_text(encoding="utf-8")
    assert site.paths().count("/robots.txt") == 2


def test_a_report_of_another_kind_is_refused_before_anybody_is_asked(khabar: Any, site: Site) -> None:
    outcome = khabar("feeds", "probe", site.home + "/rss", "--report", "feeds.xlsx")

    assert isinstance(outcome.error, BadInput)
    assert "--report feeds.xlsx" in outcome.error.message
    assert site.asked == []


@pytest.mark.parametrize(
    ("raw", "zone"),
    [
        ("Sun, 22 Nov 2026 10:00:00 GMT", "GMT"),
        ("Sun, 22 Nov 2026 10:00:00 +0300", "+0300"),
        ("2026-11-22T10:00:00Z", "Z"),
        ("2026-11-22T10:00:00+03:00", "+03:00"),
        ("2026-11-22 10:00:00", "none"),
        ("22 نوفمبر 2026", "none"),
    ],
)
def test_the_zone_of_a_date_is_what_it_names(raw: str, zone: str) -> None:
    assert zones_of([FeedEntry(published_raw=raw)]) == (zone,)


def test_a_feed_without_dates_is_undated() -> None:
    assert freshness_of(None, NOW) == "undated"
