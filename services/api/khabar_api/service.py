"""Running the API: the address, the rule when it may be open, the server and its orderly end."""

from __future__ import annotations

import signal
import socket
from contextlib import AbstractContextManager, nullcontext, suppress
from types import FrameType

import uvicorn
from fastapi import FastAPI

from khabar import __version__, open_files
from khabar.address import is_loopback
from khabar.errors import StorageDown
from khabar.listen import listening_socket, metrics_socket
from khabar.log import get_logger
from khabar.settings import Settings
from khabar.storage import keys
from khabar.storage.database import connect, require_own_sessions
from khabar_api.app import create_app
from khabar_api.operations import health, metrics_port
from khabar_api.state import State
from khabar_api.web.wire import Wire

log = get_logger()

# 1,000 streams, and what the rest of a busy process has open besides.
OPEN_FILES = 2048
# Requests in progress have this long to finish; none should take more than its statement timeout of 5 s.
GRACE_SECONDS = 6


class Server(uvicorn.Server):
    """A server that lets its event streams end first: they would hold up the shutdown for its whole grace."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop in order; a second Ctrl-C stops at once. Being told to stop is no failure: the process ends with 0."""
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        app = self.config.app
        if isinstance(app, FastAPI) and isinstance(app.state.khabar, State):
            app.state.khabar.tail.close()
        await super().shutdown(sockets)


def server(app: FastAPI, settings: Settings) -> Server:
    """A server for `app` that logs nothing of its own but warnings."""
    return Server(
        uvicorn.Config(
            app,
            host=settings.api_host,
            port=settings.api_port,
            loop="uvloop",
            http=Wire,
            lifespan="on",
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=bool(settings.trusted_proxies),
            forwarded_allow_ips=[str(network) for network in settings.trusted_proxies],
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
    )


def serve(settings: Settings) -> None:
    """Serve until told to stop (SIGINT, SIGTERM).

    Raises:
        BadSetting: the address is open to others and nobody has a key, or there is no database.
        BadSetup: the database that is read lies behind a pool that shares sessions.
        ServerWontStart: an address or port can't be had.
        StorageDown: PostgreSQL does not answer.
    """
    open_files.allow(OPEN_FILES)
    app = create_app(settings)
    _check_keys(settings)
    if settings.database_read_url is not None:
        with suppress(StorageDown):  # a copy that is away is waited for: `/readyz` says so
            require_own_sessions(settings.database_read_url, "KHABAR_DATABASE_READ_URL")
    with listening_socket(settings) as listener, _figures(app, settings):
        log.info("api_started", version=__version__, host=settings.api_host, port=settings.api_port)
        server(app, settings).run(sockets=[listener])
    log.info("api_stopped")


def _figures(app: FastAPI, settings: Settings) -> AbstractContextManager[None]:
    """/metrics on its own port while the block lasts, where one is set."""
    if settings.metrics_port is None:
        return nullcontext()
    state = app.state.khabar
    return metrics_port.serving(metrics_socket(settings, settings.metrics_port), lambda: health.figures(state))


def _check_keys(settings: Settings) -> None:
    """Open on loopback only. With KHABAR_API_KEYS=required the API starts without a key, and refuses every request."""
    if is_loopback(settings.api_host):
        return
    assert settings.database_url is not None  # create_app saw to it
    with connect(settings.database_url, name="api start") as db:
        if settings.api_keys != "required":
            keys.require_one(db, settings.api_host)
        elif not keys.any_exists(db):
            log.warning("no_api_key", advice="every request is refused; make a key with: khabar keys create")
