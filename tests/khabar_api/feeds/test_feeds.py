from __future__ import annotations

import json
from datetime import UTC, datetime
from ipaddress import ip_network
from typing import Any

import httpx
import pytest
from fastapi import Request

from khabar.opml import read_opml
from khabar.opml_shapes import attributes_of
from khabar.publishers.record import Publisher
from khabar.settings import Settings
from khabar.storage import feeds, polls, publishers
from khabar.storage.database import SESSIONS, Connection
from khabar.subscribe import subscribe_url
from khabar_api.feeds import opml
from khabar_api.state import State
from khabar_api.web.auth import Caller

URL = "https://www.sahifa-press.com/rss"


def add(api: httpx.Client, url: str = URL, **more: Any) -> httpx.Response:
    return api.post("/v1/feeds", json={"url": url, **more})


@pytest.fixture
def publisher(db: Connection) -> Publisher:
    record = Publisher(
        id="sahifa",
        name_ar="الصحيفة",
        name_en="Sahifa",
        country="JO",
        time_zone="Asia/Amman",
        site_url="https://sahifa-press.com/",
        domains=("sahifa-press.com",),
    )
    publishers.keep(db, [record])
    return record


def test_a_new_feed_finds_its_publisher_by_its_host(api: httpx.Client, publisher: Publisher) -> None:
    answer = add(api)

    feed = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/v1/feeds/{feed['id']}"
    assert (feed["url"], feed["publisher_id"], feed["state"]) == (URL, "sahifa", "active")
    assert api.get(answer.headers["location"]).json() == feed


def test_adding_a_feed_twice_changes_nothing(api: httpx.Client) -> None:
    first, second = add(api), add(api, "https://www.sahifa-press.com/rss#top")

    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json() == first.json()


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/rss", "http://10.0.0.1/rss", "https://press.com:22/"],
)
def test_an_address_that_may_not_be_fetched_is_refused(api: httpx.Client, url: str) -> None:
    answer = add(api, url)

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/blocked-address")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/url"),
        ({"url": ""}, "/url"),
        ({"url": URL, "titel": "x"}, "/titel"),
        ({"url": URL, "title": "a\u0000b"}, "/title"),
        ({"url": URL, "publisher_id": "nobody"}, "/publisher_id"),
        ({"url": "x"}, "/url"),
        ({"url": "file:///etc/passwd"}, "/url"),
    ],
)
def test_a_wrong_subscription_is_pointed_at(api: httpx.Client, body: dict[str, str], pointer: str) -> None:
    answer = api.post("/v1/feeds", json=body)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert "Value error" not in answer.text


def test_feeds_are_paged_in_the_order_they_came(api: httpx.Client) -> None:
    added = [add(api, f"https://sahifa-press.com/{number}").json()["id"] for number in range(5)]
    seen: list[str] = []
    url = "/v1/feeds?limit=2"

    while url:
        answer = api.get(url)
        seen += [feed["id"] for feed in answer.json()["data"]]
        url = answer.links.get("next", {}).get("url", "")

    assert seen == added


def test_feeds_are_found_by_state_and_source(api: httpx.Client, publisher: Publisher) -> None:
    add(api)
    add(api, "https://elsewhere-press.com/rss", paused=True)

    def urls(query: str) -> list[str]:
        return [feed["url"] for feed in api.get("/v1/feeds?" + query).json()["data"]]

    assert urls("source=sahifa") == [URL]
    assert urls("state=paused") == ["https://elsewhere-press.com/rss"]


def test_a_change_needs_the_version_it_was_made_on(api: httpx.Client) -> None:
    feed = add(api)
    path, tag = feed.headers["location"], feed.headers["etag"]

    missing = api.patch(path, json={"title": "أ"})
    wrong = api.patch(path, json={"title": "أ"}, headers={"If-Match": '"other"'})
    right = api.patch(path, json={"title": "أ"}, headers={"If-Match": tag})
    stale = api.patch(path, json={"title": "ب"}, headers={"If-Match": tag})

    assert [one.status_code for one in (missing, wrong, right, stale)] == [428, 412, 200, 412]
    assert right.json()["title"] == "أ"
    assert right.headers["etag"] != tag


