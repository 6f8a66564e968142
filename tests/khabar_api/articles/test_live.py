from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import httpx
import pytest

from khabar.article import Access, Article
from khabar.body import Heading, Paragraph
from khabar.findings import LiveUpdate

Shelf = Callable[..., Article]


def a_live_page(*texts: str) -> dict[str, object]:
    """An article with one update for each text, newest first; the oldest has a headline and a moment."""
    paragraphs = [Paragraph(id=f"b{number}", text=text) for number, text in enumerate(texts, 1)]
    body = (
        Paragraph(id="b0", text="تابعوا."),
        *paragraphs[:-1],
        Heading(id="h", level=2, text="البداية"),
        paragraphs[-1],
    )
    live = [LiveUpdate(id=f"u{number}", blocks=(f"b{number}",)) for number in range(1, len(texts))]
    at = datetime(2026, 11, 22, 9, tzinfo=UTC)
    first = LiveUpdate(id=f"u{len(texts)}", headline="البداية", published_at=at, blocks=("h", f"b{len(texts)}"))
    return {"type": "live_blog", "body": body, "live": (*live, first)}


def test_a_live_page_gives_its_updates_with_their_texts(api: httpx.Client, shelf: Shelf) -> None:
    article = shelf(1, **a_live_page("بدأ الحفل.", "وصل الوفد."))

    answer = api.get(f"/v1/live/{article.id}")
    unchanged = api.get(f"/v1/live/{article.id}", headers={"If-None-Match": answer.headers["etag"]})

    page = answer.json()
    assert (page["article_id"], page["version"]) == (str(article.id), 1)
    assert [(one["headline"], one["published_at"], one["text"]) for one in page["data"]] == [
        (None, None, "بدأ الحفل."),
        ("البداية", "2026-11-22T09:00:00Z", "وصل الوفد."),
    ]
    assert [block["id"] for block in page["data"][1]["blocks"]] == ["b2"]
    assert unchanged.status_code == 304


def test_since_gives_what_an_earlier_version_had_not(api: httpx.Client, shelf: Shelf) -> None:
    shelf(1, **a_live_page("بدأ الحفل.", "وصل الوفد."))
    article = shelf(1, version=2, **a_live_page("انتهى الحفل.", "بدأ الحفل في العاشرة.", "وصل الوفد."))
    path = f"/v1/live/{article.id}"

    new, none = api.get(path, params={"since": 1}).json(), api.get(path, params={"since": 2}).json()

    assert [one["text"] for one in new["data"]] == ["انتهى الحفل.", "بدأ الحفل في العاشرة."]
    assert (none["version"], none["data"]) == (2, [])
    assert api.get(path, params={"since": 3}).status_code == 404


@pytest.mark.parametrize(
    "changes", [{}, {**a_live_page("وصل الوفد.", "بدأ الحفل."), "access": Access(policy="headline_only")}]
)
def test_there_are_no_updates_where_there_are_none_to_show(
    api: httpx.Client, shelf: Shelf, changes: dict[str, object]
) -> None:
    article = shelf(1, **changes)

    assert api.get(f"/v1/live/{article.id}").json()["data"] == []
