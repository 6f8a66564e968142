from __future__ import annotations

from datetime import UTC, datetime

import pytest

from khabar.arabic.dates import read_date
from khabar_worker.extraction import Found

NOW = datetime(2026, 11, 27, 12, 37, 45, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "time_zone", "value", "offset"),
    [
        ("2026-07-09 18:30", "Asia/Riyadh", "2026-07-09T18:30", "+03:00"),
        ("2026-07-09 18:30", "Africa/Cairo", "2026-07-09T18:30", "+03:00"),
        ("2026-01-09 18:30", "Africa/Cairo", "2026-01-09T18:30", "+02:00"),
        ("2026-07-09 18:30", "America/New_York", "2026-07-09T18:30", "-04:00"),
        ("2026-07-09 00:30", "Asia/Kabul", "2026-07-09T00:30", "+04:30"),
        ("2026-07-09T18:30+04:00", "Asia/Riyadh", "2026-07-09T18:30+04:00", "+04:00"),
        ("منذ 3 ساعات", "Asia/Riyadh", "2026-11-27T12", "+03:00"),
        ("منذ 5 دقائق", "Asia/Riyadh", "2026-11-27T15:32", "+03:00"),
        ("2026-07-09", "Asia/Riyadh", "2026-07-09", None),
    ],
)
def test_the_offset_is_told_also_where_it_was_assumed(
    text: str, time_zone: str, value: str, offset: str | None
) -> None:
    read = read_date(text, now=NOW, time_zone=time_zone)
    assert read is not None

    found = Found.of(read, "dom", 0.9)

    assert (found.detail.value, found.detail.offset) == (value, offset)
