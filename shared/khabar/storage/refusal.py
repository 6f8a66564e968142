"""Why a server refuses a session, by its code: what it says besides is in a language that its operator chose."""

from __future__ import annotations

import os
import re
import select
import sys
import time

from psycopg import pq

# The server has answered once already, so that it is not waited for long.
_SECONDS = 5.0
# How libpq writes down what it is told. Source: PostgreSQL 18, src/interfaces/libpq/fe-trace.c.
_CODE = re.compile(rb'\tErrorResponse\t.*? C "([0-9A-Z]{5})"')
_ENDS = (pq.PollingStatus.OK, pq.PollingStatus.FAILED)


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
        _try(connection)
        connection.untrace()
        codes = _CODE.findall(os.pread(heard, os.fstat(heard).st_size, 0))
    finally:
        connection.finish()
        os.close(heard)
    return codes[-1].decode() if codes else None


def _try(connection: pq.abc.PGconn) -> None:
    latest = time.monotonic() + _SECONDS
    while (status := connection.connect_poll()) not in _ENDS and (left := latest - time.monotonic()) > 0:
        poll = select.poll()
        poll.register(connection.socket, select.POLLIN if status == pq.PollingStatus.READING else select.POLLOUT)
        poll.poll(left * 1000)
