"""The rate limit: a token bucket for each key or address, kept in Redis so that all API processes share it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

import redis

from khabar.errors import QueueDown
from khabar.log import get_logger

log = get_logger()

WINDOW_SECONDS = 60
# After Redis failed, requests do not wait for it again before this.
PAUSE_SECONDS = 5.0

# One round trip; Redis's own clock, so that the clocks of several machines do not matter.
_TAKE = """
local now = redis.call('TIME')
now = now[1] + now[2] / 1000000
local most, rate = tonumber(ARGV[1]), ARGV[1] / ARGV[2]
local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = math.min(most, (tonumber(kept[1]) or most) + (now - (tonumber(kept[2]) or now)) * rate)
local taken = 0
if tokens >= 1 then tokens = tokens - 1; taken = 1 end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', string.format('%.6f', now))
redis.call('EXPIRE', KEYS[1], math.ceil(tonumber(ARGV[2]) * 2))
return {taken, math.floor(tokens), math.ceil((taken == 1 and most - tokens or 1 - tokens) / rate)}
"""


def sender(host: str) -> str:
    """Whom a request from `host` counts for: of IPv6 its /64, all of which one machine may have.

    Source: RFC 6177 §2 (what a site is given), RFC 8981 (addresses that change).

    >>> sender("2001:db8::1:2:3:4")
    '2001:db8::/64'
    """
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address) or address.is_loopback:
        return host
    return str(address.ipv4_mapped or ip_network((int(address), 64), strict=False))


@dataclass(frozen=True)
class Grant:
    """What a request was told. `reset_seconds`: until the bucket is full, or, when refused, until the next token."""

    allowed: bool
    limit: int
    remaining: int
    reset_seconds: int

    def headers(self) -> dict[str, str]:
        """Source: draft-ietf-httpapi-ratelimit-headers; the X- names are what most clients read."""
        headers = {
            "RateLimit-Policy": f'"default";q={self.limit};w={WINDOW_SECONDS}',
            "RateLimit": f'"default";r={self.remaining};t={self.reset_seconds}',
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": str(self.reset_seconds),
        }
        return headers if self.allowed else {**headers, "Retry-After": str(max(1, self.reset_seconds))}


class Limiter:
    """Takes tokens. `limit` requests a minute; 0 switches it off."""

    def __init__(self, client: redis.Redis, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._limit = limit
        self._clock = clock
        self._down_until = float("-inf")

    def take(self, who: str) -> Grant | None:
        """One token of `who`; None when the limit is off.

        Raises:
            QueueDown: Redis does not answer; asked again after a few seconds only.
        """
        if not self._limit:
            return None
        if self._clock() < self._down_until:
            raise QueueDown("Redis did not answer a moment ago")
        try:
            taken, remaining, reset = self._client.eval(
                _TAKE, 1, f"khabar:limit:{who}", str(self._limit), str(WINDOW_SECONDS)
            )
        except redis.RedisError as error:
            self._down_until = self._clock() + PAUSE_SECONDS
            log.warning("queue_down", error=str(error))
            raise QueueDown(f"Redis does not answer: {error}") from error
        return Grant(bool(taken), self._limit, int(remaining), int(reset))
