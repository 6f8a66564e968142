"""ninjs 3.1: every key we write is one of the standard's, of its type, and says what the record says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
import jsonschema

from khabar.article import Article, Author, InfoSource, RoleValue
from khabar.body import Media
from khabar.findings import Entity
from khabar_api.formats.ninjs import ninjs

Shelf = Callable[..., Article]
TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
ADDRESS = {"type": "string", "pattern": r"^[a-z][a-z0-9+.-]*:[!-~]+$"}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}


def only(required: tuple[str, ...] = (), **keys: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": list(required), "properties": keys}


def many(**keys: Any) -> dict[str, Any]:
    return {"type": "array", "items": only(**keys)}


NAMED = {"name": TEXT, "rel": TEXT, "uri": ADDRESS, "literal": TEXT}
SAID = {"required": ("value",), "role": TEXT, "contentType": TEXT, "value": TEXT}
TYPES = {"enum": ["text", "audio", "video", "picture", "graphic", "composite", "component", "event", "planning"]}
OBJECT = {
    "uri": ADDRESS, "type": TYPES, "version": TEXT, "pubStatus": {"enum": ["usable", "withheld", "canceled"]},
    "firstCreated": MOMENT, "versionCreated": MOMENT, "contentCreated": MOMENT, "language": TEXT, "by": TEXT,
    "located": TEXT, "usageTerms": TEXT, "standard": only(name=TEXT, version=TEXT, schema=ADDRESS),
    "headlines": many(**SAID), "descriptions": many(**SAID), "bodies": many(**SAID, charCount=NUMBER, wordCount=NUMBER),
    "people": many(**NAMED), "organisations": many(**NAMED), "places": many(**NAMED), "events": many(**NAMED),
    "objects": many(**NAMED), "subjects": many(**NAMED, creator=TEXT), "genres": many(name=TEXT, literal=TEXT),
    "infoSources": many(name=TEXT, role=TEXT, uri=ADDRESS, literal=TEXT), "altIds": many(role=TEXT, value=TEXT),
}  # fmt: skip
RENDITIONS = many(required=("name",), name=TEXT, href=ADDRESS, width=NUMBER, height=NUMBER)
# Source: ninjs 3.1 (https://iptc.org/std/ninjs/), the keys that a text with media can have.
RULES = only(
    ("uri",),
    **OBJECT,
    associations={
        "type": "array",
        "items": only(("name", "uri"), **OBJECT, name=TEXT, rel=TEXT, renditions=RENDITIONS),
    },
)


def entity(kind: Any, name: str) -> Entity:
    return Entity(id="e1", type=kind, name=name, confidence=1)


FULL: dict[str, Any] = {
    "byline_raw": "كتبت سلمى",
    "dateline": "عمّان",
    "type": "opinion",
    "authors": (Author(name="سلمى"), Author(name="وكالات", type="organization")),
    "entities": tuple(entity(kind, kind) for kind in ("person", "organization", "place", "event", "product")),
    "info_sources": (InfoSource(name="الوكالة"),),
    "alt_ids": (RoleValue(role="guid", value="7"),),
    "media": (Media(id="m1", url="https://x.example/صورة 1.jpg", role="lead", caption="الميناء", credit="ليلى"),),
}


def test_every_article_is_valid_ninjs(article: Callable[..., Article]) -> None:
    bare = {"headline": None, "headlines": (), "body": (), "publisher": None, "published_at": None, "summary": None}

    for one in (article(1), article(2, **FULL), article(3, **bare)):
        jsonschema.validate(ninjs(one), RULES)


def test_the_record_is_told_in_the_words_of_ninjs(article: Callable[..., Article]) -> None:
    found = ninjs(article(1, **FULL))

    assert UUID(found["uri"].removeprefix("urn:uuid:"))
    assert found["headlines"][0] == {
        "role": "main",
        "contentType": "text/plain",
        "value": "افتتاح ميناء الصيد رقم 1",
    }
    assert [body["contentType"] for body in found["bodies"]] == ["text/plain", "text/html"]
    assert found["people"] == [{"name": "سلمى", "rel": "author"}, {"name": "person", "rel": "mentioned"}]
    assert found["genres"] == [{"name": "محليات"}, {"literal": "opinion"}]
    assert [source["role"] for source in found["infoSources"]] == ["publisher", "agency", "author"]
    assert found["associations"][0]["renditions"][0]["href"] == "https://x.example/%D8%B5%D9%88%D8%B1%D8%A9%201.jpg"


def test_ninjs_is_served_for_one_article_and_for_a_list(api: httpx.Client, shelf: Shelf) -> None:
    stored = shelf(1)

    one = api.get(f"/v1/articles/{stored.id}", headers={"accept": "application/ninjs+json"})
    page = api.get("/v1/articles?format=ninjs")

    assert one.json() == page.json()[0] == ninjs(stored)
    assert one.headers["content-type"].startswith("application/ninjs+json;")
