"""Looking for the feeds of a site, few polite requests, and ranking what answers.

    robots.txt → the page → what it names → where its system keeps feeds → usual places → sitemaps

Each step is gone only while nothing good was found. Everything goes through the guarded client, robots.txt is obeyed,
and requests to one host keep its gap.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit

from khabar.discovery import Discovery, FoundFeed, How
from khabar.errors import BadInput, BlockedAddress, KhabarError, RetryLater, StorageDown, Unreachable
from khabar.feed_links import clear_choice, is_of_comments, named_sitemaps, page_links, usual_places
from khabar.http import FEED, ROBOTS, Client, Fetched, open_client
from khabar.log import get_logger
from khabar.publishers.loader import Catalogue
from khabar.settings import Settings
from khabar.storage import audit, discoveries
from khabar.storage.database import Connection
from khabar.storage.discoveries import ClaimedDiscovery
from khabar.subscribe import subscribe_url
from khabar_ingest import robots
from khabar_ingest.context import Context, as_khabar_error
from khabar_ingest.parser_pool import ParserPool
from khabar_ingest.ranking import ranked
from khabar_ingest.read import MAX_DOCUMENTS, Parse, read

log = get_logger()
# A site is asked at most so often for one search, robots.txt included.
MAX_REQUESTS = 16
MAX_NAMED = 8
# So often a host may leave a request without an answer, each some ten seconds long; then it is asked no more.
MAX_SILENCES = 2
MAX_SITEMAPS = 2
# A host that wants longer pauses is asked less, not sooner.
DEADLINE_SECONDS = 90.0
LEASE_SECONDS = DEADLINE_SECONDS + 30
# From so many points on nobody looks further.
GOOD = 60


def run(settings: Settings, url: str) -> Discovery:
    """As `discover`, with a client and a parser of its own; for the command line."""

    async def once() -> Discovery:
        parsers = ParserPool(1)
        try:
            async with open_client(settings) as client:
                return await discover(url, client=client, parse=parsers.parse, settings=settings)
        finally:
            parsers.close()

    return asyncio.run(once())


async def serve(context: Context, claimed: ClaimedDiscovery) -> None:
    """Do a search that was asked for and store what came of it, with the subscription that was wanted of it.

    A failure is stored too.

    Raises:
        StorageDown: nothing was written; the lease runs out and the search is done again.
        LostLease: another process does it by now.
    """
    found: Discovery | None = None
    failed: KhabarError | None = None
    try:
        found = await discover(
            claimed.url, client=context.client, parse=context.parsers.parse, settings=context.settings
        )
        log.info("discovery_done", url=claimed.url, feeds=len(found.feeds), requests=found.requests)
    except (StorageDown, asyncio.CancelledError):
        raise
    except Exception as caught:
        failed = as_khabar_error(caught, claimed.url)
        log.info("discovery_failed", url=claimed.url, code=failed.code, error=failed.message)
    try:
        await context.stored(
            _finish,
            claimed,
            found,
            f"{failed.code}: {failed.message}" if failed else None,
            context.settings,
            context.publishers,
        )
    finally:
        await context.release(claimed.lease, failed)


def _finish(
    db: Connection,
    claimed: ClaimedDiscovery,
    found: Discovery | None,
    error: str | None,
    settings: Settings,
    publishers: Catalogue,
) -> None:
    """Store a search's end, and subscribe whoever asked for it to the feed that is clearly meant."""
    with db.transaction():
        subscriber = discoveries.finish(db, claimed, found=found, error=error)
        best = clear_choice(found.feeds) if found else None
        if subscriber is None or best is None:
            return
        publisher = publishers.for_url(best.url)
        try:
            feed, is_new = subscribe_url(db, best.url, settings=settings, now=datetime.now(UTC), publisher=publisher)
        except BadInput as refused:  # what was found is shown all the same
            log.info("found_feed_refused", url=best.url, error=refused.message)
            return
        discoveries.subscribed(db, claimed.id, feed.id)
        if is_new:
            audit.note(db, "feed.add", feed.id, url=feed.url, actor=subscriber.actor, key_id=subscriber.key_id)


async def discover(url: str, *, client: Client, parse: Parse, settings: Settings) -> Discovery:
    """The feeds of the site at `url`, best first; none is no error.

    Raises:
        KhabarError: the address itself can't be had.
    """
    search = _Search(client, parse, settings, datetime.now(UTC))
    feeds: list[FoundFeed] = []
    final_url = url
    try:
        async with asyncio.timeout(DEADLINE_SECONDS):
            page = await search.fetch(url)
            if page is None:
                return search.discovery(url, url, [])
            final_url = page.final_url
            if (own := await search.read(page, "itself")) is not None:
                return search.discovery(url, final_url, [own])
            named, kept = await asyncio.to_thread(page_links, page.body, final_url)
            named.sort(key=is_of_comments)
            steps: tuple[tuple[How, Sequence[str]], ...] = (
                ("link", named[:MAX_NAMED]),
                ("system", kept),
                ("guess", usual_places(final_url)),
                ("sitemap", await search.sitemaps(final_url)),
            )
            for how, places in steps:
                for place in places:
                    if how != "link" and any(feed.score >= GOOD for feed in feeds):
                        break
                    if (found := await search.try_(place, how)) is not None:
                        feeds.append(found)
    except TimeoutError:
        pass  # what was found until now is the answer
    return search.discovery(url, final_url, feeds)


