from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
import httpx
import pytest

from khabar.article import Article
from khabar.ids import uuid7
from khabar.settings import Settings
from khabar.storage import archive, deliveries, keys
from khabar.storage.database import Connection

Shelf = Callable[..., Article]
PATH = "/v1/searches"
HARBOUR = {"name": "أخبار الموانئ", "filters": {"q": "ميناء", "language": ["ar"]}}


@pytest.fixture
def saved(api: httpx.Client) -> httpx.Response:
    return api.post(PATH, json=HARBOUR)


def test_a_saved_search_says_where_it_is_read(api: httpx.Client, saved: httpx.Response, shelf: Shelf) -> None:
    wanted = shelf(1)
    shelf(2, headline="حفل موسيقي", summary=None, body=(), keywords=())

    links = saved.json()["links"]
    found = api.get(links["articles"]).json()["data"]
    titles = {
        name: [entry.title for entry in feedparser.parse(api.get(links[name]).text).entries] for name in ("atom", "rss")
    }
    document = api.get(links["json"]).json()

    assert (saved.status_code, saved.json()["filters"]) == (201, HARBOUR["filters"])
    assert [article["id"] for article in found] == [str(wanted.id)]
    assert titles == {"atom": [wanted.headline], "rss": [wanted.headline]}
    assert (document["title"], [item["title"] for item in document["items"]]) == (HARBOUR["name"], [wanted.headline])


def test_a_feed_that_has_nothing_new_answers_304(api: httpx.Client, saved: httpx.Response, shelf: Shelf) -> None:
    shelf(1)
    address = saved.json()["links"]["atom"]
    first = api.get(address)

    again = api.get(address, headers={"If-None-Match": first.headers["etag"]})
    shelf(2)
    later = api.get(address, headers={"If-None-Match": first.headers["etag"]})

    assert (first.status_code, again.status_code, later.status_code) == (200, 304, 200)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"name": "بلا مرشحات"}, "/filters"),
        ({"name": "", "filters": {}}, "/name"),
        ({"name": "خطأ", "filters": {"sorce": ["x"]}}, "/filters/sorce"),
        ({"name": "خطأ", "filters": {"min_quality": 2}}, "/filters/min_quality"),
        ({"name": "خطأ", "filters": {"min_quality": "0.5"}}, "/filters/min_quality"),
        ({"name": "خطأ", "filters": {"from": "أمس"}}, "/filters/from"),
        ({"name": "خطأ", "filters": {"to": 5}}, "/filters/to"),
        ({"name": "خطأ", "filters": {"language": "ar,fa"}}, "/filters/language"),
        ({"name": "خطأ", "filters": {"language": ["ar", " "]}}, "/filters/language"),
        ({"name": "خطأ", "filters": {"duplicates": True}}, "/filters/duplicates"),
        ({"name": "خطأ", "filters": {"section": ["a\0"]}}, "/filters/section"),
        ({"name": "خطأ", "filters": {"author": ["\ud800"]}}, "/filters/author"),
        ({"name": "خطأ", "filters": {"q": "\0"}}, "/filters/q"),
    ],
)
def test_what_can_not_be_saved_names_what_is_wrong(
    refusing_api: httpx.Client, body: dict[str, Any], pointer: str
) -> None:
    answer = refusing_api.post(PATH, content=json.dumps(body), headers={"Content-Type": "application/json"})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def test_a_value_may_have_a_comma_in_json(api: httpx.Client, shelf: Shelf) -> None:
    wanted = shelf(1, section="ثقافة, فنون")
    shelf(2, section="ثقافة")

    saved = api.post(PATH, json={"name": "ثقافة", "filters": {"section": ["ثقافة, فنون"], "q": None}}).json()
    found = api.get(saved["links"]["json"]).json()["items"]

    assert saved["filters"] == {"section": ["ثقافة, فنون"]}
    assert [item["id"] for item in found] == [str(wanted.id)]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2026-11-01", "2026-11-01T00:00:00Z"),
        ("2026-11-01T02:00:00+03:00", "2026-10-31T23:00:00Z"),
        (20261101, None),
    ],
)
def test_a_bound_in_json_is_a_day_or_an_instant_in_words(api: httpx.Client, given: object, kept: str | None) -> None:
    answer = api.post("/v1/searches", json={"name": "شهر", "filters": {"from": given}})

    assert answer.json().get("filters", {}).get("from") == kept
    assert answer.status_code == (201 if kept else 422)


def test_a_change_needs_the_version_it_was_made_on(api: httpx.Client, saved: httpx.Response) -> None:
    path, tag = saved.headers["location"], saved.headers["etag"]

    missing = api.patch(path, json={"name": "الموانئ"})
    right = api.patch(path, json={"filters": {"q": "مرفأ"}}, headers={"If-Match": tag})
    stale = api.patch(path, json={"name": "الموانئ"}, headers={"If-Match": tag})
    whichever = api.patch(path, json={"name": HARBOUR["name"]}, headers={"If-Match": "*"})

    assert [one.status_code for one in (missing, right, stale, whichever)] == [428, 200, 412, 200]
    assert (right.json()["name"], right.json()["filters"]) == (HARBOUR["name"], {"q": "مرفأ"})