def test_what_a_change_leaves_out_stays(api: httpx.Client) -> None:
    feed = add(api, title="الأولى", language="ar")

    changed = api.patch(
        feed.headers["location"], json={"title": None}, headers={"If-Match": feed.headers["etag"]}
    ).json()

    assert (changed["title"], changed["language"], changed["state"]) == (None, "ar", "active")


@pytest.mark.parametrize("body", [{}, {"state": None}])
def test_a_change_of_nothing_is_refused_and_leaves_the_version(api: httpx.Client, body: dict[str, None]) -> None:
    feed = add(api)
    path, tag = feed.headers["location"], feed.headers["etag"]

    answer = api.patch(path, json=body, headers={"If-Match": tag})

    assert (answer.status_code, answer.json()["detail"]) == (422, "body: it changes nothing")
    assert api.get(path).headers["etag"] == tag


@pytest.mark.parametrize("word", ["publisher_id", "publisher"])
def test_a_publisher_is_changed_by_the_word_that_shows_it(api: httpx.Client, publisher: Publisher, word: str) -> None:
    feed = add(api, "https://elsewhere-press.com/rss")

    changed = api.patch(
        feed.headers["location"], json={word: publisher.id}, headers={"If-Match": feed.headers["etag"]}
    ).json()

    assert (feed.json()["publisher_id"], changed["publisher_id"]) == (None, "sahifa")


def test_an_action_that_does_not_exist_is_not_found(api: httpx.Client) -> None:
    path = add(api).headers["location"]

    assert [api.post(path + end).status_code for end in (":nonsense", "")] == [404, 405]


def test_a_removed_feed_is_gone_and_may_come_back(api: httpx.Client) -> None:
    path = add(api).headers["location"]

    statuses = [api.delete(path).status_code, api.delete(path).status_code, api.get(path).status_code]

    assert statuses == [204, 404, 404]
    assert add(api).headers["location"] == path


def test_a_paused_feed_is_polled_only_after_it_is_resumed(api: httpx.Client, db: Connection) -> None:
    path = add(api).headers["location"]

    paused = api.post(f"{path}:pause").json()["state"]
    refused = api.post(f"{path}:poll")
    resumed = api.post(f"{path}:resume").json()["state"]
    db.execute("update feed set next_poll_at = now() + interval '1 hour'")
    polled = api.post(f"{path}:poll")

    assert (paused, resumed) == ("paused", "active")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/conflict")
    assert (polled.status_code, polled.json()) == (202, {"accepted": 1})
    assert len(polls.claim(db, limit=1, lease_seconds=9)) == 1


def test_health_lists_the_last_polls(api: httpx.Client, db: Connection) -> None:
    feed = add(api).json()
    for status in (200, 304):
        db.execute("insert into poll (feed_id, status, outcome) values (%s, %s, 'new')", (feed["id"], status))

    health = api.get(f"/v1/feeds/{feed['id']}/health").json()

    assert health["feed"]["id"] == feed["id"]
    assert [line["status"] for line in health["polls"]] == [304, 200]


def test_a_list_of_feeds_comes_back_from_opml(api: httpx.Client) -> None:
    add(api, title="«أخبار» & <آراء>")
    add(api, "https://elsewhere-press.com/rss?a=1&b=2")

    document = read_opml(api.get("/v1/opml").content)

    assert [(line.xml_url, line.text) for _, line in document.feeds()] == [
        (URL, "«أخبار» & <آراء>"),
        ("https://elsewhere-press.com/rss?a=1&b=2", "https://elsewhere-press.com/rss?a=1&b=2"),
    ]


