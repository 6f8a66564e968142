"""`python -m benchmark.ingest_once`: one poll of every feed with the settings of the environment, as a process."""

from __future__ import annotations

from khabar.log import configure
from khabar.settings import load_settings
from khabar_ingest.service import run

if __name__ == "__main__":
    settings = load_settings()
    configure(settings, "ingest")
    run(settings, once=True)
