from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from khabar.article import Article
from khabar.publishers.loader import load_publishers
from khabar.settings import Settings
from khabar.storage import deliveries, feeds, keys, publishers, websub
from khabar.storage.database import Connection, connect
from khabar_api.pages.shell import words_of
from support.waiting import wait_for

Shelf = Callable[..., Article]
FEED = "https://sahifa-press.com/rss"


def test_a_feed_is_added_paused_resumed_and_removed_from_its_page(api: httpx.Client) -> None:
    added = api.post("/app/feeds", data={"url": FEED})
    path = added.headers["location"]
    states = []
    for action in ("pause", "resume", "poll"):
        api.post(f"{path}/{action}")
        states.append(api.get(f"/v1{path.removeprefix('/app')}").json()["state"])
    removed = api.post(f"{path}/remove")

    assert added.status_code == 303
    assert states == ["paused", "active", "active"]
    assert removed.headers["location"] == "/app/feeds?done=feed_remove"
    assert api.get(path).status_code == 404


@pytest.mark.parametrize("language", ["ar", "en"])
def test_what_was_done_is_said_first_and_has_the_focus(api: httpx.Client, language: str) -> None:
    api.headers["Accept-Language"] = language
    feed = api.post("/app/feeds", data={"url": FEED}).headers["location"]
    api.post("/app/webhooks", data={"url": "https://app-of-ours.com/hook"})
    hook = f"/app/webhooks/{api.get('/v1/webhooks').json()['data'][0]['id']}"
    posts = {
        "feed_pause": f"{feed}/pause", "feed_resume": f"{feed}/resume", "feed_poll": f"{feed}/poll",
        "webhook_pause": f"{hook}/pause", "webhook_resume": f"{hook}/resume", "webhook_remove": f"{hook}/remove",
        "requeued": "/app/quarantine/requeue", "feed_remove": f"{feed}/remove",
    }  # fmt: skip

    said = {}
    for name, path in posts.items():
        page = LexborHTMLParser(api.get(api.post(path).headers["location"]).text)
        said[name] = page.css_first("#content > :first-child[role=status][tabindex='-1'][autofocus]").text()
    unknown = LexborHTMLParser(api.get("/app/feeds?done=nothing").text)

    assert said == {name: words_of(language)(f"done.{name}") for name in posts}
    assert unknown.css_first(".done") is None


def test_a_feeds_settings_are_changed_on_its_page(api: httpx.Client, db: Connection) -> None:
    path = api.post("/app/feeds", data={"url": FEED}).headers["location"]
    (before,) = feeds.find(db)
    settings = {"version": str(before.version), "title": " الصحيفة ", "languages": ["ar", "fa"]}

    saved = api.post(f"{path}/settings", data=settings)
    shown = LexborHTMLParser(api.get(saved.headers["location"] + "&lang=en").text)

    (after,) = feeds.find(db)
    assert (after.title, after.languages, after.fetch_pages) == ("الصحيفة", ("ar", "fa"), False)
    assert [one.attributes["value"] for one in shown.css(".settings [checked]")] == ["ar", "fa"]
    assert "Arabic, Persian" in shown.css_first("dl.pairs").text()
    assert db.execute("select action from audit order by seq desc limit 1").fetchone() == {"action": "feed.change"}


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [({"version": "7"}, 409, "منذ فتحت الصفحة"), ({"languages": ["xx"]}, 422, ""), ({"title": "ا" * 501}, 422, "")],
    ids=["changed meanwhile", "unknown language", "long name"],
)
def test_settings_that_can_not_be_saved_are_said_on_the_page(
    api: httpx.Client, db: Connection, changed: dict[str, object], status: int, said: str
) -> None:
    path = api.post("/app/feeds", data={"url": FEED}).headers["location"]
    (before,) = feeds.find(db)

    answer = api.post(f"{path}/settings?lang=ar", data={"version": str(before.version), "title": "غيره"} | changed)

    told = LexborHTMLParser(answer.text).css_first(".settings[open] [role=alert]").text()
    assert (answer.status_code, feeds.find(db)) == (status, [before])
    assert told.strip()
    assert said in told


