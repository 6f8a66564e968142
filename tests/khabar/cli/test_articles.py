"""`khabar articles`: what is taken down, listed and shown again."""

from __future__ import annotations

import json
from typing import Any

import pytest

from khabar.errors import BadInput
from khabar.publishers.loader import load_publishers
from khabar.settings import Settings
from khabar.storage import audit
from khabar.storage.database import Connection
from support.extract_rows import GOOD_PAGE, extracted, records, stored_item
from support.settled import settle


@pytest.fixture
def url(db: Connection, settings: Settings) -> str:
    """The address of a stored article."""
    extracted(db, stored_item(db, page=GOOD_PAGE), load_publishers(None), settings)
    settle(db)
    address = records(db)[0].url
    assert address is not None
    return address


def test_an_article_is_taken_down_by_its_address_and_shown_again(khabar: Any, db: Connection, url: str) -> None:
    down = khabar("articles", "withhold", url, "--reason", "حكم قضائي", "--json")
    settle(db)
    listed = json.loads(khabar("articles", "withheld", "--json").out)
    why = json.loads(khabar("items", "why", url, "--json").out)
    up = khabar("articles", "restore", listed[0]["id"], "--json")

    assert (down.error, up.error, json.loads(up.out)["result"]) == (None, None, "restored")
    assert [(line["address"], line["reason"]) for line in listed] == [(url, "حكم قضائي")]
    assert (why[0]["title"], "withheld" in why[0]["meaning"]) == (None, True)
    assert [line.action for line in audit.find(db)] == ["article.restore", "article.withhold"]
    assert records(db)[0].status == "usable"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("withhold", "https://a.example/none", "--reason", "طلب"), "There is no article"),
        (("withhold", "«لا عنوان»", "--reason", "طلب"), "neither a web address nor an id"),
        (("restore", "{url}"), "is not withheld"),
        (("withhold", "{url}", "--reason", " "), "--reason"),
    ],
    ids=["unknown", "no address", "not withheld", "no reason"],
)
def test_what_can_not_be_taken_down_says_why(khabar: Any, url: str, arguments: tuple[str, ...], words: str) -> None:
    outcome = khabar("articles", *(argument.format(url=url) for argument in arguments))

    assert isinstance(outcome.error, BadInput)
    assert words in str(outcome.error)
