"""`khabar feeds add`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from khabar.cli.context import Json, is_json, opened, quiet_settings
from khabar.cli.feeds import LANGUAGES_HELP, PAGES_HELP
from khabar.cli.show import json_out, say
from khabar.errors import BadInput
from khabar.feed import FeedOptions
from khabar.publishers.loader import load_publishers
from khabar.storage import audit
from khabar.subscribe import read_languages, subscribe_url
from khabar_ingest.cli.find import feed_instead


def add(
    context: typer.Context,
    urls: Annotated[list[str], typer.Argument(help="Addresses of feeds.")],
    title: Annotated[str | None, typer.Option("--title", help="Name of the feed; for one feed only.")] = None,
    publisher: Annotated[
        str | None, typer.Option("--publisher", help="Id of the publisher. Default: by the domain.")
    ] = None,
    languages: Annotated[str | None, typer.Option("--languages", help=LANGUAGES_HELP)] = None,
    pages: Annotated[bool, typer.Option("--pages/--no-pages", help=PAGES_HELP)] = True,
    fallbacks: Annotated[
        list[str] | None, typer.Option("--fallback", help="Another address of the same feed; may be repeated.")
    ] = None,
    paused: Annotated[bool, typer.Option("--paused", help="Add the feed without polling it yet.")] = False,
    as_is: Annotated[
        bool, typer.Option("--as-is", help="Add the address itself, without looking for a feed on its page.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Subscribe to feeds. For an address that looks like a page, the page's best feed is taken and printed.

    \b
    khabar feeds add https://www.aljazeera.net/rss
    khabar feeds add --publisher aljazeera --title "الجزيرة" https://www.aljazeera.net/rss
    khabar feeds add https://example.com/
    khabar feeds add --languages ar https://example.com/mixed-feed
    khabar feeds add --no-pages https://example.com/whole-texts.xml
    khabar feeds add --fallback https://example.com/rss.xml https://example.com/feed
    """
    if fallbacks and len(urls) > 1:
        raise BadInput("--fallback works for one feed only. Add the feeds one by one.")
    if title is not None and len(urls) > 1:
        raise BadInput("--title works for one feed only. Add the feeds one by one.")
    wanted = FeedOptions(
        title=title, languages=read_languages(languages), fetch_pages=pages, paused=paused,
        fallbacks=tuple(fallbacks or ()),
    )  # fmt: skip
    settings = quiet_settings(context)
    catalogue = load_publishers(settings.publishers_dir)
    if publisher is not None and catalogue.by_id(publisher) is None:
        raise BadInput(f"There is no publisher {publisher!r}. To list them: khabar publishers list")
    with opened(settings) as (filled, db):
        done = []
        for given in urls:
            url = given if as_is else feed_instead(filled, given)
            owner = catalogue.by_id(publisher) if publisher else catalogue.for_url(url)
            now = datetime.now(UTC)
            subscribed = subscribe_url(db, url, settings=filled, now=now, publisher=owner, options=wanted)
            if subscribed[1]:
                audit.note(db, "feed.add", subscribed[0].id, url=subscribed[0].url)
            done.append(subscribed)
    if is_json(as_json):
        json_out([{**feed.model_dump(mode="json"), "is_new": is_new} for feed, is_new in done])
    else:
        for feed, is_new in done:
            say(f"{'added' if is_new else 'known'}  {feed.id}  {feed.url}")
