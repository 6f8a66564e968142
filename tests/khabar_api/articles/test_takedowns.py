from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import httpx
import pytest

from khabar.article import Article, Quality
from khabar.query import ArticleFilters
from khabar.settings import Settings
from khabar.storage import articles, audit, exports, trials
from khabar.storage.database import Connection
from khabar.versions import with_status
from support.extract_rows import stored_item
from support.ledger_rows import NOW
from support.settled import settle

Shelf = Callable[..., Article]
TRIED = (
    "https://sahifa.example/news/1", "https://sahifa.example/news/1?utm_source=x#top", "https://sahifa.example/news/2",
    "no address",
)  # fmt: skip
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
# Of what ended in it, of a saved search, and of the layers for other products' clients.
FURTHER_PATHS = (
    "/v1/articles/{earlier}", "/v1/articles/{earlier}/versions/1",
    "/app/articles/{earlier}", "/app/articles/{earlier}?version=1", "/feeds/{search}.atom", "/feeds/{search}.json",
    "/feeds/{search}/archive/2026-11-22-1.atom", "/compat/newsapi/v2/everything?q=المراكب",
    "/compat/newsapi/v2/top-headlines?country=jo", "/compat/miniflux/v1/entries", "/compat/miniflux/v1/entries/1",
    "/compat/greader/reader/atom/user/-/state/com.google/reading-list",
    "/compat/greader/reader/api/0/stream/contents/user/-/state/com.google/reading-list",
)  # fmt: skip


@pytest.fixture
def api_settings(api_settings: Settings) -> Settings:
    return api_settings.model_copy(update={"compat": ("newsapi", "greader", "miniflux")})


@pytest.fixture
def withheld(api: httpx.Client, shelf: Shelf, db: Connection) -> Article:
    """An article of two versions that was taken down."""
    shelf(1)
    article = shelf(1, version=2, headline="افتتاح ميناء الصيد مرتين")
    answer = api.post(f"/v1/articles/{article.id}:withhold", json={"reason": "حكم قضائي"})
    assert (answer.status_code, answer.content) == (204, b"")
    settle(db)
    return article


def said_at(answers: dict[str, httpx.Response]) -> dict[str, list[str]]:
    """What the article said that is found in the answers, by path."""
    found = {
        path: [word for word in SAID if word in one.text.replace("q=المراكب", "")] for path, one in answers.items()
    }
    return {path: words for path, words in found.items() if words}


def test_nothing_that_a_withheld_article_said_is_served(api: httpx.Client, withheld: Article) -> None:
    answers = {path: api.get(path.format(id=withheld.id)) for path in PATHS}

    assert said_at(answers) == {}
    assert {answer.status_code for answer in answers.values()} == {200, 404}


def test_no_feed_layer_or_predecessor_serves_what_a_withheld_article_said(
    api: httpx.Client, shelf: Shelf, db: Connection
) -> None:
    article, earlier = shelf(1), shelf(2)
    articles.merge(db, article.id, [earlier.id])
    wanted = {"name": "كلها", "filters": {"status": ["usable", "withheld"]}}
    search = api.post("/v1/searches", json=wanted).json()["id"]
    paths = [path.format(earlier=earlier.id, search=search) for path in FURTHER_PATHS]
    settle(db)

    before = {path: api.get(path) for path in paths}
    api.post(f"/v1/articles/{earlier.id}:withhold", json={"reason": "طلب"})
    settle(db)
    after = {path: api.get(path) for path in paths}

    assert list(said_at(before)) == paths
    assert said_at(after) == {}


def test_a_date_does_not_keep_what_was_withheld_or_its_tombstone(api: httpx.Client, withheld: Article) -> None:
    path = f"/v1/articles/{withheld.id}/versions/1"
    known = {"If-Modified-Since": "Sun, 22 Nov 2026 11:05:00 GMT"}

    hidden = api.get(path, headers=known)
    api.post(f"/v1/articles/{withheld.id}:restore", json={})
    shown = api.get(path, headers={**known, "If-Modified-Since": hidden.headers["date"]})

    assert (hidden.status_code, hidden.json()["status"]) == (200, "withheld")
    assert (shown.status_code, shown.json()["status"]) == (200, "usable")
    assert ("last-modified" in hidden.headers, hidden.headers["cache-control"]) == (False, "private, no-cache")


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


@pytest.mark.parametrize(
    ("warnings", "status"), [((), "canceled"), (("feed_only",), "usable")], ids=["read there", "never had"]
)
def test_what_was_found_gone_during_a_take_down_is_not_shown_as_if_it_stood(
    api: httpx.Client, shelf: Shelf, db: Connection, warnings: tuple[str, ...], status: str
) -> None:
    article = shelf(1, quality=Quality(score=0.9, completeness=0.9, warnings=warnings))
    api.post(f"/v1/articles/{article.id}:withhold", json={"reason": "خطأ"})
    item_id = stored_item(db, refused="gone")
    db.execute("update item set article_id = %s, state = 'done' where id = %s", (article.id, item_id))

    api.post(f"/v1/articles/{article.id}:restore", json={})

    assert api.get(f"/v1/articles/{article.id}").json()["status"] == status


