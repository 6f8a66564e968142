from __future__ import annotations

import pytest

from khabar.errors import QueueDown
from khabar.queue import connect
from khabar_api.web.limits import PAUSE_SECONDS, Limiter, sender


def test_a_bucket_gives_as_many_tokens_as_it_holds(redis_url: str) -> None:
    limiter = Limiter(connect(redis_url), 3)

    grants = [limiter.take("a") for _ in range(4)]
    other = limiter.take("b")

    assert [grant.allowed for grant in grants if grant] == [True, True, True, False]
    assert [grant.remaining for grant in grants if grant] == [2, 1, 0, 0]
    assert other is not None
    assert other.allowed


def test_a_refused_request_is_told_how_long_to_wait(redis_url: str) -> None:
    limiter = Limiter(connect(redis_url), 1)
    limiter.take("a")

    grant = limiter.take("a")

    assert grant is not None
    assert grant.headers() == {
        "RateLimit-Policy": '"default";q=1;w=60',
        "RateLimit": '"default";r=0;t=60',
        "X-RateLimit-Limit": "1",
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": "60",
        "Retry-After": "60",
    }


def test_without_a_limit_redis_is_not_asked() -> None:
    assert Limiter(connect("redis://127.0.0.1:1/0", tries=0), 0).take("a") is None


def test_a_silent_redis_is_asked_again_after_a_pause_only() -> None:
    now = 0.0
    limiter = Limiter(connect("redis://127.0.0.1:1/0", tries=0), 5, clock=lambda: now)

    with pytest.raises(QueueDown, match="does not answer"):
        limiter.take("a")
    with pytest.raises(QueueDown, match="a moment ago"):
        limiter.take("a")
    now = PAUSE_SECONDS
    with pytest.raises(QueueDown, match="does not answer"):
        limiter.take("a")


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("2001:db8:0:7::1", "2001:db8:0:7::/64"),
        ("2001:db8:0:7:ffff:ffff:ffff:ffff", "2001:db8:0:7::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("192.0.2.1", "192.0.2.1"),
        ("::1", "::1"),
        ("testclient", "testclient"),
    ],
)
def test_who_has_a_whole_network_is_counted_once(host: str, counted: str) -> None:
    assert sender(host) == counted
