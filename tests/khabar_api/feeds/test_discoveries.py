"""Looking for a site's feeds through the API and its page: the API writes a request, ingest's own code answers it."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from khabar.discovery import Discovery, FoundFeed
from khabar.settings import load_settings
from khabar.storage import discoveries
from khabar.storage.database import Connection
from khabar_ingest import discover
from support.site import Site, html, rss

SITE = "https://www.sahifa-press.com/"
NEWS = ("افتتاح المكتبة البحرية", "مهرجان القوارب يعود", "مدرسة جديدة في الحي")


def searched(db: Connection, *names: str) -> Discovery:
    """What ingest would find at `SITE`, which has feeds of these `names`, found at a real site of this machine."""
    settings = load_settings(_env_file=None, allow_networks="127.0.0.1/32", host_gap_seconds=0)
    with Site() as site:
        site.pages = {
            f"/{name}": rss(datetime.now(UTC), *NEWS, site=f"https://{name}.example") for name in names or ("rss",)
        }
        site.pages["/"] = html(
            "".join(f'<link rel="alternate" type="application/rss+xml" href="{path}">' for path in site.pages)
        )
        found = discover.run(settings, site.home + "/")
    (claimed,) = discoveries.claim(db, limit=1, lease_seconds=90)
    discoveries.finish(db, claimed, found=found, error=None)
    return found


def test_a_site_is_asked_for_and_read_when_done(api: httpx.Client, db: Connection) -> None:
    asked = api.post("/v1/feeds:discover", json={"url": SITE})
    place = asked.headers["location"]
    waiting = api.get(place)
    found = searched(db)
    done = api.get(place)

    assert (asked.status_code, asked.json()["state"]) == (202, "pending")
    assert (waiting.json()["feeds"], waiting.headers["retry-after"]) == ([], "1")
    assert done.json()["state"] == "done"
    assert [feed["url"] for feed in done.json()["feeds"]] == [feed.url for feed in found.feeds]
    assert "retry-after" not in done.headers


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://10.0.0.1/"])
def test_a_private_site_is_refused_before_anybody_asks(api: httpx.Client, db: Connection, url: str) -> None:
    answer = api.post("/v1/feeds:discover", json={"url": url})

    assert answer.status_code == 422
    assert answer.json()["type"].endswith("blocked-address")


def test_what_nobody_asked_for_is_not_found(api: httpx.Client) -> None:
    assert api.get("/v1/discoveries/01890000-0000-7000-8000-000000000001").status_code == 404


@pytest.mark.parametrize(("language", "waiting"), [("ar", "على مهل"), ("en", "without haste")])
def test_the_page_waits_then_offers_what_was_found(
    api: httpx.Client, db: Connection, language: str, waiting: str
) -> None:
    place = api.post("/app/discoveries", data={"url": SITE}).headers["location"]
    before = api.get(place, params={"lang": language}).text
    found = searched(db)
    after = LexborHTMLParser(api.get(place, params={"lang": language}).text)
    chosen = api.post("/app/feeds", data={"as_is": "true", "url": [f"{SITE}local", f"{SITE}sport"]})

    assert waiting in before
    assert LexborHTMLParser(before).css_first("[data-waiting] noscript meta[http-equiv=refresh]") is not None
    assert [field.attributes["value"] for field in after.css("form.found input[name=url]")] == [
        feed.url for feed in found.feeds
    ]
    assert after.css_first("[data-waiting]") is None
    assert chosen.headers["location"] == "/app/feeds"
    assert [feed["url"] for feed in api.get("/v1/feeds").json()["data"]] == [f"{SITE}local", f"{SITE}sport"]


def test_who_subscribes_to_a_site_chooses_among_several_feeds(api: httpx.Client, db: Connection) -> None:
    place = api.post("/app/feeds", data={"url": SITE}).headers["location"]
    found = searched(db, "local", "sport")
    page = LexborHTMLParser(api.get(f"{place}&lang=en").text)

    assert "choose" in page.css_first('[role="status"]').text()
    assert [box.attributes["value"] for box in page.css("input[name=url]")] == [feed.url for feed in found.feeds]
    assert len(page.css("input[name=url][checked]")) == 1
    assert api.get("/v1/feeds").json()["data"] == []


def test_the_one_feed_of_a_site_that_was_looked_at_already_is_subscribed_to_at_once(
    api: httpx.Client, db: Connection
) -> None:
    api.post("/v1/feeds:discover", json={"url": SITE})
    (claimed,) = discoveries.claim(db, limit=1, lease_seconds=90)
    only = FoundFeed(url=f"{SITE}all", how="link", format="rss20", score=70)
    discoveries.finish(db, claimed, found=Discovery(url=SITE, final_url=SITE, feeds=(only,)), error=None)

    asked = api.post("/v1/feeds:discover", json={"url": SITE, "subscribe": True}).json()
    led = api.get(f"/app/discoveries/{asked['id']}?subscribes=true")

    assert led.headers["location"] == f"/app/feeds/{asked['feed_id']}"
    assert api.get(f"/v1/feeds/{asked['feed_id']}").json()["url"] == only.url
    assert api.get("/v1/audit?action=feed.add").json()["data"]


def test_a_site_that_can_not_be_asked_may_be_subscribed_to_all_the_same(api: httpx.Client, db: Connection) -> None:
    place = api.post("/app/feeds", data={"url": SITE}).headers["location"]
    (claimed,) = discoveries.claim(db, limit=1, lease_seconds=90)
    discoveries.finish(db, claimed, found=None, error="unreachable: name not found")
    form = LexborHTMLParser(api.get(place).text).css_first("main form")

    sent = {field.attributes["name"]: field.attributes["value"] for field in form.css("input")}
    added = api.post(form.attributes["action"] or "", data=sent)

    assert added.headers["location"].startswith("/app/feeds/")


def test_the_page_says_what_is_no_address(api: httpx.Client) -> None:
    page = api.post("/app/discoveries?lang=en", data={"url": "ليس عنوانا"})

    assert page.status_code == 422
    said = LexborHTMLParser(page.text).css_first('[role="alert"]').text(strip=True)
    assert said.startswith("not a web address")
