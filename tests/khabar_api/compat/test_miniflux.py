from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx

from khabar.article import Article
from khabar.feed import Feed
from khabar.settings import Settings
from khabar.storage import keys
from khabar.storage.database import Connection

StartApi = Callable[[Settings], httpx.Client]
BASE = "/compat/miniflux/v1"


def entries(api: httpx.Client, **params: Any) -> tuple[int, list[int]]:
    """The total, and the numbers of the entries."""
    answer = api.get(f"{BASE}/entries", params={"order": "id", **params})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    return body["total"], [entry["id"] for entry in body["entries"]]


def test_a_key_goes_into_the_products_header(api_settings: Settings, start_api: StartApi, db: Connection) -> None:
    key, text = keys.create(db, name="قارئ", scopes=["read"])
    api = start_api(api_settings.model_copy(update={"api_keys": "required"}))

    answers = [
        api.get(f"{BASE}/me", headers={"X-Auth-Token": text}),
        api.get(f"{BASE}/me", auth=("anybody", text)),
        api.get(f"{BASE}/me", headers={"X-Auth-Token": "wrong"}),
        api.get(f"{BASE}/me", headers={"Authorization": f"Bearer {text}"}),
        api.post(f"{BASE}/feeds", headers={"X-Auth-Token": text}, json={"feed_url": "http://127.0.0.1:9/x"}),
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 401, 401, 403]
    assert answers[0].json()["username"] == f"key {key.id}"
    assert all(answer.json()["error_message"] for answer in answers[2:])


def test_an_entry_has_the_products_shape(api: httpx.Client, filed: list[Article]) -> None:
    entry = api.get(f"{BASE}/entries/1").json()

    article = filed[0]
    assert {name: entry[name] for name in ("id", "feed_id", "status", "starred", "title", "url", "author")} == {
        "id": 1, "feed_id": 1, "status": "unread", "starred": False, "title": article.headline,
        "url": article.canonical_url, "author": "سلمى الحوراني",
    }  # fmt: skip
    assert entry["published_at"] == "2026-11-22T10:55:00Z"
    assert entry["feed"]["title"] == "الصحيفة"
    assert entry["feed"]["category"]["id"] == 1
    assert "المراكب" in entry["content"]


def test_every_filter_narrows(api: httpx.Client, filed: list[Article]) -> None:
    second = filed[1].published_at
    assert second is not None
    at = int(second.timestamp())
    # As Miniflux's own documentation does: curl -X PUT -d '…', which names a form.
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    api.put(f"{BASE}/entries", content=b'{"entry_ids": [1], "status": "read"}', headers=form)
    api.put(f"{BASE}/entries/2/bookmark")

    assert entries(api) == (3, [1, 2, 3])
    assert entries(api, direction="desc", limit=1, offset=1) == (3, [2])
    assert entries(api, status="unread") == (2, [2, 3])
    assert entries(api, status="read") == (1, [1])
    assert entries(api, status=["read", "unread"]) == (3, [1, 2, 3])
    assert entries(api, status="removed") == (0, [])
    assert entries(api, starred="true") == (1, [2])
    assert entries(api, feed_id=2) == (1, [3])
    assert entries(api, category_id=1) == (3, [1, 2, 3])
    assert entries(api, category_id=7) == (0, [])
    assert entries(api, search="ميناء") == (3, [1, 2, 3])
    assert entries(api, search="عاصفة") == (0, [])
    assert entries(api, after_entry_id=1, before_entry_id=3) == (1, [2])
    assert entries(api, before=at) == (1, [1])
    assert entries(api, published_after=at) == (1, [3])
    assert entries(api, order="published_at", direction="desc") == (3, [3, 2, 1])


def test_marks_are_set_and_taken_back(api: httpx.Client, filed: list[Article]) -> None:
    api.put(f"{BASE}/feeds/1/mark-all-as-read")
    of_a_feed = entries(api, status="unread")
    api.put(f"{BASE}/entries", json={"entry_ids": [1], "status": "unread"})
    kept = entries(api, status="unread")
    api.put(f"{BASE}/users/1/mark-all-as-read")
    for _ in range(2):
        api.put(f"{BASE}/entries/3/bookmark")

    assert (of_a_feed, kept, entries(api, status="unread")) == ((1, [3]), (2, [1, 3]), (0, []))
    assert entries(api, starred="true") == (0, [])


def test_feeds_have_numbers_and_one_category(api: httpx.Client, two_feeds: list[Feed]) -> None:
    added = api.post(f"{BASE}/feeds", json={"feed_url": "http://127.0.0.1:9/new", "category_id": 1})
    removed = api.delete(f"{BASE}/feeds/1")

    listed = api.get(f"{BASE}/feeds").json()

    assert (added.status_code, added.json(), removed.status_code) == (201, {"feed_id": 3}, 204)
    assert [feed["id"] for feed in listed] == [2, 3]
    assert api.get(f"{BASE}/categories/1/feeds").json() == listed
    assert [category["id"] for category in api.get(f"{BASE}/categories").json()] == [1]
    assert "http://127.0.0.1:9/new" in api.get(f"{BASE}/export").text


def test_what_is_wrong_is_said_in_the_products_way(api: httpx.Client, filed: list[Article]) -> None:
    wrong = {
        "entries/99": 404, f"entries/{2**70}": 404, "feeds/99": 404, f"feeds/-{2**70}": 404,
        "feeds/x": 404, "icons/1": 404,
        "feeds/1/icon": 404, "entries?limit=0": 400, "entries?order=colour": 400, "entries?sorce=1": 400,
        "nothing": 404,
    }  # fmt: skip

    answers = {path: api.get(f"{BASE}/{path}") for path in wrong}

    no_address = api.post(f"{BASE}/feeds", json={"feed_url": "صحيفة"})

    assert {path: answer.status_code for path, answer in answers.items()} == wrong
    assert no_address.status_code == 422
    assert all(answer.json()["error_message"] for answer in (*answers.values(), no_address))