def test_an_imported_list_tells_of_each_line(api: httpx.Client) -> None:
    add(api)
    opml = f"""<opml version="2.0"><head/><body><outline text="مجلد">
      <outline type="rss" text="معروفة" xmlUrl="{URL}"/><outline type="rss" text="جديدة" xmlUrl="https://other-press.com/rss"/>
      <outline type="rss" text="داخلية" xmlUrl="http://192.168.0.1/rss"/><outline text="بلا عنوان"/>
      </outline></body></opml>"""

    answer = api.post("/v1/opml", content=opml.encode(), headers={"Content-Type": "text/x-opml"})
    again = api.post("/v1/opml", content=opml.encode(), headers={"Content-Type": "text/x-opml"})

    results = [(line["title"], line["result"]) for line in answer.json()["data"]]
    assert results == [("معروفة", "known"), ("جديدة", "added"), ("داخلية", "refused"), ("بلا عنوان", "refused")]
    assert [again.json()[name] for name in ("added", "known", "refused")] == [0, 2, 2]


def test_an_exported_list_changes_nothing_where_it_came_from(
    api: httpx.Client, db: Connection, settings: Settings
) -> None:
    near = settings.model_copy(update={"allow_networks": (ip_network("127.0.0.1/32"),)})
    subscribe_url(db, "http://127.0.0.1:18400/rss.xml", settings=near, now=datetime(2026, 11, 1, tzinfo=UTC))
    add(api)
    exported = api.get("/v1/opml").content

    done = api.post("/v1/opml", content=exported, headers={"Content-Type": "text/x-opml"}).json()

    assert [done[name] for name in ("added", "known", "refused")] == [0, 2, 0]
    assert api.get("/v1/opml").content == exported


FOLDERS = """<opml version="2.0"><head><title>مجلداتي</title></head><body>
<outline text="أخبار" title="كل الأخبار" category="/n"><outline text="مصر">
<outline text="الصحيفة" title="The Paper" type="atom" xmlUrl="https://a-press.com/rss" custom="س"/></outline>
<outline text="مصر" flag="1"><outline type="rss" text="أخرى" xmlUrl="https://b-press.com/rss"/></outline></outline>
<outline type="rss" text="بلا مجلد" xmlUrl="https://c-press.com/rss"/>
<outline text="مختارات"><outline type="rss" text="أخرى" xmlUrl="https://b-press.com/rss" note="ثانية"/></outline>
</body></opml>"""


def test_folders_and_unknown_attributes_come_back_as_they_were(api: httpx.Client) -> None:
    def lines(document: bytes) -> set[tuple[tuple[frozenset[tuple[str, str]], ...], frozenset[tuple[str, str]]]]:
        return {
            (
                tuple(frozenset(attributes_of(one)) for one in folders),
                frozenset(attributes_of(line)) - {("title", line.text)},
            )
            for folders, line in read_opml(document).feeds()
        }

    api.post("/v1/opml", content=FOLDERS.encode(), headers={"Content-Type": "text/x-opml"})
    exported = api.get("/v1/opml").content
    again = api.post("/v1/opml", content=exported, headers={"Content-Type": "text/x-opml"}).json()

    assert lines(exported) == lines(FOLDERS.encode())
    assert [outline.label for outline in read_opml(exported).outlines] == ["أخبار", "مختارات", "بلا مجلد"]
    assert (again["known"], api.get("/v1/opml").content) == (4, exported)


def test_an_import_tells_of_its_progress_line_by_line(api: httpx.Client) -> None:
    headers = {"Content-Type": "text/x-opml", "Accept": "application/x-ndjson"}
    with api.stream("POST", "/v1/opml", content=FOLDERS.encode(), headers=headers) as answer:
        *told, counts = [json.loads(line) for line in answer.iter_lines()]

    assert [line["result"] for line in told] == ["added", "added", "added", "known"]
    assert counts == {"added": 3, "known": 1, "refused": 0}


def test_imports_that_nobody_reads_on_hold_no_connection(settings: Settings) -> None:
    state, document = State(settings), read_opml(FOLDERS.encode())
    request = Request({"type": "http", "khabar.caller": Caller(scopes=("admin",), name="tests")})
    state.open()

    told = [opml.imported(request, state, document) for _ in range(SESSIONS["api write"])]
    first = [next(lines) for lines in told]
    with state.writes.connection() as db:
        subscribed = feeds.find(db)
    last = [[*lines][-1] for lines in told]
    state.close()

    assert {line.result for line in first if isinstance(line, opml.OpmlLine)} == {"added", "known"}
    assert len(subscribed) == 3
    assert all(isinstance(line, opml.OpmlCounts) for line in last)


