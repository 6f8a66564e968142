"""Webhooks over a real network: signed requests, and what each answer means."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from khabar import queue
from khabar.client import verify
from khabar.errors import StatementFailed
from khabar.settings import Settings
from khabar.storage import deliveries, events, webhooks
from khabar.storage.database import Connection
from khabar_worker.deliver import send_due
from support.burst import work_off
from support.loopback import Quiet, listening
from support.settled import settle

NOW = datetime(2026, 11, 22, 10, 5, tzinfo=UTC)
SECRET = "whsec_" + base64.b64encode(b"thirty-two bytes of test secret!").decode()


@dataclass
class Request:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """A web server on loopback that keeps what it got and answers with `status` and `headers`."""

    url: str
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    answer: bytes = b"ok"
    requests: list[Request] = field(default_factory=list)


@contextmanager
def receiving() -> Iterator[Receiver]:
    class Handler(Quiet):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.requests.append(Request(self.path, headers, body))
            self.send_response(receiver.status)
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(receiver.answer)))
            self.end_headers()
            self.wfile.write(receiver.answer)

    with listening(Handler) as address:
        receiver = Receiver(f"{address}/hook")
        yield receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


@pytest.fixture
def here(settings: Settings) -> Settings:
    """Settings under which this machine's own servers may be sent to."""
    return Settings.model_validate({**settings.model_dump(), "allow_networks": "127.0.0.1/32"})


def due_deliveries(db: Connection, url: str, count: int = 1) -> list[int]:
    """Events that wait to be sent to `url`."""
    settle(db)
    webhooks.create(db, now=NOW, url=url, secret=SECRET)
    for n in range(count):
        events.append(
            db, now=NOW, type="article.created", article_id=uuid4(), article_version=1, data={"n": n, "عنوان": "خبر"}
        )
    settle(db)
    deliveries.fan_out(db)
    return sorted(deliveries.reconcile(db, rehint_seconds=120))


def send(db: Connection, ids: list[int], settings: Settings) -> dict[str, int]:
    return asyncio.run(send_due(db, ids, settings))


def rows(db: Connection) -> list[dict[str, Any]]:
    return db.execute(
        """select state, attempts, last_status, last_error, last_response,
             extract(epoch from due_at - now())::float as wait from delivery order by id"""
    ).fetchall()


def test_a_delivery_is_signed_json_that_its_receiver_can_verify(
    db: Connection, here: Settings, receiver: Receiver
) -> None:
    ids = due_deliveries(db, receiver.url)

    counts = send(db, ids, here)

    (request,) = receiver.requests
    message_id, timestamp = request.headers["webhook-id"], request.headers["webhook-timestamp"]
    content = f"{message_id}.{timestamp}.".encode() + request.body
    wanted = base64.b64encode(hmac.new(b"thirty-two bytes of test secret!", content, hashlib.sha256).digest())
    body = json.loads(request.body)
    assert counts == {"delivered": 1, "failed": 0}
    assert request.headers["webhook-signature"] == "v1," + wanted.decode()
    assert request.headers["content-type"] == "application/json"
    assert abs(int(timestamp) - datetime.now(UTC).timestamp()) < 300
    assert (body["id"], body["type"], body["data"]) == (
        message_id, "khabar.article.created.v1", {"n": 0, "عنوان": "خبر"},
    )  # fmt: skip
    assert [(row["state"], row["last_status"], row["last_response"]) for row in rows(db)] == [("done", 200, "ok")]


@pytest.mark.parametrize(("overlap", "holders"), [(3600, 2), (0, 1)])
def test_while_a_secret_is_changed_receivers_with_either_can_verify(
    db: Connection, here: Settings, receiver: Receiver, overlap: int, holders: int
) -> None:
    ids, new = due_deliveries(db, receiver.url), webhooks.new_secret()
    webhooks.rotate(db, webhooks.find(db)[0].id, secret=new, overlap_seconds=overlap)

    send(db, ids, here)

    (request,) = receiver.requests
    assert len(request.headers["webhook-signature"].split()) == holders
    for secret in (new, SECRET)[:holders]:
        assert verify(secret, request.headers, request.body).type == "khabar.article.created.v1"


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_any_success_is_delivery_and_nothing_is_sent_twice(
    db: Connection, here: Settings, receiver: Receiver, status: int
) -> None:
    receiver.status, receiver.answer = status, b""
    ids = due_deliveries(db, receiver.url)

    send(db, ids, here)
    again = send(db, ids, here)

    assert again == {"delivered": 0, "failed": 0}
    assert len(receiver.requests) == 1


