"""A web site on loopback for tests: what each path answers, and what was asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime

from support.loopback import Quiet, listening

Page = tuple[str, bytes]  # content type and body


@dataclass
class Asked:
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Site:
    """A context manager. `pages` may change while it runs; other paths answer 404, those in `throttled` 429.

    `moved` has the paths that lead elsewhere, each with where.
    """

    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    post_status: int = 202
    throttled: set[str] = field(default_factory=set)
    moved: dict[str, str] = field(default_factory=dict)

    def __enter__(self) -> Site:
        site = self

        class Handler(Quiet):
            def do_GET(self) -> None:
                site.asked.append(Asked("GET", self.path, dict(self.headers), b""))
                if (elsewhere := site.moved.get(self.path)) is not None:
                    self.send_response(302)
                    self.send_header("Location", elsewhere)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                kind, body = site.pages.get(self.path, ("", b""))
                status = 429 if self.path in site.throttled else 200 if kind else 404
                self.answer(status, kind or "text/plain", body)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                site.asked.append(Asked("POST", self.path, dict(self.headers), body))
                self.answer(site.post_status)

        self._open = ExitStack()
        self.home = self._open.enter_context(listening(Handler))
        return self

    def __exit__(self, *failed: object) -> None:
        self._open.close()

    def paths(self) -> list[str]:
        return [one.path for one in self.asked]


def rss(
    now: datetime, *titles: str, title: str = "صوت المرسى", site: str = "https://marsa.example", extra: str = ""
) -> Page:
    """An RSS feed whose entries are an hour apart, the newest an hour old."""
    items = "".join(
        f"<item><title>{text}</title><link>{site}/n/{number}</link><guid>{site}/n/{number}</guid>"
        f"<pubDate>{format_datetime(now - timedelta(hours=number))}</pubDate></item>"
        for number, text in enumerate(titles, start=1)
    )
    head = f"<title>{title}</title><link>{site}/</link>{extra}"
    text = f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{head}{items}</channel></rss>'
    return "application/rss+xml; charset=utf-8", text.encode()


def html(head: str = "", body: str = "<p>أهلًا</p>") -> Page:
    return "text/html; charset=utf-8", f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()
