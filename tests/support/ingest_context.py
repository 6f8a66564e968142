"""One flow of ingest with a real context: database, queue and client."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import redis

from khabar import pulse
from khabar.http import open_client
from khabar.publishers.loader import Catalogue
from khabar.settings import Settings
from khabar.storage.database import Database
from khabar_ingest.context import Context, Tally
from khabar_ingest.parser_pool import ParserPool


def run(settings: Settings, client: redis.Redis, flow: Callable[[Context], Awaitable[None]]) -> None:
    """`flow` with a real context."""

    async def main() -> None:
        with Database(str(settings.database_url), name="ingest") as database:
            async with open_client(settings) as web:
                await flow(
                    Context(
                        settings=settings, database=database, client=web, parsers=ParserPool(1), queue=client,
                        publishers=Catalogue(), hints=asyncio.Queue(), tally=Tally(), is_single_run=False,
            page_attempts=8,
                        page_retry_seconds=15,
                    )
                )  # fmt: skip

    try:
        asyncio.run(main())
    finally:
        pulse.end_no_more()
