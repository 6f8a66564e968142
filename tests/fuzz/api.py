"""`make fuzz-api`: schemathesis asks a running API everything its description allows, and much that it does not.

The API is khabar's own, on embedded servers with the sample newsroom's articles; every check and stateful links are on.
"""

from __future__ import annotations

import argparse
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from khabar import embedded
from khabar.newsroom.server import Newsroom
from khabar.settings import Settings, environment, load_settings
from khabar.storage import database, webhooks
from khabar.storage.migrate import migrate
from khabar.subscribe import subscribe
from khabar_ingest.service import run
from support.waiting import answers, wait_for

PUBLISHERS = ("sample-nawras", "sample-sanawbar")
# A stream has no end, and schemathesis would wait for it.
ENDLESS = "/v1/events/stream"
# A revoked key stays where it was, so that people see what it was; schemathesis wants a 404.
KEPT = "use_after_free"
START_SECONDS = 60
CONFIGURATION = Path(__file__).parent / "schemathesis.toml"


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="khabar-fuzz-") as folder:
        Path(folder).chmod(0o755)  # embedded PostgreSQL may run under another account
        with embedded.running(load_settings(_env_file=None, data_dir=Path(folder) / "data"), durable=False) as servers:
            settings = servers.model_copy(
                update={"api_port": _free_port(), "api_rate_limit": 0, "log_level": "warning"}
            )
            _fill(settings)
            with _serving(settings) as url:
                sys.exit(_ask(options, url))


def _options() -> argparse.Namespace:
    first, _, more = (__doc__ or "").partition("\n")
    parser = argparse.ArgumentParser(prog="make fuzz-api", description=first, epilog=more)
    parser.add_argument("--seconds", type=int, default=600, help="how long, after the start (600)")
    parser.add_argument("--seed", type=int, default=1, help="what is asked is drawn from it (1)")
    parser.add_argument("--schemathesis", type=Path, required=True, metavar="FILE", help="the program")
    return parser.parse_args()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def _fill(settings: Settings) -> None:
    """Something to ask for: articles and their versions, feeds, events, a webhook."""
    assert settings.database_url is not None
    now = datetime.now(UTC)
    here = Settings.model_validate({**settings.model_dump(), "allow_networks": "127.0.0.1/32", "host_gap_seconds": 0})
    with Newsroom(now) as room, database.connect(settings.database_url, name="fuzz") as db:
        migrate(db)
        subscribe(db, [one for one in room.publisher_records() if one.id in PUBLISHERS], here, now)
        run(here, once=True)
        subprocess.run(
            [sys.executable, "-m", "khabar_worker", "--queue", "extract", "--burst"], env=environment(here), check=True
        )
        webhooks.create(db, now=now, url="https://example.com/hook", secret=webhooks.new_secret())


@contextmanager
def _serving(settings: Settings) -> Iterator[str]:
    url = f"http://127.0.0.1:{settings.api_port}"
    with subprocess.Popen([sys.executable, "-m", "khabar_api"], env=environment(settings)) as api:
        try:
            wait_for(lambda: answers(f"{url}/readyz"), seconds=START_SECONDS)
            yield url
        finally:
            api.terminate()


def _ask(options: argparse.Namespace, url: str) -> int:
    command = [
        options.schemathesis.absolute(), "--config-file", CONFIGURATION, "run", f"{url}/openapi.json", "--url", url,
        "--checks", "all", "--exclude-checks", KEPT, "--phases", "examples,coverage,fuzzing,stateful",
        "--max-time", str(options.seconds), "--seed", str(options.seed),
        "--request-timeout", "15", "--exclude-path", ENDLESS, "--continue-on-failure",
    ]  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="khabar-fuzz-") as folder:  # it keeps notes where it runs
        return subprocess.run(command, cwd=folder, check=False).returncode


if __name__ == "__main__":
    main()
