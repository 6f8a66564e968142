"""`python -m khabar_ingest`: run the ingester until it is told to stop."""

from __future__ import annotations

from khabar.log import configure, last_words
from khabar.settings import load_settings
from khabar_ingest.service import run

if __name__ == "__main__":
    with last_words():
        settings = load_settings()
        configure(settings, "ingest")
        run(settings)
