from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime
from xml.etree import ElementTree as Xml

import feedparser
import httpx
import orjson
import pytest

from khabar.article import Article
from khabar.body import Heading, Media, Paragraph
from khabar.findings import LiveUpdate

Shelf = Callable[..., Article]
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "application/json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/json"),
        ("application/atom+xml", "application/atom+xml; charset=utf-8"),
        ("application/rss+xml;q=0.5, application/feed+json", "application/feed+json"),
        ("application/json;q=0, application/x-ndjson;q=0.1", "application/x-ndjson"),
        ("text/*", "text/csv; charset=utf-8; header=present"),
    ],
)
def test_accept_chooses_the_format(api: httpx.Client, shelf: Shelf, accept: str, media_type: str) -> None:
    shelf(1)

    answer = api.get("/v1/articles", headers={"Accept": accept})

    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
    assert "accept" in answer.headers["vary"].lower()


def test_a_format_that_there_is_not_is_refused(api: httpx.Client) -> None:
    answer = api.get("/v1/articles", headers={"Accept": "application/pdf"})

    assert (answer.status_code, answer.json()["type"]) == (406, "/problems/not-acceptable")


def test_ndjson_has_a_record_a_line(api: httpx.Client, shelf: Shelf) -> None:
    stored = [shelf(1), shelf(2)]

    lines = api.get("/v1/articles?format=ndjson&order=asc").content.splitlines()

    assert [orjson.loads(line)["id"] for line in lines] == [str(article.id) for article in stored]


def test_csv_keeps_text_and_defuses_formulas(api: httpx.Client, shelf: Shelf) -> None:
    shelf(1, headline='=HYPERLINK("x")', summary='سطر\nوسطر، و"اقتباس"')

    (row,) = csv.DictReader(io.StringIO(api.get("/v1/articles?format=csv").text, newline=""))

    assert row["headline"] == '\'=HYPERLINK("x")'
    assert row["summary"] == 'سطر\nوسطر، و"اقتباس"'
    assert row["body_text"].startswith("عادت المراكب")


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("fields=headline,url", ["id", "headline", "url"]),
        ("fields=publisher&fields=body", ["id", "publisher_id", "publisher_name_ar", "body_text"]),
        ("fields=body&body=markdown", ["id", "body_markdown"]),
    ],
)
def test_csv_has_the_columns_that_were_asked_for(
    api: httpx.Client, shelf: Shelf, query: str, columns: list[str]
) -> None:
    shelf(1)

    (row,) = csv.DictReader(io.StringIO(api.get(f"/v1/articles?format=csv&{query}").text, newline=""))

    assert list(row) == columns
    assert all(row.values())


def test_csv_gives_the_body_as_asked(api: httpx.Client, shelf: Shelf) -> None:
    shelf(1)

    (as_html,) = csv.DictReader(io.StringIO(api.get("/v1/articles?format=csv&body=html").text, newline=""))
    (without,) = csv.DictReader(io.StringIO(api.get("/v1/articles?format=csv&body=none").text, newline=""))

    assert "<li>طوله مئة متر.</li>" in as_html["body_html"]
    assert [name for name in without if name.startswith("body")] == []


@pytest.mark.parametrize("name", ["jsonfeed", "rss", "atom", "ninjs", "jsonld"])
def test_every_format_can_leave_the_body_out(api: httpx.Client, shelf: Shelf, name: str) -> None:
    shelf(1)

    whole, without = (api.get(f"/v1/articles?format={name}{body}").text for body in ("", "&body=none"))

    assert ("طوله مئة متر" in whole, "طوله مئة متر" in without) == (True, False)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("format=rss&fields=headline", "fields: in json, ndjson and csv only, not rss"),
        ("format=csv&fields=headline,media", "fields: csv has no column of media"),
        ("format=atom&body=text", "body: atom has its own form: say none, or nothing"),
        ("format=csv&q=ميناء&highlight=true", "highlight: in json and ndjson only, not csv"),
    ],
)
def test_what_a_format_can_not_give_is_refused(api: httpx.Client, query: str, said: str) -> None:
    answer = api.get(f"/v1/articles?{query}")

    assert (answer.status_code, answer.json()["detail"]) == (400, said)