@pytest.mark.parametrize("path", ["/app/feeds", "/app/discoveries", "/app/webhooks"])
def test_an_address_that_is_refused_stays_to_be_mended(refusing_api: httpx.Client, path: str) -> None:
    page = LexborHTMLParser(refusing_api.post(path, data={"url": "http://10.0.0.1/here"}).text)

    field = page.css_first("#url[autofocus][aria-invalid=true]")
    assert field.attributes["value"] == "http://10.0.0.1/here"
    assert page.css_first(f"#{field.attributes['aria-describedby']}").text(strip=True)


def test_a_feeds_page_shows_how_its_hub_answers(api: httpx.Client, db: Connection) -> None:
    path = api.post("/app/feeds", data={"url": FEED}).headers["location"]
    db.execute("update feed set hub_url = 'https://hub.example.com/', topic_url = url")
    off = api.get(f"{path}?lang=en").text
    websub.arrange(db, base="https://khabar.example.com", gap_seconds=0)
    asked = api.get(f"{path}?lang=en").text
    db.execute("update websub set state = 'denied', last_error = 'denied by the hub: closed'")
    denied = LexborHTMLParser(api.get(f"{path}?lang=en").text)

    assert "not used: KHABAR_PUBLIC_URL is not set" in off
    assert "being asked" in asked
    assert "denied by the hub: closed" in denied.css_first(".pairs").text()
    assert "/websub/" not in denied.html, "the callback is a secret"


def test_an_entry_that_says_nothing_of_itself_is_listed(api: httpx.Client, db: Connection) -> None:
    path = api.post("/app/feeds", data={"url": FEED}).headers["location"]
    db.execute(
        """insert into item (feed_id, guid_key, host, entry, entry_hash, stage, state)
           select id, '\\x01', host, '{}', '\\x01', 'extract', 'done' from feed"""
    )

    assert api.get(path).status_code == 200


def test_a_site_that_was_taken_for_a_feed_offers_to_look_for_its_feeds(api: httpx.Client, db: Connection) -> None:
    added = api.post("/app/feeds", data={"url": "https://sahifa-press.com/", "as_is": "true"})
    path = added.headers["location"]
    before = api.get(path).text

    db.execute("update feed set failures = 1, last_error = 'not_a_feed: not a feed: an HTML page'")
    form = LexborHTMLParser(api.get(path).text).css_first('form[action="/app/discoveries"]')

    assert "/app/discoveries" not in before
    assert form.css_first("input[name=url]").attributes["value"] == "https://sahifa-press.com/"


@pytest.mark.parametrize("url", ["http://127.0.0.1/feed", "ftp://sahifa-press.com/", "ليس عنوانا"])
def test_an_address_that_can_not_be_a_feed_is_said_on_the_page(refusing_api: httpx.Client, url: str) -> None:
    page = refusing_api.post("/app/feeds", data={"url": url})

    assert page.status_code == 422
    assert LexborHTMLParser(page.text).css_first('[role="alert"]').text(strip=True)


def test_a_story_that_no_feed_carried_is_told_as_such(api: httpx.Client) -> None:
    page = api.get("/app/lineage", params={"url": "https://news.example/1", "lang": "en"})

    assert "No feed has carried it yet" in page.text


def test_the_quarantine_is_for_administrators(
    api_settings: Settings, start_api: Callable[[Settings], httpx.Client], db: Connection
) -> None:
    locked = start_api(api_settings.model_copy(update={"api_keys": "required"}))
    _, reader = keys.create(db, name="reader", scopes=["read"])
    locked.post("/app/login", data={"key": reader})

    page = locked.get("/app/quarantine", headers={"Accept-Language": "en"})
    menu = LexborHTMLParser(locked.get("/").text).css("nav a")

    assert (page.status_code, "admin" in page.text) == (403, True)
    assert page.headers["content-type"].startswith("text/html")
    assert "/app/quarantine" not in {link.attributes["href"] for link in menu}


