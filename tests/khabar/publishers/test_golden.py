"""The shipped rules on golden pages: invented stories in the markup that each publisher is known for."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from khabar.publishers.loader import load_publishers
from khabar.publishers.record import Publisher
from khabar_worker.study.golden import Compared, compare, read_truth

GOLDEN = Path(__file__).parent / "golden"
NOW = datetime(2026, 4, 14, 9, 0, tzinfo=UTC)
SHIPPED = load_publishers()
PAGES = sorted(GOLDEN.glob("*/*.html"))


def compared(page: Path, publisher: Publisher | None = None) -> Compared:
    publisher = publisher or SHIPPED.by_id(page.parent.name)
    assert publisher is not None
    truth = read_truth(page.with_suffix(".json").read_text(encoding="utf-8"), page.name)
    return compare(page.read_bytes(), truth, publisher, NOW)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_a_golden_page_comes_out_right_by_its_publisher_s_rules(page: Path) -> None:
    found = compared(page)

    assert [verdict for verdict in found.verdicts if not verdict.right] == []
    assert (found.refused, found.missed) == (None, ())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_every_rule_of_a_publisher_matches_something_on_its_golden_page(page: Path) -> None:
    assert [key for key, count in compared(page).matched.items() if count == 0] == []


def test_its_address_leads_to_the_publisher_whose_page_it_is() -> None:
    owners = {page: SHIPPED.for_url(json.loads(page.with_suffix(".json").read_text("utf-8"))["url"]) for page in PAGES}

    assert {page.parent.name: owner.id if owner else None for page, owner in owners.items()} == {
        page.parent.name: page.parent.name for page in PAGES
    }
    assert len(PAGES) >= 15
    assert all(owner is not None and owner.has_rules for owner in owners.values())


def test_rules_read_pages_that_the_general_rules_read_wrong() -> None:
    def without_rules(page: Path) -> Compared:
        publisher = SHIPPED.by_id(page.parent.name)
        assert publisher is not None
        return compared(page, Publisher(**publisher.model_dump(exclude={"selectors", "drops"})))

    wrong = [page.parent.name for page in PAGES if not without_rules(page).right]

    assert wrong, "the rules would be of no use"
