from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import httpx
import pytest

from khabar.article import Access, Article
from khabar.body import Paragraph
from khabar.findings import Statement
from khabar.storage import articles
from khabar.storage.database import Connection
from support.settled import settle

Shelf = Callable[..., Article]
PROBLEM = "application/problem+json"


def ids(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["data"]]


def test_the_stored_record_is_served_letter_for_letter(api: httpx.Client, shelf: Shelf) -> None:
    article = shelf(1, headline="«الميناء» يُفتتح ـ اليوم\u200c")

    answer = api.get("/v1/articles")

    assert answer.headers["content-type"] == "application/json"
    assert answer.content == b'{"data":[' + article.model_dump_json(by_alias=True).encode() + b'],"next":null}'


def test_pages_hold_every_article_once_newest_first(api: httpx.Client, shelf: Shelf) -> None:
    stored = [str(shelf(number).id) for number in range(1, 8)]
    seen: list[str] = []
    url = "/v1/articles?limit=3"

    for _ in range(3):
        answer = api.get(url)
        seen += ids(answer)
        url = answer.links.get("next", {}).get("url", "")

    assert seen == stored[::-1]
    assert url == ""


def test_a_page_of_huge_records_ends_early_and_the_next_goes_on_behind_it(
    api: httpx.Client, shelf: Shelf, db: Connection
) -> None:
    stored = [str(shelf(number).id) for number in range(1, 6)]
    megabytes = dict(zip(stored, [7, 7, 17, 7, 7], strict=True))
    for one, size in megabytes.items():
        db.execute(
            """update article_version
               set record = jsonb_set(record::jsonb, '{summary}', to_jsonb(repeat('x', %s)))::json
               where article_id = %s""",
            (size * 1_000_000, one),
        )
    pages: list[list[str]] = []
    url = "/v1/articles?order=asc"

    while url:
        answer = api.get(url)
        pages.append(ids(answer))
        url = answer.links.get("next", {}).get("url", "")

    assert pages == [stored[:2], stored[2:3], stored[3:]]


@pytest.mark.parametrize("sort", ["first_seen", "published"])
@pytest.mark.parametrize("order", ["asc", "desc"])
def test_a_cursor_goes_on_where_its_page_ended(api: httpx.Client, shelf: Shelf, sort: str, order: str) -> None:
    stored = [str(shelf(number).id) for number in range(1, 4)]
    wanted = stored if order == "asc" else stored[::-1]

    first = api.get("/v1/articles", params={"limit": 2, "sort": sort, "order": order})
    rest = api.get("/v1/articles", params={"sort": sort, "order": order, "cursor": first.json()["next"]})

    assert ids(first) + ids(rest) == wanted


