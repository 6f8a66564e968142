from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import ExitStack
from uuid import UUID

import httpx
import pytest

from khabar.article import Article
from khabar.settings import Settings
from khabar.storage import keys
from khabar.storage.database import SESSIONS, Connection
from khabar_api.app import create_app
from khabar_api.web.admission import Admission
from log_reading import log_lines

StartApi = Callable[[Settings], httpx.Client]


def bearer(text: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {text}"}


@pytest.fixture
def locked(api_settings: Settings, start_api: StartApi) -> httpx.Client:
    """An API that asks for keys."""
    return start_api(api_settings.model_copy(update={"api_keys": "required"}))


@pytest.mark.parametrize(
    ("method", "path", "status", "kind"),
    [
        ("GET", "/v1/nothing", 404, "not-found"),
        ("GET", "/favicon.ico", 404, "not-found"),
        ("GET", "/v1/articles/", 404, "not-found"),
        ("PUT", "/v1/articles", 405, "method-not-allowed"),
        ("DELETE", "/healthz", 405, "method-not-allowed"),
        ("GET", "/v1/articles?q=%00", 400, "bad-request"),
        ("GET", "/v1/sources?page=2", 400, "bad-parameter"),
        ("GET", "/v1/lineage", 400, "bad-parameter"),
        ("POST", "/v1/feeds", 422, "bad-body"),
    ],
)
def test_every_failure_is_a_problem(api: httpx.Client, method: str, path: str, status: int, kind: str) -> None:
    answer = api.request(method, path)

    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["type"] == f"/problems/{kind}"
    assert answer.json()["status"] == status
    assert api.get(answer.json()["type"]).status_code == 200


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/v1/keys", "GET, HEAD, OPTIONS, POST"),
        ("/v1/opml", "GET, HEAD, OPTIONS, POST"),
        ("/v1/events/stream", "GET, OPTIONS"),
        ("/v1/feeds/01a202b7-1c00-7c11-a2a4-5f0be1b2c3d4", "DELETE, GET, HEAD, OPTIONS, PATCH"),
        ("/v1/feeds/01a202b7-1c00-7c11-a2a4-5f0be1b2c3d4:pause", "OPTIONS, POST"),
        ("/v1/keys/1a2b3c4d:rotate", "OPTIONS, POST"),
        ("/v1/feeds:discover", "OPTIONS, POST"),
        ("/healthz", "GET, HEAD, OPTIONS"),
    ],
)
def test_every_method_of_an_address_is_told(api: httpx.Client, path: str, allowed: str) -> None:
    told, refused = api.options(path), api.put(path)

    assert (told.status_code, told.headers["allow"], told.content) == (204, allowed, b"")
    assert (refused.status_code, refused.headers["allow"]) == (405, allowed)


def test_an_unforeseen_error_is_a_problem_without_its_reasons(
    api: httpx.Client, db: Connection, settings: Settings
) -> None:
    db.execute("alter table publisher rename to press")

    with log_lines(settings) as lines:
        answer = api.get("/v1/sources")

    (line,) = [line for line in lines if line["event"] == "request_failed"]
    assert line["request"] == answer.headers["x-request-id"]
    assert (answer.status_code, answer.json()["type"]) == (500, "/problems/internal")
    assert "publisher" not in answer.json()["detail"]


def test_a_silent_database_is_told_as_such(api_settings: Settings, start_api: StartApi) -> None:
    away = "postgresql://nobody@127.0.0.1:1/none?connect_timeout=1"
    api = start_api(api_settings.model_copy(update={"database_url": away}))

    articles, ready, alive = api.get("/v1/sources"), api.get("/readyz"), api.get("/healthz")

    assert (articles.status_code, articles.json()["type"]) == (503, "/problems/storage-down")
    assert articles.headers["retry-after"] == "5"
    assert "127.0.0.1:1" not in articles.text
    assert (ready.status_code, ready.json()["checks"]["postgresql"]) == (503, "does not answer")
    assert alive.status_code == 200


def test_a_body_of_the_wrong_type_is_told_as_such(api: httpx.Client) -> None:
    answer = api.post("/v1/feeds", content='{"url":"https://a.example/"}', headers={"Content-Type": "text/plain"})

    assert (answer.status_code, answer.json()["type"]) == (415, "/problems/wrong-type")


def test_wrong_values_of_a_body_are_pointed_at(api: httpx.Client) -> None:
    answer = api.post("/v1/articles:resolve", json={"urls": ["https://a.example/", 5], "ids": []})

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/urls/1", "/ids"]


@pytest.mark.parametrize("says_so", [True, False], ids=["declared", "streamed"])
def test_a_body_over_a_megabyte_is_refused(api: httpx.Client, says_so: bool) -> None:
    body = b'{"urls":["' + b"a" * 1_100_000 + b'"]}'
    content = body if says_so else (body[start : start + 50_000] for start in range(0, len(body), 50_000))

    answer = api.post("/v1/articles:resolve", content=content, headers={"Content-Type": "application/json"})

    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")


