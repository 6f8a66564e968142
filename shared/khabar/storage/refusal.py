"""Why a server refuses a session, by its code: what it says besides is in a language that its operator chose."""

from __future__ import annotations

import os
import re
import select
import sys
import time

import psycopg
from psycopg import pq

from khabar.errors import KhabarError

# A server that refuses says so at once.
_SECONDS = 5.0
# How libpq writes down what it is told. Source: PostgreSQL 18, src/interfaces/libpq/fe-trace.c.
_CODE = re.compile(rb'\tErrorResponse\t.*? C "([0-9A-Z]{5})"')
_ENDS = (pq.PollingStatus.OK, pq.PollingStatus.FAILED)


def is_silence(error: KhabarError) -> bool:
    """Whether the server, or what stands before it, said nothing at all for as long as a connection is waited for."""
    return isinstance(error.__cause__, psycopg.errors.ConnectionTimeout)


def code_of(url: str) -> str | None:
    """The SQLSTATE with which the server at `url` refuses a session; None: it refuses none, or can't be listened to.

    libpq hands on a refusal's text alone. It writes down its code where asked for a trace, which is kept in memory
    and nowhere else, since a password may stand in it. Linux only.
    """
    if sys.platform != "linux":
        return None
    connection = pq.PGconn.connect_start(url.encode())
    heard = os.memfd_create("refusal")
    try:
        connection.trace(heard)
        go_on(connection, seconds=_SECONDS)
        connection.untrace()
        codes = _CODE.findall(os.pread(heard, os.fstat(heard).st_size, 0))
    finally:
        connection.finish()
        os.close(heard)
    return codes[-1].decode() if codes else None


def go_on(connection: pq.abc.PGconn, *, seconds: float) -> None:
    """Let `connection` come to its end, for at most `seconds`.

    It is asked for its next step only once its socket is ready: before, libpq waits itself, and for minutes.
    """
    latest = time.monotonic() + seconds
    while (status := connection.connect_poll()) not in _ENDS:
        poll = select.poll()
        poll.register(connection.socket, select.POLLIN if status == pq.PollingStatus.READING else select.POLLOUT)
        if not poll.poll(max(0, latest - time.monotonic()) * 1000):
            return