def test_a_list_under_another_type_is_refused(api: httpx.Client) -> None:
    answer = api.post("/v1/opml", content=b"<opml/>", headers={"Content-Type": "application/json"})

    assert (answer.status_code, answer.json()["type"]) == (415, "/problems/wrong-type")


def test_what_is_no_opml_is_refused(api: httpx.Client) -> None:
    answer = api.post("/v1/opml", content=b"<html/>", headers={"Content-Type": "text/x-opml"})

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/bad-body")


def test_sources_tell_what_they_allow_and_not_how_they_are_read(api: httpx.Client, publisher: Publisher) -> None:
    add(api)

    listed = api.get("/v1/sources").json()["data"]
    one = api.get("/v1/sources/sahifa").json()

    assert [(source["id"], source["feeds"], source["policy"]) for source in listed] == [("sahifa", 1, "full")]
    assert one["quality"]["articles"] == 0
    assert "selectors" not in one
    assert api.get("/v1/sources/nobody").status_code == 404


def test_the_kept_languages_of_a_feed_are_set_and_changed(api: httpx.Client) -> None:
    added = add(api, languages=["ar", "fa"])
    changed = api.patch(added.headers["location"], json={"languages": []}, headers={"If-Match": added.headers["etag"]})
    unknown = add(api, "https://www.sahifa-press.com/other", languages=["xx"])

    assert added.json()["languages"] == ["ar", "fa"]
    assert changed.json()["languages"] == []
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "/languages/0")


def test_whether_pages_are_fetched_is_set_and_changed(api: httpx.Client) -> None:
    added = add(api, fetch_pages=False)
    where, known = added.headers["location"], {"If-Match": added.headers["etag"]}
    nothing = api.patch(where, json={"fetch_pages": None}, headers=known)
    changed = api.patch(where, json={"fetch_pages": True}, headers=known)

    assert (added.json()["fetch_pages"], changed.json()["fetch_pages"]) == (False, True)
    assert nothing.status_code == 422


def test_an_opml_list_keeps_the_kept_languages(api: httpx.Client) -> None:
    add(api, languages=["ar"])
    document = api.get("/v1/opml").content
    api.delete(f"/v1/feeds/{api.get('/v1/feeds').json()['data'][0]['id']}")

    refused = document.replace(b'khabarLanguages="ar"', b'khabarLanguages="klingon"')
    refusal = api.post("/v1/opml", content=refused, headers={"Content-Type": "text/x-opml"}).json()

    assert b'khabarLanguages="ar"' in document
    assert refusal["refused"] == 1
    assert "klingon" in refusal["data"][0]["detail"]


def test_a_list_carries_all_that_was_set_for_a_feed(api: httpx.Client) -> None:
    set_ = {"title": "الصحيفة", "language": "ar", "languages": ["ar"], "fetch_pages": False}
    other = "https://elsewhere-press.com/rss"
    add(api, **set_, paused=True, fallbacks=[other])
    # Under other addresses: a feed that was known is found again with all it had.
    lines = api.get("/v1/opml").text.replace("/rss", "/news").replace("xmlUrl", 'htmlUrl="https://sahifa.com/" xmlUrl')

    result = api.post("/v1/opml", content=lines.encode(), headers={"Content-Type": "text/x-opml"}).json()
    feed = api.get(f"/v1/feeds/{result['data'][0]['feed_id']}").json()

    assert result["added"] == 1
    assert {name: feed[name] for name in set_} == set_
    assert (feed["state"], feed["site_url"]) == ("paused", "https://sahifa.com/")
    assert [address.rpartition("/")[2] for address in feed["addresses"]] == ["news", "news"]
    assert other.replace("/rss", "/news") in feed["addresses"]
