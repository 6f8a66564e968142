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

    assert (asked.status_code, asked.json()["state"], early.status_code) == (202, "pending", 409)
    assert (done["state"], done["articles"], done["total"], done["filters"]) == ("done", 1, 1, {"language": ["ar"]})
    assert int(file.headers["content-length"]) == done["bytes"]
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


def test_a_search_that_can_not_be_read_is_refused_before_it_waits(api: httpx.Client) -> None:
    answer = api.post("/v1/exports", json={"filters": {"q": '"ميناء'}})

    assert answer.status_code == 400
    assert api.get("/v1/exports").json()["data"] == []


@pytest.mark.parametrize("filters", [{"language": 5}, {"language": {"a": 1}}, {"colour": "red"}, {"from": "soon"}])
def test_filters_of_a_wrong_kind_are_told(api: httpx.Client, filters: dict[str, object]) -> None:
    answer = api.post("/v1/exports", json={"filters": filters})

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/bad-body")
    assert answer.json()["errors"][0]["pointer"].startswith("/filters/")
