from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from khabar.article import Article, PublisherRef
from khabar.publishers.loader import load_publishers
from khabar.storage import publishers
from khabar.storage.database import Connection

Shelf = Callable[..., Article]


def titles(page: str) -> list[str]:
    return [node.text(strip=True) for node in LexborHTMLParser(page).css(".rows h3")]


def test_an_empty_form_lists_everything_page_by_page(api: httpx.Client, shelf: Shelf) -> None:
    stored = [shelf(number).headline for number in range(1, 28)]

    first = api.get("/app/search?q=&source=&entity=&sort=first_seen")
    more = LexborHTMLParser(first.text).css_first("a[rel=next]").attributes["href"]
    second = api.get(more or "")

    assert titles(first.text) + titles(second.text) == list(reversed(stored))


def test_what_can_not_be_searched_is_said_and_the_form_keeps_it(api: httpx.Client, shelf: Shelf) -> None:
    shelf(1)

    page = api.get("/app/search", params={"q": '"ميناء', "from": "2026-11-30", "to": "2026-11-01"})

    assert page.status_code == 400
    assert LexborHTMLParser(page.text).css_first('[role="alert"]').text(strip=True)
    assert LexborHTMLParser(page.text).css_first("#q").attributes["value"] == '"ميناء'


def test_a_search_is_saved_found_as_a_feed_and_forgotten(api: httpx.Client, shelf: Shelf) -> None:
    wanted = shelf(1)
    shelf(2, headline="حفل موسيقي", summary=None, body=(), keywords=())

    saved = api.post("/app/searches", data={"name": "الميناء", "q": "ميناء", "source": "", "sort": "first_seen"})
    page = LexborHTMLParser(api.get(saved.headers["location"]).text)
    feed = next(a.attributes["href"] for a in page.css("#saved a") if a.text() == "JSON Feed")
    again = LexborHTMLParser(api.get(page.css_first("#saved strong a").attributes["href"] or "").text)
    entries = api.get(feed or "").json()["items"]
    forgotten = api.post(
        "/app/searches/remove", data={"id": page.css_first("#saved input[name=id]").attributes["value"]}
    )

    assert (saved.status_code, forgotten.status_code) == (303, 303)
    assert [row.text() for row in page.css(".rows h3")] == [wanted.headline], "the search that was saved is still shown"
    assert page.css_first(".done").text()
    assert [entry["id"] for entry in entries] == [str(wanted.id)]
    assert [row.text() for row in again.css(".rows h3")] == [wanted.headline]
    assert again.css_first("#q").attributes["value"] == "ميناء"
    assert api.get("/v1/searches").json()["data"] == []


@pytest.mark.parametrize("form", [{"name": "أ\0"}, {"q": "ميناء"}, {"name": "الميناء", "section": "\0"}])
def test_what_can_not_be_kept_is_refused(refusing_api: httpx.Client, form: dict[str, str]) -> None:
    assert refusing_api.post("/app/searches", data=form).status_code == 422


def test_publishers_are_named_in_the_pages_language(api: httpx.Client, shelf: Shelf, db: Connection) -> None:
    publishers.keep(db, load_publishers(None))
    for number, publisher_id in enumerate(("aljazeera", "skynewsarabia"), 1):
        shelf(number, publisher=PublisherRef(id=publisher_id, name_ar="اسم", name_en=None, domain="a.example"))

    named = {
        language: LexborHTMLParser(api.get(f"/app/search?lang={language}").text).css_first(".narrow-by").text()
        for language in ("ar", "en")
    }

    assert "الجزيرة" in named["ar"]
    assert "Al Jazeera" in named["en"]


def test_words_that_are_found_nowhere_together_can_be_looked_for_singly(api: httpx.Client, shelf: Shelf) -> None:
    shelf(1)

    page = LexborHTMLParser(api.get("/app/search", params={"q": "ميناء أو قطار", "source": "news.example"}).text)
    link = page.css_first(".empty bdi").parent.attributes["href"]
    chosen = page.css_first("#source option[selected]").text()
    stays = api.get("/app/search", params={"q": "ميناء -قطار سحاب"}).text

    assert page.css_first(".empty bdi").text() == "ميناء OR قطار"
    assert link == "/app/search?" + urlencode({"q": "ميناء OR قطار", "source": "news.example"})
    assert chosen == "news.example"
    assert "OR" not in LexborHTMLParser(stays).css_first(".empty").text()
