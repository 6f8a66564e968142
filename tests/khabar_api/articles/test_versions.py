from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import httpx
import pytest

from khabar.article import Article
from khabar.body import Paragraph
from khabar.storage import pages
from khabar.storage.database import Connection

Shelf = Callable[..., Article]


@pytest.fixture
def twice(shelf: Shelf) -> Article:
    """An article whose headline and second paragraph changed."""
    texts = ("وصل الوفد مساء الأحد.", "وضم ثلاثة وزراء.")
    shelf(1, body=tuple(Paragraph(id=f"b{number}", text=text) for number, text in enumerate(texts, 1)))
    texts = ("وصل الوفد مساء الأحد.", "وضم أربعة وزراء.")
    body = tuple(Paragraph(id=f"b{number}", text=text) for number, text in enumerate(texts, 1))
    return shelf(1, version=2, headline="عنوان مصحح", body=body)


def test_every_version_stays(api: httpx.Client, twice: Article) -> None:
    path = f"/v1/articles/{twice.id}/versions"

    lines = api.get(path).json()["data"]
    first, second, third = (api.get(f"{path}/{number}") for number in (1, 2, 3))

    assert [line["version"] for line in lines] == [1, 2]
    assert (first.json()["headline"], second.json()["headline"]) == ("افتتاح ميناء الصيد رقم 1", "عنوان مصحح")
    assert "immutable" in first.headers["cache-control"]
    assert third.status_code == 404


def test_a_difference_names_keys_and_words(api: httpx.Client, twice: Article) -> None:
    difference = api.get(f"/v1/articles/{twice.id}/versions/diff?from=1&to=2").json()

    runs = {text["pointer"]: [(run["op"], run["text"]) for run in text["runs"]] for text in difference["texts"]}
    assert difference["changed"] == ["/headline", "/headlines/0", "/body/1"]
    assert runs["/body"] == [
        ("equal", "وصل الوفد مساء الأحد.\n\nوضم "),
        ("delete", "ثلاثة "),
        ("insert", "أربعة "),
        ("equal", "وزراء."),
    ]


@pytest.mark.parametrize("query", ["", "from=1", "from=0&to=1", "from=1&to=2147483648", "from=a&to=2"])
def test_a_difference_needs_two_versions(api: httpx.Client, twice: Article, query: str) -> None:
    assert api.get(f"/v1/articles/{twice.id}/versions/diff?{query}").status_code == 400


def test_provenance_is_served_alone(api: httpx.Client, twice: Article) -> None:
    provenance = api.get(f"/v1/articles/{twice.id}/provenance").json()

    assert provenance["/headline"]["method"] == "jsonld"


def test_the_raw_page_is_given_as_bytes_never_as_a_page(api: httpx.Client, shelf: Shelf, db: Connection) -> None:
    article = shelf(1)
    missing = api.get(f"/v1/articles/{article.id}/raw")
    page_id = pages.keep(
        db,
        pages.pack("<script>مرحبا</script>".encode("windows-1256")),
        url="https://sahifa.example/1",
        final_url="https://sahifa.example/1",
        status=200,
        content_type="text/html",
        etag=None,
        last_modified=None,
        fetched_at=datetime(2026, 11, 22, tzinfo=UTC),
    )
    db.execute("update article_version set page_id = %s", (page_id,))

    raw = api.get(f"/v1/articles/{article.id}/raw")

    assert missing.status_code == 404
    assert raw.content == "<script>مرحبا</script>".encode("windows-1256")
    assert raw.headers["content-type"] == "application/octet-stream"
    assert raw.headers["content-disposition"].startswith("attachment")
