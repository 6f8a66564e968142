"""`python -m khabar.newsroom`: runs the sample newsroom until Ctrl-C and prints where it is. Options only."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from threading import Event

from khabar.newsroom.server import Newsroom


def main() -> int:
    """Runs the newsroom with the options of the command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m khabar.newsroom", description="Invented Arabic publishers.")
    parser.add_argument("--first-port", type=int, default=0, help="port of the first publisher; 0 takes free ports")
    parser.add_argument("--drip-seconds", type=float, default=60, help="pause between newly released stories")
    options = parser.parse_args()
    newsroom = Newsroom(
        datetime.now(UTC),
        clock=lambda: datetime.now(UTC),
        first_port=options.first_port,
        drip_seconds=options.drip_seconds,
    )
    with newsroom:
        for site in newsroom.publishers:
            print(f"{site.id:24} {site.feed_url}")
        try:
            Event().wait()
        except KeyboardInterrupt:
            print("stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
