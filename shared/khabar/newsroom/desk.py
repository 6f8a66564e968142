"""One publisher at work: its live stories, its faults, its request log and its answers. No socket is here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Final
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit

from khabar.newsroom.archive import Draft, edited, published_at, write
from khabar.newsroom.exchange import Answer, Request, document, settled
from khabar.newsroom.faults import (
    MOVED,
    Fault,
    IgnoredValidators,
    OnlyAmp,
    SplitPages,
    in_feed,
    in_text,
    instead,
    on_the_wire,
)
from khabar.newsroom.picture import png
from khabar.newsroom.render import story_page
from khabar.newsroom.render_feed import FeedContents, feed, updated
from khabar.newsroom.render_parts import amp_page, hollow_page, part_of, split_page
from khabar.newsroom.render_site import front_page, missing_page, news_sitemap, robots_txt, sitemap
from khabar.newsroom.site import Site
from khabar.newsroom.story import Story
from khabar.record import Record

# Story numbers begin here, so that they look like a system's that has run for years.
FIRST_NUMBER: Final = 48_201

Address = tuple[str, tuple[tuple[str, str], ...]]


class Logged(Record):
    """A request and the status it got (0: the connection was closed without an answer)."""

    request: Request
    status: int


@dataclass
class _Switch:
    """A fault, what it applies to, and for how many more requests (None: until switched off)."""

    fault: Fault
    target: str
    times: int | None


def address_of(target: str) -> Address:
    """What identifies a story in a path or URL: the decoded path and the query without tracking parameters.

    >>> address_of("http://h/a%D8%A8?utm_source=rss")
    ('/aب', ())
    """
    parts = urlsplit(target)
    query = tuple(sorted(pair for pair in parse_qsl(parts.query) if not pair[0].startswith("utm_")))
    return unquote(parts.path).removeprefix(MOVED), query


class Desk:
    """One publisher's state. Every method may be called from any thread."""

    def __init__(self, site: Site, drafts: tuple[Draft, ...], now: datetime) -> None:
        self.site = site
        self._drafts = {draft.id: draft for draft in drafts}
        self._numbers = {draft.id: FIRST_NUMBER + place for place, draft in enumerate(drafts)}
        self._next_number = FIRST_NUMBER + len(drafts)
        self._lock = Lock()
        self._stories = {
            draft.id: write(draft, self._numbers[draft.id], site, published_at(draft, now))
            for draft in drafts
            if not draft.held
        }
        self._held = [draft for draft in drafts if draft.held]
        self._withdrawn: dict[Address, int] = {}
        self._switches: list[_Switch] = []
        self._log: list[Logged] = []

    def stories(self) -> tuple[Story, ...]:
        """The live stories, newest first."""
        with self._lock:
            live = tuple(self._stories.values())
        ordered = sorted(live, key=lambda story: (story.published, story.number), reverse=True)
        return tuple(self._with_neighbours(story, live) for story in ordered)

    def held_ids(self) -> tuple[str, ...]:
        """The ids of stories that are not out yet, in the order of their release."""
        with self._lock:
            return tuple(draft.id for draft in self._held)

    def publish_next(self, moment: datetime) -> Story | None:
        """Releases the next held story with this date; None when there is none left."""
        with self._lock:
            if not self._held:
                return None
            draft = self._held.pop(0)
            story = write(draft, self._numbers[draft.id], self.site, moment)
            self._stories[draft.id] = story
            return story

    def issue(self, drafts: tuple[Draft, ...], now: datetime) -> None:
        """Brings out these stories in place of all others, live or held; their addresses answer 404 from now on."""
        with self._lock:
            self._drafts = {draft.id: draft for draft in drafts}
            self._numbers = {draft.id: self._next_number + place for place, draft in enumerate(drafts)}
            self._next_number += len(drafts)
            self._held = [draft for draft in drafts if draft.held]
            self._withdrawn.clear()
            self._stories = {
                draft.id: write(draft, self._numbers[draft.id], self.site, published_at(draft, now))
                for draft in drafts
                if not draft.held
            }

    def edit(self, story_id: str, moment: datetime) -> Story:
        """Makes the story's next version. Raises: KeyError when it is not live."""
        with self._lock:
            story = edited(self._stories[story_id], self._drafts[story_id], self.site, moment)
            self._stories[story_id] = story
            return story

    def withdraw(self, story_id: str, code: int) -> Story:
        """Takes the story back; its address answers `code`. Raises: KeyError when it is not live."""
        with self._lock:
            story = self._stories.pop(story_id)
            self._withdrawn[address_of(story.path)] = code
            return story

    def switch_on(self, fault: Fault, target: str, times: int | None) -> None:
        with self._lock:
            self._switches.append(_Switch(fault, target, times))

    def switch_off(self) -> None:
        """Ends all faults."""
        with self._lock:
            self._switches.clear()

    def requests(self) -> tuple[Logged, ...]:
        """All requests answered so far, oldest first."""
        with self._lock:
            return tuple(self._log)

    def forget_requests(self) -> None:
        with self._lock:
            self._log.clear()

    def story_at(self, target: str) -> Story | None:
        """The live story at this path or URL; None when there is none."""
        wanted = address_of(target)
        return next((story for story in self.stories() if address_of(story.path) == wanted), None)

    def answer(self, request: Request) -> Answer:
        """What this publisher answers now, and a line in the log."""
        faults = self._faults_for(request)
        given = next((given for fault in faults if (given := instead(fault, request)) is not None), None)
        if given is None:
            uses_validators = not any(isinstance(fault, IgnoredValidators) for fault in faults)
            given = settled(self._content(request, faults), request, use_validators=uses_validators)
        for fault in faults:
            given = on_the_wire(fault, given)
        with self._lock:
            self._log.append(Logged(request=request, status=given.status))
        return given

    def _faults_for(self, request: Request) -> tuple[Fault, ...]:
        """The faults that hit this request; each counts it."""
        kind = self._kind(request.target)
        hit: list[Fault] = []
        with self._lock:
            for switch in self._switches:
                if switch.target in {"all", kind, request.target} and switch.times != 0:
                    hit.append(switch.fault)
                    switch.times = None if switch.times is None else switch.times - 1
        return tuple(hit)

    def _kind(self, target: str) -> str:
        """What a target is: `feed`, `robots`, `front`, `pages`, or `other` (pictures, sitemaps, missing pages)."""
        path = urlsplit(target).path
        named = {self.site.layout.feed_path: "feed", "/robots.txt": "robots", "/": "front"}
        if path in named:
            return named[path]
        is_story = not path.startswith(MOVED) and (self.story_at(target) or self.story_at(part_of(target)[0]))
        return "pages" if is_story else "other"

    def _content(self, request: Request, faults: tuple[Fault, ...]) -> Answer:
        """The document at the target, before conditions and codings."""
        path, _ = address_of(request.target)
        stories = self.stories()
        site, layout, changed = self.site, self.site.layout, updated(stories)
        picture = _picture_name(request.target)
        if path == layout.feed_path:
            return self._feed(stories, faults)
        if picture is not None:
            return document(png(picture), "image/png")
        if path == "/robots.txt":
            return document(robots_txt(site).encode(), "text/plain; charset=utf-8")
        if path == "/":
            return document(self._encoded(front_page(site, stories)), f"text/html; charset={layout.charset}", changed)
        if path == "/sitemap.xml" or (path == "/news-sitemap.xml" and layout.has_news_sitemap):
            written = sitemap(site, stories) if path == "/sitemap.xml" else news_sitemap(site, stories)
            return document(written.encode(), "application/xml", changed)
        return self._page(request.target, stories, faults)

    def _feed(self, stories: tuple[Story, ...], faults: tuple[Fault, ...]) -> Answer:
        contents = FeedContents(stories=stories)
        for fault in faults:
            contents = in_feed(fault, contents)
        text = feed(self.site, contents)
        for fault in faults:
            text = in_text(fault, text)
        layout = self.site.layout
        return document(self._encoded(text), f"{layout.feed_type}; charset={layout.charset}", updated(contents.stories))

    def _page(self, target: str, stories: tuple[Story, ...], faults: tuple[Fault, ...]) -> Answer:
        wanted = address_of(target)
        story = next((story for story in stories if address_of(story.path) == wanted), None)
        page, is_amp = 1, False
        if story is None:
            own, page, is_amp = part_of(target)
            story = next((story for story in stories if address_of(story.path) == address_of(own)), None)
        # The hand-made site says its encoding only in the page, as its kind does.
        kind = "text/html" if self.site.layout.cms == "tables" else f"text/html; charset={self.site.layout.charset}"
        others = tuple(other for other in stories if story and other.id != story.id and not other.is_private)
        html = self._written(story, others, page, is_amp, faults) if story else None
        if story is None or html is None:
            with self._lock:
                code = self._withdrawn.get(wanted, 404)
            return document(self._encoded(missing_page(self.site)), kind, status=code)
        return document(self._encoded(html), kind, story.updated)

    def _written(
        self, story: Story, others: tuple[Story, ...], page: int, is_amp: bool, faults: tuple[Fault, ...]
    ) -> str | None:
        """The page of a story, or a part of it where this publisher has parts now; None: there is no such page."""
        for fault in faults:
            match fault:
                case SplitPages(blocks=blocks):
                    return split_page(self.site, story, others, page, blocks)
                case OnlyAmp():
                    return (amp_page if is_amp else hollow_page)(self.site, story, others)
                case _:
                    continue
        return None if is_amp or page > 1 else story_page(self.site, story, others)

    def _encoded(self, text: str) -> bytes:
        return text.encode(self.site.layout.charset, errors="xmlcharrefreplace")

    @staticmethod
    def _with_neighbours(story: Story, live: tuple[Story, ...]) -> Story:
        """The story, with the headlines that stand beside it among what its record must not contain."""
        beside = tuple(other.headline for other in live if other.id != story.id)
        return story.model_copy(update={"must_not_contain": (*story.must_not_contain, *beside)})


def _picture_name(target: str) -> str | None:
    """The picture's file name in `/media/<name>` or `/_next/image?url=…`; None for other targets."""
    parts = urlsplit(target)
    path = parts.path
    if path == "/_next/image":
        path = parse_qs(parts.query).get("url", [""])[0]
    return path.removeprefix("/media/") if path.startswith("/media/") and path.endswith(".png") else None
