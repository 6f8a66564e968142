"""What a new reader does in one sitting, each step once: read, subscribe, save a search, be told by a webhook."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from threading import Thread

from playwright.sync_api import Page, expect

SECONDS = 60
ENDINGS = {"ar": "محفوظ", "en": "saved"}


@dataclass(frozen=True)
class Receiver:
    """An endpoint of the reader's own; `told` holds headers and body of each delivery."""

    url: str
    told: Queue[tuple[dict[str, str], bytes]]


@contextmanager
def receiving() -> Iterator[Receiver]:
    told: Queue[tuple[dict[str, str], bytes]] = Queue()

    class Keep(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.put(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: the report belongs to the pages."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Keep)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Receiver(f"http://127.0.0.1:{server.server_port}", told)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def first_day(page: Page, home: str, *, site: str, word: str, language: str) -> None:
    """From the first page to a signed delivery, in the language that the browser asks for.

    Raises:
        AssertionError, playwright.sync_api.Error, queue.Empty: a step did not lead on at the first try.
    """
    page.goto(home)
    expect(page.locator("html")).to_have_attribute("lang", language)
    # Read at once and clicked by its address: new articles come in above it.
    row = page.locator("main a[href^='/app/articles/']").first
    address, headline = row.evaluate("link => [link.getAttribute('href'), link.innerText]")
    page.locator(f"main a[href='{address}']").first.click()
    expect(page.locator("h1").first).to_have_text(headline)

    page.goto(f"{home}/app/feeds")
    page.fill("#url", site)
    page.press("#url", "Enter")
    page.wait_for_url(f"{home}/app/feeds/*", timeout=SECONDS * 1000)

    page.click(".settings summary")
    page.uncheck("[name=fetch_pages]")
    page.press("#title", "Enter")
    expect(page.locator(".done[role=status]")).to_be_visible()
    page.click(".settings summary")
    expect(page.locator("[name=fetch_pages]")).not_to_be_checked()

    page.goto(f"{home}/app/search")
    page.fill("#q", word)
    page.press("#q", "Enter")
    page.wait_for_url(f"{home}/app/search?q=*")
    expect(page.locator("main mark").first).to_be_visible()
    name = f"{word} {ENDINGS[language]}"
    page.fill("#name", name)
    page.press("#name", "Enter")
    expect(page.locator(".done[role=status]")).to_be_visible()

    with receiving() as receiver:
        page.goto(f"{home}/app/webhooks")
        page.fill("#url", f"{receiver.url}/{language}")
        page.select_option("#search", label=name)
        page.click("form[action='/app/webhooks'] button")
        secret = page.locator("[role=status] code").inner_text()
        page.click(f"main a:text-is('{receiver.url}/{language}')")
        page.click("form[action$='/test'] button")
        headers, body = receiver.told.get(timeout=SECONDS)
        assert is_signed(headers, body, secret), f"the delivery's signature is not that of the secret shown: {headers}"
        page.once("dialog", lambda asked: asked.accept())
        page.click("form[action$='/remove'] button")
        expect(page.locator(f"main a:text-is('{receiver.url}/{language}')")).to_have_count(0)


def is_signed(headers: dict[str, str], body: bytes, secret: str) -> bool:
    """As standardwebhooks.com says a receiver has to check it."""
    signed = f"{headers.get('webhook-id')}.{headers.get('webhook-timestamp')}.".encode() + body
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except ValueError:
        return False
    right = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return any(right == one for one in headers.get("webhook-signature", "").split())
