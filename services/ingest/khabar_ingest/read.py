"""A feed document read whole: parsed; of an index, the newest documents that it names are fetched and parsed too."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable
from typing import Protocol

from khabar.errors import KhabarError, NotAFeed
from khabar.feed import ParsedFeed
from khabar.http import FEED, Client, Fetched
from khabar.url import host_key

# An index costs so many more requests at each poll: today's news and yesterday's are in the newest.
MAX_DOCUMENTS = 2
# All pauses of one reading together: with its requests they stay below a lease. Where two are longer one document is
# read; one alone is cut, since no index could be read at all otherwise.
MAX_PAUSES_SECONDS = 40.0


class Parse(Protocol):
    def __call__(self, body: bytes, *, url: str, http_charset: str | None) -> Awaitable[ParsedFeed]: ...


async def read(answer: Fetched, *, client: Client, parse: Parse, gap_seconds: float) -> tuple[ParsedFeed, str]:
    """The feed in `answer`, and a hash of all that it was made from.

    Documents of an index are taken from its own host only, `gap_seconds` apart, fewer where that takes too long; those
    that are no news are passed over.

    Raises:
        KhabarError: as the parser's; as the client's, when none of an index's documents could be had.
    """
    digest = hashlib.sha256(answer.body)
    parsed = await parse(answer.body, url=answer.final_url, http_charset=answer.charset)
    if not parsed.documents:
        return parsed, digest.hexdigest()
    host = host_key(answer.final_url)
    failed: KhabarError = NotAFeed("not a feed: a sitemap index that names no news on its own host", subject=answer.url)
    parts: list[ParsedFeed] = []
    own = [one for one in parsed.documents if host_key(one) == host]
    for document in own[: documents_at(gap_seconds)]:
        await asyncio.sleep(min(gap_seconds, MAX_PAUSES_SECONDS))
        try:
            got = await client.fetch(document, limits=FEED)
            assert isinstance(got, Fetched), "304 comes only where validators were sent"
            parts.append(await parse(got.body, url=got.final_url, http_charset=got.charset))
            digest.update(got.body)
        except KhabarError as error:
            failed = error
    if not parts:
        raise failed
    entries = {entry.link or entry.guid: entry for part in parts for entry in part.entries}
    whole = parts[0].model_copy(update={"entries": tuple(entries.values()), "documents": parsed.documents})
    return whole, digest.hexdigest()


def documents_at(gap_seconds: float) -> int:
    """How many documents of an index are read at that pause between requests."""
    return MAX_DOCUMENTS if gap_seconds * MAX_DOCUMENTS <= MAX_PAUSES_SECONDS else 1