def test_a_cursor_of_other_filters_is_refused(api: httpx.Client, shelf: Shelf) -> None:
    shelf(1)
    shelf(2)
    cursor = api.get("/v1/articles?limit=1").json()["next"]

    answer = api.get("/v1/articles", params={"limit": 1, "language": "ar", "cursor": cursor})

    assert (answer.status_code, answer.headers["content-type"]) == (400, PROBLEM)
    assert answer.json()["type"] == "/problems/bad-cursor"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("language=ar", {1, 3}),
        ("language=ar&language=en", {1, 2, 3}),
        ("language=ar,en", {1, 2, 3}),
        ("language=AR", {1, 3}),
        ("language_not=ar", {2}),
        ("source=sahifa", {1, 2, 3}),
        ("source_not=sahifa", set()),
        ("domain=sahifa.example", {1, 2, 3}),
        ("publisher_country=JO", {1, 2, 3}),
        ("publisher_country=jo", {1, 2, 3}),
        ("section=%D8%B1%D9%8A%D8%A7%D8%B6%D8%A9", {3}),
        ("type=flash", {3}),
        ("type_not=flash", {1, 2}),
        ("has=list", {1, 2}),
        ("has_not=list", {3}),
        ("has=quote", {2}),
        ("author=%D8%B3%D9%84%D9%85%D9%89 %D8%A7%D9%84%D8%AD%D9%88%D8%B1%D8%A7%D9%86%D9%8A", {1, 2, 3}),
        ("speaker=%D8%A7%D8%AD%D9%85%D8%AF", {2}),
        ("min_quality=0.5", {1, 2}),
        ("status=canceled", {4}),
        ("status=usable,canceled", {1, 2, 3, 4}),
        ("from=2026-11-22T12:00:00Z", {3}),
        ("from=2026-11-22T15:00:00%2B03:00", {3}),
        ("from=2026-11-22T15:00:00+03:00", {3}),
        ("to=2026-11-22T12:00:00Z", {1, 2}),
        ("from=2026-11-22&to=2026-11-23", {1, 2, 3}),
        ("date_field=first_seen&from=2026-11-22T13:05:00Z", {3}),
        ("q=%D8%A7%D9%84%D9%85%D9%8A%D9%86%D8%A7%D8%A1", {1, 2, 3}),
        ("q=%D8%A7%D9%84%D9%81%D8%B1%D9%8A%D9%82&sort=relevance", {3}),
    ],
)
def test_a_filter_finds_what_it_says(
    api: httpx.Client, shelf: Shelf, db: Connection, query: str, found: set[int]
) -> None:
    speaker = {"name": "أحمد", "type": "person"}
    said = Statement(id="q1", speaker=speaker, direct=False, method="verb_anna", confidence=0.9, parts=())
    numbers = {
        str(shelf(1).id): 1,
        str(shelf(2, language="en", quotes=(said,)).id): 2,
        str(
            shelf(
                3,
                type="flash",
                section="رياضة",
                headline="فوز الفريق بالكأس",
                body=(),
                quality={"score": 0.2, "completeness": 0.2},
            ).id
        ): 3,
        str(shelf(4, status="canceled").id): 4,
    }

    answer = api.get("/v1/articles?" + query)

    assert {numbers[one] for one in ids(answer)} == found


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("sourc=a", "sourc"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=5&limit=6", "limit"),
        ("source=", "source"),
        ("from=yesterday", "from"),
        ("from=2026-11-22T10:00:00", "from"),
        ("from=1763805900", "from"),
        ("from=2026-11-22T10:00:60Z", "from"),
        ("from=0001-01-01T00:00:00%2B14:00", "from"),
        ("from=٢٠٢٦-١١-٢٢", "from"),
        ("from=2026-11-22&to=2026-11-01", "to"),
        ("feed=1", "feed"),
        ("type=news", "type"),
        ("language=arabic", "language"),
        ("publisher_country_not=JOR", "publisher_country_not"),
        ("min_quality=2", "min_quality"),
        ("fields=headlin", "fields"),
        ("body=pdf", "body"),
        ("format=xml", "format"),
        ("sort=relevance", ""),
        ("q=" + "a" * 501, "q"),
        ("cursor=abc", "cursor"),
        ("from_=2026-11-22", "from_"),
    ],
)
def test_a_wrong_parameter_is_named(refusing_api: httpx.Client, query: str, parameter: str) -> None:
    answer = refusing_api.get("/v1/articles?" + query)

    assert (answer.status_code, answer.headers["content-type"]) == (400, PROBLEM)
    assert any(error["parameter"].startswith(parameter) for error in answer.json()["errors"])


def test_unreadable_search_text_is_a_bad_parameter(refusing_api: httpx.Client) -> None:
    answer = refusing_api.get("/v1/articles", params={"q": '("'})

    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/bad-parameter")


def test_chosen_fields_come_with_the_id(api: httpx.Client, shelf: Shelf) -> None:
    article = shelf(1)

    answer = api.get("/v1/articles?fields=headline,url")

    assert answer.json()["data"] == [{"id": str(article.id), "url": article.url, "headline": article.headline}]


@pytest.mark.parametrize(
    ("form", "beginning"),
    [
        ("html", '<div lang="ar" dir="rtl">\n<p>عادت <a href="https://sahifa.example/boats"'),
        ("text", "عادت المراكب"),
        ("markdown", "عادت [المراكب](<https://sahifa.example/boats>)"),
    ],
)
def test_the_body_comes_in_another_form(api: httpx.Client, shelf: Shelf, form: str, beginning: str) -> None:
    article = shelf(1)

    record = api.get(f"/v1/articles/{article.id}", params={"body": form}).json()

    assert record[f"body_{form}"].startswith(beginning)
    assert "body" not in record


def test_the_body_may_be_left_out(api: httpx.Client, shelf: Shelf) -> None:
    article = shelf(1)

    record = api.get(f"/v1/articles/{article.id}?body=none").json()

    assert not {"body", "body_none"} & set(record)
    assert record["headline"] == article.headline


def test_a_record_is_not_sent_again_while_its_version_stands(api: httpx.Client, shelf: Shelf) -> None:
    article = shelf(1)
    first = api.get(f"/v1/articles/{article.id}")

    again = api.get(f"/v1/articles/{article.id}", headers={"If-None-Match": first.headers["etag"]})
    shelf(1, version=2, headline="عنوان مصحح", versions=())
    changed = api.get(f"/v1/articles/{article.id}", headers={"If-None-Match": first.headers["etag"]})

    assert first.headers["etag"].removeprefix("W/") == f'"{article.id}-1"'
    assert first.headers["last-modified"] == "Sun, 22 Nov 2026 11:05:00 GMT"
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert (changed.status_code, changed.json()["headline"]) == (200, "عنوان مصحح")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If-Modified-Since": "Sun, 22 Nov 2026 11:05:00 GMT"}, 304),
        ({"If-Modified-Since": "Sun, 22 Nov 2026 11:04:59 GMT"}, 200),
        ({"If-Modified-Since": "yesterday"}, 200),
        ({"If-Modified-Since": "Sun, 22 Nov 2026 11:05:00 GMT", "If-None-Match": '"other"'}, 200),
    ],
    ids=["of this version", "older", "no date", "a tag counts first"],
)
def test_a_client_may_ask_by_date(api: httpx.Client, shelf: Shelf, headers: dict[str, str], status: int) -> None:
    article = shelf(1)

    assert api.get(f"/v1/articles/{article.id}", headers=headers).status_code == status


