"""`khabar publishers new`, `check`, `list` and `show`."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from khabar.errors import BadInput, BlockedAddress, Unreachable
from khabar.newsroom.server import Newsroom
from support.samples import HOST, sample, write_samples

NOW = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom(NOW, publishers=("sample-bosla",)) as room:
        yield room


def test_saved_pages_become_a_file_on_standard_output(offline_khabar: Any, tmp_path: Path) -> None:
    outcome = offline_khabar("publishers", "new", *write_samples(tmp_path))

    table = tomllib.loads(outcome.out)
    assert (outcome.status, table["name_ar"], table["country"]) == (0, "صحيفة المرجان", "AE")
    assert table["selectors"] == {"authors": "span.maqal-author", "body": ".maqal-nass"}
    assert table["feeds"] == [
        {"urls": [f"{HOST}/rss/latest.xml"], "confidence": "B", "note": "linked from its pages, not tried"}
    ]


def test_a_proposed_file_passes_the_check_and_reads_the_samples_that_were_kept(
    offline_khabar: Any, tmp_path: Path
) -> None:
    file, golden = tmp_path / "publishers" / "example-marjan.toml", tmp_path / "publishers" / "golden"
    file.parent.mkdir()

    offline_khabar("publishers", "new", *write_samples(tmp_path), "-o", str(file), "--golden", str(golden))
    outcome = offline_khabar("publishers", "check", str(file))

    found = json.loads(outcome.out)
    assert (outcome.status, found["problems"], found["warnings"]) == (0, [], [])
    assert [page["right"] for page in found["pages"]] == [True] * 3
    assert [page["checked"] for page in found["pages"]] == [False] * 3


def test_a_file_that_is_there_is_not_overwritten(offline_khabar: Any, tmp_path: Path) -> None:
    file = tmp_path / "marjan.toml"
    file.write_text("mine", encoding="utf-8")

    outcome = offline_khabar("publishers", "new", *write_samples(tmp_path), "-o", str(file))

    assert isinstance(outcome.error, BadInput)
    assert "already exists" in outcome.error.message
    assert file.read_text(encoding="utf-8") == "mine"


def test_json_tells_what_every_sample_gave_and_how_sure_it_is(offline_khabar: Any, tmp_path: Path) -> None:
    outcome = offline_khabar("publishers", "new", *write_samples(tmp_path), "--json")

    found = json.loads(outcome.out)
    authors = [row for row in found["fields"] if row["field"] == "authors"]
    assert [(row["value"], row["sure"], row["doubt"]) for row in authors] == [(None, 0.0, "no author found")] * 3
    assert authors[0]["with_rule"] == "سلمى الراعي"
    assert found["missing"] == []
    assert tomllib.loads(found["toml"])["id"] == "example-marjan"


def test_pages_are_fetched_and_their_feed_is_tried_only_when_asked(khabar: Any, newsroom: Newsroom) -> None:
    urls = [newsroom.url_of(story) for story in newsroom.stories("sample-bosla")[:3]]

    plain = json.loads(khabar("publishers", "new", *urls, "--json").out)
    tried = json.loads(khabar("publishers", "new", *urls, "--probe-feeds", "--json").out)

    assert [row["value"] for row in plain["fields"] if row["field"] == "headline"] == [
        story.headline for story in newsroom.stories("sample-bosla")[:3]
    ]
    assert all(feed["note"] == "linked from its pages, not tried" for feed in plain["feeds"])
    assert [feed["confidence"] for feed in tried["feeds"]] == ["A"]
    assert "entries on" in tried["feeds"][0]["note"]


def test_a_feed_given_instead_of_a_page_is_told_with_articles_of_it(khabar: Any, newsroom: Newsroom) -> None:
    feed = newsroom.site("sample-bosla").publisher.feeds[0].urls[0]

    outcome = khabar("publishers", "new", feed)

    assert isinstance(outcome.error, BadInput)
    assert "is a feed, not an article: give addresses of articles, such as http" in outcome.error.message


@pytest.mark.parametrize(
    ("url", "error"),
    [("http://127.0.0.1:9/article", Unreachable), ("http://169.254.169.254/latest", BlockedAddress)],
    ids=["unreachable", "inside"],
)
def test_an_address_that_can_not_be_fetched_is_named(khabar: Any, url: str, error: type[Exception]) -> None:
    outcome = khabar("publishers", "new", url)

    assert isinstance(outcome.error, error)
    assert url.split("/")[2].split(":", maxsplit=1)[0] in str(getattr(outcome.error, "message", ""))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("absent.html",), "absent.html can't be read"),
        (("{0}", "{1}", "--url", f"{HOST}/1"), "--url is given 1 times for 2 files"),
        (("{0}", "--url", "marjan"), "--url marjan is not a web address"),
        (("{0}", "{1}", "--url", f"{HOST}/1", "--url", "https://other.example.net/1"), "of different sites"),
        (("{text}",), "is not HTML"),
    ],
    ids=["no file", "too few addresses", "no address", "two sites", "not HTML"],
)
def test_bad_samples_are_told_plainly(offline_khabar: Any, tmp_path: Path, arguments: Any, said: str) -> None:
    files = write_samples(tmp_path, 2)
    (tmp_path / "notes.txt").write_text("ملاحظات", encoding="utf-8")

    outcome = offline_khabar("publishers", "new", *(a.format(*files, text=tmp_path / "notes.txt") for a in arguments))

    assert isinstance(outcome.error, BadInput)
    assert said in outcome.error.message


TRUTH = {
    "url": f"{HOST}/news/1",
    "title": "بلدية المرجان تعيد فتح السوق القديم",
    "published": "2026-03-12T09:40",
    "authors": ["سلمى الراعي"],
    "must_not_contain": ["دار الشعاب"],
}
FILE = """
id = "marjan"
name_ar = "صحيفة المرجان"
name_en = "Marjan Daily"
country = "AE"
time_zone = "Asia/Dubai"
site_url = "https://www.marjan.example.ae/"
domains = ["marjan.example.ae"]
valid_until = 2999-01-01
drops = [".khatima", ".i3lan"]