@pytest.mark.parametrize("status", [500, 404, 400])
def test_a_refusal_is_tried_again_with_the_same_id(
    db: Connection, here: Settings, receiver: Receiver, status: int
) -> None:
    receiver.status = status
    ids = due_deliveries(db, receiver.url)

    first = send(db, ids, here)
    (waiting,) = rows(db)
    db.execute("update delivery set due_at = now()")
    receiver.status = 200
    second = send(db, ids, here)

    assert (first, second) == ({"delivered": 0, "failed": 1}, {"delivered": 1, "failed": 0})
    assert (waiting["state"], waiting["last_status"]) == ("pending", status)
    assert 2 < waiting["wait"] <= 6
    assert len({request.headers["webhook-id"] for request in receiver.requests}) == 1
    assert rows(db)[0]["attempts"] == 2


def test_an_endpoint_that_is_gone_is_disabled_and_gets_no_more(
    db: Connection, here: Settings, receiver: Receiver
) -> None:
    receiver.status = 410
    ids = due_deliveries(db, receiver.url, count=2)

    send(db, ids, here)

    (hook,) = webhooks.find(db)
    assert (hook.state, hook.state_reason) == ("disabled", "the endpoint answered 410 Gone")
    assert len(receiver.requests) == 1
    assert [row["state"] for row in rows(db)] == ["dead", "pending"]


@pytest.mark.parametrize("status", [429, 503])
def test_an_endpoint_waits_for_as_long_as_it_asked(
    db: Connection, here: Settings, receiver: Receiver, status: int
) -> None:
    receiver.status, receiver.headers = status, {"Retry-After": "600"}
    ids = due_deliveries(db, receiver.url, count=2)

    send(db, ids, here)

    (hook,) = webhooks.find(db)
    assert len(receiver.requests) == 1
    assert rows(db)[0]["wait"] > 590
    assert hook.paused_until is not None


def test_a_redirect_is_not_followed(db: Connection, here: Settings, receiver: Receiver) -> None:
    with receiving() as other:
        receiver.status, receiver.headers = 307, {"Location": other.url}
        ids = due_deliveries(db, receiver.url)

        counts = send(db, ids, here)

    assert counts["failed"] == 1
    assert other.requests == []
    assert rows(db)[0]["state"] == "pending"


def test_a_blocked_address_gets_no_request_and_no_second_try(
    db: Connection, settings: Settings, receiver: Receiver
) -> None:
    ids = due_deliveries(db, receiver.url)

    counts = send(db, ids, settings)

    (row,) = rows(db)
    assert counts["failed"] == 1
    assert receiver.requests == []
    assert (row["state"], row["last_status"]) == ("dead", None)
    assert row["last_error"].startswith("blocked_address: ")


def test_an_endpoint_that_does_not_listen_is_tried_again(db: Connection, here: Settings) -> None:
    with receiving() as gone:
        url = gone.url
    ids = due_deliveries(db, url)

    send(db, ids, here)

    (row,) = rows(db)
    assert row["state"] == "pending"
    assert row["last_error"].startswith("unreachable: ")


def test_an_endpoint_that_does_not_answer_is_asked_once_and_then_left_alone(
    db: Connection, here: Settings, receiver: Receiver
) -> None:
    with receiving() as gone:
        url = gone.url
    due_deliveries(db, url, count=3)
    due_deliveries(db, receiver.url, count=1)

    counts = send(db, [row["id"] for row in db.execute("select id from delivery order by id")], here)

    of_gone = db.execute(
        "select attempts from delivery join webhook on webhook.id = webhook_id where url = %s order by delivery.id",
        (url,),
    )
    assert counts == {"delivered": 1, "failed": 1}
    assert [row["attempts"] for row in of_gone] == [1, 0, 0, 0]


def test_a_job_that_ran_out_of_time_has_the_rest_hinted_again(
    db: Connection, here: Settings, receiver: Receiver
) -> None:
    ids = due_deliveries(db, receiver.url, count=3)

    counts = asyncio.run(send_due(db, ids, here, seconds=0))

    assert counts == {"delivered": 0, "failed": 0}
    assert sorted(deliveries.reconcile(db, rehint_seconds=120)) == ids
    assert send(db, ids, here)["delivered"] == 3


def test_an_endpoint_gets_its_events_in_order_while_another_keeps_silent(
    db: Connection, here: Settings, receiver: Receiver
) -> None:
    with receiving() as gone:
        url = gone.url
    due_deliveries(db, url, count=2)
    ids = [row["id"] for row in db.execute("select id from delivery order by id")]
    ids += due_deliveries(db, receiver.url, count=4)

    counts = send(db, ids[::-1], here)

    assert counts == {"delivered": 4, "failed": 1}
    assert [json.loads(request.body)["data"]["n"] for request in receiver.requests] == [0, 1, 2, 3]


