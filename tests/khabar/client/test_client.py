"""The client against a real API: every page once, every problem an error, every event once though connections break."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.article import Article
from khabar.client import ApiError, AsyncClient, BadSignature, Client, PositionExpired, Unreachable, ask, verify
from khabar.client.wire import Lines
from khabar.listen import listening_socket
from khabar.settings import Settings
from khabar.sign import signature
from khabar.storage import retention
from khabar.storage.database import Connection
from khabar_api.app import create_app
from khabar_api.service import server
from support.written_articles import make_article, store

ROOT = Path(__file__).parents[3]
START = "0" * 20 + "-" + "0" * 20
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """The address of an API that runs in a thread until the block ends."""
    running = server(create_app(settings), settings)
    with listening_socket(settings) as listener:
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            running.should_exit = True
            running.config.app.state.khabar.tail.close()  # type: ignore[union-attr]
            thread.join(20)


@pytest.fixture
def api(settings: Settings) -> Iterator[str]:
    with serving(settings.model_copy(update={"api_port": 0, "api_rate_limit": 0})) as url:
        yield url


@pytest.fixture
def stored(db: Connection) -> list[Article]:
    """Five articles, newest first."""
    return [store(db, make_article(number)) for number in range(1, 6)][::-1]


def test_every_article_comes_once_page_after_page(api: str, stored: list[Article]) -> None:
    with Client(api) as khabar:
        found = list(khabar.every(ask.articles(limit=2, language=["ar", "en"], from_=datetime(2020, 1, 1, tzinfo=UTC))))
        titles = list(khabar.every(ask.records("headline", limit=2)))
        one = khabar.send(ask.article(stored[0].id))

    assert found == stored
    assert [row["headline"] for row in titles] == [article.headline for article in stored]
    assert one == stored[0]


def test_the_same_without_waiting_for_each_answer(api: str, stored: list[Article]) -> None:
    async def every() -> list[Article]:
        async with AsyncClient(api) as khabar:
            return [article async for article in khabar.every(ask.articles(limit=2))]

    assert asyncio.run(every()) == stored


def test_a_problem_is_an_error_that_says_what_the_api_said(api: str) -> None:
    with Client(api) as khabar, pytest.raises(ApiError) as caught:
        khabar.send(ask.articles(colour="red"))

    assert (caught.value.status, caught.value.type) == (400, "bad-parameter")
    assert caught.value.errors[0]["parameter"] == "colour"


def test_an_api_that_is_not_there_is_told() -> None:
    with Client("http://127.0.0.1:9") as khabar, pytest.raises(Unreachable, match="GET /v1/articles"):
        khabar.send(ask.articles())


def test_events_come_from_the_position_on_and_the_log_has_an_end(api: str, stored: list[Article]) -> None:
    wanted = [str(article.id) for article in stored[::-1]]

    with Client(api) as khabar:
        log = list(khabar.every(ask.events(after=START, limit=2)))
        stream = khabar.events(after=log[1].sequence, types=["article.created"])
        live = [next(stream).subject for _ in range(3)]
        stream.close()

    assert [event.subject for event in log] == wanted
    assert live == wanted[2:]


def test_a_stream_that_breaks_is_taken_up_where_it_was(settings: Settings, db: Connection) -> None:
    fixed = settings.model_copy(update={"api_port": 0, "api_rate_limit": 0})
    with serving(fixed) as url:
        port = int(url.rpartition(":")[2])
        khabar = Client(url)
        stream = khabar.events(after=START)
        first = store(db, make_article(1))
        seen = [next(stream).subject]
    store(db, second := make_article(2))
    with serving(fixed.model_copy(update={"api_port": port})):
        seen.append(next(stream).subject)
        stream.close()
        khabar.close()

    assert seen == [str(first.id), str(second.id)]


def answers_of_a_proxy() -> httpx.MockTransport:
    """A stream of one event, then what is said while the API is away, then the next event."""

    def streamed(number: int) -> httpx.Response:
        envelope = json.dumps({**json.loads(ENVELOPE), "sequence": str(number)})
        return httpx.Response(200, content=f"retry: 0\n\nid: {number}\nevent: x\ndata: {envelope}\n\n".encode())

    away = [httpx.Response(status, headers={"Retry-After": "0"}, text="away") for status in (502, 503, 504, 429)]
    answers = [streamed(1), *away, streamed(2)]
    return httpx.MockTransport(lambda _: answers.pop(0))


def test_a_stream_outlives_an_api_that_is_away() -> None:
    with Client("http://khabar.example", transport=answers_of_a_proxy()) as khabar:
        seen = [event.sequence for event in islice(khabar.events(), 2)]

    assert seen == ["1", "2"]


@pytest.mark.parametrize(
    ("asked", "status", "times"),
    [
        (ask.add_feed("https://a.example/rss"), 503, 1),
        (ask.add_feed("https://a.example/rss"), 429, 3),
        (ask.articles(), 503, 3),
    ],
    ids=["a change that may have been made", "a change that was refused", "reading"],
)
def test_only_what_does_nothing_twice_is_asked_again(asked: ask.Ask[object], status: int, times: int) -> None:
    seen = list[str]()

    def busy(request: httpx.Request) -> httpx.Response:
        seen.append(request.method)
        return httpx.Response(status, headers={"Retry-After": "0"}, json={"title": "later"})

    with Client("http://khabar.example", transport=httpx.MockTransport(busy)) as khabar, pytest.raises(ApiError):
        khabar.send(asked)

    assert len(seen) == times


def test_the_same_stream_with_asyncio() -> None:
    async def two() -> list[str]:
        async with AsyncClient("http://khabar.example", transport=answers_of_a_proxy()) as khabar:
            stream = khabar.events()
            return [(await anext(stream)).sequence for _ in range(2)]

    assert asyncio.run(two()) == ["1", "2"]


@pytest.mark.parametrize(("told", "waited"), [("7", 7.0), ("1", 3.0), ("", 3.0)])
def test_a_stream_comes_back_no_sooner_than_it_was_told(told: str, waited: float) -> None:
    reader = Lines()

    assert not reader.begin(httpx.Response(503, headers={"Retry-After": told}))
    assert [reader.pause(), reader.pause()] == [waited, 3.0]


def test_a_position_that_the_log_has_lost_is_an_error_with_the_new_one(
    api: str, stored: list[Article], db: Connection
) -> None:
    db.execute("update event set at = now() - interval '100 days'")
    retention.prune(db, retention.EVENTS, days=90)

    with Client(api) as khabar, pytest.raises(PositionExpired) as caught:
        next(khabar.events(after=START))

    assert caught.value.position is not None


def test_a_limit_is_waited_for_as_long_as_it_says() -> None:
    answers = [httpx.Response(429, headers={"Retry-After": "0"}, json={}), httpx.Response(200, json={"id": "1"})]
    transport = httpx.MockTransport(lambda _: answers.pop(0))

    with Client("http://khabar.example", transport=transport) as khabar:
        found = khabar.send(ask.anything("GET", "/v1/feeds/1"))

    assert (found, answers) == ({"id": "1"}, [])


def signed(body: bytes, at: datetime = NOW) -> dict[str, str]:
    stamp = int(at.timestamp())
    made = signature(SECRET, message_id="msg_1", timestamp=stamp, body=body)
    return {"Webhook-Id": "msg_1", "Webhook-Timestamp": str(stamp), "Webhook-Signature": f"v1,old {made}"}


ENVELOPE = (
    b'{"id":"01a202b7-5f10-7c33-9a41-5d0e2b7c8f01","type":"khabar.article.created.v1","subject":"x",'
    b'"time":"2026-11-22T10:00:00Z","sequence":"1-1","data":{},"more":1}'
)


def test_a_signed_request_gives_its_event() -> None:
    assert verify(SECRET, signed(ENVELOPE), ENVELOPE, NOW).type == "khabar.article.created.v1"


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (signed(ENVELOPE), ENVELOPE.replace(b'"more":1', b'"more":2')),
        (signed(ENVELOPE, datetime(2026, 11, 22, 9, 54, tzinfo=UTC)), ENVELOPE),
        ({**signed(ENVELOPE), "Webhook-Id": "msg_2"}, ENVELOPE),
        ({}, ENVELOPE),
    ],
    ids=["changed body", "old", "another id", "unsigned"],
)
def test_a_request_that_is_not_khabars_is_refused(headers: dict[str, str], body: bytes) -> None:
    with pytest.raises(BadSignature):
        verify(SECRET, headers, body, NOW)


@pytest.mark.parametrize(
    ("lines", "last"),
    [
        (["retry: 5000", "id: 1-1", ""], "1-1"),
        (["id: 1-1", "", ": still here", "id: 1-2", ""], "1-2"),
        (["id: 1-1", "", "id: 1-2", "event: khabar.article.created.v1"], "1-1"),
        (["id: 1-1", "", ": still here", ""], "1-1"),
    ],
    ids=["its start", "a heartbeat", "an event that was cut off", "a comment"],
)
def test_a_reader_goes_on_where_the_stream_stood(lines: list[str], last: str) -> None:
    reader = Lines()

    found = [reader.feed(line) for line in lines]
    reader.cut()

    assert set(found) == {None}
    assert reader.resumed({})[1]["Last-Event-ID"] == last


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=30), max_size=30))
def test_no_line_of_a_stream_breaks_the_reader(lines: list[str]) -> None:
    reader = Lines()

    for line in lines:
        reader.feed(line if not line.startswith("data") else "")

    assert reader.wait_seconds >= 0


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="has no zone"):
        ask.articles(from_=datetime(2026, 11, 22))  # noqa: DTZ001 - that is what is wrong


def test_the_manual_does_what_it_shows(api: str, stored: list[Article], capsys: pytest.CaptureFixture[str]) -> None:
    manual = (ROOT / "docs" / "client.md").read_text(encoding="utf-8")
    blocks: list[str] = re.findall(r"```python\n(.*?)```", manual, re.DOTALL)

    for block in blocks:
        exec(compile(block.replace("http://localhost:8000", api), "docs/client.md", "exec"), {"__name__": "manual"})

    assert len(blocks) > 4
    assert str(stored[0].headline) in capsys.readouterr().out
