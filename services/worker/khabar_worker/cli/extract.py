"""`khabar extract`: records of pages or texts in hand. Nothing is stored, and there is no database."""

from __future__ import annotations

import asyncio
import hashlib
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from khabar.answer import Fetched
from khabar.article import Article
from khabar.cli.context import quiet_settings
from khabar.cli.show import note, progress
from khabar.errors import BadInput, KhabarError
from khabar.http import Client, open_client
from khabar.item import FurtherPage, Page, Wanted
from khabar.publishers.loader import Catalogue, load_publishers
from khabar.publishers.record import Publisher
from khabar.settings import Settings
from khabar.url import canonical_url
from khabar_worker.preview import preview, preview_page

# Whoever waits for an article of many pages waits no longer than this for them.
LONGEST_SECONDS = 180.0


def extract(
    context: typer.Context,
    sources: Annotated[list[str], typer.Argument(metavar="FILE_OR_URL…", help="Files, addresses, or - for stdin.")],
    url: Annotated[str | None, typer.Option("--url", help="Address the file came from.")] = None,
    published: Annotated[
        str | None, typer.Option("--published", help="Date of a text or of an undated page, such as 2023-07-09.")
    ] = None,
    text: Annotated[bool, typer.Option("--text", help="The input is plain text, not HTML.")] = False,
    publisher: Annotated[
        str | None, typer.Option("--publisher", help="Id of the publisher. Default: by the domain.")
    ] = None,
) -> None:
    """Print the records of pages or texts: indented JSON for one, JSON lines for several.

    Nothing is stored and no database is needed. The network is used only for addresses, including the further pages and
    the AMP page of the article.

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
    failed = 0
    with progress() as step:
        for number, name in enumerate(sources, start=1):
            try:
                if name.startswith(("http://", "https://")):
                    article = asyncio.run(_of_address(settings, catalogue, name, url, published, text, chosen))
                else:
                    article = _of_bytes(_read(name), url, None, published, text, chosen or _owner(catalogue, url))
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
        raise BadInput(f"--url {url[:200]} is not a web address: {error}", subject=url[:200]) from None


def _publisher(catalogue: Catalogue, publisher_id: str | None) -> Publisher | None:
    if publisher_id is None:
        return None
    found = catalogue.by_id(publisher_id)
    if found is None:
        raise BadInput(f"There is no publisher {publisher_id!r}. To list them: khabar publishers list")
    return found


def _owner(catalogue: Catalogue, url: str | None) -> Publisher | None:
    return catalogue.for_url(url) if url else None


def _read(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise BadInput(f"{name} can't be read: {error.strerror}", subject=name) from error


def _of_bytes(
    body: bytes, url: str | None, charset: str | None, published: str | None, is_text: bool, publisher: Publisher | None
) -> Article:
    return preview(
        body,
        url=url,
        published=published,
        is_text=is_text,
        publisher=publisher,
        http_charset=charset,
        now=datetime.now(UTC),
    )


async def _of_address(
    settings: Settings,
    catalogue: Catalogue,
    address: str,
    url: str | None,
    published: str | None,
    is_text: bool,
    chosen: Publisher | None,
) -> Article:
    async with open_client(settings) as client:
        answer = await _fetch(client, address)
        final = url or answer.final_url
        publisher = chosen or _owner(catalogue, final)
        if is_text:
            return _of_bytes(answer.body, final, answer.charset, published, is_text, publisher)
        page, further, ends_at = _page(answer, final), list[FurtherPage](), time.monotonic() + LONGEST_SECONDS
        while True:
            found = preview_page(
                page,
                further,
                published=published,
                publisher=publisher,
                now=datetime.now(UTC),
                most_pages=settings.max_article_pages,
            )
            if not found.wanted:
                assert found.article is not None, "where no page is wanted any more, there is a record or an error"
                return found.article
            further += [await _further(client, wanted, settings.host_gap_seconds, ends_at) for wanted in found.wanted]


async def _further(client: Client, wanted: Wanted, gap_seconds: float, ends_at: float) -> FurtherPage:
    """One more page of the article, after a pause: it is mostly the same host that is asked."""
    if time.monotonic() > ends_at:
        return FurtherPage(wanted=wanted, refused="there was no more time for it")
    await asyncio.sleep(gap_seconds)
    try:
        answer = await _fetch(client, wanted.url)
    except KhabarError as error:
        note(f"khabar: {wanted.url}: {error.message}")
        return FurtherPage(wanted=wanted, refused=error.code)
    return FurtherPage(wanted=wanted, page=_page(answer, answer.final_url))


async def _fetch(client: Client, url: str) -> Fetched:
    answer = await client.fetch(url)
    assert isinstance(answer, Fetched)  # nothing conditional was asked
    return answer


def _page(answer: Fetched, url: str) -> Page:
    return Page(
        url=answer.url,
        final_url=url,
        status=answer.status,
        content_type=answer.headers.get("content-type"),
        fetched_at=datetime.now(UTC),
        sha256=hashlib.sha256(answer.body).hexdigest(),
        body=answer.body,
    )


def _print(article: Article, *, is_only: bool) -> None:
    sys.stdout.write(article.model_dump_json(by_alias=True, indent=2 if is_only else None) + "\n")
    sys.stdout.flush()
