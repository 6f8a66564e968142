"""The audit: a line for every change, in the transaction of that change, and none where nothing changed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager

import httpx
import pytest

from khabar.settings import Settings, environment
from khabar.storage import audit, keys, retention
from khabar.storage.database import Connection

RunningApi = Callable[[Settings], AbstractContextManager[httpx.Client]]
OPML = '<opml version="2.0"><head/><body><outline type="rss" text="خبر" xmlUrl="https://press.com/rss"/></body></opml>'


def test_every_change_leaves_a_line_with_its_key(
    api_settings: Settings, running_api: RunningApi, db: Connection
) -> None:
    owner, text = keys.create(db, name="owner", scopes=["admin"])
    with running_api(api_settings.model_copy(update={"api_keys": "required"})) as api:
        api.headers["Authorization"] = f"Bearer {text}"
        feed = api.post("/v1/feeds", json={"url": "https://sahifa-press.com/rss"})
        path = f"/v1/feeds/{feed.json()['id']}"
        api.patch(path, json={"title": "صحيفة"}, headers={"If-Match": feed.headers["etag"]})
        api.post(f"{path}:pause")
        api.post(f"{path}:resume")
        api.delete(path)
        api.post("/v1/opml", content=OPML.encode(), headers={"Content-Type": "text/x-opml"})
        hook = api.post("/v1/webhooks", json={"url": "https://app-of-ours.com/hook?token=hidden"})
        api.patch(hook.headers["location"], json={"state": "paused"}, headers={"If-Match": hook.headers["etag"]})
        api.delete(hook.headers["location"])
        search = api.post("/v1/searches", json={"name": "الميناء", "filters": {"q": "ميناء"}})
        api.patch(search.headers["location"], json={"name": "مرفأ"}, headers={"If-Match": search.headers["etag"]})
        api.delete(search.headers["location"])
        made = api.post("/v1/keys", json={"name": "app"}).json()
        api.post(f"/v1/keys/{made['id']}:rotate", json={})
        api.delete(f"/v1/keys/{made['id']}")

        answer = api.get("/v1/audit")
        of_keys = api.get("/v1/audit", params={"subject": made["id"]}).json()["data"]
        of_others = api.get("/v1/audit", params={"key_id": "00000000"}).json()["data"]

    lines = answer.json()["data"][::-1]
    assert [line["action"] for line in lines] == [
        "feed.add", "feed.change", "feed.change", "feed.change", "feed.remove", "feeds.import",
        "webhook.add", "webhook.change", "webhook.remove", "search.add", "search.change", "search.remove",
        "key.create", "key.rotate", "key.revoke",
    ]  # fmt: skip
    assert {(line["actor"], line["key_id"]) for line in lines} == {(f"key {owner.id}", owner.id)}
    assert lines[1]["detail"] == {"title": "صحيفة"}
    assert lines[6]["detail"]["host"] == "app-of-ours.com"
    assert "hidden" not in answer.text
    assert [line["action"] for line in of_keys] == ["key.revoke", "key.rotate", "key.create"]
    assert of_others == []


def test_pages_and_other_products_clients_leave_lines_too(api_settings: Settings, running_api: RunningApi) -> None:
    with running_api(api_settings.model_copy(update={"compat": ("miniflux",)})) as api:
        page = api.post("/app/feeds", data={"url": "https://sahifa-press.com/rss"}).headers["location"]
        api.post(f"{page}/pause")
        api.post(f"{page}/remove")
        hook = api.post("/app/webhooks", data={"url": "https://app-of-ours.com/hook"})
        api.post("/app/searches", data={"name": "الميناء", "q": "ميناء"})
        api.post("/compat/miniflux/v1/feeds", json={"feed_url": "https://majalla-press.com/rss"})
        number = api.get("/compat/miniflux/v1/feeds").json()[0]["id"]
        api.delete(f"/compat/miniflux/v1/feeds/{number}")
        lines = api.get("/v1/audit").json()["data"][::-1]

    assert hook.status_code == 201
    assert [line["action"] for line in lines] == [
        "feed.add", "feed.change", "feed.remove", "webhook.add", "search.add", "feed.add", "feed.remove",
    ]  # fmt: skip


def test_a_change_that_fails_leaves_no_line(api: httpx.Client) -> None:
    feed = api.post("/v1/feeds", json={"url": "https://sahifa-press.com/rss"})
    nobody = "01a202b7-58e0-7b1e-8d52-3a9e5c7f1b20"

    failed = [
        api.post("/v1/feeds", json={"url": "http://127.0.0.1/"}),
        api.patch(f"/v1/feeds/{feed.json()['id']}", json={"title": "x"}, headers={"If-Match": '"stale"'}),
        api.delete(f"/v1/feeds/{nobody}"),
        api.post(f"/v1/feeds/{nobody}:pause"),
        api.delete(f"/v1/webhooks/{nobody}"),
        api.post("/v1/dead-letters/5:requeue"),
        api.delete("/v1/keys/1a2b3c4d"),
    ]
    known = api.post("/v1/feeds", json={"url": "https://sahifa-press.com/rss"})

    assert all(answer.status_code >= 400 for answer in failed)
    assert known.status_code == 200
    assert [line["action"] for line in api.get("/v1/audit").json()["data"]] == ["feed.add"]


def test_a_line_that_only_a_newer_version_writes_is_shown(api: httpx.Client, db: Connection) -> None:
    db.execute("insert into audit (actor, action, subject) values ('command line', 'moon.raise', '1')")

    (line,) = api.get("/v1/audit").json()["data"]

    assert line["action"] == "moon.raise"


def test_pages_hold_every_line_once(api: httpx.Client, db: Connection) -> None:
    for number in range(7):
        audit.note(db, "item.requeue", number)

    seen, cursor = [], None
    while not seen or cursor:
        page = api.get("/v1/audit", params={"limit": 3, **({"cursor": cursor} if cursor else {})}).json()
        seen += [line["subject"] for line in page["data"]]
        cursor = page["next"]

    assert seen == [str(number) for number in reversed(range(7))]


def test_old_lines_are_removed_in_steps(db: Connection) -> None:
    for number in range(3):
        audit.note(db, "item.requeue", number)
    db.execute("update audit set at = now() - interval '3 days' where subject <> '2'")

    removed = [retention.prune(db, retention.AUDIT, days=2, limit=1) for _ in range(3)]

    assert removed == [1, 1, 0]
    assert [line.subject for line in audit.find(db)] == ["2"]


@pytest.mark.parametrize(
    ("command", "actions"),
    [
        (["keys", "create", "app"], ["key.create"]),
        (["feeds", "add", "https://sahifa-press.com/rss"], ["feed.add"]),
    ],
    ids=["key", "feed"],
)
def test_commands_leave_lines_too(settings: Settings, db: Connection, command: list[str], actions: list[str]) -> None:
    subprocess.run(
        [sys.executable, "-c", "from khabar.cli import main; main()", *command],
        env=environment(settings),
        check=True,
        capture_output=True,
    )

    assert [(line.actor, line.action) for line in audit.find(db)] == [("command line", action) for action in actions]