def test_events_are_told_of_the_articles_that_a_search_finds(
    api: httpx.Client, saved: httpx.Response, shelf: Shelf
) -> None:
    wanted = shelf(1)
    shelf(2, headline="حفل موسيقي", summary=None, body=(), keywords=())

    by_search = api.get(saved.json()["links"]["events"]).json()
    by_filter = api.get("/v1/events", params={"q": "حفل", "source": "sahifa"}).json()
    without = api.get("/v1/events").json()
    unknown = api.get(f"/v1/events?search={uuid7(datetime.now(UTC))}")

    assert [event["subject"] for event in by_search["data"]] == [str(wanted.id)]
    assert len(by_filter["data"]) == 1
    assert (len(without["data"]), by_search["next"]) == (2, without["next"])
    assert unknown.status_code == 404


def test_paging_through_filtered_events_misses_none(api: httpx.Client, shelf: Shelf) -> None:
    for number in range(1, 8):
        shelf(number, language="ar" if number % 3 == 0 else "en")
    seen, after = list[str](), None
    for _ in range(10):
        page = api.get(
            "/v1/events", params={"language": "ar", "limit": 2, **({"after": after} if after else {})}
        ).json()
        seen += [event["subject"] for event in page["data"]]
        if after == page["next"]:
            break
        after = page["next"]

    assert len(seen) == len(set(seen)) == 2


def test_a_stream_tells_only_what_its_filters_let_pass(api: httpx.Client, saved: httpx.Response, shelf: Shelf) -> None:
    shelf(1, headline="حفل موسيقي", summary=None, body=(), keywords=())
    wanted = shelf(2)
    start = f"{0:020d}-{0:020d}"

    with api.stream("GET", saved.json()["links"]["stream"] + f"&after={start}") as answer:
        data = next(line for line in answer.iter_lines() if line.startswith("data: "))

    assert str(wanted.id) in data


def test_a_webhook_with_a_search_gets_only_what_it_finds(
    api: httpx.Client, saved: httpx.Response, shelf: Shelf, db: Connection
) -> None:
    search_id = saved.json()["id"]
    hook = api.post("/v1/webhooks", json={"url": "https://app-of-ours.com/hook", "search_id": search_id})
    path, tag = hook.headers["location"], hook.headers["etag"]
    shelf(1, headline="حفل موسيقي", summary=None, body=(), keywords=())
    shelf(2)

    made = deliveries.fan_out(db)
    kept = api.delete(f"{PATH}/{search_id}")
    freed = api.patch(path, json={"search_id": None}, headers={"If-Match": tag})
    removed = api.delete(f"{PATH}/{search_id}")

    assert (hook.json()["search_id"], made) == (search_id, 1)
    assert (kept.status_code, freed.json()["search_id"], removed.status_code) == (409, None, 204)


def test_a_webhook_can_not_name_a_search_that_is_not_there(api: httpx.Client) -> None:
    body = {"url": "https://app-of-ours.com/hook", "search_id": str(uuid7(datetime.now(UTC)))}

    answer = api.post("/v1/webhooks", json=body)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/search_id")


def test_archives_lead_back_to_the_first_article(api: httpx.Client, saved: httpx.Response, shelf: Shelf) -> None:
    days_ago = [*[9] * (archive.PART + 1), 6, 2]
    stored = [
        str(shelf(number, first_seen_at=datetime.now(UTC) - timedelta(days=days)).id)
        for number, days in enumerate(days_ago, 1)
    ]
    feed = feedparser.parse(api.get(saved.json()["links"]["atom"]).text)
    address, seen, steps = _link(feed, "prev-archive"), list[str](), 0

    while address and steps < 10:
        document = feedparser.parse(api.get(address).text)
        seen = [entry.id.removeprefix("urn:uuid:") for entry in document.entries] + seen
        later = _link(document, "next-archive")
        assert _link(document, "current") == saved.json()["links"]["atom"]
        assert (later is None) == (steps == 0)
        address, steps = _link(document, "prev-archive"), steps + 1

    assert (seen, steps) == (stored, 4)
    assert api.get(f"/feeds/{saved.json()['id']}/archive/{datetime.now(UTC).date()}-1.atom").status_code == 404


def _link(document: Any, rel: str) -> str | None:
    return next((link.href for link in document.feed.links if link.rel == rel), None)


def test_a_feed_reader_sends_the_key_as_a_password(
    api_settings: Settings, start_api: Callable[[Settings], httpx.Client], shelf: Shelf, db: Connection
) -> None:
    token = keys.create(db, name="reader", scopes=("read", "hooks:write"))[1]
    api = start_api(api_settings.model_copy(update={"api_keys": "required"}))
    made = api.post(PATH, json=HARBOUR, headers={"Authorization": f"Bearer {token}"})
    path = httpx.URL(made.json()["links"]["rss"]).path

    refused = api.get(path)
    right = api.get(path, auth=("anyone", token))
    broken = api.get(path, headers={"Authorization": "Basic " + base64.b64encode(b"\xff").decode()})

    assert (refused.status_code, right.status_code, broken.status_code) == (401, 200, 401)
    assert "Basic" in refused.headers["www-authenticate"]


def test_a_search_text_that_can_not_be_read_is_pointed_at_in_both_languages(api: httpx.Client) -> None:
    answer = api.post(PATH, json={"name": "قوس", "filters": {"q": "(ميناء"}})

    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {
            "pointer": "/filters/q",
            "detail": "an opening parenthesis is not closed",
            "detail_ar": "قوس فتح لم يغلق",
            "position": 0,
        }
    ]
