from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import httpx
import pytest

from khabar.article import Article
from khabar.storage import articles, events, retention
from khabar.storage.database import Connection

Shelf = Callable[..., Article]
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_events_are_cloud_events_in_order(api: httpx.Client, shelf: Shelf) -> None:
    first, second = shelf(1), shelf(2)

    page = api.get("/v1/events").json()

    assert [event["subject"] for event in page["data"]] == [str(first.id), str(second.id)]
    assert page["data"][0]["type"] == "khabar.article.created.v1"
    assert page["data"][0]["data"] == {"article_id": str(first.id), "article_version": 1}
    assert [event["sequence"] for event in page["data"]] == sorted(event["sequence"] for event in page["data"])


def test_polling_with_next_misses_nothing_and_repeats_nothing(api: httpx.Client, shelf: Shelf) -> None:
    stored = [str(shelf(number).id) for number in range(1, 6)]
    seen: list[str] = []
    after = None

    for _ in range(4):
        page = api.get("/v1/events", params={"limit": 2, **({"after": after} if after else {})}).json()
        seen += [event["subject"] for event in page["data"]]
        after = page["next"]
    late = shelf(6)
    page = api.get("/v1/events", params={"after": after}).json()

    assert seen == stored
    assert [event["subject"] for event in page["data"]] == [str(late.id)]


def test_types_choose_events_and_next_passes_the_others(api: httpx.Client, shelf: Shelf) -> None:
    shelf(1)
    shelf(1, version=2, headline="عنوان مصحح")
    shelf(2)

    page = api.get("/v1/events?types=article.updated").json()
    rest = api.get("/v1/events", params={"after": page["next"]}).json()

    assert [event["type"] for event in page["data"]] == ["khabar.article.updated.v1"]
    assert rest["data"] == []


def test_changes_name_version_and_operation(api: httpx.Client, shelf: Shelf) -> None:
    article = shelf(1)
    shelf(1, version=2, headline="عنوان مصحح")

    page = api.get("/v1/changes").json()
    rest = api.get("/v1/changes", params={"since": page["data"][0]["sequence"]}).json()

    lines = [(line["article_id"], line["version"], line["operation"]) for line in page["data"]]
    assert lines == [(str(article.id), 1, "created"), (str(article.id), 2, "updated")]
    assert rest["data"] == page["data"][1:]


def test_events_that_only_a_newer_version_knows_are_passed_on(api: httpx.Client, shelf: Shelf, db: Connection) -> None:
    article = shelf(1)
    db.execute("insert into event (id, type, data) values (gen_random_uuid(), 'moon.risen', '{}')")
    db.execute(
        """insert into event (id, type, article_id, article_version, data)
           values (gen_random_uuid(), 'article.sung', %s, 1, '{}')""",
        (article.id,),
    )

    log = api.get("/v1/events").json()["data"]
    changes = api.get("/v1/changes").json()["data"]

    assert [event["type"] for event in log[1:]] == ["khabar.moon.risen.v1", "khabar.article.sung.v1"]
    assert [line["operation"] for line in changes] == ["created", "sung"]


@pytest.mark.parametrize(
    "query", ["after=1", "after=x-y", "after=99999999999999999999-1", "types=created", "types=", "limit=0"]
)
def test_a_wrong_position_or_type_is_named(api: httpx.Client, query: str) -> None:
    answer = api.get("/v1/events?" + query)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == query.partition("=")[0]


def test_a_position_older_than_the_log_is_told_as_such(api: httpx.Client, shelf: Shelf, db: Connection) -> None:
    shelf(1)
    old = api.get("/v1/events?limit=1").json()["next"]
    shelf(2)
    shelf(3)
    newest = api.get("/v1/events").json()["next"]
    db.execute("update event set at = now() - interval '100 days'")
    assert retention.prune(db, retention.EVENTS, days=90) == 3

    gone, current, from_start = (
        api.get("/v1/events", params={"after": old}),
        api.get("/v1/events", params={"after": newest}),
        api.get("/v1/events"),
    )

    assert (gone.status_code, gone.json()["type"]) == (410, "/problems/position-expired")
    assert (current.status_code, from_start.status_code) == (200, 200)


def test_types_are_known_by_the_name_that_envelopes_have_too(api: httpx.Client, shelf: Shelf) -> None:
    stored = shelf(1)

    short = api.get("/v1/events", params={"types": "article.created"}).json()["data"]
    full = api.get("/v1/events", params={"types": "khabar.article.created.v1"}).json()["data"]
    none = api.get("/v1/events", params={"types": "khabar.article.updated.v1"}).json()["data"]
    wrong = api.get("/v1/events", params={"types": "khabar.article.created.v2"})

    assert [event["subject"] for event in short] == [str(stored.id)]
    assert (full, none, wrong.status_code) == (short, [], 400)


def test_a_webhook_takes_types_by_either_name(api: httpx.Client) -> None:
    types = ["khabar.article.created.v1", "feed.gone"]

    made = api.post("/v1/webhooks", json={"url": "https://example.com/hook", "types": types})
    wrong = api.post("/v1/webhooks", json={"url": "https://example.com/hook", "types": ["khabar.nothing.v1"]})

    assert (made.status_code, made.json()["types"]) == (201, ["article.created", "feed.gone"])
    assert wrong.json()["errors"][0]["pointer"] == "/types/0"


def test_an_article_that_was_merged_is_the_other_one_from_then_on(
    api: httpx.Client, shelf: Shelf, db: Connection
) -> None:
    ended, kept = shelf(1), shelf(2)
    articles.merge(db, kept.id, [ended.id])
    told = {"article_id": str(ended.id), "article_version": 1, "merged_into": str(kept.id)}
    events.append(db, now=NOW, type="article.merged", article_id=ended.id, article_version=1, data=told)

    record = api.get(f"/v1/articles/{ended.id}", headers={"Accept-Encoding": "identity"})
    before = api.get(f"/v1/articles/{ended.id}/versions/1")
    listed = api.get("/v1/articles?status=usable,withheld,canceled").json()["data"]
    change = api.get("/v1/changes").json()["data"][-1]
    filtered = api.get("/v1/events?types=article.merged&source=sahifa").json()["data"]
    (resolved,) = api.post("/v1/articles:resolve", json={"urls": [ended.url]}).json()["data"]

    assert (record.json()["id"], record.headers["etag"]) == (str(kept.id), f'"{kept.id}-1"')
    assert before.json()["headline"] == ended.headline
    assert [one["id"] for one in listed] == [str(kept.id)]
    assert (change["article_id"], change["operation"]) == (str(ended.id), "merged")
    assert change["merged_into"] == str(kept.id)
    assert [event["data"] for event in filtered] == [told]
    assert resolved["article_id"] == str(kept.id)
