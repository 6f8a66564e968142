"""`khabar feeds find`, and adding a page's address."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from khabar.cli import report
from khabar.errors import BadInput, Gone, Unreachable
from support.site import Site, html, rss

NEWS = ("حديقة جديدة على الساحل", "معرض للصور القديمة", "قطار الضاحية يعود")


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("KHABAR_HOST_GAP_SECONDS", "0")  # nobody else asks this machine
    with Site() as running:
        running.pages = {
            "/": html('<link rel="alternate" type="application/rss+xml" href="/all">'),
            "/all": rss(datetime.now(UTC), *NEWS * 7),
        }
        yield running


def test_the_feeds_of_a_site_are_found(khabar: Any, site: Site) -> None:
    found = json.loads(khabar("feeds", "find", site.home + "/").out)

    assert [feed["url"] for feed in found["feeds"]] == [site.home + "/all"]


def test_adding_a_page_takes_its_best_feed(khabar: Any, site: Site) -> None:
    added = json.loads(khabar("feeds", "add", site.home + "/").out)

    assert [feed["url"] for feed in added] == [site.home + "/all"]


def test_adding_a_page_as_it_is_asks_nothing(khabar: Any, site: Site) -> None:
    added = json.loads(khabar("feeds", "add", "--as-is", site.home + "/").out)

    assert [feed["url"] for feed in added] == [site.home + "/"]
    assert site.asked == []


def test_a_page_without_feeds_is_not_added(khabar: Any, site: Site) -> None:
    site.pages = {"/": html()}

    outcome = khabar("feeds", "add", site.home + "/")

    assert isinstance(outcome.error, BadInput)
    assert "--as-is" in outcome.error.message


def test_what_can_not_be_had_is_told_with_its_address(capsys: pytest.CaptureFixture[str]) -> None:
    errors = (
        Unreachable("name not found", subject="https://a.example/"),
        Gone("https://b.example/ is gone", subject="b.example"),
    )

    statuses = [report(error) for error in errors]

    assert capsys.readouterr().err.splitlines() == [
        "khabar: https://a.example/: name not found",
        "khabar: https://b.example/ is gone",
    ]
    assert statuses == [1, 1]
