from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from khabar.cli.show import table


def test_a_table_shows_moments_in_utc_to_the_minute(capsys: pytest.CaptureFixture[str]) -> None:
    at = datetime(2026, 11, 27, 1, 30, 15, 99, tzinfo=timezone(timedelta(hours=3)))

    table(None, ("at",), [(at,), (None,)])

    assert capsys.readouterr().out.split("\n")[1:3] == ["2026-11-26 22:30", "–               "]
