"""`python -m khabar_worker --queue extract|deliver [--burst]`: run one worker until it is told to stop."""

from __future__ import annotations

import argparse

from khabar.log import configure, last_words
from khabar.queue import QUEUES
from khabar.settings import load_settings
from khabar_worker.service import work

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="khabar_worker", description=__doc__)
    parser.add_argument("--queue", choices=QUEUES, default="extract")
    parser.add_argument("--burst", action="store_true", help="stop when the queue is empty")
    options = parser.parse_args()
    with last_words():
        settings = load_settings()
        configure(settings, f"worker-{options.queue}")
        work(settings, options.queue, burst=options.burst)
