from __future__ import annotations

from collections.abc import Callable
from typing import Any

import feedparser
import httpx
import pytest

from khabar.article import Article
from khabar.feed import Feed
from khabar.settings import Settings
from khabar.storage import keys
from khabar.storage.database import Connection
from khabar_api.compat.greader_shapes import item_id, item_number, stream_of

StartApi = Callable[[Settings], httpx.Client]
BASE = "/compat/greader"
API = f"{BASE}/reader/api/0"
STATE = "user/-/state/com.google/"


def titles(answer: httpx.Response) -> list[str]:
    return [item["title"] for item in answer.json()["items"]]


def stream(api: httpx.Client, name: str = f"{STATE}reading-list", **params: Any) -> list[str]:
    return titles(api.get(f"{API}/stream/contents/{name}", params=params))


def post(api: httpx.Client, path: str, **data: Any) -> httpx.Response:
    return api.post(f"{API}/{path}", data={"T": api.get(f"{API}/token").text, **data})


def ids(api: httpx.Client) -> list[str]:
    """Newest first."""
    answer = api.get(f"{API}/stream/items/ids", params={"s": f"{STATE}reading-list", "n": 100})
    return [ref["id"] for ref in answer.json()["itemRefs"]]


@pytest.mark.parametrize("text", ["0", "-1", "x", "tag:google.com,2005:reader/item/1", str(2**63), "", "f" * 16])
def test_what_is_no_items_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no item's id"):
        item_number(text)


def test_an_items_id_has_three_forms() -> None:
    assert [item_number(text) for text in (item_id(42), "42", f"{42:016x}")] == [42, 42, 42]


@pytest.mark.parametrize("text", ["feed/", "folder/1", "user/-/label/أخبار", "user/-/state/com.google/like"])
def test_a_stream_that_is_not_there_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="there is no stream"):
        stream_of(text)


def test_a_key_is_handed_in_as_a_password(api_settings: Settings, start_api: StartApi, db: Connection) -> None:
    _, key = keys.create(db, name="قارئ", scopes=["read"])
    api = start_api(api_settings.model_copy(update={"api_keys": "required"}))

    told = [
        api.post(f"{BASE}{path}", data={"Email": "any", "Passwd": password})
        for path, password in (
            ("/accounts/ClientLogin", key), ("//accounts/ClientLogin", key), ("/accounts/ClientLogin", "wrong"),
        )
    ]  # fmt: skip
    auth = told[0].text.split("Auth=")[1].strip()
    lists = [
        api.get(f"{API}/subscription/list", headers=headers)
        for headers in ({"Authorization": f"GoogleLogin auth={auth}"}, {"Authorization": f"Bearer {key}"}, {})
    ]

    assert [answer.status_code for answer in told] == [200, 200, 401]
    assert told[2].text == "Error=BadAuthentication\n"
    assert [answer.status_code for answer in lists] == [200, 401, 401]
    assert {answer.headers["content-type"] for answer in lists[1:]} == {"text/plain; charset=utf-8"}


def test_feeds_are_listed_with_numbers(api: httpx.Client, two_feeds: list[Feed]) -> None:
    found = api.get(f"{API}/subscription/list", params={"output": "json"}).json()["subscriptions"]

    assert [(feed["id"], feed["title"], feed["url"]) for feed in found] == [
        ("feed/1", "الصحيفة", "http://127.0.0.1:9/rss"), ("feed/2", "الملاعب", "http://127.0.0.1:9/sport"),
    ]  # fmt: skip


def test_a_stream_is_all_or_a_feeds_and_goes_on_where_it_ended(api: httpx.Client, filed: list[Article]) -> None:
    first, second, third = (article.headline for article in filed)

    page = api.get(f"{API}/stream/contents/{STATE}reading-list", params={"n": 2})
    rest = stream(api, n=2, c=page.json()["continuation"])

    assert (titles(page), rest) == ([third, second], [first])
    assert stream(api, r="o") == [first, second, third]
    assert stream(api, "feed/1") == [second, first]
    assert stream(api, "feed/http://127.0.0.1:9/sport") == [third]
    assert stream(api, ot=int(filed[1].first_seen_at.timestamp())) == [third, second]
    assert stream(api, nt=int(filed[1].first_seen_at.timestamp())) == [first]