[selectors]
authors = "span.maqal-author"
body = ".maqal-nass"
standfirst = ".khulasa"
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with a publisher's file and its golden page."""
    (tmp_path / "marjan.toml").write_text(FILE, encoding="utf-8")
    (tmp_path / "golden" / "marjan").mkdir(parents=True)
    (tmp_path / "golden" / "marjan" / "market.html").write_text(sample(0), encoding="utf-8")
    (tmp_path / "golden" / "marjan" / "market.json").write_text(json.dumps(TRUTH), encoding="utf-8")
    return tmp_path


def test_golden_pages_that_come_out_right_pass(offline_khabar: Any, own: Path) -> None:
    outcome = offline_khabar("publishers", "check", str(own))

    page = json.loads(outcome.out)["pages"][0]
    assert (outcome.status, page["right"], page["checked"]) == (0, True, True)
    assert {field["field"]: field["right"] for field in page["fields"]} == {
        "title": True,
        "published": True,
        "authors": True,
    }


def test_selectors_and_drops_that_match_nothing_anywhere_are_explained(offline_khabar: Any, own: Path) -> None:
    found = json.loads(offline_khabar("publishers", "check", str(own)).out)

    assert {each["key"]: each["message"].partition(":")[0] for each in found["warnings"]} == {
        "selectors.standfirst": "matches nothing on the golden page",
        "drops[1]": "matches nothing on the golden page",
    }


@pytest.mark.parametrize(
    ("change", "field", "found"),
    [
        ({"title": "عنوان آخر"}, "title", "بلدية المرجان تعيد فتح السوق القديم"),
        ({"published": "2026-03-12T09:40+03:00"}, "published", "2026-03-12T09:40"),
        ({"authors": ["سلمى الراعي", "وائل"]}, "authors", "سلمى الراعي"),
        ({"section": "محليات"}, "section", "–"),
        ({"blocks": [{"type": "heading", "text": "أعادت"}]}, "body", "block 1: paragraph أعادت بلدية المرجان"),
        ({"must_not_contain": ["تسعة أشهر"]}, "body", "has «تسعة أشهر»"),
    ],
    ids=["title", "published", "authors", "section", "blocks", "unwanted"],
)
def test_a_page_that_comes_out_wrong_fails_with_both_values(
    offline_khabar: Any, own: Path, change: dict[str, Any], field: str, found: str
) -> None:
    truth = {**TRUTH, "blocks": [], **change} if field == "body" else {**TRUTH, **change}
    (own / "golden" / "marjan" / "market.json").write_text(json.dumps(truth), encoding="utf-8")

    outcome = offline_khabar("publishers", "check", str(own))

    verdicts = {each["field"]: each for each in json.loads(outcome.out)["pages"][0]["fields"]}
    assert (outcome.status, verdicts[field]["right"]) == (1, False)
    assert verdicts[field]["found"].startswith(found)


