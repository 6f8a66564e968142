"""WebSub: what a feed says of its hub, what is asked of the hub, and whether a push is the hub's. Records and rules.

Asking is khabar_ingest.websub's, answering the hub khabar_api.feeds.websub's, rows khabar.storage.websub's.

Source: W3C Recommendation WebSub, 23 January 2018.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple
from urllib.parse import urlencode

from khabar.address import is_loopback
from khabar.record import Instant, Record
from khabar.settings import Settings
from khabar.url import absolute

SubscriptionState = Literal["asking", "active", "denied", "leaving"]
PATH = "/websub/"
# What stands behind it: random bytes in base64url, as khabar.storage.websub draws them.
SHAPE = r"^[A-Za-z0-9_-]{43}$"

DAY = 86_400
# What is asked for; the hub decides. §5.1 wants it renewed before its end.
WANTED_SECONDS = 10 * DAY
# A hub that grants less is asked again and again; one that grants more may have forgotten by then.
LEAST_SECONDS, MOST_SECONDS = 300, 30 * DAY
# For hubs of the time before WebSub, which need not say how long.
UNSAID_SECONDS = DAY
RENEW_AT = 0.8

# §7: the methods that a hub may sign with.
_METHODS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha384": hashlib.sha384, "sha512": hashlib.sha512}
_LINK = re.compile(r"<([^<>]{1,2000})>((?:\s*;\s*[^\s;,=]+\s*=\s*(?:\"[^\"]*\"|[^\s;,\"]+))*)")
_RELATION = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))", re.IGNORECASE)


class Links(NamedTuple):
    """A feed's hub, and the address that the hub knows the feed by; both None when there is no hub."""

    hub_url: str | None
    topic_url: str | None


class Subscription(Record):
    """How things stand between a feed and its hub; never the secret or the callback.

    `expires_at` is the end of what the hub granted. `refused_pushes` were not signed by the hub, and changed nothing.
    """

    hub_url: str
    topic_url: str
    state: SubscriptionState
    due_at: Instant
    verified_at: Instant | None
    expires_at: Instant | None
    pushed_at: Instant | None
    pushes: int
    refused_pushes: int
    last_error: str | None


def links(headers: Mapping[str, str], url: str, *, hub_url: str | None, self_url: str | None) -> Links:
    """What a feed fetched from `url` says of its hub; HTTP's Link goes before what the document says.

    Source: §4: "the publisher MUST include at least one Link header with rel=hub and exactly one with rel=self", else
    the same in the document.

    >>> links({"link": '<https://hub.example/>; rel="hub", </rss>; rel=self'}, "https://a.example/", hub_url=None,
    ...       self_url=None)
    Links(hub_url='https://hub.example/', topic_url='https://a.example/rss')
    """
    said = dict(reversed(list(_relations(headers.get("link", "")))))
    hub = absolute(url, said.get("hub", "")) or hub_url
    if hub is None:
        return Links(None, None)
    return Links(hub, absolute(url, said.get("self", "")) or self_url or url)


def _relations(header: str) -> Iterator[tuple[str, str]]:
    """Each relation of a Link header with its target. Source: RFC 8288 §3."""
    for target, parameters in _LINK.findall(header[:8000]):
        if found := _RELATION.search(parameters):
            for relation in (found[1] or found[2]).lower().split():
                yield relation, target


def callback_base(settings: Settings) -> str | None:
    """Where hubs can reach the API, without a slash at the end; None: nowhere, and WebSub is off.

    A loopback address counts only where private networks may be fetched, for then the hub may be there too.
    """
    url = settings.public_url
    if url is None or (is_loopback((url.host or "").strip("[]")) and not settings.allow_networks):
        return None
    return str(url).rstrip("/")


def request(mode: Literal["subscribe", "unsubscribe"], *, callback: str, topic: str, secret: str) -> bytes:
    """The form that is sent to the hub.

    The secret is sent to hubs without TLS too: without one anybody who learnt the callback could push, and whoever
    listens on the way gains no more than that.

    Source: §5.1.
    """
    form = {"hub.mode": mode, "hub.topic": topic, "hub.callback": callback}
    if mode == "subscribe":
        form |= {"hub.secret": secret, "hub.lease_seconds": str(WANTED_SECONDS)}
    return urlencode(form).encode()


def granted_seconds(said: str | None) -> int:
    """How long a subscription holds, by the `hub.lease_seconds` of its confirmation."""
    if said is None or not (said.isascii() and said.isdigit()):
        return UNSAID_SECONDS
    return max(LEAST_SECONDS, min(MOST_SECONDS, int(said[:10])))


def is_signed(secret: str, header: str | None, body: bytes) -> bool:
    """Whether `body` has the hub's signature, compared in constant time. `header` is X-Hub-Signature: `method=hex`.

    Source: §7.1.
    """
    method, _, given = (header or "").partition("=")
    if (hashed := _METHODS.get(method.strip().lower())) is None:
        return False
    wanted = hmac.new(secret.encode(), body, hashed).hexdigest()
    return hmac.compare_digest(wanted.encode(), given.strip().lower().encode())