def test_an_item_of_the_quarantine_is_given_up_on_its_page(api: httpx.Client, db: Connection) -> None:
    api.post("/app/feeds", data={"url": FEED})
    db.execute(
        """insert into item (feed_id, guid_key, guid, host, entry, entry_hash, stage, state)
           select id, '\\x01', 'g1', host, '{}', '\\x01', 'extract', 'dead' from feed"""
    )
    page = LexborHTMLParser(api.get("/app/quarantine").text)
    form = page.css_first('form[action="/app/quarantine/dismiss"]')

    led = api.post("/app/quarantine/dismiss", data={"id": form.css_first("input").attributes["value"]})

    assert form.css_first("button[data-confirm]").attributes["aria-label"]
    assert LexborHTMLParser(api.get(led.headers["location"]).text).css_first(".done").text()
    assert [row["outcome"] for row in db.execute("select outcome from item").fetchall()] == ["dismissed"]
    assert api.get("/v1/audit").json()["data"][0]["action"] == "item.dismiss"


def test_a_publishers_card_shows_what_it_allows(api: httpx.Client, db: Connection) -> None:
    publishers.keep(db, load_publishers(None))

    listed = LexborHTMLParser(api.get("/app/sources?lang=en").text)
    addresses = [link.attributes["href"] or "" for link in listed.css("table a")]
    excerpts = [address for address in addresses if "bbc" in address]

    assert len(addresses) == len(load_publishers(None))
    assert 0 < len(LexborHTMLParser(api.get("/app/sources?q=الجزيره").text).css("tbody tr")) < len(addresses)
    assert excerpts
    assert all("Excerpt" in api.get(f"{address}?lang=en").text for address in excerpts)


def test_a_webhook_is_paused_although_another_changes_it_at_that_moment(
    api: httpx.Client, db: Connection, database_url: str
) -> None:
    api.post("/app/webhooks", data={"url": "https://app-of-ours.com/hook"})
    hook = api.get("/v1/webhooks").json()["data"][0]["id"]
    waits = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"

    with ThreadPoolExecutor(1) as pool, connect(database_url, name="changing") as changing:
        with changing.transaction():
            changing.execute("update webhook set version = version + 1")
            pausing = pool.submit(api.post, f"/app/webhooks/{hook}/pause")
            wait_for(lambda: db.execute(waits).rowcount or pausing.done())
        answer = pausing.result()

    assert answer.status_code == 303
    assert api.get(f"/v1/webhooks/{hook}").json()["state"] == "paused"


def test_a_webhook_shows_its_secret_once_and_its_deliveries(api: httpx.Client, shelf: Shelf, db: Connection) -> None:
    made = api.post("/app/webhooks", data={"url": "https://app-of-ours.com/hook"})
    secret = LexborHTMLParser(made.text).css_first(".warn code").text()
    shelf(1)
    deliveries.fan_out(db)
    hook = api.get("/v1/webhooks").json()["data"][0]["id"]

    page = LexborHTMLParser(api.get(f"/app/webhooks/{hook}").text)
    again = api.post(f"/app/webhooks/{hook}/resend", data={"delivery": page.css_first("td input").attributes["value"]})
    tried = api.post(f"/app/webhooks/{hook}/test")
    paused = api.post(f"/app/webhooks/{hook}/pause")

    assert secret.startswith("whsec_")
    assert secret not in api.get("/app/webhooks").text
    assert (again.status_code, tried.status_code, paused.status_code) == (303, 303, 303)
    assert [line["action"] for line in api.get("/v1/audit?action=webhook.test").json()["data"]] == ["webhook.test"]
    assert api.post(f"/app/webhooks/{hook}/test").status_code == 409
    assert api.get(f"/v1/webhooks/{hook}").json()["state"] == "paused"


@pytest.mark.parametrize(("language", "button"), [("ar", "غيّر سرّ التوقيع"), ("en", "Change the signing secret")])
def test_a_webhook_gets_a_new_secret_that_is_shown_once(api: httpx.Client, language: str, button: str) -> None:
    api.post("/app/webhooks", data={"url": "https://app-of-ours.com/hook"})
    path = f"/app/webhooks/{api.get('/v1/webhooks').json()['data'][0]['id']}"
    asked = {"Accept-Language": language}
    before = LexborHTMLParser(api.get(path, headers=asked).text)

    after = api.post(f"{path}/rotate", headers=asked)

    secret = LexborHTMLParser(after.text).css_first("code").text()
    assert [one.text() for one in before.css(f'form[action="{path}/rotate"] button')] == [button]
    assert (after.status_code, secret[:6]) == (200, "whsec_")
    assert secret not in api.get(path).text
    assert api.get("/v1/audit?action=webhook.rotate").json()["data"]
    assert api.post(f"/app/webhooks/{UUID(int=0)}/rotate").status_code == 404


