from __future__ import annotations

import gzip
import io
import json
import sys
from collections.abc import Callable

import httpx
import pyarrow.parquet as pq
import pytest

from khabar.article import Article
from khabar.settings import Settings
from khabar.storage import keys
from khabar.storage.database import Connection
from khabar_worker import export

Shelf = Callable[..., Article]


def test_an_export_is_asked_for_written_and_fetched(
    api: httpx.Client, api_settings: Settings, shelf: Shelf, db: Connection
) -> None:
    article = shelf(1)
    shelf(2, language="en")

    asked = api.post("/v1/exports", json={"filters": {"language": ["ar"]}})
    early = api.get(f"{asked.headers['location']}/file")
    export.run(api_settings, [row["number"] for row in db.execute("select number from export")])
    done = api.get(asked.headers["location"]).json()
    file = api.get(done["file_url"])
    rest = api.get(done["file_url"], headers={"Range": "bytes=10-", "If-Range": file.headers["etag"]})
    known = api.get(done["file_url"], headers={"If-None-Match": file.headers["etag"]})
    head = api.head(done["file_url"], headers={"Range": "bytes=10-"})

    assert (asked.status_code, asked.json()["state"], early.status_code) == (202, "pending", 409)
    assert (done["state"], done["articles"], done["total"], done["filters"]) == ("done", 1, 1, {"language": ["ar"]})
    assert int(file.headers["content-length"]) == done["bytes"]
    assert (rest.status_code, rest.content) == (206, file.content[10:])
    assert rest.headers["content-range"] == f"bytes 10-{done['bytes'] - 1}/{done['bytes']}"
    assert known.status_code == 304
    assert (head.status_code, head.headers["content-length"]) == (200, str(done["bytes"]))
    assert [json.loads(line)["id"] for line in gzip.decompress(file.content).splitlines()] == [str(article.id)]
    assert api.get("/v1/exports").json()["data"] == [done]


def test_an_export_as_parquet_is_a_file_of_its_own_kind(
    api: httpx.Client, api_settings: Settings, shelf: Shelf, db: Connection
) -> None:
    article = shelf(1)

    asked = api.post("/v1/exports", json={"format": "parquet"})
    export.run(api_settings, [row["number"] for row in db.execute("select number from export")])
    file = api.get(f"{asked.headers['location']}/file")

    assert asked.json()["format"] == "parquet"
    assert file.headers["content-type"] == "application/vnd.apache.parquet"
    assert file.headers["content-disposition"].endswith('.parquet"')
    assert pq.read_table(io.BytesIO(file.content))["id"].to_pylist() == [str(article.id)]


def test_parquet_that_can_not_be_written_here_says_what_to_install(
    api: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    refused = api.post("/v1/exports", json={"format": "parquet"})

    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/format")
    assert "khabar[parquet]" in refused.json()["detail"]
    assert api.get("/v1/exports").json()["data"] == []


def test_exports_that_wait_are_few_and_can_be_removed(api: httpx.Client) -> None:
    asked = [api.post("/v1/exports", json={}) for _ in range(6)]
    removed = api.delete(asked[0].headers["location"])
    after = api.post("/v1/exports", json={})

    assert [answer.status_code for answer in asked] == [202] * 5 + [409]
    assert (removed.status_code, after.status_code) == (204, 202)
    assert api.get(asked[0].headers["location"]).status_code == 404
    assert api.delete(asked[0].headers["location"]).status_code == 404


def test_only_who_asked_for_an_export_and_admins_remove_it(api: httpx.Client, db: Connection) -> None:
    keyed = {
        name: {"Authorization": f"Bearer {keys.create(db, name=name, scopes=[scope])[1]}"}
        for name, scope in [("one", "read"), ("two", "read"), ("owner", "admin")]
    }
    asked = [api.post("/v1/exports", json={}, headers=keyed["one"]).headers["location"] for _ in range(2)]

    removed = [
        api.delete(path, headers=keyed[name]).status_code
        for path, name in [(asked[0], "two"), (asked[0], "one"), (asked[1], "owner")]
    ]

    assert removed == [403, 204, 204]


def test_no_export_is_begun_while_the_files_are_too_large_together(api: httpx.Client, db: Connection) -> None:
    db.execute("insert into export (id, filters, state, bytes) select gen_random_uuid(), '{}', 'done', 10000000000")

    refused = api.post("/v1/exports", json={})

    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/conflict")
    assert "10 GB" in refused.json()["detail"]


def test_a_search_that_can_not_be_read_is_refused_before_it_waits(api: httpx.Client) -> None:
    answer = api.post("/v1/exports", json={"filters": {"q": '"ميناء'}})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/filters/q")
    assert api.get("/v1/exports").json()["data"] == []


@pytest.mark.parametrize("filters", [{"language": 5}, {"language": {"a": 1}}, {"colour": "red"}, {"from": "soon"}])
def test_filters_of_a_wrong_kind_are_told(api: httpx.Client, filters: dict[str, object]) -> None:
    answer = api.post("/v1/exports", json={"filters": filters})

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/bad-body")
    assert answer.json()["errors"][0]["pointer"].startswith("/filters/")