@pytest.mark.parametrize("form", ["", "/provenance"])
def test_a_date_does_not_keep_what_was_merged_into_an_older_article(
    api: httpx.Client, shelf: Shelf, db: Connection, form: str
) -> None:
    older, ended = shelf(1), shelf(2)
    known = api.get(f"/v1/articles/{ended.id}{form}").headers["last-modified"]

    articles.merge(db, older.id, [ended.id])
    answer = api.get(f"/v1/articles/{ended.id}{form}", headers={"If-Modified-Since": known})

    assert (answer.status_code, answer.json()) == (200, api.get(f"/v1/articles/{older.id}{form}").json())


def test_another_form_of_a_record_has_another_etag(api: httpx.Client, shelf: Shelf) -> None:
    article = shelf(1)

    tags = {
        api.get(f"/v1/articles/{article.id}", params=params).headers["etag"]
        for params in ({}, {"body": "html"}, {"fields": "url"}, {"format": "jsonld"})
    }

    assert len(tags) == 4


def test_a_list_is_not_sent_again_while_nothing_changed(api: httpx.Client, shelf: Shelf) -> None:
    shelf(1)
    tag = api.get("/v1/articles").headers["etag"]

    again = api.get("/v1/articles", headers={"If-None-Match": tag})
    shelf(2)
    changed = api.get("/v1/articles", headers={"If-None-Match": tag})

    assert (again.status_code, changed.status_code) == (304, 200)


def test_an_unknown_article_is_a_problem(api: httpx.Client, article: Callable[..., Article]) -> None:
    unknown = article(9).id

    for path in (f"/v1/articles/{unknown}", "/v1/articles/not-an-id"):
        answer = api.get(path)
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")
        assert answer.json()["instance"] == path


def test_a_headline_only_publisher_is_shown_by_its_headlines(api: httpx.Client, shelf: Shelf) -> None:
    article = shelf(1, access=Access(policy="headline_only"))

    for path in ("/v1/articles", f"/v1/articles/{article.id}", "/v1/articles?format=atom", "/v1/articles?body=text"):
        text = api.get(path).text
        assert "افتتاح ميناء" in text
        assert "المراكب" not in text

    record = api.get(f"/v1/articles/{article.id}").json()
    assert record["quality"]["warnings"] == ["policy_headline_only"]


def test_an_excerpt_ends_at_a_word(api: httpx.Client, shelf: Shelf) -> None:
    long = (Paragraph(id="b1", text="كلمة " * 200),)
    article = shelf(1, body=long, access=Access(policy="excerpt"))

    record = api.get(f"/v1/articles/{article.id}").json()

    assert len(record["body"]) == 1
    assert record["body"][0]["text"] == ("كلمة " * 60).strip() + "…"
    assert record["summary"] == article.summary
    assert "policy_excerpt" in record["quality"]["warnings"]


def test_urls_and_guids_are_resolved_in_the_order_asked(api: httpx.Client, shelf: Shelf) -> None:
    article = shelf(1)
    urls = ["https://sahifa.example/news/404", f"{article.url}?utm_source=x#top", "not a url"]

    answer = api.post("/v1/articles:resolve", json={"urls": urls, "guids": ["g-1"]})

    assert [one["article_id"] for one in answer.json()["data"]] == [None, str(article.id), None, None]


def test_links_of_a_page_lead_to_itself_and_the_first(api: httpx.Client, shelf: Shelf) -> None:
    shelf(1)
    shelf(2)
    following = api.get("/v1/articles?limit=1&language=ar").links["next"]["url"]

    answer = api.get(following)

    assert answer.links["self"]["url"] == following
    assert urlsplit(answer.links["first"]["url"]).query == "limit=1&language=ar"
    assert "next" not in answer.links


def test_an_article_of_an_unfinished_transaction_is_neither_shown_nor_missed(
    api: httpx.Client, shelf: Shelf, db: Connection, article: Callable[..., Article]
) -> None:
    shelf(1)
    page = api.get("/v1/articles?order=asc&limit=1").json()

    with db.transaction():
        late = shelf(2)
        hidden = api.get("/v1/articles?order=asc")
    settle(db)
    shown = api.get("/v1/articles?order=asc")

    assert page["next"] is None
    assert str(late.id) not in ids(hidden)
    assert str(late.id) in ids(shown)


def test_dates_are_compared_as_moments(api: httpx.Client, shelf: Shelf) -> None:
    article = shelf(1)
    assert article.published_at is not None
    just_after = article.published_at + timedelta(seconds=1)

    answer = api.get("/v1/articles", params={"from": just_after.isoformat()})

    assert ids(answer) == []