def test_what_is_not_there_is_told_as_a_page(refusing_api: httpx.Client) -> None:
    page = refusing_api.get("/app/feeds/01a202b7-58e0-7b1e-8d52-3a9e5c7f1b20")

    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        (f"/app/articles/{UUID(int=0)}?version={2**40}", None, 400),
        ("/app/quarantine/requeue", {"id": str(2**70)}, 422),
        ("/app/try", {"pasted": "نص قصير", "published": "\0"}, 422),
        (f"/app/articles/{UUID(int=0)}/withhold", {"reason": "\0"}, 422),
    ],
)
def test_what_no_row_can_have_is_refused_on_a_page(
    refusing_api: httpx.Client, path: str, form: dict[str, str] | None, status: int
) -> None:
    answer = refusing_api.get(path) if form is None else refusing_api.post(path, data=form)

    assert answer.status_code == status


def test_feeds_that_fail_are_told_apart_with_the_reason_in_the_readers_words(api: httpx.Client, db: Connection) -> None:
    for url in (FEED, "https://sahifa-press.com/sport.rss"):
        api.post("/app/feeds", data={"url": url})
    db.execute("update feed set failures = 3, last_error = 'name not found' where url = %s", (FEED,))

    page = LexborHTMLParser(api.get("/app/feeds?show=failing&lang=ar").text)

    assert [row.text(strip=True) for row in page.css(".feeds h2")] == [FEED]
    assert "متعثرة" in page.css_first(".feeds .tag").text()
    assert "اسم الخادم غير معروف" in page.css_first(".feeds").text()
    assert page.css_first(".tabs [aria-current]").text().split() == ["متعثرة", "1"]
    assert [row.text(strip=True) for row in LexborHTMLParser(api.get("/app/feeds?q=SPORT").text).css(".feeds h2")] == [
        "https://sahifa-press.com/sport.rss"
    ]
    assert "No feed is like that" in api.get("/app/feeds?q=none&lang=en").text
    assert "1 failing" in api.get("/app/figures?lang=en").text


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("connection refused", "رفض الخادم الاتصال"),
        ("unreachable: no data for 15 s", "لا بيانات منذ 15 ث"),
        ("gone: the server answered 404", "أجاب الخادم بالرمز 404"),
        (
            "blocked_address: redirected: not a URL that can be fetched: it holds a backslash",
            "أحال الخادم إلى غير مسموح: عنوان لا يمكن جلبه: فيه شرطة مائلة معكوسة",
        ),
        ("10.0.0.1 is not a public address; add its network", "10.0.0.1 ليس عنوانًا عامًا؛ "),
        ("nobody has words for it {0}", "nobody has words for it {0}"),
    ],
)
def test_reasons_are_told_in_arabic_where_there_are_words(said: str, shown: str) -> None:
    assert words_of("ar").reason(said).startswith(shown)
    assert words_of("en").reason(said) in said


def test_a_problem_is_explained_in_the_readers_language(api: httpx.Client) -> None:
    page = LexborHTMLParser(api.get("/problems/wrong-type?lang=ar").text)

    assert page.css_first("h1").text() == "نوع المتن خاطئ"
    assert page.css_first("p code").text() == "Content-Type: application/json"


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/app/quarantine/dismiss", {"id": "7"}),
        ("/app/quarantine/requeue", {"id": "7"}),
        ("/app/searches/remove", {"id": "01890000-0000-7000-8000-000000000001"}),
    ],
)
def test_what_is_not_there_is_not_said_to_be_done(api: httpx.Client, path: str, data: dict[str, str]) -> None:
    assert api.post(path, data=data).status_code == 404


def test_an_outcome_of_a_newer_version_is_shown_by_its_code(api: httpx.Client, db: Connection) -> None:
    feed = api.post("/app/feeds", data={"url": FEED}).headers["location"]
    db.execute(
        """insert into item (feed_id, guid_key, entry, entry_hash, stage, state, outcome, done_at)
           select id, 'one', '{}', 'one', 'extract', 'done', 'teleported', now() from feed"""
    )

    assert "teleported" in api.get(feed).text
