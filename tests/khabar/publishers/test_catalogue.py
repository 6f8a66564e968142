"""The shipped publisher files agree with each other and with the world."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest

from khabar.publishers.countries import COUNTRIES
from khabar.publishers.loader import load_publishers
from khabar.publishers.record import Publisher

SHIPPED = load_publishers()
# The list in docs/publishers.md.
_CATEGORIES = """
    accidents analysis breaking business cars culture diaspora entertainment general government
    health lifestyle local opinion politics society sports technology travel world
"""
# Where a publisher's clock is not its country's; each file says why.
ELSEWHERE = {"alaraby", "arabi21", "elaph", "rt-arabic"}
ZONES = {
    "AE": {"Asia/Dubai"},
    "BH": {"Asia/Bahrain"},
    "CN": {"Asia/Shanghai"},
    "DE": {"Europe/Berlin"},
    "DZ": {"Africa/Algiers"},
    "EG": {"Africa/Cairo"},
    "ET": {"Africa/Addis_Ababa"},
    "FR": {"Europe/Paris"},
    "GB": {"Europe/London"},
    "IL": {"Asia/Jerusalem"},
    "IQ": {"Asia/Baghdad"},
    "IR": {"Asia/Tehran"},
    "JO": {"Asia/Amman"},
    "KW": {"Asia/Kuwait"},
    "LB": {"Asia/Beirut"},
    "LY": {"Africa/Tripoli"},
    "MA": {"Africa/Casablanca"},
    "MR": {"Africa/Nouakchott"},
    "OM": {"Asia/Muscat"},
    "PS": {"Asia/Gaza", "Asia/Hebron"},
    "QA": {"Asia/Qatar"},
    "RU": {"Europe/Moscow"},
    "SA": {"Asia/Riyadh"},
    "SD": {"Africa/Khartoum"},
    "SE": {"Europe/Stockholm"},
    "SY": {"Asia/Damascus"},
    "TN": {"Africa/Tunis"},
    "TR": {"Europe/Istanbul"},
    "UN": {"America/New_York"},
    "YE": {"Asia/Aden"},
}

each_publisher = pytest.mark.parametrize("publisher", SHIPPED.publishers, ids=lambda publisher: publisher.id)


def test_every_file_is_in_the_catalogue_under_its_own_name() -> None:
    names = {entry.name for entry in (files("khabar.publishers") / "catalogue").iterdir()}

    assert names == {f"{publisher.id}.toml" for publisher in SHIPPED}


def test_the_start_set_is_there_and_switched_on() -> None:
    wanted = (
        "bbc-arabic france24-ar dw-ar rt-arabic cnn-arabic euronews-ar anadolu-ar un-news-ar aljazeera skynewsarabia "
        "aawsat independentarabia youm7 almasryalyoum alborsa okaz annahar hespress echorouk ennahar elkhabar aitnews "
        "unlimit-tech tech-wd"
    )

    switched_on = {publisher.id for publisher in SHIPPED if any(feed.enabled for feed in publisher.feeds)}

    assert switched_on >= set(wanted.split())
    assert len(switched_on) >= 90


def test_a_publisher_whose_robots_file_refuses_everything_is_not_shipped() -> None:
    assert SHIPPED.for_url("https://petra.gov.jo/") is None


@each_publisher
def test_country_and_clock_belong_together(publisher: Publisher) -> None:
    assert publisher.country in COUNTRIES
    assert ZoneInfo(publisher.time_zone).key == publisher.time_zone
    assert (publisher.time_zone in ZONES[publisher.country]) is (publisher.id not in ELSEWHERE)


@each_publisher
def test_its_site_and_its_feeds_lead_back_to_the_publisher(publisher: Publisher) -> None:
    urls = [publisher.site_url, *(url for feed in publisher.feeds for url in feed.urls)]

    assert [url for url in urls if SHIPPED.for_url(url) != publisher] == []


@each_publisher
def test_categories_are_words_of_the_documented_list(publisher: Publisher) -> None:
    assert {publisher.category, *(feed.category for feed in publisher.feeds)} <= set(_CATEGORIES.split())


@each_publisher
def test_a_limited_policy_and_a_feed_that_is_off_give_their_reason(publisher: Publisher) -> None:
    assert publisher.policy == "full" or publisher.rights_note
    assert [feed.urls[0] for feed in publisher.feeds if not feed.enabled and not feed.note] == []


@each_publisher
def test_rules_for_markup_say_when_to_look_again(publisher: Publisher) -> None:
    has_rules = bool(publisher.drops) or any(selector for _, selector in publisher.selectors)

    assert has_rules is (publisher.valid_until is not None)
    assert publisher.valid_until is None or publisher.valid_until > date(2026, 11, 1)


@pytest.mark.parametrize("publisher_id", ["bbc-arabic", "cnn-arabic", "euronews-ar"])
def test_publishers_whose_terms_are_personal_show_an_excerpt(publisher_id: str) -> None:
    publisher = SHIPPED.by_id(publisher_id)

    assert publisher is not None
    assert publisher.policy == "excerpt"
