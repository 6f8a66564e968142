from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from khabar.article import Article, PublisherRef
from khabar.body import Paragraph
from khabar.log import redact
from khabar.publishers.record import Publisher
from khabar.settings import Settings
from khabar.storage import keys, publishers
from khabar.storage.database import Connection

Shelf = Callable[..., Article]
StartApi = Callable[[Settings], httpx.Client]
EVERYTHING = "/compat/newsapi/v2/everything"
HEADLINES = "/compat/newsapi/v2/top-headlines"


@pytest.fixture
def press(db: Connection) -> None:
    """Two publishers, one of sports."""
    common: dict[str, Any] = {"time_zone": "Asia/Amman", "country": "JO"}
    publishers.keep(
        db,
        [
            Publisher(
                id="sahifa", name_ar="الصحيفة", name_en="Sahifa", site_url="https://sahifa.example",
                domains=("sahifa.example",), **common,
            ),
            Publisher(
                id="malaeb", name_ar="الملاعب", name_en="Malaeb", site_url="https://malaeb.example", category="sports",
                domains=("malaeb.example",), **common,
            ),
        ],
    )  # fmt: skip


def titles(answer: httpx.Response) -> list[str]:
    return [article["title"] for article in answer.json()["articles"]]


def test_a_layer_is_off_unless_it_is_named(api_settings: Settings, start_api: StartApi) -> None:
    api = start_api(api_settings.model_copy(update={"compat": ()}))

    answer = api.get(EVERYTHING, params={"q": "ميناء"})

    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_an_article_has_the_products_shape(api: httpx.Client, shelf: Shelf) -> None:
    stored = shelf(1)

    body = api.get(EVERYTHING, params={"q": "ميناء"}).json()

    assert (body["status"], body["totalResults"]) == ("ok", 1)
    assert body["articles"] == [
        {
            "source": {"id": "sahifa", "name": "الصحيفة"},
            "author": "سلمى الحوراني",
            "title": stored.headline,
            "description": stored.summary,
            "url": stored.canonical_url,
            "urlToImage": None,
            "publishedAt": "2026-11-22T10:55:00Z",
            "content": "عادت المراكب إلى الميناء القديم صباح الأحد، وقال الصيادون إن الموسم واعد. رصيف جديد - "
            "طوله مئة متر. - كلفته مليونان.",
        }
    ]


def test_arabic_is_never_cut_inside_a_word(api: httpx.Client, shelf: Shelf) -> None:
    words = [f"كلمة{number}" for number in range(100)]
    text = " ".join(words)
    shelf(1, body=(Paragraph(id="b1", text=text),))

    content = api.get(EVERYTHING, params={"q": "ميناء"}).json()["articles"][0]["content"]

    begun, _, rest = content.partition("… [+")
    assert set(begun.split()) <= set(words)
    assert len(begun) + int(rest.removesuffix(" chars]")) == len(text)


def test_pages_are_numbered_and_the_total_is_of_all(api: httpx.Client, shelf: Shelf) -> None:
    stored = [shelf(number).headline for number in (1, 2, 3)]

    pages = [api.get(EVERYTHING, params={"q": "ميناء", "pageSize": 2, "page": number}) for number in (1, 2, 3)]

    assert [titles(page) for page in pages] == [stored[:0:-1], stored[:1], []]
    assert {page.json()["totalResults"] for page in pages} == {3}


# One API answers the whole table: starting one for each row takes minutes.
FILTERS: list[tuple[dict[str, str], list[int]]] = [
    ({"q": "ميناء"}, [2, 1]),
    ({"q": "المراكب"}, [2]),
    ({"q": "المراكب", "searchIn": "title"}, []),
    ({"q": "المراكب", "searchIn": "title,description"}, [2]),
    ({"q": "عاصفه", "searchIn": "content"}, [1]),
    ({"qInTitle": "عاصفة"}, []),
    ({"qintitle": "الصيد"}, [2, 1]),
    ({"sources": "sahifa"}, [2, 1]),
    ({"sources": "sahifa,malaeb", "language": "EN"}, []),
    ({"domains": "sahifa.example"}, [2, 1]),
    ({"q": "ميناء", "excludeDomains": "sahifa.example"}, []),
    ({"q": "ميناء", "from": "2026-11-22T11:30:00"}, [2]),
    ({"q": "ميناء", "to": "2026-11-22T11:30:00+00:00"}, [1]),
    ({"q": "ميناء", "to": "2026-11-22"}, [2, 1]),
    ({"q": "ميناء", "to": "2026-11-21"}, []),
    ({"q": "ميناء", "sortBy": "relevancy"}, [1, 2]),
    ({"q": "ميناء", "sortBy": "popularity"}, [2, 1]),
]


