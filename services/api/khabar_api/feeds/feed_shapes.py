"""The bodies of feeds, their health, and the search for them. Shapes only."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from khabar.discovery import DiscoveryState, FoundFeed
from khabar.feed import FeedState, Language, PollOutcome
from khabar.record import Instant, Record
from khabar.websub import Subscription
from khabar_api.web.inputs import SOMETHING_CHANGES, Flag, Line, PublisherId, WebUrl
from khabar_api.web.values import language_tag
from khabar_api.web.wrong_values import WrongValue


class FeedView(Record):
    """A subscription and its health."""

    id: UUID
    url: str
    publisher_id: str | None
    title: str | None
    site_url: str | None
    language: str | None
    languages: Annotated[tuple[Language, ...], Field(description="Languages whose items are kept; empty: all.")]
    fetch_pages: Annotated[bool, Field(description="false: records are made from what the feed says.")]
    state: FeedState
    state_reason: str | None
    version: int
    created_at: Instant
    next_poll_at: Instant
    interval_seconds: int
    last_polled_at: Instant | None
    last_success_at: Instant | None
    last_item_at: Instant | None
    last_status: int | None
    last_outcome: PollOutcome | None
    last_error: str | None
    failures: int
    empty_polls: int
    moved_to: str | None
    addresses: Annotated[tuple[str, ...], Field(description="Where it can be polled, in order; empty: only at url.")]
    away_since: Annotated[Instant | None, Field(description="Since when it is not polled at its first address.")]


LanguageTag = Annotated[Line, AfterValidator(language_tag)]
FETCHED = "Fetch the articles' pages. false: make records from what the feed says, from the next poll on."
KEPT = "Keep items in these languages only, drop others as dropped:language. Empty: keep all."


class NewFeed(Record):
    url: WebUrl
    title: Line | None = None
    publisher_id: PublisherId = None
    language: LanguageTag | None = None
    languages: Annotated[tuple[Language, ...], Field(max_length=20, description=KEPT)] = ()
    fetch_pages: Annotated[Flag, Field(description=FETCHED)] = True
    paused: Flag = False
    fallbacks: Annotated[
        tuple[WebUrl, ...], Field(max_length=10, description="Further addresses of the same feed, in order.")
    ] = ()


class SiteAddress(Record):
    url: Annotated[WebUrl, Field(description="Address of a site or a section.")]
    subscribe: Annotated[Flag, Field(description="Subscribe at once where one feed is clearly meant.")] = False


class DiscoveryView(Record):
    """The feeds found at a site, best first, or the progress of the search."""

    id: UUID
    url: str
    state: DiscoveryState
    asked_at: Instant
    done_at: Instant | None
    error: str | None
    feeds: tuple[FoundFeed, ...]
    requests: Annotated[int, Field(description="Number of requests sent to the site.")]
    disallowed: Annotated[tuple[str, ...], Field(description="Addresses that robots.txt disallows; not fetched.")]
    feed_id: Annotated[UUID | None, Field(description="The subscription that was asked for; null: none was made.")]


class FeedChange(Record):
    """Omitted fields keep their value; null clears one, except state and fetch_pages."""

    model_config = SOMETHING_CHANGES

    title: Line | None = None
    publisher_id: PublisherId = None
    language: LanguageTag | None = None
    languages: Annotated[tuple[Language, ...] | None, Field(max_length=20, description=KEPT)] = None
    fetch_pages: Annotated[Flag | None, Field(description=FETCHED)] = None
    state: Literal["active", "paused"] | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> FeedChange:
        if not self.values():
            raise WrongValue("it changes nothing", "لا يغيّر شيئًا")
        return self

    def values(self) -> dict[str, Any]:
        """What is to be set, by column of the feed."""
        said = self.model_dump(exclude_unset=True)
        if said.get("languages", ...) is None:
            said["languages"] = ()
        return {
            name: value for name, value in said.items() if value is not None or name not in {"state", "fetch_pages"}
        }


class PollLine(Record):
    at: Instant
    url: Annotated[str | None, Field(description="The address that was polled.")] = None
    status: int | None
    outcome: PollOutcome
    error: str | None
    new_items: int
    changed_items: int
    same_items: int
    bytes: int
    elapsed_seconds: float


class AddressHealth(Record):
    """One of a feed's addresses, and its last poll of the last 30 days; null: there was none."""

    url: str
    is_current: bool
    last_polled_at: Instant | None
    last_status: int | None
    last_outcome: PollOutcome | None
    last_error: str | None


class FeedHealth(Record):
    """The feed, its addresses in the order to try, its subscription at a hub, and its last polls, newest first."""

    feed: FeedView
    addresses: tuple[AddressHealth, ...]
    websub: Annotated[Subscription | None, Field(description="null: the feed names no hub, or WebSub is off.")]
    polls: tuple[PollLine, ...]
