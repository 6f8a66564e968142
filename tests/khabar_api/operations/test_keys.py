"""Keys over HTTP: who may make them, what is shown, and how one replaces another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import httpx
import pytest

from khabar.settings import Settings
from khabar.storage import keys
from khabar.storage.database import Connection

RunningApi = Callable[[Settings], AbstractContextManager[httpx.Client]]


@pytest.fixture
def locked(api_settings: Settings, running_api: RunningApi, db: Connection) -> Iterator[httpx.Client]:
    """An API that asks for keys, and a client with one of scope admin."""
    _, text = keys.create(db, name="owner", scopes=["admin"])
    with running_api(api_settings.model_copy(update={"api_keys": "required"})) as client:
        client.headers["Authorization"] = f"Bearer {text}"
        yield client


def asks(client: httpx.Client, key: str) -> int:
    return client.get("/v1/articles", headers={"Authorization": f"Bearer {key}"}).status_code


def test_a_key_is_shown_once(locked: httpx.Client) -> None:
    made = locked.post("/v1/keys", json={"name": "تطبيق", "scopes": ["read"], "days": 30})
    text = made.json()["key"]

    shown = locked.get(made.headers["location"])

    assert (made.status_code, made.headers["cache-control"], asks(locked, text)) == (201, "no-store", 200)
    assert (shown.json()["name"], shown.json()["scopes"], "key" in shown.json()) == ("تطبيق", ["read"], False)
    secret = text.rpartition("_")[2]
    assert secret not in shown.text + locked.get("/v1/keys").text + locked.get("/v1/audit").text


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/keys"), ("POST", "/v1/keys"), ("GET", "/v1/keys/1a2b3c4d"), ("DELETE", "/v1/keys/1a2b3c4d"),
        ("POST", "/v1/keys/1a2b3c4d:rotate"), ("GET", "/v1/audit"),
    ],
)  # fmt: skip
def test_keys_and_the_audit_are_for_admins(locked: httpx.Client, db: Connection, method: str, path: str) -> None:
    _, text = keys.create(db, name="app", scopes=["read", "feeds:write", "hooks:write"])

    answer = locked.request(method, path, headers={"Authorization": f"Bearer {text}"}, json={"name": "more"})

    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/scope-missing")


def test_a_revoked_key_works_no_more_and_stays_in_the_list(locked: httpx.Client) -> None:
    made = locked.post("/v1/keys", json={"name": "app"}).json()

    first, second = locked.delete(f"/v1/keys/{made['id']}"), locked.delete(f"/v1/keys/{made['id']}")

    assert (first.status_code, second.status_code, asks(locked, made["key"])) == (204, 404, 401)
    assert [key["revoked_at"] is None for key in locked.get("/v1/keys").json()["data"]] == [True, False]


@pytest.mark.parametrize(("days", "status"), [(None, 201), (1, 201), (0, 422), (True, 422), ("5", 422), (3651, 422)])
def test_the_days_of_a_key_are_a_number_or_none(api: httpx.Client, days: object, status: int) -> None:
    assert api.post("/v1/keys", json={"name": "app", "days": days}).status_code == status


@pytest.mark.parametrize("seconds", [False, "3600", -1, 30 * 86_400 + 1])
def test_an_overlap_is_a_number_of_seconds(api: httpx.Client, seconds: object) -> None:
    made = api.post("/v1/keys", json={"name": "app"}).json()

    answer = api.post(f"/v1/keys/{made['id']}:rotate", json={"overlap_seconds": seconds})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/overlap_seconds")


def test_a_rotated_key_works_until_its_overlap_ends(locked: httpx.Client, db: Connection) -> None:
    old = locked.post("/v1/keys", json={"name": "app", "scopes": ["read", "hooks:write"], "days": 90}).json()

    new = locked.post(f"/v1/keys/{old['id']}:rotate", json={"overlap_seconds": 3600}).json()
    both = asks(locked, old["key"]), asks(locked, new["key"])
    db.execute("update api_key set expires_at = expires_at - interval '1 hour' where id = %s", (old["id"],))

    assert both == (200, 200)
    assert (asks(locked, old["key"]), asks(locked, new["key"])) == (401, 200)
    assert (new["name"], new["scopes"]) == ("app", ["read", "hooks:write"])
    assert new["expires_at"] > old["expires_at"]


def test_a_key_that_works_no_more_is_not_rotated(locked: httpx.Client) -> None:
    old = locked.post("/v1/keys", json={"name": "app"}).json()
    locked.delete(f"/v1/keys/{old['id']}")

    assert locked.post(f"/v1/keys/{old['id']}:rotate", json={}).status_code == 404


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"name": "x", "scopes": []}, "/scopes"),
        ({"name": "x", "scopes": ["root"]}, "/scopes/0"),
        ({"name": "x", "days": 0}, "/days"),
        ({"name": "x", "key": "khb_mine"}, "/key"),
    ],
    ids=["no name", "no scope", "unknown scope", "no time", "own secret"],
)
def test_a_key_that_can_not_be_made_is_refused(api: httpx.Client, body: dict[str, object], pointer: str) -> None:
    answer = api.post("/v1/keys", json=body)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def test_the_list_comes_in_pages(api: httpx.Client) -> None:
    made = [api.post("/v1/keys", json={"name": str(number)}).json()["id"] for number in range(5)]

    seen, cursor = [], ""
    while cursor is not None:
        page = api.get("/v1/keys", params={"limit": 2, **({"cursor": cursor} if cursor else {})}).json()
        seen += [key["id"] for key in page["data"]]
        cursor = page["next"]

    assert seen == made
