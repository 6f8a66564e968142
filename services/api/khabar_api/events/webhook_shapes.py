"""Shapes of webhooks and their deliveries as they are sent and answered. No rule is here."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import model_validator

from khabar.record import Instant, Record
from khabar_api.web.inputs import SOMETHING_CHANGES, EventTypes, WebUrl
from khabar_api.web.wrong_values import WrongValue


class WebhookView(Record):
    """`search_id`: only events of articles that this saved search finds; null: of all. `old_secret_until`: until then
    events are signed with the secret before too.
    """

    id: UUID
    url: str
    types: tuple[str, ...]
    search_id: UUID | None
    state: str
    state_reason: str | None
    failures: int
    paused_until: Instant | None
    old_secret_until: Instant | None
    version: int
    created_at: Instant


class NewWebhookView(WebhookView):
    """`secret` is shown only here."""

    secret: str


class NewWebhook(Record):
    """`types` empty: every type but article.reextracted. `search_id`: only events of articles that it finds."""

    url: WebUrl
    types: EventTypes = ()
    search_id: UUID | None = None


class WebhookChange(Record):
    """Omitted fields keep their value. `active` also forgets failures; `search_id` null means every article."""

    model_config = SOMETHING_CHANGES

    url: WebUrl | None = None
    types: EventTypes | None = None
    search_id: UUID | None = None
    state: Literal["active", "paused"] | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> WebhookChange:
        if self.url is None and self.types is None and self.state is None and "search_id" not in self.model_fields_set:
            raise WrongValue("it changes nothing", "لا يغيّر شيئًا")
        return self


class DeliveryLine(Record):
    id: int
    event_id: UUID
    type: str
    state: str
    attempts: int
    due_at: Instant
    last_status: int | None
    last_response: str | None
    last_error: str | None
    created_at: Instant
    done_at: Instant | None
