"""The newsroom's HTTP servers, one port for each publisher, and the handle by which tests and the sample steer them."""

from __future__ import annotations

import socket
import socketserver
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Any, Final
from urllib.parse import urlsplit

from khabar.address import Endpoint
from khabar.newsroom.archive import Draft, load_drafts, load_site, publisher_ids
from khabar.newsroom.desk import Desk, Logged
from khabar.newsroom.exchange import Answer, Request
from khabar.newsroom.faults import Fault
from khabar.newsroom.site import Site
from khabar.newsroom.story import Story
from khabar.publishers.record import Publisher

HOST: Final = "127.0.0.1"


class _Handler(BaseHTTPRequestHandler):
    """Carries requests to the desk and answers back, byte for byte."""

    protocol_version = "HTTP/1.1"
    server_version = "newsroom"
    sys_version = ""
    timeout = 60
    server: _SiteServer

    def do_GET(self) -> None:
        request = Request(method=self.command, target=self.path, headers=tuple(self.headers.items()))
        answer = self.server.desk.answer(request)
        if answer.is_silent:
            self.close_connection = True
            return
        self._send_head(answer)
        if self.command != "HEAD":
            self._send_body(answer)

    do_HEAD = do_GET  # noqa: N815  # the name http.server calls

    def log_message(self, format: str, *args: Any) -> None:  # the signature of http.server
        """Nothing: the desk keeps the log."""

    def _send_head(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Length", str(len(answer.body)))
        if answer.keep_bytes is not None:
            self.close_connection = True
        self.end_headers()

    def _send_body(self, answer: Answer) -> None:
        body = answer.body[: answer.keep_bytes]
        step = answer.chunk_bytes or max(len(body), 1)
        for start in range(0, len(body), step):
            if start and self.server.stopping.wait(answer.pause_seconds):
                self.close_connection = True
                return
            self.wfile.write(body[start : start + step])


class _SiteServer(ThreadingHTTPServer):
    """The server of one publisher. Its threads end when it is closed, open connections or not."""

    daemon_threads = False
    request_queue_size = 128

    def __init__(self, port: int) -> None:
        super().__init__((HOST, port), _Handler)
        self.desk: Desk
        self.stopping = Event()
        self._open: set[socket.socket] = set()
        self._open_lock = Lock()

    @property
    def base_url(self) -> str:
        return f"http://{HOST}:{self.server_port}"

    def server_bind(self) -> None:
        """Binds without asking the name service for this machine's name, which http.server does."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.socket.getsockname()[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._open_lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._open_lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A reader that went away is no error; anything else is printed by the base class."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)

    def run(self) -> None:
        self.serve_forever(poll_interval=0.1)

    def close(self) -> None:
        """Stops listening, ends open connections, waits for all threads."""
        self.stopping.set()
        self.shutdown()
        with self._open_lock:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # the reader was quicker
        self.server_close()


class Newsroom:
    """All sample publishers, or those named, as HTTP servers on loopback; a context manager.

    Stories are dated from `now` (aware). `clock` dates releases and edits; None: each comes one minute after the one
    before, so that tests are the same every time. `first_port` 0 takes free ports, else ports count up from it.
    `drip_seconds` releases a held-back story that often until none is left; None: only `publish_next` does.
    `drafts` gives the stories of a publisher; those of its file unless another is given.
    """

    def __init__(
        self,
        now: datetime,
        *,
        clock: Callable[[], datetime] | None = None,
        first_port: int = 0,
        drip_seconds: float | None = None,
        publishers: tuple[str, ...] | None = None,
        drafts: Callable[[str], tuple[Draft, ...]] = load_drafts,
    ) -> None:
        self.now = now
        self._drafts = drafts
        self._clock = clock
        self._first_port = first_port
        self._drip_seconds = drip_seconds
        self._ids = publishers or publisher_ids()
        self._changes = 0
        self._changes_lock = Lock()
        self._stopping = Event()
        self._servers: dict[str, _SiteServer] = {}
        self._threads: list[Thread] = []

    def __enter__(self) -> Newsroom:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Opens all ports and begins to answer. Raises: OSError when a port is taken."""
        self._stopping.clear()
        try:
            for place, publisher_id in enumerate(self._ids):
                server = _SiteServer(self._first_port and self._first_port + place)
                self._servers[publisher_id] = server
                server.desk = Desk(load_site(publisher_id, server.base_url), self._drafts(publisher_id), self.now)
        except BaseException:
            for server in self._servers.values():
                server.server_close()
            self._servers.clear()
            raise
        for publisher_id, server in self._servers.items():
            self._begin(server.run, f"newsroom-{publisher_id}")
        if self._drip_seconds is not None:
            self._begin(self._drip, "newsroom-drip")

    def stop(self) -> None:
        """Closes all ports and ends all threads; may be called twice."""
        self._stopping.set()
        if self._servers:
            # At once: each server takes up to its poll interval to notice.
            with ThreadPoolExecutor(len(self._servers)) as pool:
                list(pool.map(_SiteServer.close, self._servers.values()))
        for thread in self._threads:
            thread.join()
        self._servers.clear()
        self._threads.clear()

    @property
    def publishers(self) -> tuple[Site, ...]:
        """The running sites, with `.id`, `.name`, `.base_url`, `.feed_url`, `.publisher` and `.layout`."""
        return tuple(server.desk.site for server in self._servers.values())

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """Where the running sites listen."""
        return tuple(Endpoint(IPv4Address(HOST), server.server_port) for server in self._servers.values())

    def publisher_records(self) -> tuple[Publisher, ...]:
        """The publishers as records of khabar, with live addresses."""
        return tuple(site.publisher for site in self.publishers)

    def site(self, publisher_id: str) -> Site:
        return self._desk(publisher_id).site

    def stories(self, publisher_id: str | None = None) -> tuple[Story, ...]:
        """The live stories of one publisher, or of all; newest first at each."""
        desks = [self._desk(publisher_id)] if publisher_id else [server.desk for server in self._servers.values()]
        return tuple(story for desk in desks for story in desk.stories())

    def url_of(self, story: Story) -> str:
        """The story's canonical URL."""
        return self.site(story.publisher_id).url(story.path)

    def truth(self, url: str) -> Story:
        """The live story at this URL (tracking parameters don't matter). Raises: KeyError when there is none."""
        for server in self._servers.values():
            if urlsplit(server.base_url).netloc == urlsplit(url).netloc:
                story = server.desk.story_at(url)
                if story is not None:
                    return story
        raise KeyError(url)

    def publish_next(self, publisher_id: str | None = None) -> Story | None:
        """Releases a held-back story of this publisher, or of the one that holds most; None when none is left."""
        if publisher_id is None:
            publisher_id = max(self._ids, key=lambda name: len(self._desk(name).held_ids()))
        desk = self._desk(publisher_id)
        return desk.publish_next(self._moment()) if desk.held_ids() else None

    def issue(self, publisher_id: str, drafts: tuple[Draft, ...], now: datetime) -> None:
        """Brings out these stories in place of all of this publisher's, with new numbers."""
        self._desk(publisher_id).issue(drafts, now)

    def edit(self, story_id: str) -> Story:
        """Makes the story's next version: headline and first paragraph differ. Raises: KeyError when it is not live."""
        return self._desk_of(story_id).edit(story_id, self._moment())

    def withdraw(self, story_id: str, code: int = 410) -> Story:
        """Takes a story back; its address answers `code`. Raises: KeyError when it is not live."""
        return self._desk_of(story_id).withdraw(story_id, code)

    def switch_on(self, publisher_id: str, fault: Fault, target: str = "feed", times: int | None = None) -> None:
        """Makes this fault happen to the next `times` requests (None: until switched off).

        `target`: `feed`, `pages`, `front`, `robots`, `other`, `all`, or one path as requested.
        """
        self._desk(publisher_id).switch_on(fault, target, times)

    def switch_off(self, publisher_id: str) -> None:
        """Ends all faults of this publisher."""
        self._desk(publisher_id).switch_off()

    def requests(self, publisher_id: str) -> tuple[Logged, ...]:
        """What this publisher was asked, oldest first."""
        return self._desk(publisher_id).requests()

    def forget_requests(self, publisher_id: str) -> None:
        """Empties the publisher's request log."""
        self._desk(publisher_id).forget_requests()

    def _desk(self, publisher_id: str) -> Desk:
        return self._servers[publisher_id].desk

    def _desk_of(self, story_id: str) -> Desk:
        owner = next((story.publisher_id for story in self.stories() if story.id == story_id), None)
        if owner is None:
            raise KeyError(story_id)
        return self._desk(owner)

    def _moment(self) -> datetime:
        if self._clock is not None:
            return self._clock()
        with self._changes_lock:
            self._changes += 1
            return self.now + timedelta(minutes=self._changes)

    def _begin(self, run: Callable[[], None], name: str) -> None:
        thread = Thread(target=run, name=name)
        thread.start()
        self._threads.append(thread)

    def _drip(self) -> None:
        while not self._stopping.wait(self._drip_seconds) and self.publish_next() is not None:
            pass
