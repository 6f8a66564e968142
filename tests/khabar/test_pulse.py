from __future__ import annotations

from pathlib import Path

from khabar import pulse
from khabar.settings import Settings
from log_reading import log_lines


def test_a_file_that_cannot_be_touched_is_told_by_its_setting_and_stops_nothing(
    settings: Settings, tmp_path: Path
) -> None:
    with log_lines(settings) as lines:
        pulse.beat(tmp_path / "no such folder" / "pulse")

    assert [(line["event"], line["setting"]) for line in lines] == [("pulse_failed", "KHABAR_PULSE_FILE")]
