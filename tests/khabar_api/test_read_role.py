"""The API with a role that may only read: the manual's SQL is enough for every reading route, and opens no secret."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import psycopg
import pytest

from khabar.article import Article
from khabar.entities import entity_id
from khabar.errors import BadSetup
from khabar.settings import Settings
from khabar.storage.database import Connection, connect
from khabar_api.__main__ import description
from khabar_api.compat import greader
from khabar_api.service import serve
from support.pooler import Pooler

RunningApi = Callable[[Settings], AbstractContextManager[httpx.Client]]
MANUAL = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")


@pytest.fixture
def read_url(db: Connection, database_url: str) -> Iterator[str]:
    """The URL of a role made by the manual's statements."""
    (statements,) = re.findall(r"```sql\n(create role khabar_read .*?)```", MANUAL, re.DOTALL)
    role = f"reader_{uuid.uuid4().hex[:12]}"
    db.execute(statements.replace("khabar_read", role).encode())
    yield database_url.replace("://khabar@", f"://{role}@")
    db.execute(f"drop owned by {role}".encode())
    db.execute(f"drop role {role}".encode())


def test_the_api_reads_as_a_role_that_may_only_read(
    api_settings: Settings, read_url: str, running_api: RunningApi, shelf: Callable[..., Article]
) -> None:
    article = shelf(1)
    reading = {"database_read_url": read_url, "compat": ("greader",)}
    with running_api(api_settings.model_copy(update=reading)) as api:
        feed = api.post("/v1/feeds", json={"url": "https://sahifa-press.com/rss"}).json()["id"]
        hook = api.post("/v1/webhooks", json={"url": "https://app-of-ours.com/hook"}).json()["id"]
        search = api.post("/v1/searches", json={"name": "الميناء", "filters": {}}).json()["id"]
        made = api.post("/v1/keys", json={"name": "app"}).json()
        key, signed_in = made["id"], api.post(f"{greader.PREFIX}/accounts/ClientLogin", data={"Passwd": made["key"]})
        names = {
            "article_id": str(article.id), "feed_id": feed, "webhook_id": hook, "search_id": search, "key_id": key,
            "number": "1", "ending": "atom", "day": "2026-11-22", "name": "article", "source_id": "sahifa",
            "export_id": api.post("/v1/exports", json={}).json()["id"],
            "entity_id": str(entity_id("author", article.authors[0].name)),
        }  # fmt: skip
        paths = [path for path, methods in json.loads(description())["paths"].items() if "get" in methods]
        # A stream never ends, and work that was asked for has no id here.
        without = ("/stream", "{extraction_id}", "{discovery_id}")
        asked = [path.format(**names) for path in paths if not path.endswith(without)]
        asked += ["/", f"/app/articles/{article.id}", "/v1/articles?q=ميناء", "/v1/lineage?url=https://sahifa.example/"]
        failed = {path: status for path in asked if (status := api.get(path).status_code) >= 500}

    assert len(asked) > 25
    assert failed == {}
    assert signed_in.status_code == 200


@pytest.mark.parametrize(
    "statement",
    [
        "insert into setting (name, value) values ('a', 'b')",
        "update feed set state = 'paused'",
        "delete from article",
        "select secret_hash from api_key",
        "select secret from webhook",
        "select secret from websub",
        "select token from websub",
        "select callback_url from websub",
        "create table mine (id int)",
    ],
)
def test_the_role_can_neither_write_nor_see_secrets(read_url: str, statement: str) -> None:
    with connect(read_url, name="tests") as reader, pytest.raises(psycopg.errors.InsufficientPrivilege):
        reader.execute(statement.encode())


def test_the_role_sees_no_signing_secret(read_url: str, db: Connection) -> None:
    """Migrations have made both."""
    db.execute("insert into setting (name, value) values ('open', 'y')")
    all_names = "select name from setting where name in ('cursor_secret', 'session_secret', 'open')"
    assert db.execute(all_names).rowcount == 3

    with connect(read_url, name="tests") as reader:
        assert reader.execute(all_names).fetchall() == [{"name": "open"}]


def test_a_read_address_behind_a_pool_that_shares_sessions_is_refused(
    api_settings: Settings, database_url: str
) -> None:
    """Its sessions would stay read-only for whoever gets them next."""
    with Pooler(database_url) as between, pytest.raises(BadSetup, match="KHABAR_DATABASE_READ_URL leads to a pool"):
        serve(api_settings.model_copy(update={"database_read_url": between.url}))
