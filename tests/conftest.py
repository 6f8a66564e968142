"""What tests share: one embedded PostgreSQL and Valkey for the whole run, and fresh databases on them.

The servers are khabar's own embedded ones. All xdist workers join the same pair; the last one out stops it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from khabar import embedded, queue
from khabar.embedded.process import is_alive
from khabar.errors import KhabarError
from khabar.settings import Settings, load_settings
from khabar.storage import database, server
from khabar.storage.database import Connection
from khabar.storage.migrate import migrate

FOLDER = pytest.StashKey[Path]()
PREFIX = "khabar-tests-"
# How long examples take to make and to try says more of the machine than of the code.
hypothesis.settings.register_profile(
    "khabar", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)  # fmt: skip
hypothesis.settings.load_profile("khabar")


def pytest_configure(config: pytest.Config) -> None:
    for name in [name for name in os.environ if name.startswith("KHABAR_")]:
        del os.environ[name]  # a developer's own settings must not reach the tests
    worker = getattr(config, "workerinput", None)
    if worker is not None:
        config.stash[FOLDER] = Path(worker["khabar_folder"])
        return
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that a timeout cleans up too
    # Not pytest's own temporary folder: that one is closed to the account PostgreSQL runs under when we are root.
    # In memory where there is room: copying a database takes 16 ms there and 130 on a disk.
    memory = Path("/dev/shm")
    in_memory = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 1_000_000_000
    parent = memory if in_memory else Path(tempfile.gettempdir())
    _sweep(parent)
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=parent))
    folder.chmod(0o755)
    config.stash[FOLDER] = folder


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["khabar_folder"] = str(node.config.stash[FOLDER])


def pytest_unconfigure(config: pytest.Config) -> None:
    folder = config.stash.get(FOLDER, None)
    if folder is None or hasattr(config, "workerinput"):
        return
    _remove(folder)


def _sweep(parent: Path) -> None:
    """Remove what killed runs left, their servers included."""
    for folder in parent.glob(f"{PREFIX}*-*"):
        number = folder.name.removeprefix(PREFIX).partition("-")[0]
        if number.isdigit() and not is_alive(int(number), "pytest") and os.access(folder, os.W_OK):
            with contextlib.suppress(KhabarError, OSError):  # another run may be sweeping too
                _remove(folder)


def _remove(folder: Path) -> None:
    if (folder / "servers").exists():
        embedded.stop_if_unused(load_settings(_env_file=None, data_dir=folder / "servers"))
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def server_folder(request: pytest.FixtureRequest) -> Path:
    """A folder that the servers' account can enter; removed after the run."""
    return request.config.stash[FOLDER]


@pytest.fixture(scope="session")
def servers(server_folder: Path) -> Iterator[Settings]:
    """Settings with the URLs of the run's PostgreSQL (an empty database) and Valkey."""
    settings = load_settings(_env_file=None, data_dir=server_folder / "servers")
    with embedded.running(settings, durable=False) as running:
        yield running


def _url(servers: Settings, name: str) -> str:
    assert servers.database_url is not None
    return servers.database_url.replace("@/khabar?", f"@/{name}?")


@pytest.fixture(scope="session")
def template(servers: Settings, maker: Connection, worker_id: str) -> str:
    """The name of a migrated database to copy; one for each worker, so that none waits for another."""
    name = f"template_{worker_id}_{uuid.uuid4().hex[:8]}"
    server.create(maker, name)
    with database.connect(_url(servers, name), name="tests") as db:
        migrate(db)
    return name


@pytest.fixture(scope="session")
def maker(servers: Settings) -> Iterator[Connection]:
    """What databases are made and dropped over."""
    assert servers.database_url is not None
    with database.connect(servers.database_url, name="tests", statement_seconds=120) as db:
        yield db


@contextlib.contextmanager
def _fresh(servers: Settings, maker: Connection, template: str) -> Iterator[str]:
    name = f"test_{uuid.uuid4().hex}"
    server.create(maker, name, template=template)
    yield _url(servers, name)
    server.drop(maker, name)


@pytest.fixture
def database_url(servers: Settings, maker: Connection, template: str) -> Iterator[str]:
    """A fresh migrated database for one test (20 ms in memory, 0.2 s on a disk)."""
    with _fresh(servers, maker, template) as url:
        yield url


@pytest.fixture(scope="module")
def module_database_url(servers: Settings, maker: Connection, template: str) -> Iterator[str]:
    """A fresh migrated database for one module's tests, for those that only add to it."""
    with _fresh(servers, maker, template) as url:
        yield url


@pytest.fixture
def db(database_url: str) -> Iterator[Connection]:
    """A connection to `database_url`."""
    with database.connect(database_url, name="tests") as connection:
        yield connection


@pytest.fixture
def redis_url(servers: Settings, worker_id: str) -> str:
    """An empty Valkey database; each worker has its own."""
    assert servers.redis_url is not None
    number = int(worker_id.removeprefix("gw")) + 1 if worker_id.startswith("gw") else 0
    url = servers.redis_url.replace("?db=0", f"?db={number}")
    with queue.connect(url) as client:
        client.flushdb()
    return url


@pytest.fixture
def settings(database_url: str, redis_url: str, tmp_path: Path) -> Settings:
    """Settings of one test: its own database and queue, and everything else as shipped."""
    return load_settings(_env_file=None, database_url=database_url, redis_url=redis_url, data_dir=tmp_path)
