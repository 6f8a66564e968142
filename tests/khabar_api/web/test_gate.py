from __future__ import annotations

import socket
from collections.abc import Callable
from uuid import UUID

import httpx
import pytest

from khabar.article import Article
from khabar.settings import Settings
from khabar.storage.database import Connection
from support.log_reading import log_lines

FORM = "application/x-www-form-urlencoded"
StartApi = Callable[[Settings], httpx.Client]


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
def test_every_failure_is_a_problem(refusing_api: httpx.Client, method: str, path: str, status: int, kind: str) -> None:
    answer = refusing_api.request(method, path)

    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["type"] == f"/problems/{kind}"
    assert answer.json()["status"] == status
    assert refusing_api.get(answer.json()["type"]).status_code == 200


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
def test_every_method_of_an_address_is_told(refusing_api: httpx.Client, path: str, allowed: str) -> None:
    told, refused = refusing_api.options(path), refusing_api.put(path)

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


def test_who_hangs_up_while_sending_is_no_fault_of_ours(api: httpx.Client, settings: Settings) -> None:
    address = (api.base_url.host, api.base_url.port or 0)
    head = f"POST /app/searches HTTP/1.1\r\nHost: localhost\r\nContent-Type: {FORM}\r\nContent-Length: 9\r\n\r\nname="

    with log_lines(settings) as lines:
        with socket.create_connection(address, 5) as connection:
            connection.sendall(head.encode())
        for _ in range(3):  # the server is at it by the time that others are answered
            api.get("/healthz")
    figures = api.get("/metrics").text

    assert [line["event"] for line in lines if line["event"] == "request_failed"] == []
    assert 'status="0"' not in figures
    assert 'status="499"' in figures


def test_a_body_of_the_wrong_type_is_told_as_such(refusing_api: httpx.Client) -> None:
    answer = refusing_api.post(
        "/v1/feeds", content='{"url":"https://a.example/"}', headers={"Content-Type": "text/plain"}
    )

    assert (answer.status_code, answer.json()["type"]) == (415, "/problems/wrong-type")


def test_wrong_values_of_a_body_are_pointed_at(refusing_api: httpx.Client) -> None:
    answer = refusing_api.post("/v1/articles:resolve", json={"urls": ["https://a.example/", 5], "ids": []})

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/urls/1", "/ids"]


@pytest.mark.parametrize("says_so", [True, False], ids=["declared", "streamed"])
def test_a_body_over_a_megabyte_is_refused(refusing_api: httpx.Client, says_so: bool) -> None:
    body = b'{"urls":["' + b"a" * 1_100_000 + b'"]}'
    content = body if says_so else (body[start : start + 50_000] for start in range(0, len(body), 50_000))

    answer = refusing_api.post("/v1/articles:resolve", content=content, headers={"Content-Type": "application/json"})

    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")


@pytest.mark.parametrize(
    ("asked", "language", "title", "detail"),
    [
        ("ar-EG, en;q=0.5", "ar", "لا شيء هنا", "لا مقال بالمعرّف 0"),
        ("en, ar;q=0.5", "en", "There is nothing here", "There is no article 0"),
        ("fr", "en", "There is nothing here", "There is no article 0"),
    ],
)
def test_a_problem_is_told_in_the_language_that_is_preferred(
    refusing_api: httpx.Client, asked: str, language: str, title: str, detail: str
) -> None:
    answer = refusing_api.get(f"/v1/articles/{UUID(int=0)}", headers={"Accept-Language": asked})

    assert (answer.headers["content-language"], answer.json()["title"]) == (language, title)
    assert answer.json()["detail"].startswith(detail)
    assert "Accept-Language" in answer.headers["vary"]


def test_an_unchanged_answer_varies_like_the_whole_one(api: httpx.Client, shelf: Callable[..., Article]) -> None:
    path = f"/v1/articles/{shelf(1).id}"
    whole = api.get(path)

    unchanged = api.get(path, headers={"If-None-Match": whole.headers["etag"]})

    assert unchanged.status_code == 304
    assert {*unchanged.headers["vary"].split(", ")} == {"Accept", "Accept-Encoding", "Authorization", "Cookie"}


def test_head_is_answered_like_get_without_a_body(refusing_api: httpx.Client) -> None:
    head, get = refusing_api.head("/v1/articles"), refusing_api.get("/v1/articles")

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == get.headers["etag"]


def test_answers_carry_their_guards(refusing_api: httpx.Client) -> None:
    answer = refusing_api.get("/v1/articles")

    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "authorization" in answer.headers["vary"].lower()
    assert "access-control-allow-origin" not in answer.headers
    assert "server" not in answer.headers


def test_long_answers_are_compressed_when_asked_and_then_have_a_weak_tag(
    api: httpx.Client, shelf: Callable[..., Article]
) -> None:
    path = f"/v1/articles/{shelf(1).id}"
    plain = api.get(path, headers={"Accept-Encoding": "identity"})
    packed = api.get(path, headers={"Accept-Encoding": "gzip"})

    known = [api.get(path, headers={"If-None-Match": one.headers["etag"]}) for one in (plain, packed)]

    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content
    assert packed.headers["etag"] == f"W/{plain.headers['etag']}"
    assert [(one.status_code, one.headers["etag"]) for one in known] == [
        (304, plain.headers["etag"]),
        (304, packed.headers["etag"]),
    ]


@pytest.mark.parametrize(
    ("sent", "is_kept"),
    [("4bf92f3577b34da6a3ce929d0e0e4736", True), ("abc/1+2=", True), ("a b", False), ("x" * 129, False)],
)
def test_a_request_keeps_the_id_its_proxy_gave_it(refusing_api: httpx.Client, sent: str, is_kept: bool) -> None:
    answered = [
        refusing_api.get(path, headers={"X-Request-ID": sent}).headers["X-Request-ID"] for path in ("/healthz", "/no")
    ]

    assert [given == sent for given in answered] == [is_kept, is_kept]


def test_a_request_without_an_id_gets_one_of_its_own(refusing_api: httpx.Client) -> None:
    first, second = (refusing_api.get("/healthz").headers["X-Request-ID"] for _ in range(2))

    assert len(first) == len(second) == 32
    assert first != second


@pytest.mark.parametrize(
    ("method", "path", "body", "detail"),
    [
        ("GET", "/v1/nothing", None, "There is nothing at this address; /openapi.json lists all routes."),
        ("GET", "/v1/articles/", None, "Leave out the slash at the end: /v1/articles."),
        ("PUT", "/v1/searches", None, "It takes GET, HEAD, OPTIONS, POST."),
        ("POST", "/v1/searches", b'{"name": ', "body: not JSON: Expecting value (at character 10)"),
        ("POST", "/v1/keys", b'{"name": "x", "scope": []}', "/scope: there is no such key; did you mean scopes?"),
    ],
)
def test_a_refusal_says_what_is_wrong(
    refusing_api: httpx.Client, method: str, path: str, body: bytes | None, detail: str
) -> None:
    answer = refusing_api.request(method, path, content=body, headers={"Content-Type": "application/json"})

    assert answer.json()["detail"] == detail