def test_a_fault_at_one_delivery_is_its_own_failed_try(db: Connection, here: Settings, receiver: Receiver) -> None:
    due_deliveries(db, receiver.url, count=2)
    faulty = webhooks.create(db, now=NOW, url=f"{receiver.url}/other", secret="whsec_a")  # no base64
    db.execute("insert into delivery (webhook_id, event_seq) select %s, event_seq from delivery", (faulty.id,))

    counts = send(db, [row["id"] for row in db.execute("select id from delivery")], here)

    assert counts == {"delivered": 2, "failed": 2}
    assert [(row["state"], row["attempts"], row["last_error"]) for row in rows(db)] == [
        *[("done", 1, None)] * 2, *[("pending", 1, "a fault in khabar: Error")] * 2,
    ]  # fmt: skip


def test_a_deadlock_at_one_endpoint_breaks_off_no_request_to_another(
    db: Connection, here: Settings, receiver: Receiver
) -> None:
    due_deliveries(db, receiver.url, count=2)
    locked = webhooks.create(db, now=NOW, url=f"{receiver.url}/other", secret=SECRET)
    db.execute("insert into delivery (webhook_id, event_seq) select %s, event_seq from delivery", (locked.id,))
    db.execute("update delivery set hinted_at = now()")
    db.execute(
        """create function deadlock() returns trigger language plpgsql as
           'begin raise exception ''deadlock detected'' using errcode = ''40P01''; end'"""
    )
    db.execute(
        f"""create trigger deadlock before update on delivery for each row
            when (new.state = 'running' and new.webhook_id = '{locked.id}') execute function deadlock()""".encode()
    )

    with pytest.raises(StatementFailed):
        send(db, [row["id"] for row in db.execute("select id from delivery")], here)

    left = db.execute("select state, hinted_at is null as is_hinted_again from delivery order by id").fetchall()
    assert [row["state"] for row in left] == ["done", "done", "pending", "pending"]
    assert left[3]["is_hinted_again"]


def test_an_answer_of_any_bytes_is_kept_as_text(db: Connection, here: Settings, receiver: Receiver) -> None:
    receiver.answer = b"\x00\xff" + "شكرا".encode() * 2000
    ids = due_deliveries(db, receiver.url)

    send(db, ids, here)

    (row,) = rows(db)
    assert row["state"] == "done"
    assert len(row["last_response"]) == 2000
    assert "شكرا" in row["last_response"]


def let_pass(db: Connection, seconds: float) -> None:
    """As if so much time had gone by: every moment that the ledger of webhooks keeps moves into the past."""
    moved = "- make_interval(secs => %(s)s)"
    db.execute(f"update delivery set due_at = due_at {moved}, hinted_at = hinted_at {moved}".encode(), {"s": seconds})
    db.execute(f"update webhook set paused_until = paused_until {moved}".encode(), {"s": seconds})


def until_next(db: Connection) -> float | None:
    """Seconds until something may be sent; None: nothing waits."""
    row = db.execute(
        """select extract(epoch from min(greatest(due_at, paused_until)) - now())::float as wait
           from delivery join webhook on webhook.id = webhook_id where delivery.state = 'pending'"""
    ).fetchone()
    assert row is not None
    return None if row["wait"] is None else max(0.0, row["wait"])


@pytest.mark.parametrize("answer", [500, 503], ids=["an endpoint that breaks", "an endpoint that is overrun"])
def test_everything_arrives_signed_after_the_receiver_was_away_for_two_hours(
    db: Connection, here: Settings, receiver: Receiver, answer: int
) -> None:
    due_deliveries(db, receiver.url, count=10)
    passed, away = 0.0, 2 * 3600.0
    receiver.status = answer

    while (wait := until_next(db)) is not None:
        step = max(wait + 1, passed / 3)  # what was due a while ago goes out together
        let_pass(db, step)
        passed += step
        if passed > away:
            receiver.status = 200
        send(db, deliveries.reconcile(db, rehint_seconds=0), here)

    sent = [verify(SECRET, request.headers, request.body) for request in receiver.requests]
    assert {row["state"] for row in rows(db)} == {"done"}
    assert away < passed < 3 * away
    assert sorted(event.data["n"] for event in sent[-10:]) == list(range(10))
    assert len({event.id for event in sent}) == 10


def test_a_real_worker_takes_deliveries_from_its_own_queue(db: Connection, here: Settings, receiver: Receiver) -> None:
    ids = due_deliveries(db, receiver.url, count=3)
    with queue.connect(str(here.redis_url)) as client:
        queue.hint(client, "deliver", ids, rehint_seconds=120, size=2)

    work_off(here, "deliver")

    assert [row["state"] for row in rows(db)] == ["done"] * 3
    assert sorted(json.loads(request.body)["data"]["n"] for request in receiver.requests) == [0, 1, 2]
