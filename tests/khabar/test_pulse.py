from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from khabar import pulse
from khabar.settings import Settings
from support.log_reading import log_lines


def test_a_file_that_cannot_be_touched_is_told_by_its_setting_and_stops_nothing(
    settings: Settings, tmp_path: Path
) -> None:
    with log_lines(settings) as lines:
        pulse.beat(tmp_path / "no such folder" / "pulse")

    assert [(line["event"], line["setting"]) for line in lines] == [("pulse_failed", "KHABAR_PULSE_FILE")]


def test_a_process_whose_work_hangs_ends_and_says_where() -> None:
    """In a process of its own, whose main thread never comes back to Python."""
    hanging = "from khabar import pulse; import threading; pulse.end_after(0.05); threading.Event().wait()"

    ended = subprocess.run([sys.executable, "-c", hanging], capture_output=True, timeout=60, check=False)

    assert ended.returncode == 1
    assert b"threading.py" in ended.stderr
