"""`khabar extract`: records of pages or texts in hand. Nothing is stored, and there is no database."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from khabar.answer import Fetched
from khabar.article import Article
from khabar.cli import services
from khabar.cli.context import quiet_settings
from khabar.cli.show import note, progress
from khabar.errors import BadInput, KhabarError
from khabar.http import open_client
from khabar.publishers.loader import Catalogue, load_publishers
from khabar.publishers.record import Publisher
from khabar.settings import Settings
from khabar.url import canonical_url


class Source(NamedTuple):
    """What was read: bytes, the page's address if any, and the charset that HTTP named."""

    body: bytes
    url: str | None
    charset: str | None


def extract(
    context: typer.Context,
    sources: Annotated[list[str], typer.Argument(metavar="FILE_OR_URL…", help="Files, addresses, or - for stdin.")],
    url: Annotated[str | None, typer.Option("--url", help="Where the file came from.")] = None,
    published: Annotated[
        str | None, typer.Option("--published", help="Date of a text, or of an undated page: 2023-07-09.")
    ] = None,
    text: Annotated[bool, typer.Option("--text", help="The input is plain text, not HTML.")] = False,
    publisher: Annotated[
        str | None, typer.Option("--publisher", help="Its publisher's id; else by the domain.")
    ] = None,
) -> None:
    """Print the records of pages or texts: indented JSON for one, one JSON value a line for several.

    Nothing is stored and no database is needed. The network is used only for addresses.

    \b
    khabar extract page.html --url https://example.com/news/1
    khabar extract --text article.txt --published 2023-07-09
    khabar extract https://www.aljazeera.net/news/… | jq .headline
    """
    settings = quiet_settings(context)
    catalogue = load_publishers(settings.publishers_dir)
    chosen = _publisher(catalogue, publisher)
    if url is not None:
        _check(url)
    make = services.preview()
    failed = 0
    with progress() as step:
        for number, name in enumerate(sources, start=1):
            try:
                source = _read(settings, name, url)
                owner = chosen or (catalogue.for_url(source.url) if source.url else None)
                article = make(
                    source.body,
                    url=source.url,
                    published=published,
                    is_text=text,
                    publisher=owner,
                    http_charset=source.charset,
                    now=datetime.now(UTC),
                )
            except KhabarError as error:
                if name not in error.message:
                    error.message = f"{name}: {error.message}"
                if len(sources) == 1:
                    raise
                failed += 1
                note(f"khabar: {error.message}")
            else:
                _print(article, is_only=len(sources) == 1)
            if len(sources) > 1:
                step("records", number, len(sources))
    if failed:
        raise typer.Exit(1)


def _check(url: str) -> None:
    try:
        canonical_url(url)
    except ValueError as error:
        raise BadInput(f"--url {url[:200]} is no web address: {error}", subject=url[:200]) from None


def _publisher(catalogue: Catalogue, publisher_id: str | None) -> Publisher | None:
    if publisher_id is None:
        return None
    found = catalogue.by_id(publisher_id)
    if found is None:
        raise BadInput(f"There is no publisher {publisher_id!r}. List them: khabar publishers list")
    return found


def _read(settings: Settings, name: str, url: str | None) -> Source:
    if name.startswith(("http://", "https://")):
        answer = asyncio.run(_fetch(settings, name))
        return Source(answer.body, url or answer.final_url, answer.charset)
    if name == "-":
        return Source(sys.stdin.buffer.read(), url, None)
    try:
        return Source(Path(name).read_bytes(), url, None)
    except OSError as error:
        raise BadInput(f"{name} can't be read: {error.strerror}", subject=name) from error


async def _fetch(settings: Settings, url: str) -> Fetched:
    async with open_client(settings) as client:
        answer = await client.fetch(url)
    assert isinstance(answer, Fetched)  # nothing conditional was asked
    return answer


def _print(article: Article, *, is_only: bool) -> None:
    sys.stdout.write(article.model_dump_json(by_alias=True, indent=2 if is_only else None) + "\n")
    sys.stdout.flush()
