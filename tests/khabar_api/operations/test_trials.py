"""Extraction on trial through the API and its page: the API writes a request, a worker's own code answers it."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from khabar.settings import Settings
from khabar.storage import keys, trials
from khabar.storage.database import Connection
from khabar_api.operations.trials import MOST_WAITING
from khabar_worker import trial
from support.extract_rows import GOOD_PAGE, HEADLINE, TEXTS, URL


def worked(db: Connection, settings: Settings) -> None:
    """What a worker does with all that waits."""
    trial.run(settings, trials.reconcile(db, rehint_seconds=0))


def test_a_page_in_hand_is_answered_with_its_record(api: httpx.Client, db: Connection, api_settings: Settings) -> None:
    asked = api.post("/v1/articles:extract?wait=0", json={"html": GOOD_PAGE.decode(), "url": URL})
    place = asked.headers["location"]
    waiting = api.get(place)
    worked(db, api_settings)
    done = api.get(place)

    assert (asked.status_code, asked.json()["state"]) == (202, "pending")
    assert (waiting.status_code, waiting.json()["article"]) == (202, None)
    assert (done.status_code, done.json()["error"]) == (200, None)
    assert done.json()["article"]["headline"] == HEADLINE
    assert api.get("/v1/articles").json()["data"] == []


def test_a_page_that_is_no_article_says_why(api: httpx.Client, db: Connection, api_settings: Settings) -> None:
    asked = api.post("/v1/articles:extract?wait=0", json={"html": "<html></html>"})
    worked(db, api_settings)

    done = api.get(asked.headers["location"]).json()

    assert (done["state"], done["article"]) == ("failed", None)
    assert done["error"].startswith("empty_body: ")


@pytest.mark.parametrize(
    ("wanted", "kind"),
    [
        ({}, "bad-body"),
        ({"html": "<p>x", "text": "x"}, "bad-body"),
        ({"url": "no address"}, "bad-body"),
        ({"url": "http://127.0.0.1:6379/"}, "blocked-address"),
        ({"url": "http://169.254.169.254/latest/meta-data"}, "blocked-address"),
    ],
    ids=["nothing", "both", "no-url", "loopback", "metadata"],
)
def test_what_may_not_be_asked_is_refused(api: httpx.Client, wanted: dict[str, str], kind: str) -> None:
    answer = api.post("/v1/articles:extract", json=wanted)

    assert answer.status_code == 422
    assert answer.json()["type"].endswith(kind)


def test_a_crowd_is_told_to_wait(api: httpx.Client, db: Connection) -> None:
    for _ in range(MOST_WAITING):
        db.execute("insert into trial (id, stage) values (gen_random_uuid(), 'extract')")

    assert api.post("/v1/articles:extract", json={"text": "خبر"}).status_code == 429


def test_who_may_only_read_makes_khabar_ask_nobody(
    db: Connection, api_settings: Settings, start_api: Callable[[Settings], httpx.Client]
) -> None:
    api = start_api(api_settings.model_copy(update={"api_keys": "required"}))
    _, key = keys.create(db, name="reader", scopes=["read"])

    answer = api.post("/v1/articles:extract", json={"text": "خبر"}, headers={"Authorization": f"Bearer {key}"})

    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("fields", "files"),
    [
        ({"pasted": GOOD_PAGE.decode(), "url": URL}, None),
        ({"pasted": "\n\n".join(TEXTS)}, None),
        ({}, {"file": ("page.html", GOOD_PAGE, "text/html")}),
    ],
    ids=["html", "text", "file"],
)
def test_the_page_shows_the_record_as_reader_and_json(
    api: httpx.Client, db: Connection, api_settings: Settings, fields: dict[str, str], files: dict[str, object] | None
) -> None:
    led = api.post("/app/try?lang=en", data=fields, files=files)  # type: ignore[arg-type]  # httpx' own union
    place = led.headers["location"]
    waiting = LexborHTMLParser(api.get(place).text)
    worked(db, api_settings)
    read, written = LexborHTMLParser(api.get(place).text), LexborHTMLParser(api.get(f"{place}?view=json").text)

    assert led.status_code == 303
    assert waiting.css_first("[data-waiting=extract] noscript meta[http-equiv=refresh]") is not None
    assert [block.text() for block in read.css(".story .body p")] == list(TEXTS)
    assert read.css_first(".found table") is not None, "provenance"
    assert TEXTS[0] in written.css_first("pre.record").text()


@pytest.mark.parametrize("url", ["", "no address", "http://10.0.0.1/"])
def test_the_page_says_what_is_wrong_and_keeps_what_was_typed(api: httpx.Client, url: str) -> None:
    shown = api.post("/app/try?lang=ar", data={"url": url})

    assert shown.status_code == 422
    page = LexborHTMLParser(shown.text)
    assert page.css_first("[role=alert]") is not None
    assert page.css_first("#url").attributes["value"] == url
