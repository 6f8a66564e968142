"""One article to read: its text with what was found in it, where values came from, its versions and what changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from khabar.article import Article
from khabar.body import At
from khabar.findings import Entity, Speaker, Statement
from khabar.render import Mark
from khabar.storage import articles
from khabar_api.articles.difference import difference
from khabar_api.articles.listing import publisher_name, title_of
from khabar_api.articles.presentation import article_of
from khabar_api.articles.sanitise import reader_html
from khabar_api.articles.versions import stored_version
from khabar_api.operations import changes
from khabar_api.pages.access import reader
from khabar_api.pages.shell import page
from khabar_api.state import Shared
from khabar_api.web.inputs import Line, VersionNumber
from khabar_api.web.languages import LANGUAGES

router = APIRouter(prefix="/app/articles/{article_id}", include_in_schema=False, dependencies=[Depends(reader())])

View = Literal["read", "json"]
# In this order on the page.
ENTITY_TYPES = ("person", "organization", "place", "event", "product")


def marks_of(article: Article) -> dict[str, list[Mark]]:
    """What was found in the text, by node: quotations, reported speech, entities, dates."""
    found: dict[str, list[Mark]] = defaultdict(list)

    def mark(at: At, kind: Any, ref: str) -> None:
        found[at.node].append(Mark(at.start, at.end, kind, ref))

    for kind, statements in (("statement", article.quotes), ("reported", article.reported)):
        for said in statements:
            for part in said.parts:
                mark(part.at, kind, said.id)
    for entity in article.entities:
        for at in entity.mentions:
            mark(at, "entity", entity.id)
    for date in article.date_mentions:
        mark(date.at, "date", date.id)
    return found


def entities_by_type(article: Article) -> list[tuple[str, list[Entity]]]:
    """Entities in the page's order, those named most often first; types without any are left out."""
    grouped = [
        (kind, sorted((e for e in article.entities if e.type == kind), key=lambda e: -len(e.mentions)))
        for kind in ENTITY_TYPES
    ]
    return [(kind, entities) for kind, entities in grouped if entities]


def by_speaker(statements: Sequence[Statement]) -> list[tuple[Speaker, list[Statement]]]:
    """Statements by who made them, in order of the first of each; the speaker as told most fully.

    Two sources that are told by an office alone may be two.
    """
    grouped: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for said in statements:
        who = said.speaker
        key = ("entity", who.entity_id) if who.entity_id else ("name", who.name) if who.name else ("alone", said.id)
        grouped[key].append(said)
    return [(max((said.speaker for said in one), key=_fullness), one) for one in grouped.values()]


def _fullness(speaker: Speaker) -> tuple[int, int]:
    return len(speaker.name or ""), len(speaker.role or "")


def reading(article: Article) -> dict[str, Any]:
    """What the templates of a reader need of an article, that of a trial's too."""
    lead = next((medium for medium in article.media if medium.role == "lead"), None)
    stands_in_body = lead is not None and any(getattr(block, "media_id", None) == lead.id for block in article.body)
    return {
        "article": article,
        "title": title_of(article),
        "publisher": {language: publisher_name(article, language) for language in LANGUAGES},
        "kicker": next((value.value for value in article.headlines if value.role == "kicker"), None),
        "lead": None if stands_in_body else lead,
        "body": reader_html(article, marks_of(article)),
        "entities": entities_by_type(article),
        "speeches": [
            (heading, by_speaker(statements))
            for heading, statements in (("article.quotes", article.quotes), ("article.reported", article.reported))
            if statements
        ],
    }


def written_out(article: Article) -> str:
    """The record as JSON that a person can read."""
    return article.model_dump_json(by_alias=True, indent=2)


@router.get("")
def show_article(
    request: Request,
    state: Shared,
    article_id: UUID,
    version: Annotated[VersionNumber | None, Query()] = None,
    view: View = "read",
) -> Response:
    """An article as its publisher wrote it, with what was found in it; or its record."""
    article = article_of(stored_version(state, article_id, version).record)
    if view == "json":
        return page(
            request, state, "record.html", article=article, title=title_of(article), chosen=version, view=view,
            written=written_out(article),
        )  # fmt: skip
    return page(request, state, "article.html", chosen=version, view=view, **reading(article))


@router.post("/{action}", dependencies=[Depends(reader("admin"))])
def take_down(
    request: Request,
    state: Shared,
    article_id: UUID,
    action: Literal["withhold", "restore"],
    reason: Annotated[Line, Form()],
) -> Response:
    """Show nothing of the article any more, or all of it again."""
    with state.writes.connection() as db, db.transaction():
        (changes.withhold if action == "withhold" else changes.restore)(request, db, article_id, reason)
    return RedirectResponse(f"/app/articles/{article_id}", 303)


@router.get("/changes")
def show_changes(
    request: Request,
    state: Shared,
    article_id: UUID,
    from_: Annotated[VersionNumber, Query(alias="from")],
    to: VersionNumber,
) -> Response:
    """What the publisher changed between two versions, word by word."""
    old, new = (article_of(stored_version(state, article_id, number).record) for number in (from_, to))
    with state.reads.connection() as db:
        lines = articles.versions(db, article_id)
    return page(
        request,
        state,
        "changes.html",
        article=new,
        title=title_of(new),
        versions=lines,
        old=old.version,
        difference=difference(old, new),
    )
