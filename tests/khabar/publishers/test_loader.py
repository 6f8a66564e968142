"""Publisher files become one catalogue, or one message that says what to change."""

from __future__ import annotations

from pathlib import Path

import pytest

from khabar.errors import BadPublisher
from khabar.publishers.loader import Catalogue, load_publishers
from khabar.publishers.record import Publisher

DELTA = """\
id = "delta"
name_ar = "صوت الدلتا"
name_en = "Delta Voice"
country = "EG"
time_zone = "Africa/Cairo"
site_url = "https://delta.example/"
domains = ["delta.example"]
"""
FEED = """
[[feeds]]
urls = ["https://delta.example/feed"]
confidence = "B"
"""


def message_for(folder: Path) -> str:
    """What loading says about a folder that must be refused, with the folder's own name left out."""
    with pytest.raises(BadPublisher) as caught:
        load_publishers(folder)
    return caught.value.message.replace(f"{folder}/", "")


def publisher(publisher_id: str, *domains: str) -> Publisher:
    return Publisher(
        id=publisher_id,
        name_ar="صحيفة",
        name_en="Paper",
        country="EG",
        time_zone="Africa/Cairo",
        site_url="https://delta.example/",
        domains=domains,
    )


def test_an_own_file_is_added_to_the_shipped_ones(tmp_path: Path) -> None:
    (tmp_path / "delta.toml").write_text(DELTA + FEED, encoding="utf-8")
    (tmp_path / "README.md").write_text("notes", encoding="utf-8")

    catalogue = load_publishers(tmp_path)

    assert len(catalogue) == len(load_publishers()) + 1
    delta = catalogue.by_id("delta")
    assert delta is not None
    assert delta.feeds[0].urls == ("https://delta.example/feed",)
    assert [each.id for each in catalogue] == sorted(each.id for each in catalogue)


def test_an_own_file_wins_whole_over_a_shipped_one_with_its_id(tmp_path: Path) -> None:
    (tmp_path / "hespress.toml").write_text(
        DELTA.replace('"delta"', '"hespress"').replace("delta.example", "hespress.com"), encoding="utf-8"
    )

    catalogue = load_publishers(tmp_path)

    hespress = catalogue.by_id("hespress")
    assert hespress is not None
    assert hespress.name_en == "Delta Voice"
    assert hespress.feeds == ()
    assert len(catalogue) == len(load_publishers())


