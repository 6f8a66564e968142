from __future__ import annotations

import base64
from collections.abc import Callable

import httpx
import pytest

from khabar.article import Article
from khabar.storage import deliveries, retention
from khabar.storage.database import Connection
from support.settled import settle

Shelf = Callable[..., Article]
URL = "https://app-of-ours.com/hook"


@pytest.fixture
def hook(api: httpx.Client) -> httpx.Response:
    return api.post("/v1/webhooks", json={"url": URL, "types": ["article.created"]})


def test_the_secret_is_shown_once(api: httpx.Client, hook: httpx.Response) -> None:
    secret = hook.json()["secret"]

    seen = api.get(hook.headers["location"]).json()
    other = api.post("/v1/webhooks", json={"url": URL}).json()["secret"]

    assert hook.status_code == 201
    assert secret != other
    assert secret.startswith("whsec_")
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32
    assert "secret" not in seen
    assert secret not in api.get("/v1/webhooks").text


def test_the_same_is_not_sent_to_one_address_twice(api: httpx.Client, hook: httpx.Response) -> None:
    search = api.post("/v1/searches", json={"name": "موانئ", "filters": {"q": "ميناء"}}).json()["id"]

    again = api.post("/v1/webhooks", json={"url": URL, "types": ["article.created"]})
    on_page = api.post("/app/webhooks?lang=ar", data={"url": URL, "search": search})
    page_again = api.post("/app/webhooks?lang=ar", data={"url": URL, "search": search})
    other = api.post("/v1/webhooks", json={"url": URL, "types": ["article.created"], "search_id": search})

    assert (again.status_code, hook.json()["id"] in again.json()["detail"]) == (409, True)
    assert (on_page.status_code, page_again.status_code, other.status_code) == (201, 409, 201)
    assert "لهذا العنوان إشعار ويب من قبل" in page_again.text
    assert "موانئ</bdi>" in page_again.text


def test_a_webhook_is_not_changed_into_another(api: httpx.Client, hook: httpx.Response) -> None:
    other = api.post("/v1/webhooks", json={"url": URL, "types": ["article.updated"]})
    path, tag = other.headers["location"], {"If-Match": other.headers["etag"]}

    alike = api.patch(path, json={"types": ["article.created"]}, headers=tag)
    own = api.patch(path, json={"types": ["article.updated"]}, headers=tag)

    assert (alike.status_code, own.status_code) == (409, 200)
    assert hook.json()["id"] in alike.json()["detail"]


def test_a_secret_is_changed_and_the_old_one_holds_for_as_long_as_asked(
    api: httpx.Client, hook: httpx.Response
) -> None:
    path = hook.headers["location"]

    changed = api.post(f"{path}/secret:rotate", json={"overlap_seconds": 60})
    usual = api.post(f"{path}/secret:rotate")
    at_once = api.post(f"{path}/secret:rotate", json={"overlap_seconds": 0})
    seen = api.get(path)

    assert len({one.json()["secret"] for one in (hook, changed, at_once)}) == 3
    assert None not in (changed.json()["old_secret_until"], usual.json()["old_secret_until"])
    assert (seen.json()["old_secret_until"], seen.headers["etag"]) == (None, at_once.headers["etag"])
    assert [line["action"] for line in api.get("/v1/audit").json()["data"]] == ["webhook.rotate"] * 3 + ["webhook.add"]


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://169.254.169.254/latest"])
def test_an_inner_address_is_refused_also_by_a_change(api: httpx.Client, hook: httpx.Response, url: str) -> None:
    made = api.post("/v1/webhooks", json={"url": url})
    changed = api.patch(hook.headers["location"], json={"url": url}, headers={"If-Match": hook.headers["etag"]})

    assert (made.status_code, changed.status_code) == (422, 422)
    assert changed.json()["type"] == "/problems/blocked-address"


@pytest.mark.parametrize(("change", "pointer"), [({}, ""), ({"url": "ftp://app-of-ours.com/"}, "/url")])
def test_a_change_that_can_not_be_made_leaves_the_webhook(
    api: httpx.Client, hook: httpx.Response, change: dict[str, str], pointer: str
) -> None:
    path, tag = hook.headers["location"], hook.headers["etag"]

    answer = api.patch(path, json=change, headers={"If-Match": tag})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert api.get(path).headers["etag"] == tag


def test_unknown_types_are_refused(api: httpx.Client) -> None:
    answer = api.post("/v1/webhooks", json={"url": URL, "types": ["article.born"]})

    assert answer.json()["errors"][0]["pointer"] == "/types/0"


def test_a_change_needs_the_version_it_was_made_on(api: httpx.Client, hook: httpx.Response) -> None:
    path, tag = hook.headers["location"], hook.headers["etag"]

    missing = api.patch(path, json={"state": "paused"})
    right = api.patch(path, json={"state": "paused"}, headers={"If-Match": tag})
    stale = api.patch(path, json={"state": "active"}, headers={"If-Match": tag})

    assert [one.status_code for one in (missing, right, stale)] == [428, 200, 412]
    assert (right.json()["state"], right.json()["types"]) == ("paused", ["article.created"])


def test_deliveries_are_listed_and_sent_again(
    api: httpx.Client, hook: httpx.Response, shelf: Shelf, db: Connection
) -> None:
    shelf(1)
    deliveries.fan_out(db)
    path = f"{hook.headers['location']}/deliveries"
    (line,) = api.get(path).json()["data"]
    db.execute("update delivery set state = 'dead', attempts = 15")

    again = api.post(f"{path}/{line['id']}:resend")
    (after,) = api.get(path + "?state=pending").json()["data"]

    assert (line["type"], line["state"]) == ("article.created", "pending")
    assert (again.status_code, after["id"], after["attempts"]) == (202, line["id"], 0)
    assert api.post(f"{path}/999:resend").status_code == 404


def test_a_test_sends_the_newest_event(api: httpx.Client, hook: httpx.Response, shelf: Shelf, db: Connection) -> None:
    path = hook.headers["location"]
    too_early = api.post(f"{path}:test")
    shelf(1)
    shelf(1, version=2, headline="عنوان آخر")

    sent = api.post(f"{path}:test")

    assert (too_early.status_code, sent.status_code) == (409, 202)
    assert [line["type"] for line in api.get(f"{path}/deliveries").json()["data"]] == ["article.updated"]


def test_a_log_that_retention_emptied_has_nothing_to_test_with(
    api: httpx.Client, hook: httpx.Response, shelf: Shelf, db: Connection
) -> None:
    shelf(1)
    settle(db)
    db.execute("update event set at = now() - interval '400 days'")
    retention.prune(db, retention.EVENTS, days=90)

    answer = api.post(f"{hook.headers['location']}:test")

    assert (answer.status_code, answer.json()["type"].rsplit("/")[-1]) == (409, "conflict")


def test_a_removed_webhook_is_gone(api: httpx.Client, hook: httpx.Response) -> None:
    path = hook.headers["location"]

    assert [api.delete(path).status_code, api.get(path).status_code, api.get(f"{path}/deliveries").status_code] == [
        204,
        404,
        404,
    ]