def test_an_item_has_the_apps_shape(api: httpx.Client, filed: list[Article]) -> None:
    (number, *_) = ids(api)

    (item,) = api.post(f"{API}/stream/items/contents", data={"i": item_id(int(number))}).json()["items"]

    article = filed[-1]
    assert article.published_at is not None
    assert item["id"] == item_id(int(number))
    assert item["published"] == int(article.published_at.timestamp())
    assert item["alternate"] == [{"href": article.canonical_url, "type": "text/html"}]
    assert item["origin"]["title"] == "الملاعب"
    assert item["summary"]["direction"] == "rtl"
    assert "المراكب" in item["summary"]["content"]


def test_atom_shows_what_was_read(api: httpx.Client, filed: list[Article]) -> None:
    newest, *_ = ids(api)
    post(api, "edit-tag", i=newest, a=f"{STATE}read")

    parsed = feedparser.parse(api.get(f"{BASE}/reader/atom/{STATE}reading-list", params={"n": 20}).content)

    states = [{tag.label for tag in entry.tags if tag.scheme} for entry in parsed.entries]
    assert [entry.id for entry in parsed.entries] == [item_id(int(number)) for number in ids(api)]
    assert states == [{"reading-list", "read"}, {"reading-list"}, {"reading-list"}]


def test_what_is_read_and_starred_is_kept(api: httpx.Client, filed: list[Article]) -> None:
    first, second, third = (article.headline for article in filed)
    newest, middle, _ = ids(api)

    post(api, "edit-tag", i=[newest, middle], a=[f"{STATE}read", f"{STATE}starred"])
    post(api, "edit-tag", i=middle, r=f"{STATE}read")
    post(api, "edit-tag", i=newest, r=f"{STATE}starred")

    assert stream(api, xt=f"{STATE}read") == [second, first]
    assert stream(api, it=f"{STATE}read") == [third]
    assert stream(api, f"{STATE}starred") == [second]


def test_unread_articles_are_counted_by_feed(api: httpx.Client, filed: list[Article]) -> None:
    def counted() -> dict[str, int]:
        return {one["id"]: one["count"] for one in api.get(f"{API}/unread-count?output=json").json()["unreadcounts"]}

    before = counted()
    post(api, "edit-tag", i=ids(api)[0], a=f"{STATE}read")
    after = counted()
    post(api, "mark-all-as-read", s=f"{STATE}reading-list")

    assert before[f"{STATE}reading-list"] == len(filed) == after[f"{STATE}reading-list"] + 1
    assert sum(before.values()) == sum(after.values()) + 2
    assert counted() == {}


def test_everything_is_read_up_to_a_moment(api: httpx.Client, filed: list[Article]) -> None:
    first, second, third = (article.headline for article in filed)
    unread = {"xt": f"{STATE}read"}
    # The articles are dated in the future of the test's clock or its past alike: the moment is the middle one's.
    microseconds = int(filed[1].first_seen_at.timestamp() * 1_000_000)

    post(api, "mark-all-as-read", s="feed/2")
    of_a_feed = stream(api, **unread)
    post(api, "mark-all-as-read", s=f"{STATE}reading-list", ts=microseconds)
    of_all = stream(api, **unread)
    post(api, "edit-tag", i=ids(api)[2], a=f"{STATE}kept-unread")
    kept = stream(api, **unread)
    post(api, "mark-all-as-read", s="feed/1", ts=microseconds)

    assert (of_a_feed, of_all, kept, stream(api, **unread)) == ([second, first], [], [first], [])
    assert third


