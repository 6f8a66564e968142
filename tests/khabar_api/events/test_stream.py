from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import LiteralString

import httpx
import orjson
import pytest

from khabar.article import Article
from khabar.ids import uuid7
from khabar.settings import Settings
from khabar.storage import database, events, keys, retention
from khabar.storage.database import Connection
from khabar_api.events.stream import event_stream
from khabar_api.state import State
from khabar_api.web.auth import Caller

Shelf = Callable[..., Article]
RunningApi = Callable[[Settings], AbstractContextManager[httpx.Client]]
PATH = "/v1/events/stream"


@dataclass
class Message:
    id: str
    event: str
    data: str


class Clock:
    """Seconds that pass only when the test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def messages(answer: httpx.Response) -> Iterator[Message]:
    """Events of a stream as a browser reads them; comments and `retry` are no events."""
    kept: dict[str, str] = {}
    for line in answer.iter_lines():
        if line and not line.startswith(":"):
            name, _, value = line.partition(": ")
            kept[name] = value
        elif not line and "data" in kept:
            yield Message(kept["id"], kept["event"], kept["data"])
            kept = {}


def test_a_stream_tells_what_happens_after_it_began(api: httpx.Client, shelf: Shelf) -> None:
    shelf(1)

    with api.stream("GET", PATH) as answer:
        article = shelf(2)
        message = next(messages(answer))

    assert answer.headers["content-type"].startswith("text/event-stream")
    assert (answer.headers["cache-control"], answer.headers["x-accel-buffering"]) == ("no-cache", "no")
    assert "content-encoding" not in answer.headers
    assert message.event == "khabar.article.created.v1"
    envelope = orjson.loads(message.data)
    assert (envelope["subject"], envelope["sequence"]) == (str(article.id), message.id)


def test_a_stream_begins_with_its_retry_time(api: httpx.Client) -> None:
    with api.stream("GET", PATH) as answer:
        first = next(answer.iter_lines())

    assert first == "retry: 5000"


def test_a_stream_goes_on_behind_the_last_event_seen(api: httpx.Client, shelf: Shelf) -> None:
    stored = [str(shelf(number).id) for number in range(1, 4)]
    page = api.get("/v1/events?limit=1").json()

    with api.stream("GET", PATH, headers={"Last-Event-ID": page["next"]}) as answer:
        read = messages(answer)
        by_header = [orjson.loads(next(read).data)["subject"] for _ in range(2)]
    with api.stream("GET", PATH, params={"after": page["next"]}) as answer:
        read = messages(answer)
        by_parameter = [orjson.loads(next(read).data)["subject"] for _ in range(2)]

    assert by_header == by_parameter == stored[1:]


def test_a_stream_tells_the_types_asked_for_only(api: httpx.Client, shelf: Shelf) -> None:
    shelf(1)
    after = api.get("/v1/events").json()["next"]
    shelf(2)
    shelf(2, version=2, headline="عنوان مصحح")

    with api.stream("GET", PATH, params={"types": "article.updated", "after": after}) as answer:
        message = next(messages(answer))

    assert message.event == "khabar.article.updated.v1"


def test_a_position_older_than_the_log_is_reset(api: httpx.Client, shelf: Shelf, db: Connection) -> None:
    shelf(1)
    old = api.get("/v1/events?limit=1").json()["next"]
    shelf(2)
    db.execute("update event set at = now() - interval '100 days'")
    retention.prune(db, retention.EVENTS, days=90)

    with api.stream("GET", PATH, headers={"Last-Event-ID": old}) as answer:
        read = messages(answer)
        reset = next(read)
        article = shelf(3)
        following = next(read)

    assert (reset.event, orjson.loads(reset.data)["articles"]) == ("reset", "/v1/articles")
    assert orjson.loads(following.data)["subject"] == str(article.id)


def test_a_wrong_last_event_id_is_refused(api: httpx.Client) -> None:
    answer = api.get(PATH, headers={"Last-Event-ID": "yesterday"})

    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, "Last-Event-ID")


def test_a_query_that_can_not_be_read_is_refused_before_anything_happens(api: httpx.Client) -> None:
    answers = [api.get(f"/v1/events{path}?q=(", headers={"Accept-Language": "ar"}) for path in ("", "/stream")]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert [answer.json()["detail"] for answer in answers] == ["q: قوسان لا شيء بينهما"] * 2


def test_streams_are_ended_whole_when_the_server_stops(api_settings: Settings, running_api: RunningApi) -> None:
    with ExitStack() as stack:
        with running_api(api_settings) as api:
            outside = stack.enter_context(httpx.Client(base_url=api.base_url, timeout=20, trust_env=False))
            lines = stack.enter_context(outside.stream("GET", PATH)).iter_lines()
            first = [next(lines) for _ in range(3)]
        rest = list(lines)  # raises when the last chunk is missing

    assert first == ["retry: 5000", "id: 00000000000000000000-00000000000000000000", ""]
    assert rest == []


@pytest.mark.parametrize("ending", ["revoked_at = now()", "expires_at = now()"], ids=["revoked", "expired"])
def test_a_stream_ends_within_a_minute_of_its_key(
    api_settings: Settings, shelf: Shelf, db: Connection, ending: LiteralString
) -> None:
    key, _ = keys.create(db, name="reader", scopes=["read"])
    state, clock = State(api_settings), Clock()
    start = events.newest(db)

    async def read() -> list[bytes]:
        caller = Caller(scopes=key.scopes, name=f"key {key.id}", key_id=key.id)
        chunks = event_stream(state, caller, start, b"", ["article.created"], clock)
        shelf(1)
        heard = [await anext(chunks), await anext(chunks)]
        clock.now += 60
        shelf(2)
        heard.append(await anext(chunks))
        db.execute(f"update api_key set {ending}")
        shelf(3)
        clock.now += 59
        heard.append(await anext(chunks))
        shelf(4)
        clock.now += 1
        return heard + [chunk async for chunk in chunks]

    state.open()
    heard = asyncio.run(read())
    state.close()

    assert [chunk.count(b"event: ") for chunk in heard] == [0, 1, 1, 1]


def test_a_stream_says_where_it_stands_though_nothing_passes_its_filters(
    api_settings: Settings, shelf: Shelf, db: Connection
) -> None:
    state, clock = State(api_settings), Clock()
    start = events.newest(db)

    async def read() -> list[bytes]:
        chunks = event_stream(state, Caller(scopes=("read",), name="reader"), start, b"", ["feed.gone"], clock)
        heard = [await anext(chunks)]
        shelf(1)
        clock.now += 15
        return [*heard, await anext(chunks)]

    state.open()
    heard = asyncio.run(read())
    state.close()

    assert heard[0] == f"retry: 5000\nid: {start}\n\n".encode()
    assert heard[1] == f": still here\nid: {events.newest(db)}\n\n".encode()


def test_an_event_that_can_not_be_read_ends_the_streams_and_later_ones_go_on(
    api_settings: Settings, shelf: Shelf, db: Connection
) -> None:
    state = State(api_settings)
    reader = Caller(scopes=("read",), name="reader")

    async def read() -> tuple[list[bytes], bytes]:
        async with state.tail.running():
            chunks = event_stream(state, reader, events.newest(db), b"", ["article.created"])
            heard = [await anext(chunks)]
            while state.tail.since(events.newest(db)) is None:
                await state.tail.heard(state.tail.news(), 0.1)
            db.execute("insert into event (id, type, data) values (gen_random_uuid(), 'article.created', '[]')")
            heard += [chunk async for chunk in chunks]
            again = event_stream(state, reader, events.newest(db), b"", ["article.created"])
            while not state.tail.is_followed:
                await state.tail.heard(state.tail.news(), 0.1)
            await anext(again)
            shelf(1)
            return heard, await anext(again)

    state.open()
    heard, later = asyncio.run(asyncio.wait_for(read(), 60))
    state.close()

    assert len(heard) == 1
    assert b"event: khabar.article.created.v1" in later


def write_events(url: str, writer: int, count: int) -> None:
    """`count` events in transactions of different length, some rolled back."""
    with database.connect(url, name="tests") as db:
        for number in range(count):
            with db.transaction(force_rollback=number % 7 == 3):
                for part in range(1 + number % 3):
                    data = {"writer": writer, "number": number, "part": part}
                    events.append(
                        db, now=datetime.now(UTC), type="feed.degraded", feed_id=uuid7(datetime.now(UTC)), data=data
                    )
                db.execute("select pg_sleep(0.001 * (%s %% 5))", (writer + number,))


def test_a_resumed_stream_misses_and_repeats_nothing_while_many_write(
    api: httpx.Client, database_url: str, db: Connection
) -> None:
    start = str(events.newest(db))
    writers = [threading.Thread(target=write_events, args=(database_url, number, 40)) for number in range(6)]
    expected = 6 * sum(1 + number % 3 for number in range(40) if number % 7 != 3)
    seen: list[str] = []
    last = start

    for writer in writers:
        writer.start()
    while len(seen) < expected:
        with api.stream("GET", PATH, headers={"Last-Event-ID": last}) as answer:
            # The connection breaks after every 37 events.
            for message in islice(messages(answer), min(37, expected - len(seen))):
                seen.append(orjson.dumps(orjson.loads(message.data)["data"]).decode())
                last = message.id
    for writer in writers:
        writer.join()

    assert len(seen) == len(set(seen)) == expected
    assert api.get("/v1/events", params={"after": last}).json()["data"] == []


def test_a_stream_follows_its_search_and_ends_for_good_with_it(api: httpx.Client, shelf: Shelf) -> None:
    saved = api.post("/v1/searches", json={"name": "المرفأ", "filters": {"q": "لا يوجد"}})
    path = f"/v1/searches/{saved.json()['id']}"
    with api.stream("GET", PATH, params={"search": saved.json()["id"]}) as answer:
        told = messages(answer)
        api.patch(path, json={"filters": {}}, headers={"If-Match": saved.headers["etag"]})
        wanted = shelf(1)
        first = next(told)
        api.delete(path)
        shelf(2)
        rest = list(told)
    again = {"search": saved.json()["id"]}

    assert orjson.loads(first.data)["subject"] == str(wanted.id)
    assert rest == []
    assert api.get(PATH, params=again, headers={"Last-Event-ID": first.id}).status_code == 204
    assert api.get(PATH, params=again).status_code == 404
