"""`khabar up`: everything on this machine, from empty folder to served records, until it is told to stop.

embedded.running → migrate → load_publishers + subscribe → Supervisor(ingest, extract ×n, deliver, api)
→ Screen shows each record as it is stored → stop in that order, then the servers
"""

from __future__ import annotations

import contextlib
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Protocol

from khabar import embedded, log_files, queue, sample
from khabar.address import is_loopback
from khabar.arrivals import Arrivals
from khabar.errors import BadSetting, KhabarError
from khabar.event import Event
from khabar.listen import listening_socket, metrics_socket
from khabar.log import get_logger
from khabar.newsroom.server import Newsroom
from khabar.publishers.loader import Catalogue, load_publishers
from khabar.settings import Settings, environment
from khabar.storage import database, keys, publishers
from khabar.storage.migrate import migrate
from khabar.subscribe import Subscribed, subscribe
from khabar.supervise import Plan, Signals, Supervisor

log = get_logger()

# Loading a service takes a second of a processor; the first record needs one ingester, one worker and the API.
LATER_SECONDS = 3.0
TICK_SECONDS, SHOW_SECONDS, CHECK_SECONDS = 0.1, 0.5, 2.0
ALREADY_UP = "khabar up already runs on {folder}. Stop it first, or choose another folder with --data-dir."


class Screen(Protocol):
    """Where `up` tells what happens: a terminal, or a log."""

    def step(self, what: str) -> None:
        """One step of the start begins."""

    def ready(self, address: str, feeds: int, records: int, log_file: Path | None) -> None:
        """The API answers at `address`; `log_file` has what the services say, None when it goes to stderr."""

    def record(self, event: Event, publisher: str, headline: str, url: str) -> None:
        """An article was stored or changed; `url` is its record's."""

    def trouble(self, what: str) -> None:
        """Something died and is started again."""

    def stopping(self) -> None:
        """The stop begins."""


def up(settings: Settings, screen: Screen, *, with_sample: bool, log_to_file: bool) -> None:
    """Run everything until SIGINT or SIGTERM, then stop it in order. Data is kept.

    `with_sample` adds the sample newsroom and subscribes to the catalogue. `log_to_file` sends what the services say to
    a file under the data folder instead of stderr.

    Raises:
        ServerWontStart, BadSetup: nothing is left running; the message says what to do.
        StorageDown, QueueDown: a server of your own does not answer; nothing is left running.
    """
    signals = Signals()
    with signals.handled(), contextlib.suppress(KeyboardInterrupt), contextlib.ExitStack() as stack:
        if settings.is_embedded or with_sample or log_to_file:
            folder = embedded.data_folder(settings)
            stack.enter_context(embedded.sole(folder / "up.lock", ALREADY_UP.format(folder=folder)))
        listening_socket(settings).close()  # before anything is started: somebody else may have the port
        if settings.metrics_port is not None:
            metrics_socket(settings, settings.metrics_port).close()
        require_redis(settings)
        screen.step("PostgreSQL and Valkey")
        with ThreadPoolExecutor(2) as pool:
            # The servers' first start takes a second or two; files are read meanwhile.
            catalogue = pool.submit(load_publishers, settings.publishers_dir)
            filled = stack.enter_context(embedded.running(settings))
            screen.step("database tables and publishers")
            _migrate(filled)
            room = None
            if with_sample:
                screen.step("sample newsroom")
                room = stack.enter_context(sample.newsroom(settings.data_dir, datetime.now(UTC)))
            _prepare(filled, catalogue.result(), room)
        output, log_file = _output(stack, settings, log_to_file)
        supervisor = Supervisor(plans(filled, room), output=output)
        signals.interrupts = False
        screen.step("services")
        try:
            _watch(settings, filled, supervisor, screen, signals, log_file)
        finally:
            screen.stopping()
            supervisor.stop(is_hurried=lambda: signals.count > 1)


