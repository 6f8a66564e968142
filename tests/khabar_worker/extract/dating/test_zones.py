"""What a page tells of itself → the zone in which it prints its clocks."""

from __future__ import annotations

import pytest

from khabar.arabic.fold import fold
from khabar_worker.extract.dating.zones import where_published, zone_of_months


@pytest.mark.parametrize(
    ("host", "locale", "name", "zone"),
    [
        ("manara.example.eg", "ar_MA", "المنارة", "Africa/Cairo"),
        ("manara.example", "ar_MA", "المنارة المصرية", "Africa/Casablanca"),
        ("manara.example", "ar-tn", "المنارة", "Africa/Tunis"),
        ("manara.example", "en_US", "جريدة المنارة المغربية", "Africa/Casablanca"),
        ("beirutlights.example", None, "أضواء", "Asia/Beirut"),
        ("womanara.example", None, "المنارة", "Asia/Riyadh"),
        ("manara.example", None, "بين مصر ولبنان", "Asia/Riyadh"),
        ("manara.example", "ar", "المنارة", "Asia/Riyadh"),
    ],
    ids=[
        "the domain before the locale",
        "the locale before the name",
        "a language tag",
        "the name of the site",
        "the name of the host",
        "a land's name inside a word",
        "two lands are none",
        "nothing",
    ],
)
def test_the_zone_is_what_the_page_says_of_its_country(host: str, locale: str | None, name: str, zone: str) -> None:
    where = where_published(None, f"https://{host}/a", (locale,), frozenset({fold(name), host}))

    assert (where.time_zone, where.known) == (zone, False)


@pytest.mark.parametrize(
    ("text", "zone"),
    [("20 جانفي 2026", "Africa/Algiers"), ("3 غشت 2026", "Africa/Casablanca"), ("3 يناير 2026", None)],
)
def test_a_months_own_name_tells_the_zone(text: str, zone: str | None) -> None:
    assert zone_of_months(text) == zone