def test_one_article_in_another_format_is_whole_or_without_its_body(api: httpx.Client, shelf: Shelf) -> None:
    address = f"/v1/articles/{shelf(1).id}?format=ninjs"

    assert api.get(f"{address}&fields=headline").status_code == 400
    assert ("bodies" in api.get(address).json(), "bodies" in api.get(f"{address}&body=none").json()) == (True, False)


@pytest.mark.parametrize("name", ["rss", "atom"])
def test_feed_readers_read_titles_ids_and_dates_back(api: httpx.Client, shelf: Shelf, name: str) -> None:
    stored = [shelf(1, headline="«خبر» & <آخر>"), shelf(2)]

    parsed = feedparser.parse(io.BytesIO(api.get(f"/v1/articles?order=asc&format={name}").content))

    assert not parsed.bozo
    assert [entry.title for entry in parsed.entries] == ["«خبر» & <آخر>", stored[1].headline]
    assert all(str(article.id) in entry.id for article, entry in zip(stored, parsed.entries, strict=True))
    assert tuple(parsed.entries[0].published_parsed)[:5] == (2026, 11, 22, 10, 55)
    assert parsed.entries[0].link == stored[0].canonical_url
    assert "<li>طوله مئة متر.</li>" in parsed.entries[0].content[0].value


def test_atom_says_updated_by_version_and_never_now(api: httpx.Client, shelf: Shelf) -> None:
    shelf(1)

    first, second = (api.get("/v1/articles?format=atom").content for _ in range(2))

    assert first == second
    assert Xml.fromstring(first).findtext(f"{ATOM}updated") == "2026-11-22T11:05:00Z"


def test_json_feed_leads_to_its_next_page(api: httpx.Client, shelf: Shelf) -> None:
    shelf(1, media=(Media(id="m1", role="lead", url="https://sahifa.example/a.jpg"),))
    shelf(2)

    first = api.get("/v1/articles?limit=1&format=jsonfeed").json()
    second = api.get(first["next_url"]).json()

    assert first["version"] == "https://jsonfeed.org/version/1.1"
    assert second["items"][0]["image"] == "https://sahifa.example/a.jpg"
    assert second["items"][0]["content_text"].startswith("عادت")
    assert "next_url" not in second


def test_an_entry_without_a_headline_is_named_by_its_first_words(api: httpx.Client, shelf: Shelf) -> None:
    shelf(1, headline=None, body=(Paragraph(id="b1", text="كلمة " * 50),))

    (item,) = api.get("/v1/articles?format=jsonfeed").json()["items"]

    assert item["title"] == ("كلمة " * 20).strip() + "…"


def test_json_ld_has_the_updates_of_a_live_page(api: httpx.Client, shelf: Shelf) -> None:
    body = (
        Paragraph(id="b1", text="تابعوا المباراة معنا."),
        Heading(id="b2", level=2, text="صافرة النهاية"),
        Paragraph(id="b3", text="انتهت المباراة بالتعادل."),
        Paragraph(id="b4", text="بدأ الشوط الثاني."),
    )
    live = (
        LiveUpdate(
            id="u1", headline="صافرة النهاية", published_at=datetime(2026, 3, 10, 9, tzinfo=UTC), blocks=("b2", "b3")
        ),
        LiveUpdate(id="u2", blocks=("b4",)),
    )
    article = shelf(1, type="live_blog", body=body, live=live)

    document = api.get(f"/v1/articles/{article.id}", headers={"Accept": "application/ld+json"}).json()

    assert document["@type"] == "LiveBlogPosting"
    assert document["liveBlogUpdate"] == [
        {
            "@type": "BlogPosting",
            "headline": "صافرة النهاية",
            "datePublished": "2026-03-10T09:00:00Z",
            "articleBody": "انتهت المباراة بالتعادل.",
        },
        {"@type": "BlogPosting", "articleBody": "بدأ الشوط الثاني."},
    ]


def test_json_ld_is_a_news_article_without_invented_values(api: httpx.Client, shelf: Shelf) -> None:
    article = shelf(1, headline=None)

    answer = api.get(f"/v1/articles/{article.id}", headers={"Accept": "application/ld+json"})

    document = answer.json()
    assert answer.headers["content-type"] == "application/ld+json"
    assert (document["@type"], document["inLanguage"]) == ("NewsArticle", "ar")
    assert document["author"] == [{"@type": "Person", "name": "سلمى الحوراني"}]
    assert "headline" not in document