def test_a_stale_selector_is_told_with_the_page_it_failed_on(offline_khabar: Any, own: Path) -> None:
    (own / "marjan.toml").write_text(FILE.replace(".maqal-nass", ".maqal-text"), encoding="utf-8")

    found = json.loads(offline_khabar("publishers", "check", str(own)).out)

    assert found["pages"][0]["missed"] == ["the publisher's rule body = '.maqal-text' matches nothing"]
    assert "selectors.body" in {each["key"] for each in found["warnings"]}


def test_a_page_that_is_refused_fails(offline_khabar: Any, own: Path) -> None:
    (own / "golden" / "marjan" / "market.html").write_text("<html><body></body></html>", encoding="utf-8")

    outcome = offline_khabar("publishers", "check", str(own))

    assert outcome.status == 1
    assert "no source of the page has text" in json.loads(outcome.out)["pages"][0]["refused"]


def test_golden_pages_may_lie_elsewhere(offline_khabar: Any, own: Path) -> None:
    moved = own / "golden"
    moved.rename(own / "elsewhere")

    without = json.loads(offline_khabar("publishers", "check", str(own)).out)
    told = json.loads(offline_khabar("publishers", "check", str(own), "--against", str(own / "elsewhere")).out)

    assert (len(without["pages"]), len(told["pages"])) == (0, 1)


def test_css_that_pages_can_not_be_searched_with_is_a_problem(offline_khabar: Any, own: Path) -> None:
    (own / "marjan.toml").write_text(FILE.replace(".khulasa", "p:unheard-of"), encoding="utf-8")

    outcome = offline_khabar("publishers", "check", "marjan", str(own))

    problems = json.loads(outcome.out)["problems"]
    assert (outcome.status, [each["key"] for each in problems]) == (1, ["selectors.standfirst"])
    assert "is not valid CSS" in problems[0]["message"]


@pytest.mark.parametrize(
    ("truth", "said"),
    [
        (None, "has no market.json beside it"),
        ("{", "is not JSON"),
        ('{"url": "https://a.example/", "titel": "x"}', "market.json: titel: extra inputs are not permitted"),
        ('{"title": "x"}', "market.json: url: field required"),
        ('{"url": "https://a.example/", "published": "غدا"}', "'غدا' is not a date: write it like"),
    ],
    ids=["none", "no JSON", "mistyped key", "no address", "no date"],
)
def test_a_truth_file_that_can_not_be_used_is_named(
    offline_khabar: Any, own: Path, truth: str | None, said: str
) -> None:
    file = own / "golden" / "marjan" / "market.json"
    file.unlink()
    if truth is not None:
        file.write_text(truth, encoding="utf-8")

    outcome = offline_khabar("publishers", "check", str(own))

    assert isinstance(outcome.error, BadInput)
    assert said in outcome.error.message


def test_a_publisher_is_shown_by_id_or_by_an_address_of_it(offline_khabar: Any) -> None:
    by_id = json.loads(offline_khabar("publishers", "show", "hespress").out)
    by_url = json.loads(offline_khabar("publishers", "show", "https://www.hespress.com/1.html").out)

    assert by_id == by_url
    assert by_id["selectors"]["headline"]


def test_an_unknown_publisher_is_not_shown(offline_khabar: Any) -> None:
    outcome = offline_khabar("publishers", "show", "nobody-knows")

    assert isinstance(outcome.error, BadInput)
    assert "There is no publisher 'nobody-knows'" in outcome.error.message


def test_publishers_with_rules_are_listed_alone(offline_khabar: Any) -> None:
    found = json.loads(offline_khabar("publishers", "list", "--with-rules").out)

    assert found
    assert all(each["drops"] or any(each["selectors"].values()) for each in found)


def test_the_shipped_rules_pass_their_golden_pages(offline_khabar: Any) -> None:
    golden = Path(__file__).parents[1] / "publishers" / "golden"

    outcome = offline_khabar("publishers", "check", "--against", str(golden))

    found = json.loads(outcome.out)
    assert (outcome.status, found["problems"], found["warnings"]) == (0, [], [])
    assert len(found["pages"]) == len(list(golden.glob("*/*.html")))