def test_exports_that_may_hold_it_are_removed(api: httpx.Client, shelf: Shelf, db: Connection) -> None:
    before = exports.ask(db, now=NOW, filters=ArticleFilters())
    article = shelf(1)
    settle(db)
    after = exports.ask(db, now=NOW, filters=ArticleFilters())

    api.post(f"/v1/articles/{article.id}:withhold", json={"reason": "طلب"})

    assert exports.get(db, before.id) is not None
    assert exports.get(db, after.id) is None


def test_exports_that_may_hold_what_ended_in_it_are_removed(api: httpx.Client, shelf: Shelf, db: Connection) -> None:
    earlier = shelf(2)
    settle(db)
    holding = exports.ask(db, now=NOW, filters=ArticleFilters())
    article = shelf(1)
    articles.merge(db, article.id, [earlier.id])

    api.post(f"/v1/articles/{article.id}:withhold", json={"reason": "طلب"})

    assert exports.get(db, holding.id) is None


def test_trials_of_its_page_are_removed(api: httpx.Client, shelf: Shelf, db: Connection) -> None:
    article = shelf(1)
    asked = {url: trials.ask_body(db, now=NOW, body=b"<p>", is_text=False, url=url) for url in TRIED}

    api.post(f"/v1/articles/{article.id}:withhold", json={"reason": "طلب"})

    assert [trials.get(db, trial.id) is None for trial in asked.values()] == [True, True, False, False]


def test_trials_whose_record_came_from_its_page_are_removed(api: httpx.Client, shelf: Shelf, db: Connection) -> None:
    article = shelf(1)
    asked = [trials.ask_body(db, now=NOW, body=b"<p>", is_text=False, url=f"https://a.example/{n}") for n in range(2)]
    for trial, address in zip(asked, (article.url, "https://a.example/other"), strict=True):
        claimed = trials.claim(db, trial.number, lease_seconds=60)
        assert claimed is not None
        said = article.model_copy(update={"canonical_url": address, "url": None, "content_hash": "another"})
        trials.done(db, claimed, said)

    api.post(f"/v1/articles/{article.id}:withhold", json={"reason": "طلب"})

    assert [trials.get(db, trial.id) is None for trial in asked] == [True, False]


def test_trials_that_an_earlier_version_stored_are_removed_whatever_they_hold(
    api: httpx.Client, shelf: Shelf, db: Connection
) -> None:
    article = shelf(1)
    asked = trials.ask_body(db, now=NOW, body=b"<p>", is_text=False)
    db.execute("update trial set marks = null")

    api.post(f"/v1/articles/{article.id}:withhold", json={"reason": "طلب"})

    assert trials.get(db, asked.id) is None


def test_trials_that_a_worker_of_an_earlier_version_read_are_removed_whatever_they_hold(
    api: httpx.Client, shelf: Shelf, db: Connection
) -> None:
    article = shelf(1)
    asked = [trials.ask_body(db, now=NOW, body=b"<p>", is_text=False, url=url) for url in (None, "https://a.example/1")]
    # It leaves the marks as they were asked with.
    db.execute("update trial set state = 'done', record = %s::json", (article.model_dump_json(by_alias=True),))

    api.post(f"/v1/articles/{article.id}:withhold", json={"reason": "طلب"})

    assert [trials.get(db, trial.id) for trial in asked] == [None, None]


def test_trials_whose_record_says_the_same_are_removed(api: httpx.Client, shelf: Shelf, db: Connection) -> None:
    article = with_status(shelf(1), "usable")
    asked = [trials.ask_body(db, now=NOW, body="نص".encode(), is_text=True) for _ in range(2)]
    for trial, content in zip(asked, (article.content_hash, "another"), strict=True):
        claimed = trials.claim(db, trial.number, lease_seconds=60)
        assert claimed is not None
        said = article.model_copy(update={"url": None, "canonical_url": None, "content_hash": content})
        trials.done(db, claimed, said)

    api.post(f"/v1/articles/{article.id}:withhold", json={"reason": "طلب"})

    assert [trials.get(db, trial.id) is None for trial in asked] == [True, False]


def test_the_page_of_a_restored_article_is_asked_for_again(
    api: httpx.Client, withheld: Article, db: Connection
) -> None:
    """Its publisher may have taken it back while it was withheld."""
    item = stored_item(db)
    db.execute("update item set article_id = %s, state = 'done' where id = %s", (withheld.id, item))

    api.post(f"/v1/articles/{withheld.id}:restore", json={})

    row = db.execute("select stage, state from item where id = %s", (item,)).fetchone()
    assert row == {"stage": "page", "state": "pending"}


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
