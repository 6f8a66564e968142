from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import httpx
import pytest
from jsonschema import Draft202012Validator

import khabar
from khabar.article import Article
from khabar.errors import BadSetting
from khabar.settings import Settings
from khabar.storage import feeds, hosts, keys
from khabar.storage.database import Connection
from khabar_api.service import serve
from khabar_api.state import is_loopback
from support.loopback import silent

Shelf = Callable[..., Article]


@pytest.fixture
def item(db: Connection) -> int:
    """A dead item of a feed."""
    hosts.ensure(db, "sahifa.example", 1)
    feed, _ = feeds.add(
        db,
        now=datetime(2026, 11, 22, tzinfo=UTC),
        url="https://sahifa.example/rss",
        url_key=b"1",
        host="sahifa.example",
        interval_seconds=900,
    )
    row = db.execute(
        """insert into item (feed_id, guid_key, guid, url, entry, entry_hash, outcome,
                             stage, state, attempts, last_error)
           values (%s, 'k', 'g-1', 'https://sahifa.example/1', '{"title": "عنوان"}', 'h', 'pending', 'extract', 'dead',
                   8, 'worker died') returning id""",
        (feed.id,),
    ).fetchone()
    assert row is not None
    return int(row["id"])


def test_probes_say_ok(api: httpx.Client) -> None:
    assert api.get("/healthz").json() == {"status": "ok"}
    assert api.get("/readyz").json()["status"] == "ok"
    assert api.get("/version").json() == {"version": khabar.__version__, "schema": "khabar.article/1"}


def test_an_unmigrated_database_is_not_ready(api: httpx.Client, db: Connection) -> None:
    db.execute("delete from migration")

    answer = api.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["checks"]["migrations"].endswith("missing")


def test_metrics_count_requests_and_the_ledger(api: httpx.Client, shelf: Shelf, item: int) -> None:
    article = shelf(1)
    api.get(f"/v1/articles/{article.id}")

    text = api.get("/metrics").text

    assert 'khabar_api_requests_total{method="GET",route="/v1/articles/{article_id}",status="200"} 1.0' in text
    assert 'khabar_items{stage="extract",state="dead"} 1.0' in text
    assert "khabar_articles 1.0" in text
    assert 'khabar_jobs{queue="extract"} 0.0' in text
    assert 'khabar_feeds{state="active"} 1.0' in text
    assert 'khabar_feeds_unwell{reason="silent"} 0.0' in text
    assert 'khabar_workers{queue="deliver"} 0.0' in text


def test_figures_of_a_queue_that_is_away_are_left_out(
    api_settings: Settings, running_api: Callable[[Settings], AbstractContextManager[httpx.Client]]
) -> None:
    away = api_settings.model_copy(update={"redis_url": "redis://127.0.0.1:1"})

    with running_api(away) as client:
        text = client.get("/metrics").text

    assert "khabar_jobs" not in text
    assert "khabar_workers" not in text
    assert "khabar_articles 0.0" in text


@pytest.mark.parametrize("path", ["/metrics", "/v1/queue", "/readyz"])
def test_a_queue_that_says_nothing_is_waited_for_once(
    path: str, api_settings: Settings, running_api: Callable[[Settings], AbstractContextManager[httpx.Client]]
) -> None:
    with silent() as (port, connections):
        away = api_settings.model_copy(update={"redis_url": f"redis://127.0.0.1:{port}/0"})
        with running_api(away) as client:
            client.get(path)

        assert connections() == 1


def test_a_dead_letter_is_listed_and_taken_up_again(api: httpx.Client, item: int) -> None:
    (line,) = api.get("/v1/dead-letters").json()["data"]

    again = api.post(f"/v1/dead-letters/{item}:requeue")
    counts = api.get("/v1/queue").json()

    assert (line["id"], line["last_error"]) == (item, "worker died")
    assert again.status_code == 202
    assert counts == {"items": {"extract.pending": 1}, "oldest_seconds": 0, "jobs": {"extract": 0, "deliver": 0}}
    assert api.post(f"/v1/dead-letters/{item}:requeue").status_code == 404


def test_a_dead_letter_is_given_up_for_good(api: httpx.Client, item: int) -> None:
    done = api.post(f"/v1/dead-letters/{item}:dismiss")

    (line,) = api.get("/v1/lineage?guid=g-1").json()["data"]
    assert (done.status_code, done.content) == (204, b"")
    assert (line["state"], line["outcome"]) == ("done", "dismissed")
    assert api.get("/v1/dead-letters").json()["data"] == []
    assert api.post(f"/v1/dead-letters/{item}:dismiss").status_code == 404