def test_every_parameter_filters(api: httpx.Client, shelf: Shelf, press: None) -> None:
    plain = (Paragraph(id="b1", text="أوقفت عاصفة الصيد."),)
    numbers = {shelf(1, body=plain, summary=None).headline: 1, shelf(2).headline: 2}

    answers = [api.get(EVERYTHING, params=params) for params, _ in FILTERS]

    found = [[numbers[title] for title in titles(answer)] for answer in answers]
    assert list(zip([params for params, _ in FILTERS], found, strict=True)) == FILTERS


REFUSED: list[tuple[str, dict[str, str], int, str]] = [
    (EVERYTHING, {}, 400, "parametersMissing"),
    (EVERYTHING, {"language": "ar"}, 400, "parametersMissing"),
    (EVERYTHING, {"q": "س" * 501}, 400, "parameterInvalid"),
    (EVERYTHING, {"q": "(ميناء"}, 400, "parameterInvalid"),
    (EVERYTHING, {"q": "ميناء", "from": "أمس"}, 400, "parameterInvalid"),
    (EVERYTHING, {"q": "ميناء", "pageSize": "101"}, 400, "parameterInvalid"),
    (EVERYTHING, {"q": "ميناء", "page": "0"}, 400, "parameterInvalid"),
    (EVERYTHING, {"q": "ميناء", "page": "101"}, 426, "maximumResultsReached"),
    (EVERYTHING, {"q": "ميناء", "searchIn": "body"}, 400, "parameterInvalid"),
    (EVERYTHING, {"q": "ميناء", "sorce": "x"}, 400, "parameterInvalid"),
    (EVERYTHING, {"sources": "nobody"}, 400, "sourceDoesNotExist"),
    (EVERYTHING, {"sources": ",".join(f"s{n}" for n in range(21))}, 400, "sourcesTooMany"),
    (EVERYTHING, {"sources": "a,,b"}, 400, "parameterInvalid"),
    (EVERYTHING, {"domains": "::"}, 400, "parameterInvalid"),
    (EVERYTHING, {"q": "ميناء", "language": "arabic"}, 400, "parameterInvalid"),
    (HEADLINES, {}, 400, "parametersMissing"),
    (HEADLINES, {"sources": "sahifa", "country": "jo"}, 400, "parametersIncompatible"),
    (HEADLINES, {"country": "xx"}, 400, "parameterInvalid"),
    (HEADLINES, {"category": "weather"}, 400, "parameterInvalid"),
    ("/compat/newsapi/v2/nothing", {}, 404, "unexpectedError"),
]


def test_what_is_wrong_has_the_products_code(api: httpx.Client, press: None) -> None:
    answers = [api.get(path, params=params) for path, params, _, _ in REFUSED]

    told = [
        (path, params, answer.status_code, answer.json()["code"])
        for (path, params, _, _), answer in zip(REFUSED, answers, strict=True)
    ]
    assert told == REFUSED
    assert {answer.json()["status"] for answer in answers} == {"error"}
    assert all(answer.json()["message"] for answer in answers)
    assert {answer.headers["content-type"] for answer in answers} == {"application/json"}


def test_an_arab_country_wins_over_the_clients_default_language(api: httpx.Client, shelf: Shelf) -> None:
    wanted = shelf(1)

    found = {
        name: titles(api.get(HEADLINES, params=params))
        for name, params in {
            "default": {"country": "jo", "language": "en"},
            "arabic": {"country": "jo", "language": "ar"},
            "english only": {"language": "en"},
            "elsewhere": {"country": "us", "language": "en"},
        }.items()
    }

    assert found == {
        "default": [wanted.headline], "arabic": [wanted.headline], "english only": [], "elsewhere": [],
    }  # fmt: skip


def test_a_category_is_a_publishers_or_a_sections(api: httpx.Client, shelf: Shelf, press: None) -> None:
    of_publisher = shelf(1, publisher=PublisherRef(id="malaeb", domain="malaeb.example", country="JO"))
    of_section = shelf(2, section="رياضة")
    shelf(3)

    sports = api.get(HEADLINES, params={"category": "sports"})
    general = api.get(HEADLINES, params={"category": "general"})

    assert titles(sports) == [of_section.headline, of_publisher.headline]
    assert general.json()["totalResults"] == 3