class _Search:
    """One search: its requests counted and paced, no address asked twice."""

    def __init__(self, client: Client, parse: Parse, settings: Settings, now: datetime) -> None:
        self._client, self._parse, self._settings, self._now = client, parse, settings, now
        self._asked: dict[str, float] = {}
        self._rules: dict[str, str | None] = {}
        self._seen: set[str] = set()
        self._contents: set[tuple[str, ...]] = set()
        self._disallowed: list[str] = []
        self._silences: Counter[str] = Counter()
        self.requests = 0

    async def fetch(self, url: str) -> Fetched | None:
        """The document at `url`; None: robots.txt closes it.

        Raises:
            KhabarError: as `Client.fetch`.
        """
        self._seen.add(_bare(url))
        if not await self._is_open(url):
            self._disallowed.append(url)
            return None
        answer = await self._ask(url, lambda: self._client.fetch(url, limits=FEED))
        self._seen.add(_bare(answer.final_url))
        return answer

    async def try_(self, url: str, how: How) -> FoundFeed | None:
        """The feed at `url`; None when there is none, it is known by now, or search or host have cost enough."""
        if _bare(url) in self._seen or self.requests >= MAX_REQUESTS:
            return None
        if self._silences[urlsplit(url).netloc] >= MAX_SILENCES:
            return None
        try:
            answer = await self.fetch(url)
            return await self.read(answer, how) if answer is not None else None
        except KhabarError:
            return None

    async def read(self, answer: Fetched, how: How) -> FoundFeed | None:
        """What kind of feed `answer` is; None: none, or one that was found at another address already."""
        try:
            gap = self._gap(urlsplit(answer.final_url).netloc)
            parsed, _ = await read(answer, client=self._client, parse=self._parse, gap_seconds=gap)
            self.requests += min(len(parsed.documents), MAX_DOCUMENTS)
        except KhabarError:
            return None
        content = tuple(entry.link or entry.guid or entry.title or "" for entry in parsed.entries[:3])
        if content and content in self._contents:
            return None
        self._contents.add(content)
        return ranked(parsed, answer.permanent_url or answer.final_url, how, self._now)

    async def sitemaps(self, url: str) -> list[str]:
        """Sitemaps that the robots.txt of the site at `url` names, those of news first."""
        await self._is_open(url)
        return named_sitemaps(self._rules.get(urlsplit(url).netloc))[:MAX_SITEMAPS]

    def discovery(self, url: str, final_url: str, feeds: list[FoundFeed]) -> Discovery:
        return Discovery(
            url=url,
            final_url=final_url,
            feeds=tuple(sorted(feeds, key=lambda feed: -feed.score)),
            requests=self.requests,
            disallowed=tuple(self._disallowed),
        )

    async def _is_open(self, url: str) -> bool:
        if not self._settings.obey_robots:
            return True
        parts = urlsplit(url)
        if parts.netloc not in self._rules:
            asked = f"{parts.scheme}://{parts.netloc}/robots.txt"
            text: str | None = None
            try:
                answer = await self._ask(asked, lambda: self._client.fetch(asked, limits=ROBOTS))
                text = answer.body.decode("utf-8", "replace")
            except (RetryLater, BlockedAddress):
                raise  # RFC 9309 §2.3.1.4: unreachable rules close everything
            except KhabarError:
                pass  # RFC 9309 §2.3.1.3: no robots.txt, no rules
            self._rules[parts.netloc] = text
        return await asyncio.to_thread(robots.is_allowed, self._rules[parts.netloc], url, self._settings.user_agent)

    async def _ask(self, url: str, fetch: Callable[[], Awaitable[object]]) -> Fetched:
        """One request, after the host's gap."""
        host = urlsplit(url).netloc
        loop = asyncio.get_running_loop()
        if host in self._asked:
            await asyncio.sleep(max(0.0, self._asked[host] + self._gap(host) - loop.time()))
        self.requests += 1
        try:
            answer = await fetch()
        except Unreachable:
            self._silences[host] += 1
            raise
        finally:
            self._asked[host] = loop.time()
        assert isinstance(answer, Fetched), "304 comes only where validators were sent"
        return answer

    def _gap(self, host: str) -> float:
        return robots.gap_seconds(self._rules.get(host), self._settings.user_agent, self._settings.host_gap_seconds)


def _bare(url: str) -> str:
    """`url` without what makes no difference at nearly all sites: scheme and last slash."""
    return url.partition("://")[2].rstrip("/")
