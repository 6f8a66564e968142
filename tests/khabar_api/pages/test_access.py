from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import httpx
import pytest
from pydantic import HttpUrl

import khabar_api.pages
from khabar.settings import Settings
from khabar.storage import keys
from khabar.storage.database import Connection
from khabar_api.pages import session
from khabar_api.pages.shell import LANGUAGES, words_of

FOLDER = Path(khabar_api.pages.__path__[0])
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


def test_who_has_not_signed_in_is_led_to_the_form_and_back(locked: httpx.Client, db: Connection) -> None:
    _, text = keys.create(db, name="reader", scopes=["read"])

    led = locked.get("/?lang=en")
    wrong = locked.post("/app/login", data={"key": "khb_no", "next": "/"})
    right = locked.post("/app/login", data={"key": text, "next": "/?lang=en"})
    page = locked.get("/")

    assert (led.status_code, led.headers["location"]) == (303, "/app/login?next=/%3Flang%3Den")
    assert (wrong.status_code, 'role="alert"' in wrong.text) == (401, True)
    assert (right.status_code, right.headers["location"]) == (303, "/?lang=en")
    assert text not in right.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=strict"} <= set(right.headers["set-cookie"].split("; "))
    assert page.status_code == 200


def test_signing_out_or_revoking_ends_it(locked: httpx.Client, db: Connection) -> None:
    key, text = keys.create(db, name="reader", scopes=["read"])
    locked.post("/app/login", data={"key": text})
    kept = dict(locked.cookies)

    out = locked.post("/app/logout")
    after = locked.get("/")
    keys.revoke(db, key.id)
    locked.cookies.update(kept)
    revoked = locked.get("/")

    assert [one.status_code for one in (out, after, revoked)] == [303, 303, 303]


def test_another_site_can_not_use_the_cookie(locked: httpx.Client, db: Connection) -> None:
    _, text = keys.create(db, name="admin", scopes=["admin"])
    locked.post("/app/login", data={"key": text})

    answer = locked.post("/v1/searches", json={"name": "x", "filters": {}}, headers={"Origin": "https://other.example"})

    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/foreign-host")


def test_a_page_lets_the_browser_say_where_its_forms_come_from(api: httpx.Client) -> None:
    page = api.get("/app/try")
    sent = api.post("/app/feeds", data={"url": "https://sahifa-press.com/rss"}, headers={"Origin": "null"})

    assert sent.status_code == 403, "what a browser sends from a page without a referrer"
    assert sent.headers["content-type"].startswith("text/html")
    assert "جاء الطلب باسم غريب" in sent.text
    assert page.headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize(
    ("public_url", "is_secure"), [("https://khabar.example", True), ("http://khabar.example", False)]
)
def test_under_a_public_address_with_tls_the_cookie_is_sent_over_tls_only(
    api_settings: Settings,
    start_api: Callable[[Settings], httpx.Client],
    db: Connection,
    public_url: str,
    is_secure: bool,
) -> None:
    api = start_api(api_settings.model_copy(update={"api_keys": "required", "public_url": HttpUrl(public_url)}))
    _, text = keys.create(db, name="reader", scopes=["read"])

    answer = api.post("/app/login", data={"key": text})

    assert ("Secure" in answer.headers["set-cookie"].split("; ")) == is_secure


@pytest.mark.parametrize(("trusted", "others"), [("127.0.0.0/8", 401), ("10.0.0.0/8", 429)], ids=["a proxy", "anybody"])
def test_wrong_keys_count_against_whom_a_trusted_proxy_names(
    api_settings: Settings, start_api: Callable[[Settings], httpx.Client], trusted: str, others: int
) -> None:
    proxies = (ip_network(trusted),)
    changed = {"api_keys": "required", "api_rate_limit": 2, "trusted_proxies": proxies}
    api = start_api(api_settings.model_copy(update=changed))

    def tried(client: str) -> int:
        sent = {"X-Forwarded-For": client, "X-Forwarded-Proto": "https"}
        return api.post("/app/login", data={"key": "khb_no"}, headers=sent).status_code

    one = [tried("192.0.2.1") for _ in range(3)]

    assert one == [401, 401, 429]
    assert tried("192.0.2.2") == others


@pytest.mark.parametrize("target", ["https://other.example/", "//other.example", "/\\other.example"])
def test_the_form_never_leads_to_another_site(locked: httpx.Client, db: Connection, target: str) -> None:
    _, text = keys.create(db, name="reader", scopes=["read"])

    answer = locked.post("/app/login", data={"key": text, "next": target})

    assert answer.headers["location"] == "/"


def test_a_changed_or_old_session_is_none() -> None:
    value = session.issue("abcd1234", "secret", NOW)

    assert session.key_of(value, "secret", NOW) == "abcd1234"
    assert session.key_of(value, "secret", NOW + timedelta(days=session.DAYS, seconds=1)) is None
    assert session.key_of(value, "other", NOW) is None
    assert session.key_of("x" + value, "secret", NOW) is None
    assert session.key_of("", "secret", NOW) is None


def test_both_languages_have_the_same_words() -> None:
    names = {language: words_of(language).names() for language in LANGUAGES}

    assert names["ar"] == names["en"]


def test_every_word_that_a_page_asks_for_is_there() -> None:
    asked = set[str]()
    for template in (FOLDER / "templates").glob("*.html"):
        asked |= set(re.findall(r"\bt\(\s*[\"']([a-z_.]+)[\"']\s*[,)]", template.read_text(encoding="utf-8")))

    assert asked
    assert sorted(asked - words_of("ar").names()) == []


def test_the_browser_chooses_the_language_until_the_reader_does(api: httpx.Client) -> None:
    by_browser, by_nobody = (api.get("/", headers={"Accept-Language": one}).text for one in ("en-GB", "de"))
    api.get("/?lang=en")
    by_reader = api.get("/", headers={"Accept-Language": "ar"}).text

    assert '<html lang="en" dir="ltr"' in by_browser
    assert '<html lang="ar" dir="rtl"' in by_nobody
    assert '<html lang="en" dir="ltr"' in by_reader


def test_a_page_that_refuses_says_what_programs_need(locked: httpx.Client) -> None:
    wrong_method, wrong_key = locked.put("/app/login"), locked.get("/app/search", auth=("", "khb_no"))

    assert (wrong_method.status_code, wrong_method.headers["allow"]) == (405, "GET, HEAD, OPTIONS, POST")
    assert (wrong_key.status_code, wrong_key.headers["www-authenticate"][:6]) == (401, "Bearer")


def test_static_files_may_be_kept_for_ever_and_nothing_else_is_served(api: httpx.Client) -> None:
    page = api.get("/").text
    addresses = re.findall(r'(?:href|src)="(/app/static/[^"]+)"', page)

    answers = [api.get(address) for address in addresses]
    outside = [api.get(f"/app/static/{name}").status_code for name in ("..%2fshell.py", "../shell.py", "no.css")]

    assert addresses
    assert {answer.status_code for answer in answers} == {200}
    assert all("immutable" in answer.headers["cache-control"] for answer in answers)
    assert set(outside) == {404}


def test_every_file_of_others_has_its_licence_beside_it() -> None:
    licences = {path.stem for path in (FOLDER / "static" / "licences").iterdir()}

    assert licences == {"htmx", "htmx-sse", "uplot", "ibm-plex-sans-arabic", "noto-naskh-arabic"}