def test_readers_do_not_see_each_others_marks(
    api_settings: Settings, start_api: StartApi, db: Connection, filed: list[Article]
) -> None:
    api = start_api(api_settings.model_copy(update={"api_keys": "required"}))
    unread = {}
    for number, name in enumerate(("سلمى", "رامي")):
        _, key = keys.create(db, name=name, scopes=["read"])
        api.headers["Authorization"] = f"GoogleLogin auth={key}"
        if number == 0:
            post(api, "mark-all-as-read", s=f"{STATE}reading-list")
        unread[name] = len(stream(api, xt=f"{STATE}read"))

    assert unread == {"سلمى": 0, "رامي": 3}


def test_a_change_needs_a_token(api: httpx.Client, filed: list[Article]) -> None:
    answers = [
        api.post(f"{API}/edit-tag", data={"i": "1", "a": f"{STATE}read", **token}) for token in ({}, {"T": "wrong"})
    ]

    assert [answer.status_code for answer in answers] == [401, 401]
    assert {answer.headers["x-reader-google-bad-token"] for answer in answers} == {"true"}


def test_feeds_can_be_added_named_and_removed(api: httpx.Client, two_feeds: list[Feed]) -> None:
    added = post(api, "subscription/quickadd", quickadd="http://127.0.0.1:9/new").json()
    post(api, "subscription/edit", ac="edit", s=added["streamId"], t="جديد")
    post(api, "subscription/edit", ac="unsubscribe", s="feed/1")
    post(api, "subscription/edit", ac="subscribe", s="feed/http://127.0.0.1:9/other", t="غيره")

    found = api.get(f"{API}/subscription/list").json()["subscriptions"]
    refused = post(api, "subscription/quickadd", quickadd="ftp://x")

    assert [feed["title"] for feed in found] == ["الملاعب", "جديد", "غيره"]
    assert (refused.status_code, refused.text.startswith("Error=")) == (400, True)


def test_ids_are_had_without_the_records(api: httpx.Client, db: Connection, filed: list[Article]) -> None:
    db.execute("alter table article_version rename to elsewhere")

    found = api.get(f"{API}/stream/items/ids", params={"s": f"{STATE}reading-list", "n": 2}).json()

    assert len(found["itemRefs"]) == 2
    assert found["continuation"]


def test_what_can_not_be_asked_is_said(api: httpx.Client, filed: list[Article]) -> None:
    wrong = {
        "stream/contents/feed/99": 404,
        "stream/contents/user/-/label/x": 400,
        "stream/items/ids?c=x": 400,
        "stream/items/ids?n=x": 400,
        "stream/items/ids?ot=99999999999999": 400,
        "stream/items/contents?i=x": 400,
        "nothing": 404,
    }

    answers = {path: api.get(f"{API}/{path}") for path in wrong}

    assert {path: answer.status_code for path, answer in answers.items()} == wrong
    assert all(answer.text.startswith("Error=") for answer in answers.values())


@pytest.mark.parametrize(
    ("path", "holds"),
    [
        ("preference/list", '"lhn-prefs"'),
        ("preference/stream/list", '"streamprefs"'),
        ("friend/list", '"friends"'),
        ("tag/list", "starred"),
        ("user-info", '"userId"'),
        ("subscription/export", 'xmlUrl="http://127.0.0.1:9/rss"'),
        ("subscribed?s=feed/http://127.0.0.1:9/rss", "true"),
        ("subscribed?s=feed/http://127.0.0.1:9/none", "false"),
    ],
)
def test_apps_find_what_they_ask_when_they_sign_in(
    api: httpx.Client, two_feeds: list[Feed], path: str, holds: str
) -> None:
    answer = api.get(f"{API}/{path}")

    assert (answer.status_code, holds in answer.text) == (200, True)


def test_folders_are_gone_already_and_can_not_be_renamed(api: httpx.Client) -> None:
    folder = "user/-/label/أخبار"

    removed = post(api, "disable-tag", s=folder)
    renamed = post(api, "rename-tag", s=folder, dest="user/-/label/عاجل")

    assert (removed.text, renamed.status_code) == ("OK", 400)
    assert "no folders" in renamed.text
