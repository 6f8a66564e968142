from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import ExitStack

import httpx
import pytest

from khabar.settings import Settings
from khabar.storage import keys
from khabar.storage.database import SESSIONS, Connection
from khabar_api.app import create_app
from khabar_api.web.admission import Admission

StartApi = Callable[[Settings], httpx.Client]


def bearer(text: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {text}"}


@pytest.mark.parametrize(
    ("headers", "method", "status"),
    [
        ({"Host": "127.0.0.1:8000"}, "GET", 200),
        ({"Host": "localhost"}, "GET", 200),
        ({"Host": "[::1]:8000"}, "GET", 200),
        ({"Host": "evil.example"}, "GET", 403),
        ({"Host": "127.0.0.1.evil.example"}, "GET", 403),
        ({"Host": "[::1"}, "GET", 403),
        ({"Host": "localhost", "Origin": "https://evil.example"}, "POST", 403),
        ({"Host": "localhost", "Origin": "null"}, "POST", 403),
        ({"Host": "localhost", "Origin": "http://[::1"}, "POST", 403),
        ({"Host": "localhost", "Origin": "http://localhost"}, "POST", 200),
    ],
)
def test_without_keys_only_loopback_names_are_answered(
    refusing_api: httpx.Client, headers: dict[str, str], method: str, status: int
) -> None:
    path = "/v1/articles" if method == "GET" else "/v1/articles:resolve"

    answer = refusing_api.request(method, path, headers=headers, json={} if method == "POST" else None)

    assert answer.status_code == status


@pytest.mark.parametrize("text", ["khb_", "khb_00000000_wrong", "secret", "khb_" + "a" * 5000, "khb_\udcff_x", "Basic"])
def test_a_wrong_key_is_refused_even_where_none_is_needed(refusing_api: httpx.Client, text: str) -> None:
    answer = refusing_api.get(
        "/v1/articles", headers={"Authorization": b"Bearer " + text.encode(errors="surrogateescape")}
    )

    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/bad-key")
    assert answer.headers["www-authenticate"].startswith('Bearer realm="khabar"')


@pytest.mark.parametrize("sent", ["khb_00000000_" + "a" * 43, "Token khb_00000000_x", "Bearer", "Basic !"])
def test_a_key_that_is_sent_in_another_way_is_told_how(refusing_api: httpx.Client, sent: str) -> None:
    answer = refusing_api.get("/v1/articles", headers={"Authorization": sent})

    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/bad-key")
    assert "`Authorization: Bearer khb_…`" in answer.json()["detail"]


def test_a_locked_api_answers_probes_and_key_holders_only(locked: httpx.Client, db: Connection) -> None:
    _, reader = keys.create(db, name="reader", scopes=["read"])

    statuses = {path: locked.get(path).status_code for path in ("/v1/articles", "/metrics", "/openapi.json")}
    open_ones = {path: locked.get(path).status_code for path in ("/healthz", "/readyz", "/problems/stale")}

    assert set(statuses.values()) == {401}
    assert set(open_ones.values()) == {200}
    assert locked.get("/v1/articles", headers=bearer(reader)).status_code == 200
    assert locked.get("/v1/articles", headers={**bearer(reader), "Host": "api.example"}).status_code == 200


def test_a_key_may_do_what_its_scopes_say(locked: httpx.Client, db: Connection) -> None:
    texts = {scope: keys.create(db, name=scope, scopes=[scope])[1] for scope in keys.SCOPES}
    feed = {"url": "https://sahifa-press.com/rss"}

    def statuses(method: str, path: str, body: object = None) -> dict[str, int]:
        return {
            scope: locked.request(method, path, headers=bearer(text), json=body).status_code
            for scope, text in texts.items()
        }

    assert statuses("GET", "/v1/articles") == {"read": 200, "feeds:write": 403, "hooks:write": 403, "admin": 200}
    assert statuses("GET", "/v1/queue") == {"read": 403, "feeds:write": 403, "hooks:write": 403, "admin": 200}
    assert statuses("GET", "/v1/webhooks") == {"read": 403, "feeds:write": 403, "hooks:write": 200, "admin": 200}
    assert statuses("POST", "/v1/feeds", feed)["read"] == 403


EVIL = {"Origin": "https://evil.example"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (EVIL, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "https://other.khabar.example"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 201),
        ({}, 201),
    ],
    ids=["by origin", "by fetch metadata", "a neighbour", "our own form", "a program"],
)
def test_a_password_that_a_browser_kept_is_of_no_use_to_another_site(
    locked: httpx.Client, db: Connection, headers: dict[str, str], status: int
) -> None:
    _, admin = keys.create(db, name="admin", scopes=["admin"])
    hook = {"url": "https://app-of-ours.com/hook"}

    answer = locked.post("/v1/webhooks", json=hook, headers=headers, auth=("", admin))
    page = locked.post("/app/webhooks", data=hook, headers=headers, auth=("", admin))

    assert answer.status_code == status
    assert (page.status_code == 403) == (status == 403)


def test_another_site_can_not_sign_a_browser_in(locked: httpx.Client, db: Connection) -> None:
    _, theirs = keys.create(db, name="theirs", scopes=["read"])

    answer = locked.post("/app/login", data={"key": theirs}, headers=EVIL)

    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)