def test_sources_are_publishers(api: httpx.Client, press: None) -> None:
    every = [api.get(f"/compat/newsapi/v2/{path}").json()["sources"] for path in ("sources", "top-headlines/sources")]
    sports = api.get("/compat/newsapi/v2/sources", params={"category": "sports", "country": "jo", "language": "ar"})

    assert [[source["id"] for source in found] for found in every] == [["malaeb", "sahifa"]] * 2
    assert sports.json()["sources"] == [
        {
            "id": "malaeb", "name": "الملاعب", "description": "Malaeb", "url": "https://malaeb.example",
            "category": "sports", "language": "ar", "country": "jo",
        }
    ]  # fmt: skip


@pytest.mark.parametrize("lead", ["https://newsapi.org", "https:/newsapi.org"])
def test_the_address_may_stand_behind_the_products_own(api: httpx.Client, shelf: Shelf, lead: str) -> None:
    wanted = shelf(1)

    answer = api.get(f"/compat/newsapi/{lead}/v2/everything", params={"q": "ميناء"})

    assert titles(answer) == [wanted.headline]


def test_a_key_is_taken_in_every_form_of_the_product(
    api_settings: Settings, start_api: StartApi, db: Connection, shelf: Shelf
) -> None:
    shelf(1)
    _, key = keys.create(db, name="قارئ", scopes=["read"])
    _, other = keys.create(db, name="بلا قراءة", scopes=["feeds:write"])
    api = start_api(api_settings.model_copy(update={"api_keys": "required"}))
    ask = {"q": "ميناء"}

    def code(**sent: Any) -> tuple[int, str | None]:
        answer = api.get(EVERYTHING, **{"params": ask, **sent})
        return answer.status_code, answer.json().get("code")

    assert code(headers={"X-Api-Key": key}) == (200, None)
    assert code(headers={"Authorization": key}) == (200, None)
    assert code(headers={"Authorization": f"bearer {key}"}) == (200, None)
    assert code(params={**ask, "apiKey": key}) == (200, None)
    assert code() == (401, "apiKeyMissing")
    assert code(headers={"X-Api-Key": "wrong"}) == (401, "apiKeyInvalid")
    assert code(headers={"X-Api-Key": other}) == (403, "apiKeyDisabled")


def test_a_products_key_form_opens_nothing_else(api_settings: Settings, start_api: StartApi, db: Connection) -> None:
    _, key = keys.create(db, name="قارئ", scopes=["read"])
    api = start_api(api_settings.model_copy(update={"api_keys": "required"}))

    answers = [
        api.get("/v1/articles", headers={"X-Api-Key": key}),
        api.get("/v1/articles", params={"apiKey": key}),
        api.get("/v1/articles", headers={"Authorization": key}),
    ]

    assert [answer.status_code for answer in answers] == [401, 401, 401]
    assert {answer.headers["content-type"] for answer in answers} == {"application/problem+json"}


def test_where_no_key_is_asked_for_any_word_passes_but_a_wrong_key(api: httpx.Client, shelf: Shelf) -> None:
    shelf(1)
    wrong = f"{keys.PREFIX}00000000_{'x' * 43}"

    answers = [api.get(EVERYTHING, params={"q": "ميناء"}, headers={"X-Api-Key": key}) for key in ("anything", wrong)]
    foreign = api.get(EVERYTHING, params={"q": "ميناء"}, headers={"X-Api-Key": "anything", "Host": "news.example"})

    assert [answer.status_code for answer in answers] == [200, 401]
    assert (foreign.status_code, foreign.json()["status"]) == (403, "error")


def test_the_limit_is_the_keys_own(api_settings: Settings, start_api: StartApi) -> None:
    api = start_api(api_settings.model_copy(update={"api_rate_limit": 1}))

    first, second = (api.get("/compat/newsapi/v2/sources") for _ in range(2))

    assert first.status_code == 200
    assert (second.status_code, second.json()["code"]) == (429, "rateLimited")
    assert "retry-after" in second.headers


def test_a_key_in_an_address_is_not_logged() -> None:
    secret = "s" * 43
    line = redact(
        None, "", {"event": "x", "url": f"/compat/newsapi/v2/everything?apiKey={secret}", "X-Api-Key": secret}
    )

    assert secret not in str(line)


def test_an_hour_without_zone_is_utc(api: httpx.Client, shelf: Shelf) -> None:
    stored = shelf(1)
    assert stored.published_at is not None
    at = stored.published_at.replace(tzinfo=None)

    inside = api.get(EVERYTHING, params={"q": "ميناء", "from": at.isoformat(), "to": at.isoformat()})
    before = api.get(EVERYTHING, params={"q": "ميناء", "to": (at - timedelta(seconds=1)).isoformat()})

    assert (titles(inside), titles(before)) == ([stored.headline], [])
