"""`khabar articles …`: take articles down, and show them again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import typer

from khabar import takedown
from khabar.article import Article
from khabar.cli.context import Json, is_json, opened, quiet_settings
from khabar.cli.show import json_out, say, table
from khabar.errors import BadInput
from khabar.query import ArticleFilters, ArticleQuery
from khabar.storage import audit, lists, lookup
from khabar.storage.audit import AuditLine
from khabar.storage.database import Connection
from khabar.url import url_key

Named = Annotated[str, typer.Argument(help="Address or id of the article.")]


def withhold(
    context: typer.Context,
    article: Named,
    reason: Annotated[str, typer.Option("--reason", help="Reason, kept in the audit log.")],
    as_json: Json = False,
) -> None:
    """Hide an article's text from now on, in every version and format. The text is kept and can be restored.

    \b
    khabar articles withhold https://example.com/news/1 --reason "court order 17/2026"
    """
    if not reason.strip():
        raise BadInput("--reason must say why the article is withheld.")
    with opened(quiet_settings(context)) as (_, db), db.transaction():
        found = _standing(db, article)
        if found.status == "withheld":
            raise BadInput(f"{article} is already withheld.", subject=article)
        takedown.withhold(db, found, datetime.now(UTC))
        audit.note(db, "article.withhold", found.id, reason=reason)
    _tell("withheld", found, as_json)


def restore(
    context: typer.Context,
    article: Named,
    reason: Annotated[str | None, typer.Option("--reason", help="Reason, kept in the audit log.")] = None,
    as_json: Json = False,
) -> None:
    """Show a withheld article again, in its previous state."""
    with opened(quiet_settings(context)) as (_, db), db.transaction():
        found = _standing(db, article)
        if found.status != "withheld":
            raise BadInput(f"{article} is not withheld. To list what is: khabar articles withheld", subject=article)
        takedown.restore(db, found, datetime.now(UTC))
        audit.note(db, "article.restore", found.id, reason=reason)
    _tell("restored", found, as_json)


def withheld(
    context: typer.Context,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000)] = 50,
    as_json: Json = False,
) -> None:
    """List withheld articles, newest first, with the reason given."""
    with opened(quiet_settings(context)) as (_, db):
        query = ArticleQuery(**ArticleFilters(status=("withheld",)).model_dump(), limit=limit)
        found = [Article.model_validate_json(row.record) for row in lists.find(db, query).rows]
        lines = audit.newest(db, action="article.withhold", subjects=[str(article.id) for article in found])
    rows = [_row(article, lines.get(str(article.id))) for article in found]
    if is_json(as_json):
        json_out(rows)
        return
    table(None, ("id", "address", "since (UTC)", "reason"), (tuple(row.values()) for row in rows))
    say(f"{len(rows)} withheld")


def _row(article: Article, line: AuditLine | None) -> dict[str, object]:
    reason = line.detail.get("reason") if line else None
    return {"id": str(article.id), "address": article.url, "since": line.at if line else None, "reason": reason}


def _standing(db: Connection, named: str) -> Article:
    """The article of an id or address, as it stands.

    Raises:
        BadInput: there is none.
    """
    try:
        article_id: UUID | None = UUID(named)
    except ValueError:
        article_id = _at(db, named)
    found = takedown.standing(db, article_id) if article_id else None
    if found is None:
        raise BadInput(f"There is no article {named}. To see why: khabar items why {named}", subject=named)
    return found


def _at(db: Connection, url: str) -> UUID | None:
    try:
        key = url_key(url)
    except ValueError as error:
        raise BadInput(f"{url!r} is neither a web address nor an id: {error}", subject=url) from None
    row = lookup.by_urls(db, [key]).get(key)
    return row["article_id"] if row else None


def _tell(done: str, article: Article, as_json: bool) -> None:
    if is_json(as_json):
        json_out({"id": str(article.id), "address": article.url, "result": done})
    else:
        say(f"{done}  {article.id}  {article.url or ''}")