def plans(settings: Settings, room: Newsroom | None) -> list[Plan]:
    """The children to keep running, each with its settings."""
    same = environment(settings)
    fetching = same if room is None else environment(sample.opened_for(room, settings))
    if room is not None:
        ports = [str(endpoint) for endpoint in room.endpoints]
        log.info("loopback_allowed", ports=ports, child="ingest", reason="the sample newsroom")
    return [
        Plan("ingest", "khabar_ingest", (), fetching, stage=0),
        *(
            Plan(
                f"extract-{number}",
                "khabar_worker",
                ("--queue", "extract"),
                same,
                stage=1,
                delay_seconds=0 if number == 1 else LATER_SECONDS,
            )
            for number in range(1, settings.workers + 1)
        ),
        Plan("deliver", "khabar_worker", ("--queue", "deliver"), same, stage=2, delay_seconds=LATER_SECONDS),
        Plan("api", "khabar_api", (), same, stage=3),
    ]


def require_redis(settings: Settings) -> None:
    """Refuse to start when KHABAR_REDIS_URL names a server that does not answer. An embedded one has no URL yet.

    Raises:
        QueueDown: it does not.
        BadSetting: the URL can't be read.
    """
    if settings.redis_url is None:
        return
    try:
        client = queue.connect(settings.redis_url, tries=1)
    except ValueError as error:
        raise BadSetting(f"KHABAR_REDIS_URL: {error}", subject="KHABAR_REDIS_URL") from None
    queue.info(client)


def _migrate(settings: Settings) -> None:
    """Bring the tables up to date, and refuse to go on when the API would be open to others without a key."""
    assert settings.database_url is not None
    database.require_own_sessions(settings.database_url)
    with database.connect(settings.database_url, name="up", statement_seconds=600) as db:
        for migration in migrate(db):
            log.info("migrated", number=migration.number, name=migration.name)
        if settings.api_keys != "required" and not is_loopback(settings.api_host):
            keys.require_one(db, settings.api_host)


def _prepare(settings: Settings, catalogue: Catalogue, room: Newsroom | None) -> None:
    now = datetime.now(UTC)
    assert settings.database_url is not None
    with database.connect(settings.database_url, name="up", statement_seconds=600) as db:
        publishers.keep(db, catalogue)
        if room is not None:
            _log_refused(sample.subscribe_to(db, room, settings, now))
            _log_refused(subscribe(db, catalogue, settings, now, revives=False))


def _log_refused(done: Subscribed) -> None:
    for url, reason in done.refused.items():
        log.warning("feed_refused", url=url, reason=reason)


def _output(stack: contextlib.ExitStack, settings: Settings, log_to_file: bool) -> tuple[IO[bytes] | None, Path | None]:
    if not log_to_file:
        return None, None
    log_file = settings.data_dir / "logs" / "khabar.log"
    return stack.enter_context(log_file.open("ab")), log_file


def _watch(
    settings: Settings,
    filled: Settings,
    supervisor: Supervisor,
    screen: Screen,
    signals: Signals,
    log_file: Path | None,
) -> None:
    """Keep children and servers alive and show what is stored, until a signal comes."""
    address = f"http://{_reachable_host(filled)}:{filled.api_port}"
    arrivals = Arrivals(filled, address)
    is_ready = False
    next_show = next_check = 0.0
    while signals.count == 0:
        for name in supervisor.tick():
            screen.trouble(f"{name} died and is started again")
        now = time.monotonic()
        if not is_ready and _answers(filled):
            is_ready = True
            screen.ready(address, *arrivals.counts(), log_file)
        if now >= next_show and is_ready:
            next_show = now + SHOW_SECONDS
            for event, publisher, headline, url in arrivals.read():
                screen.record(event, publisher, headline, url)
        if now >= next_check:
            next_check = now + CHECK_SECONDS
            for log_of_one in (settings.data_dir / "logs").glob("*.log"):
                log_files.bound(log_of_one)
            if settings.is_embedded and not embedded.are_alive(settings):
                _revive(settings, screen)
        time.sleep(TICK_SECONDS)


def _revive(settings: Settings, screen: Screen) -> None:
    screen.trouble("a server died and is started again")
    try:
        embedded.revive(settings)
    except KhabarError as error:
        log.error("server_wont_start", error=error.message)  # tried again at the next check


def _reachable_host(settings: Settings) -> str:
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.api_host, settings.api_host)  # noqa: S104  # compared
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _answers(settings: Settings) -> bool:
    host = _reachable_host(settings).strip("[]")
    try:
        with socket.create_connection((host, settings.api_port), timeout=0.2):
            return True
    except OSError:
        return False
