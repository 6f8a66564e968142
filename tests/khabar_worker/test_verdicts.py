"""What an endpoint's answer, or its silence, means for a delivery."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from khabar.errors import BlockedAddress, KhabarError, Unreachable
from khabar.http import WEBHOOK
from khabar.queue.jobs import JOB_SECONDS
from khabar.storage.deliveries import MAX_ATTEMPTS
from khabar_worker.deliver import SENDING_SECONDS, backoff_seconds, judge, judge_error

NOW = datetime(2026, 11, 22, 10, 5, tzinfo=UTC)


def test_the_last_delivery_of_a_job_may_take_as_long_as_it_can() -> None:
    assert SENDING_SECONDS + WEBHOOK.deadline_seconds < JOB_SECONDS


@pytest.mark.parametrize(
    ("status", "headers", "wait", "pause"),
    [
        (500, {}, 5.0, None),
        (429, {}, 5.0, 0.0),
        (503, {"retry-after": "90"}, 90.0, 90.0),
        (503, {"retry-after": "1"}, 5.0, 1.0),
        (500, {"retry-after": "90"}, 90.0, None),
        (429, {"retry-after": format_datetime(NOW + timedelta(seconds=120), usegmt=True)}, 120.0, 120.0),
        (429, {"retry-after": "soon"}, 5.0, 0.0),
    ],
    ids=["500", "429", "503 asked", "503 asked little", "500 asked", "a date", "nonsense"],
)
def test_the_wait_is_the_longer_of_ours_and_theirs(
    status: int, headers: dict[str, str], wait: float, pause: float | None
) -> None:
    verdict = judge(status, headers, 1, now=NOW, jitter=0.5)

    paused = verdict.pause_seconds if verdict.is_overrun else None
    assert (verdict.delivered, verdict.wait_seconds, paused) == (False, wait, pause)


def test_the_backoff_doubles_to_a_day_and_ends_after_three_days() -> None:
    waits = [wait for n in range(1, MAX_ATTEMPTS + 1) if (wait := backoff_seconds(n, 0.5)) is not None]

    assert waits[:4] == [5, 10, 20, 40]
    assert len(waits) == MAX_ATTEMPTS - 1
    assert max(waits) == 86_400
    assert timedelta(days=2.8) < timedelta(seconds=sum(waits)) < timedelta(days=3.2)
    assert (backoff_seconds(1, 0.0), backoff_seconds(1, 1.0)) == (4.0, pytest.approx(6.0))


@pytest.mark.parametrize(
    ("error", "is_final", "wait", "is_overrun"),
    [
        (BlockedAddress("no"), True, None, False),
        (BlockedAddress("no"), False, 5.0, False),
        (Unreachable("no"), False, 5.0, True),
    ],
    ids=["refused URL", "refused answer of a name server", "unreachable"],
)
def test_only_a_url_that_is_refused_itself_is_final(
    error: KhabarError, is_final: bool, wait: float | None, is_overrun: bool
) -> None:
    verdict = judge_error(error, 1, is_final=is_final, jitter=0.5)

    assert (verdict.wait_seconds, verdict.is_overrun) == (wait, is_overrun)
