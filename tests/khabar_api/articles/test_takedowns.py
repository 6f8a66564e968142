from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import httpx
import pytest

from khabar.article import Article
from khabar.query import ArticleFilters
from khabar.storage import audit, exports
from khabar.storage.database import Connection
from ledger_rows import NOW
from settled import settle

Shelf = Callable[..., Article]
SAID = ("المراكب", "الصيادون", "افتتاح", "الحوراني", "محليات")

PATHS = (
    "/v1/articles/{id}", "/v1/articles/{id}?body=html", "/v1/articles/{id}?format=ninjs",
    "/v1/articles/{id}?format=jsonld", "/v1/articles/{id}/versions", "/v1/articles/{id}/versions/1",
    "/v1/articles/{id}/versions/2?body=text", "/v1/articles/{id}/versions/diff?from=1&to=2",
    "/v1/articles/{id}/provenance", "/v1/articles/{id}/raw", "/v1/live/{id}", "/v1/articles",
    "/v1/articles?status=withheld", "/v1/articles?status=withheld&format=atom",
    "/v1/articles?status=withheld&format=csv", "/v1/articles?status=withheld&facets=person,author,section",
    "/v1/articles?q=المراكب&status=withheld", "/v1/quotes?status=withheld", "/v1/entities", "/v1/clusters?least=1",
    "/v1/lineage?article={id}", "/v1/events", "/v1/changes", "/app/articles/{id}", "/app/articles/{id}?view=json",
    "/app/articles/{id}?version=1", "/app/articles/{id}/changes?from=1&to=2", "/",
)  # fmt: skip


@pytest.fixture
def withheld(api: httpx.Client, shelf: Shelf, db: Connection) -> Article:
    """An article of two versions that was taken down."""
    shelf(1)
    article = shelf(1, version=2, headline="افتتاح ميناء الصيد مرتين")
    answer = api.post(f"/v1/articles/{article.id}:withhold", json={"reason": "حكم قضائي"})
    assert (answer.status_code, answer.content) == (204, b"")
    settle(db)
    return article


def test_nothing_that_a_withheld_article_said_is_served(api: httpx.Client, withheld: Article) -> None:
    answers = {path: api.get(path.format(id=withheld.id)) for path in PATHS}

    said = {
        path: [word for word in SAID if word in answer.text.replace("q=المراكب", "")]
        for path, answer in answers.items()
    }
    assert {path: words for path, words in said.items() if words} == {}
    assert {answer.status_code for answer in answers.values()} == {200, 404}


def test_what_is_left_of_a_withheld_article_says_so(api: httpx.Client, withheld: Article) -> None:
    record = api.get(f"/v1/articles/{withheld.id}").json()
    earlier = api.get(f"/v1/articles/{withheld.id}/versions/1", headers={"If-None-Match": f'"{withheld.id}-1"'})
    page = api.get(f"/app/articles/{withheld.id}?lang=ar").text

    assert (record["status"], record["version"], record["url"]) == ("withheld", 3, withheld.url)
    assert (record["headline"], record["authors"], record["body"]) == (None, [], [])
    assert (earlier.status_code, earlier.json()["status"]) == (200, "withheld")
    assert "مقال محجوب" in page


def test_a_take_down_is_an_event_and_a_line_of_the_audit(api: httpx.Client, withheld: Article, db: Connection) -> None:
    told = api.get("/v1/events?types=article.withheld").json()["data"]
    followed = api.get("/v1/events", params={"q": "الميناء", "types": "article.withheld"}).json()["data"]
    [line] = audit.find(db, action="article.withhold")

    assert [event["data"]["article_id"] for event in told] == [str(withheld.id)]
    assert followed == told
    assert told[0]["data"]["origin"] == "operator"
    assert (line.subject, line.detail) == (str(withheld.id), {"reason": "حكم قضائي"})


def test_a_restored_article_is_what_it_was(api: httpx.Client, withheld: Article, db: Connection) -> None:
    answer = api.post(f"/v1/articles/{withheld.id}:restore", json={})
    settle(db)
    record = api.get(f"/v1/articles/{withheld.id}").json()
    found = api.get("/v1/articles", params={"q": "المراكب"}).json()["data"]

    assert answer.status_code == 204
    assert (record["status"], record["headline"]) == ("usable", withheld.headline)
    assert [ref["kind"] for ref in record["versions"]][-2:] == ["withheld", "restored"]
    assert [one["id"] for one in found] == [str(withheld.id)]
    assert api.get(f"/v1/articles/{withheld.id}/versions/1").json()["headline"] == "افتتاح ميناء الصيد رقم 1"


def test_what_its_publisher_took_back_is_restored_as_that(api: httpx.Client, shelf: Shelf) -> None:
    article = shelf(1, status="canceled")

    for action in ("withhold", "restore"):
        api.post(f"/v1/articles/{article.id}:{action}", json={"reason": "خطأ"})

    assert api.get(f"/v1/articles/{article.id}").json()["status"] == "canceled"


def test_exports_that_may_hold_it_are_removed(api: httpx.Client, shelf: Shelf, db: Connection) -> None:
    before = exports.ask(db, now=NOW, filters=ArticleFilters())
    article = shelf(1)
    settle(db)
    after = exports.ask(db, now=NOW, filters=ArticleFilters())

    api.post(f"/v1/articles/{article.id}:withhold", json={"reason": "طلب"})

    assert exports.get(db, before.id) is not None
    assert exports.get(db, after.id) is None


def test_a_take_down_that_makes_no_sense_is_refused(api: httpx.Client, withheld: Article, shelf: Shelf) -> None:
    shown = shelf(2)

    answers = [
        api.post(f"/v1/articles/{withheld.id}:withhold", json={"reason": "مرة أخرى"}),
        api.post(f"/v1/articles/{shown.id}:restore", json={}),
        api.post(f"/v1/articles/{UUID(int=9)}:withhold", json={"reason": "طلب"}),
        api.post(f"/v1/articles/{shown.id}:withhold", json={"reason": ""}),
        api.post(f"/v1/articles/{shown.id}:withhold", json={}),
    ]

    assert [answer.status_code for answer in answers] == [409, 409, 404, 422, 422]


def test_the_page_takes_an_article_down_and_shows_it_again(api: httpx.Client, shelf: Shelf) -> None:
    article = shelf(1)
    path = f"/app/articles/{article.id}"

    down = api.post(f"{path}/withhold", data={"reason": "طلب صاحبه"})
    hidden = api.get(path).text
    up = api.post(f"{path}/restore", data={"reason": "تم التصحيح"})

    assert (down.status_code, up.status_code) == (303, 303)
    assert "المراكب" not in hidden
    assert "المراكب" in api.get(path).text