def test_a_key_in_a_header_may_come_from_any_program(locked: httpx.Client, db: Connection) -> None:
    _, admin = keys.create(db, name="admin", scopes=["admin"])

    answer = locked.post("/v1/searches", json={"name": "x", "filters": {}}, headers={**bearer(admin), **EVIL})

    assert answer.status_code == 201


def test_a_revoked_key_is_refused(locked: httpx.Client, db: Connection) -> None:
    key, text = keys.create(db, name="reader", scopes=["read"])
    before = locked.get("/v1/articles", headers=bearer(text)).status_code

    keys.revoke(db, key.id)

    assert (before, locked.get("/v1/articles", headers=bearer(text)).status_code) == (200, 401)


def test_use_of_a_key_is_noted(locked: httpx.Client, db: Connection) -> None:
    _, text = keys.create(db, name="reader", scopes=["read"])

    locked.get("/v1/articles", headers=bearer(text))

    assert keys.find(db)[0].last_used_at is not None


def test_a_reader_waits_behind_no_change(api_settings: Settings, db: Connection) -> None:
    _, text = keys.create(db, name="reader", scopes=["read"])
    state = create_app(api_settings.model_copy(update={"api_keys": "required"})).state.khabar
    headers = [(name.lower().encode(), value.encode()) for name, value in bearer(text).items()]
    scope = {"type": "http", "path": "/v1/articles", "query_string": b"", "headers": headers}
    state.open()

    with ExitStack() as changes:
        for _ in range(SESSIONS["api write"]):
            changes.enter_context(state.writes.connection())
        caller, _ = asyncio.run(Admission(state).admit(scope, "GET"))
    state.close()

    assert caller.scopes == ("read",)


def test_a_key_in_the_query_string_is_not_looked_at(locked: httpx.Client, db: Connection) -> None:
    _, text = keys.create(db, name="reader", scopes=["read"])

    assert locked.get("/v1/articles", params={"key": text}).status_code == 401


def test_too_many_requests_are_told_to_wait(api_settings: Settings, start_api: StartApi) -> None:
    api = start_api(api_settings.model_copy(update={"api_rate_limit": 2}))

    answers = [api.get("/v1/articles") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.headers["x-ratelimit-remaining"] for answer in answers] == ["1", "0", "0"]
    assert int(answers[2].headers["retry-after"]) > 0
    assert answers[2].json()["type"] == "/problems/rate-limited"
    assert api.get("/healthz").status_code == 200


def test_a_signed_in_browser_is_counted_as_its_key(api_settings: Settings, start_api: StartApi, db: Connection) -> None:
    api = start_api(api_settings.model_copy(update={"api_keys": "required", "api_rate_limit": 3}))
    key, text = keys.create(db, name="reader", scopes=["read"])
    api.post("/app/login", data={"key": text})

    by_cookie = [api.get("/v1/articles").status_code for _ in range(2)]
    static = [api.get("/app/static/no.css").status_code for _ in range(4)]
    by_key = [api.get("/v1/articles", headers=bearer(text)).status_code for _ in range(2)]
    last = api.get("/v1/articles").status_code

    used = keys.get(db, key.id)
    assert (by_cookie, static, by_key, last) == ([200, 200], [404] * 4, [200, 429], 429)
    assert used is not None
    assert used.last_used_at is not None


def test_cookies_of_other_programs_sign_nobody_out(locked: httpx.Client, db: Connection) -> None:
    _, text = keys.create(db, name="reader", scopes=["read"])
    ours = locked.post("/app/login", data={"key": text}).headers["set-cookie"].partition(";")[0]
    locked.cookies.clear()

    beside = ['theme={"dark": true}', "a[b]=1", "é=1", "x"]
    answers = [locked.get("/v1/articles", headers={"Cookie": f"{one}; {ours}".encode()}) for one in beside]

    assert [answer.status_code for answer in answers] == [200] * len(beside)


def test_without_redis_reading_goes_on_and_writing_waits(api_settings: Settings, start_api: StartApi) -> None:
    away = {"redis_url": "redis://127.0.0.1:1/0", "api_rate_limit": 600}
    api = start_api(api_settings.model_copy(update=away))

    read = api.get("/v1/articles")
    write = api.post("/v1/feeds", json={"url": "https://sahifa-press.com/rss"})
    ready = api.get("/readyz")

    assert read.status_code == 200
    assert (write.status_code, write.json()["type"]) == (503, "/problems/queue-down")
    assert (ready.status_code, ready.json()["status"]) == (200, "degraded")
    assert ready.json()["checks"]["redis"] == "does not answer"


def test_where_the_database_takes_no_changes_reading_goes_on(
    api_settings: Settings, db: Connection, start_api: StartApi
) -> None:
    _, token = keys.create(db, name="app", scopes=("admin",))
    db.execute(f"alter database {db.info.dbname} set default_transaction_read_only = on".encode())
    api = start_api(api_settings.model_copy(update={"api_keys": "required"}))

    read = api.get("/v1/articles", headers=bearer(token))
    write = api.post("/v1/feeds", json={"url": "https://sahifa-press.com/rss"}, headers=bearer(token))
    ready = api.get("/readyz")

    assert read.status_code == 200
    assert (write.status_code, write.json()["type"]) == (503, "/problems/storage-down")
    assert (ready.status_code, ready.json()["status"]) == (200, "degraded")
    assert ready.json()["checks"]["changes"] == "PostgreSQL takes none"
