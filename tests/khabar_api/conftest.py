"""A running API on a free loopback port, and articles written for the tests."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from khabar.article import Article
from khabar.listen import listening_socket
from khabar.settings import Settings
from khabar.storage.database import Connection
from khabar_api.app import create_app
from khabar_api.service import server
from khabar_api.web import deprecation
from khabar_api.web.deprecation import Deprecated
from support.written_articles import make_article, store


@contextmanager
def serving(settings: Settings, deprecated: Iterable[Deprecated] = deprecation.TABLE) -> Iterator[httpx.Client]:
    """A client of a real server that runs in a thread until the block ends."""
    running = server(create_app(settings, deprecated), settings)
    with listening_socket(settings) as listener:
        port = listener.getsockname()[1]
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            # The socket listens already: a first request waits in its queue until the server is up. Reading the
            # world's certificates takes as long as everything else here together, and nothing is encrypted.
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20, trust_env=False, verify=False) as client:
                yield client
        finally:
            running.should_exit = True
            thread.join(20)
    assert not thread.is_alive()


@pytest.fixture
def api_settings(settings: Settings) -> Settings:
    """As shipped, but on any free port, and without a rate limit."""
    return settings.model_copy(update={"api_port": 0, "api_rate_limit": 0})


@pytest.fixture
def api(api_settings: Settings) -> Iterator[httpx.Client]:
    with serving(api_settings) as client:
        yield client


@pytest.fixture(scope="module")
def refusing_api(servers: Settings, module_database_url: str, server_folder: Path) -> Iterator[httpx.Client]:
    """One API for all rows of a module's tables of what is refused, or changes nothing: starting it costs the most."""
    with serving(
        servers.model_copy(
            update={
                "database_url": module_database_url,
                "data_dir": server_folder,
                "api_port": 0,
                "api_rate_limit": 0,
            }
        )
    ) as client:
        yield client


@pytest.fixture
def running_api() -> Callable[[Settings], AbstractContextManager[httpx.Client]]:
    """An API for as long as a `with` block lasts."""
    return serving


@pytest.fixture
def start_api() -> Iterator[Callable[[Settings], httpx.Client]]:
    """Starts APIs with settings of the test's own."""
    with ExitStack() as stack:
        yield lambda settings: stack.enter_context(serving(settings))


@pytest.fixture
def locked(api_settings: Settings, start_api: Callable[[Settings], httpx.Client]) -> httpx.Client:
    """An API that asks for keys."""
    return start_api(api_settings.model_copy(update={"api_keys": "required"}))


@pytest.fixture
def article() -> Callable[..., Article]:
    return make_article


@pytest.fixture
def shelf(db: Connection) -> Callable[..., Article]:
    """Stores article `number` with `changes`, and returns it."""
    return lambda number=1, **changes: store(db, make_article(number, **changes))