def test_lineage_tells_what_became_of_an_entry(api: httpx.Client, item: int) -> None:
    (line,) = api.get("/v1/lineage?guid=g-1").json()["data"]

    assert (line["id"], line["title"], line["outcome"], line["state"]) == (item, "عنوان", "pending", "dead")
    assert api.get("/v1/lineage", params={"feed": line["feed_id"]}).json()["data"] == [line]
    assert api.get("/v1/lineage?url=https://sahifa.example/2").json() == {"data": [], "next": None}
    assert api.get("/v1/lineage?url=nothing").status_code == 400


def test_an_article_is_valid_by_the_schema_served(api: httpx.Client, shelf: Shelf) -> None:
    article = shelf(1)
    schema = api.get("/v1/schemas/article").json()

    Draft202012Validator(schema).validate(api.get(f"/v1/articles/{article.id}").json())


def test_an_event_is_valid_by_the_schema_it_names(api: httpx.Client, shelf: Shelf) -> None:
    shelf(1)
    (event,) = api.get("/v1/events").json()["data"]
    schema = api.get(event["dataschema"]).json()

    Draft202012Validator(schema).validate(event)
    assert api.get("/v1/schemas/article.born.v1").status_code == 404


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("127.9.9.9", True), ("0.0.0.0", False), ("::", False),
     ("10.0.0.5", False), ("khabar.example", False), ("", False)],
)  # fmt: skip
def test_loopback_is_told_from_everything_else(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


def test_an_open_address_without_keys_refuses_to_start(api_settings: Settings, db: Connection) -> None:
    with pytest.raises(BadSetting, match="khabar keys create"):
        serve(api_settings.model_copy(update={"api_host": "0.0.0.0"}))


def test_an_open_address_that_requires_keys_starts_and_refuses_everybody(
    api_settings: Settings, start_api: Callable[[Settings], httpx.Client]
) -> None:
    api = start_api(api_settings.model_copy(update={"api_host": "0.0.0.0", "api_keys": "required"}))

    assert [api.get(path).status_code for path in ("/healthz", "/readyz", "/v1/articles")] == [200, 200, 401]


def test_an_open_address_asks_for_keys(
    api_settings: Settings, db: Connection, start_api: Callable[[Settings], httpx.Client]
) -> None:
    _, text = keys.create(db, name="reader", scopes=["read"])
    api = start_api(api_settings.model_copy(update={"api_host": "0.0.0.0"}))

    statuses = [
        api.get("/v1/articles", headers=headers).status_code for headers in ({}, {"Authorization": f"Bearer {text}"})
    ]

    assert statuses == [401, 200]


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_the_process_gives_figures_apart_and_ends_when_told_to(api_settings: Settings, sent: signal.Signals) -> None:
    assert api_settings.database_url is not None
    assert api_settings.redis_url is not None
    with socket.create_server(("127.0.0.1", 0)) as free, socket.create_server(("127.0.0.1", 0)) as also_free:
        port, metrics_port = free.getsockname()[1], also_free.getsockname()[1]
    environment = {
        "KHABAR_DATABASE_URL": api_settings.database_url,
        "KHABAR_REDIS_URL": api_settings.redis_url,
        "KHABAR_API_PORT": str(port),
        "KHABAR_METRICS_PORT": str(metrics_port),
    }

    with (
        subprocess.Popen([sys.executable, "-m", "khabar_api"], env=environment, cwd="/", stderr=subprocess.PIPE) as api,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", transport=retrying(), trust_env=False) as client,
    ):
        ready, hidden = client.get("/readyz"), client.get("/metrics")
        figures, nothing = (client.get(f"http://127.0.0.1:{metrics_port}{path}") for path in ("/metrics", "/v1/keys"))
        api.send_signal(sent)
        _, errors = api.communicate(timeout=20)

    assert ready.status_code == 200
    assert (hidden.status_code, nothing.status_code) == (404, 404)
    assert "khabar_articles 0.0" in figures.text
    assert api.returncode == 0
    assert [json.loads(line)["event"] for line in errors.splitlines()] == ["api_started", "api_stopped"]


def retrying() -> httpx.HTTPTransport:
    """Connects again, with growing pauses, until the server is up."""
    return httpx.HTTPTransport(retries=8)


def test_an_article_is_fetched_again_when_asked_and_the_audit_tells(
    api: httpx.Client, shelf: Shelf, item: int, db: Connection
) -> None:
    article = shelf(1)
    db.execute(
        "update item set article_id = %s, state = 'done', host = 'sahifa.example' where id = %s", (article.id, item)
    )

    first = api.post(f"/v1/articles/{article.id}:refetch")
    second = api.post(f"/v1/articles/{article.id}:refetch")
    unknown = api.post("/v1/articles/00000000-0000-0000-0000-000000000000:refetch")
    told = api.get("/v1/audit", params={"action": "article.refetch"}).json()["data"]

    assert (first.status_code, second.status_code, unknown.status_code) == (202, 409, 404)
    assert api.get("/v1/lineage", params={"article": str(article.id)}).json()["data"][0]["stage"] == "page"
    assert [line["subject"] for line in told] == [str(article.id)]