def test_an_unknown_id_gives_none() -> None:
    assert load_publishers().by_id("no-such-paper") is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param("https://delta.example/news/1", "delta", id="the domain itself"),
        pytest.param("http://www.delta.example:8080/1", "delta", id="below it, with a port"),
        pytest.param("https://sport.delta.example/1", "delta-sport", id="the longest domain wins"),
        pytest.param("https://live.sport.delta.example/1", "delta-sport", id="below the longest"),
        pytest.param("HTTPS://Delta.Example./1", "delta", id="case and a last dot"),
        pytest.param("https://notdelta.example/1", None, id="whole labels only"),
        pytest.param("https://delta.example.evil.test/1", None, id="a suffix, not a prefix"),
        pytest.param("https://evil.test/?u=https://delta.example/", None, id="the host only"),
        pytest.param("https://delta.example@evil.test/", None, id="not the user name"),
        pytest.param("https://صحيفة.مصر/خبر", "idn", id="Arabic host"),
        pytest.param("https://xn--ogbhx3c3b.xn--wgbh1c/1", "idn", id="the same host in ASCII"),
        pytest.param("/news/1", None, id="no host"),
        pytest.param("", None, id="empty"),
        pytest.param("https://[::1", None, id="not a URL"),
        pytest.param("https://" + "خ" * 300 + ".مصر/", None, id="a label no name can have"),
    ],
)
def test_a_url_belongs_to_the_publisher_with_the_longest_matching_domain(url: str, expected: str | None) -> None:
    catalogue = Catalogue(
        (
            publisher("delta", "delta.example"),
            publisher("delta-sport", "sport.delta.example"),
            publisher("idn", "صحيفة.مصر"),
        )
    )

    found = catalogue.for_url(url)

    assert (found.id if found else None) == expected


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param(
            'time_zone = "Africa/Cairo"',
            'timezone = "Africa/Cairo"',
            "timezone: is not a key khabar knows: did you mean 'time_zone'?",
            id="mistyped key",
        ),
        pytest.param(
            'country = "EG"\n',
            'country = "EG"\nwallpaper = 1\n',
            "wallpaper: is not a key khabar knows: the keys are id, name_ar, name_en, country, time_zone, language, "
            "site_url, domains, category, policy, rights_note, gap_seconds, valid_until, selectors, drops, feeds",
            id="unknown key",
        ),
        pytest.param('name_en = "Delta Voice"\n', "", "name_en: is missing: add it", id="missing key"),
        pytest.param('"صوت الدلتا"', '" "', "name_ar: is empty: write the publisher's name", id="empty name"),
        pytest.param('"صوت الدلتا"', "5", "name_ar: 5 can't be used: input should be a valid string", id="wrong type"),
        pytest.param(
            'id = "delta"',
            'id = "Delta"',
            "id: 'Delta' can't be used: use 1 to 64 lower-case letters, digits and hyphens, beginning with a letter "
            "or digit",
            id="id with a capital",
        ),
        pytest.param(
            'id = "delta"',
            'id = "nile"',
            "id: is 'nile' in a file called 'delta.toml': make them the same",
            id="id is not the file's name",
        ),
        pytest.param(
            '"EG"',
            '"Egypt"',
            "country: 'Egypt' can't be used: use the two capital letters of ISO 3166-1, such as EG",
            id="country in words",
        ),
        pytest.param(
            '"EG"', '"ZQ"', "country: 'ZQ' is not a country code: use ISO 3166-1, such as EG", id="no such country"
        ),
        pytest.param(
            "Africa/Cairo",
            "Cairo",
            "time_zone: 'Cairo' is not an IANA time zone: use a name such as Africa/Cairo",
            id="no such zone",
        ),
        pytest.param(
            "Africa/Cairo",
            "Africa",
            "time_zone: 'Africa' is not an IANA time zone: use a name such as Africa/Cairo",
            id="half a zone",
        ),
        pytest.param(
            "Africa/Cairo",
            "../Cairo",
            "time_zone: '../Cairo' is not an IANA time zone: use a name such as Africa/Cairo",
            id="a path for a zone",
        ),
        pytest.param(
            'country = "EG"\n',
            'country = "EG"\nlanguage = "Arabic"\n',
            "language: 'Arabic' is not a language tag: use one such as ar, or mul for many",
            id="language in words",
        ),
        pytest.param(
            '"https://delta.example/"',
            '"delta.example"',
            "site_url: 'delta.example' is not a web address: write it in full, from https:// on",
            id="site without https",
        ),
        pytest.param(
            '["delta.example"]',
            '["https://delta.example/"]',
            "domains[0]: 'https://delta.example/' is not a bare host: write it as example.com, no https:// and no path",
            id="domain with a scheme",
        ),
        pytest.param(
            '["delta.example"]',
            '["Delta.example"]',
            "domains[0]: 'Delta.example' is not a bare host: write it as example.com, no https:// and no path",
            id="domain with a capital",
        ),
        pytest.param('["delta.example"]', "[]", "domains: is an empty list: name at least one", id="no domain"),
        pytest.param(
            '["delta.example"]',
            '["delta.example", "hespress.com"]',
            "domains[1]: 'hespress.com' is already in hespress.toml: keep it in one place",
            id="another's domain",
        ),
        pytest.param(
            '["delta.example"]',
            '["delta.example", "delta.example"]',
            "domains[1]: 'delta.example' is already in delta.toml: keep it in one place",
            id="domain twice",
        ),
        pytest.param(
            'country = "EG"\n',
            'country = "EG"\npolicy = "all"\n',
            "policy: 'all' can't be used: choose 'headline_only', 'excerpt' or 'full'",
            id="no such policy",
        ),
        pytest.param(
            'country = "EG"\n',
            'country = "EG"\ngap_seconds = -1\n',
            "gap_seconds: -1 can't be used: input should be greater than or equal to 0",
            id="negative gap",
        ),
        pytest.param(
            'country = "EG"\n',
            'country = "EG"\nvalid_until = "soon"\n',
            "valid_until: 'soon' can't be used: input should be a valid date or datetime, input is too short",
            id="not a date",
        ),
        pytest.param(
            'country = "EG"\n',
            'country = "EG"\ndrops = ["div.ad", "div["]\n',
            "drops[1]: 'div[' opens '[' and does not close it",
            id="broken drop",
        ),
        pytest.param(
            "\n[[feeds]]",
            '\n[selectors]\nheadlin = "h1"\n[[feeds]]',
            "selectors.headlin: is not a key khabar knows: did you mean 'headline'?",
            id="mistyped selector key",
        ),
        pytest.param(
            "\n[[feeds]]",
            '\n[selectors]\nheadline = "h1 >"\n[[feeds]]',
            "selectors.headline: 'h1 >' has nothing on one side of a '>', '+', '~' or ',': complete it",
            id="broken selector",
        ),
        pytest.param(
            "urls = [",
            "url = [",
            "feeds[0].url: is not a key khabar knows: did you mean 'urls'?",
            id="mistyped feed key",
        ),
        pytest.param(
            '"https://delta.example/feed"',
            "",
            "feeds[0].urls: is an empty list: name at least one",
            id="feed without an address",
        ),
        pytest.param(
            '"https://delta.example/feed"',
            '"https://delta.example/feed", "/feed"',
            "feeds[0].urls[1]: '/feed' is not a web address: write it in full, from https:// on",
            id="half an address",
        ),
        pytest.param(
            '"https://delta.example/feed"',
            '"https://[delta/feed"',
            "feeds[0].urls[0]: 'https://[delta/feed' is not a web address: write it in full, from https:// on",
            id="broken address",
        ),
        pytest.param(
            '"https://delta.example/feed"',
            '"https://delta.example/feed", "http://www.delta.example/feed/"',
            "feeds[0].urls[1]: 'http://www.delta.example/feed/' is already in delta.toml feeds[0].urls[0]: "
            "keep it in one place",
            id="the same feed twice",
        ),
        pytest.param(
            '"https://delta.example/feed"',
            '"https://www.hespress.com/feed"',
            "feeds[0].urls[0]: 'https://www.hespress.com/feed' is already in hespress.toml feeds[0].urls[0]: "
            "keep it in one place",
            id="another's feed",
        ),
        pytest.param(
            'confidence = "B"',
            'confidence = "C"',
            "feeds[0].confidence: 'C' can't be used: choose 'A' or 'B'",
            id="no such confidence",
        ),
        pytest.param(
            'confidence = "B"',
            'confidence = "B"\nlanguage = ""',
            "feeds[0].language: '' is not a language tag: use one such as ar",
            id="feed without a language",
        ),
        pytest.param(
            'id = "delta"',
            "id = delta",
            "(file): is not TOML: Invalid value (at line 1, column 6)",
            id="not TOML",
        ),
    ],
)
def test_a_mistake_in_a_file_is_told_with_its_key_and_what_to_do(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    right = DELTA + FEED
    assert old in right
    (tmp_path / "delta.toml").write_text(right.replace(old, new, 1), encoding="utf-8")

    told = message_for(tmp_path)

    assert told == f"delta.toml: {message}"


def test_the_error_names_the_file_and_the_key(tmp_path: Path) -> None:
    (tmp_path / "delta.toml").write_text(DELTA.replace("EG", "ZQ"), encoding="utf-8")

    with pytest.raises(BadPublisher) as caught:
        load_publishers(tmp_path)

    assert caught.value.subject == f"{tmp_path}/delta.toml"
    assert caught.value.key == "country"


def test_two_own_files_can_not_have_one_domain(tmp_path: Path) -> None:
    (tmp_path / "delta.toml").write_text(DELTA, encoding="utf-8")
    (tmp_path / "nile.toml").write_text(DELTA.replace('id = "delta"', 'id = "nile"'), encoding="utf-8")

    told = message_for(tmp_path)

    assert told == "nile.toml: domains[0]: 'delta.example' is already in delta.toml: keep it in one place"


def test_a_file_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    (tmp_path / "delta.toml").write_bytes(DELTA.encode("windows-1256"))

    told = message_for(tmp_path)

    assert told == "delta.toml: (file): is not UTF-8 at byte 24: save it as UTF-8"


def test_a_folder_named_like_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "delta.toml").mkdir()

    told = message_for(tmp_path)

    assert told == "delta.toml: (file): can't be read: Is a directory"


def test_a_missing_folder_is_told_with_its_setting(tmp_path: Path) -> None:
    folder = tmp_path / "absent"

    with pytest.raises(BadPublisher) as caught:
        load_publishers(folder)

    assert caught.value.message == (
        f"{folder}: publishers_dir: is not a folder: create it, or unset KHABAR_PUBLISHERS_DIR"
    )
