"""What browsers need: other sites' pages let in by name only, compressed answers, and streams without headers."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from khabar.article import Article
from khabar.errors import BadSetting
from khabar.settings import Settings
from khabar.storage import keys
from khabar.storage.database import Connection
from khabar_api.app import create_app

Shelf = Callable[..., Article]
Start = Callable[[Settings], httpx.Client]
APP = "https://app.example"


def test_pages_of_a_named_origin_may_read_and_change(api_settings: Settings, start_api: Start) -> None:
    api = start_api(api_settings.model_copy(update={"api_cors": (APP,)}))
    asks = {"Origin": APP, "Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "if-match"}
    goes_on = {**asks, "Access-Control-Request-Headers": "range, if-range, if-modified-since"}

    before, download = (api.options("/v1/feeds/x", headers=headers) for headers in (asks, goes_on))
    read = api.get("/v1/articles", headers={"Origin": APP})
    changed = api.post("/v1/searches", headers={"Origin": APP}, json={"name": "الميناء", "filters": {}})

    assert (before.status_code, before.headers["access-control-allow-origin"]) == (200, APP)
    assert download.status_code == 200
    assert (read.status_code, read.headers["access-control-allow-origin"]) == (200, APP)
    assert "Link" in read.headers["access-control-expose-headers"]
    assert changed.status_code == 201


def test_pages_of_other_origins_are_told_nothing(api_settings: Settings, start_api: Start) -> None:
    api = start_api(api_settings.model_copy(update={"api_cors": (APP,)}))
    other = {"Origin": "https://other.example"}

    read = api.get("/v1/articles", headers=other)
    changed = api.post("/v1/searches", headers=other, json={"name": "الميناء", "filters": {}})

    assert "access-control-allow-origin" not in read.headers
    assert changed.status_code == 403


@pytest.mark.parametrize(
    ("origin", "method", "said"),
    [("https://other.example", "POST", "KHABAR_API_CORS does not list it"), (APP, "PUT", "may use GET, HEAD, POST")],
    ids=["origin", "method"],
)
def test_a_refused_preflight_says_why(
    api_settings: Settings, start_api: Start, origin: str, method: str, said: str
) -> None:
    api = start_api(api_settings.model_copy(update={"api_cors": (APP,)}))

    answer = api.options("/v1/feeds", headers={"Origin": origin, "Access-Control-Request-Method": method})

    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert said in answer.json()["detail"]
    assert answer.headers.get("access-control-allow-origin") == (APP if origin == APP else None)


def test_every_origin_is_let_in_only_where_keys_are_asked_for(api_settings: Settings) -> None:
    with pytest.raises(BadSetting, match="KHABAR_API_KEYS=required"):
        create_app(api_settings.model_copy(update={"api_cors": ("*",)}))


def test_a_named_origin_brings_its_key(api_settings: Settings, db: Connection, start_api: Start) -> None:
    api = start_api(api_settings.model_copy(update={"api_keys": "required", "api_cors": (APP,)}))
    _, token = keys.create(db, name="app", scopes=("admin",))
    search = {"name": "الميناء", "filters": {}}
    asks = {"Origin": APP, "Sec-Fetch-Site": "cross-site"}

    with_key = api.post("/v1/searches", headers={**asks, "Authorization": f"Bearer {token}"}, json=search)
    without = api.post("/v1/searches", headers=asks, json=search)

    assert (with_key.status_code, with_key.headers["access-control-allow-origin"]) == (201, APP)
    assert (without.status_code, without.json()["type"]) == (401, "/problems/key-required")


def test_an_answer_is_compressed_as_the_client_can_read_it(api: httpx.Client, shelf: Shelf) -> None:
    stored = shelf(1)

    answers = {name: api.get("/v1/articles", headers={"Accept-Encoding": name}) for name in ("zstd", "br", "gzip")}

    assert {name: answer.headers["content-encoding"] for name, answer in answers.items()} == {n: n for n in answers}
    assert {answer.json()["data"][0]["id"] for answer in answers.values()} == {str(stored.id)}


@pytest.mark.parametrize(
    ("wished", "coding"),
    [
        ("zstd;q=0.1, gzip", "gzip"),
        ("gzip;q=0, *;q=0.5", "zstd"),
        ("identity, br;q=0.5", None),
        ("identity;q=0.5, br", "br"),
        ("*;q=0", None),
        ("deflate", None),
    ],
)
def test_an_answer_is_compressed_as_the_client_likes_best(
    api: httpx.Client, shelf: Shelf, wished: str, coding: str | None
) -> None:
    shelf(1)

    answer = api.get("/v1/articles", headers={"Accept-Encoding": wished})

    assert answer.headers.get("content-encoding") == coding


def test_a_ticket_opens_a_stream_and_nothing_else(api_settings: Settings, db: Connection, start_api: Start) -> None:
    api = start_api(api_settings.model_copy(update={"api_keys": "required"}))
    _, token = keys.create(db, name="app", scopes=("read",), expires_at=None)

    ticket = api.post("/v1/events/stream:ticket", headers={"Authorization": f"Bearer {token}"}).json()["ticket"]
    with api.stream("GET", f"/v1/events/stream?ticket={ticket}", headers={"Accept-Encoding": "gzip"}) as stream:
        first = next(stream.iter_raw())
    changed = api.get(f"/v1/events/stream?ticket={ticket[:-1]}x")
    elsewhere = api.get(f"/v1/articles?ticket={ticket}")

    assert first.startswith(b"retry:")
    assert "content-encoding" not in stream.headers
    assert (changed.status_code, changed.json()["type"]) == (401, "/problems/bad-key")
    assert elsewhere.status_code == 401