@pytest.mark.parametrize(
    ("headers", "method", "status"),
    [
        ({"Host": "127.0.0.1:8000"}, "GET", 200),
        ({"Host": "localhost"}, "GET", 200),
        ({"Host": "[::1]:8000"}, "GET", 200),
        ({"Host": "evil.example"}, "GET", 403),
        ({"Host": "127.0.0.1.evil.example"}, "GET", 403),
        ({"Host": "localhost", "Origin": "https://evil.example"}, "POST", 403),
        ({"Host": "localhost", "Origin": "null"}, "POST", 403),
        ({"Host": "localhost", "Origin": "http://localhost"}, "POST", 200),
    ],
)
def test_without_keys_only_loopback_names_are_answered(
    api: httpx.Client, headers: dict[str, str], method: str, status: int
) -> None:
    path = "/v1/articles" if method == "GET" else "/v1/articles:resolve"

    answer = api.request(method, path, headers=headers, json={} if method == "POST" else None)

    assert answer.status_code == status


@pytest.mark.parametrize("text", ["khb_", "khb_00000000_wrong", "secret", "khb_" + "a" * 5000, "khb_\udcff_x", "Basic"])
def test_a_wrong_key_is_refused_even_where_none_is_needed(api: httpx.Client, text: str) -> None:
    answer = api.get("/v1/articles", headers={"Authorization": b"Bearer " + text.encode(errors="surrogateescape")})

    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/bad-key")
    assert answer.headers["www-authenticate"].startswith('Bearer realm="khabar"')


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


def test_without_redis_reading_goes_on_and_writing_waits(api_settings: Settings, start_api: StartApi) -> None:
    away = {"redis_url": "redis://127.0.0.1:1/0", "api_rate_limit": 600}
    api = start_api(api_settings.model_copy(update=away))

    read = api.get("/v1/articles")
    write = api.post("/v1/feeds", json={"url": "https://sahifa-press.com/rss"})
    ready = api.get("/readyz")

    assert read.status_code == 200
    assert (write.status_code, write.json()["type"]) == (503, "/problems/queue-down")
    assert ready.json()["checks"] == {
        "postgresql": "ok",
        "migrations": "ok",
        "redis": "does not answer",
        "streams": "ok",
    }


@pytest.mark.parametrize(
    ("asked", "language", "title", "detail"),
    [
        ("ar-EG, en;q=0.5", "ar", "لا شيء هنا", "العنوان أو المعرّف مجهول. (There is no article 0"),
        ("en, ar;q=0.5", "en", "There is nothing here", "There is no article 0"),
        ("fr", "en", "There is nothing here", "There is no article 0"),
    ],
)
def test_a_problem_is_told_in_the_language_that_is_preferred(
    api: httpx.Client, asked: str, language: str, title: str, detail: str
) -> None:
    answer = api.get(f"/v1/articles/{UUID(int=0)}", headers={"Accept-Language": asked})

    assert (answer.headers["content-language"], answer.json()["title"]) == (language, title)
    assert answer.json()["detail"].startswith(detail)
    assert "Accept-Language" in answer.headers["vary"]


def test_an_unchanged_answer_varies_like_the_whole_one(api: httpx.Client, shelf: Callable[..., Article]) -> None:
    path = f"/v1/articles/{shelf(1).id}"
    whole = api.get(path)

    unchanged = api.get(path, headers={"If-None-Match": whole.headers["etag"]})

    assert unchanged.status_code == 304
    assert {*unchanged.headers["vary"].split(", ")} == {"Accept", "Accept-Encoding", "Authorization"}


def test_head_is_answered_like_get_without_a_body(api: httpx.Client) -> None:
    head, get = api.head("/v1/articles"), api.get("/v1/articles")

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == get.headers["etag"]


def test_answers_carry_their_guards(api: httpx.Client) -> None:
    answer = api.get("/v1/articles")

    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "authorization" in answer.headers["vary"].lower()
    assert "access-control-allow-origin" not in answer.headers
    assert "server" not in answer.headers


def test_long_answers_are_compressed_when_asked(api: httpx.Client) -> None:
    plain = api.get("/openapi.json", headers={"Accept-Encoding": "identity"})
    packed = api.get("/openapi.json", headers={"Accept-Encoding": "gzip"})

    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content


@pytest.mark.parametrize(
    ("sent", "is_kept"),
    [("4bf92f3577b34da6a3ce929d0e0e4736", True), ("abc/1+2=", True), ("a b", False), ("x" * 129, False)],
)
def test_a_request_keeps_the_id_its_proxy_gave_it(api: httpx.Client, sent: str, is_kept: bool) -> None:
    answered = [api.get(path, headers={"X-Request-ID": sent}).headers["X-Request-ID"] for path in ("/healthz", "/no")]

    assert [given == sent for given in answered] == [is_kept, is_kept]


def test_a_request_without_an_id_gets_one_of_its_own(api: httpx.Client) -> None:
    first, second = (api.get("/healthz").headers["X-Request-ID"] for _ in range(2))

    assert len(first) == len(second) == 32
    assert first != second


@pytest.mark.parametrize(
    ("method", "path", "body", "detail"),
    [
        ("GET", "/v1/nothing", None, "The address or the id is unknown."),
        ("PUT", "/v1/searches", None, "It has GET, HEAD, OPTIONS, POST."),
        ("POST", "/v1/searches", b'{"name": ', "body: not JSON: Expecting value (at character 10)"),
        ("POST", "/v1/keys", b'{"nome": "x"}', "/name: it is needed, and is not there; /nome: there is no such key"),
    ],
)
def test_a_refusal_says_what_is_wrong(
    api: httpx.Client, method: str, path: str, body: bytes | None, detail: str
) -> None:
    answer = api.request(method, path, content=body, headers={"Content-Type": "application/json"})

    assert answer.json()["detail"] == detail
