"""How jobs go through what they claim, and what becomes of a failure: one way for every kind of work."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from khabar import queue
from khabar.errors import StatementFailed, StorageDown
from khabar.log import about, get_logger
from khabar.queue import JobTimeout
from khabar.storage.database import Connection, is_good, translated_errors
from khabar.storage.lease import Ledger, LostLease

log = get_logger()
# Nothing begins later than this in a job: rq ends it after a minute, and the system after 50 s of processor time.
BEGIN_SECONDS = 40.0
# Nor is a further hint taken later than this: what a job has no time for waits half a minute for the sweep, and what it
# takes along as rq ends it waits KHABAR_REHINT_SECONDS, two minutes by default, since that counts as hinted.
FURTHER_SECONDS = 20.0

T = TypeVar("T")


def each(
    db: Connection,
    ledger: Ledger,
    work: queue.Work,
    ids: Sequence[int],
    one: Callable[[int], None],
    *,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """`one` of each of `ids`, then of what is hinted of the same work meanwhile.

    Those that the job has no time for are left to another, which the next sweep hints.

    Raises:
        StorageDown: PostgreSQL does not answer, or gave up on a statement; what was claimed is claimed again after its
            lease.
    """
    begun = clock()
    latest = begun + BEGIN_SECONDS
    for hinted in queue.further(work, ids, until=begun + FURTHER_SECONDS, is_good=lambda: is_good(db)):
        for at, row in enumerate(hinted):
            if clock() >= latest:
                ledger.hint_again(db, hinted[at:])
                return
            try:
                with translated_errors():
                    one(row)
            except StatementFailed:
                ledger.hint_again(db, hinted[at + 1 :])
                raise


def guarded(
    work: Callable[[], T],
    failed: Callable[[Exception], T],
    *,
    lost: T,
    put_off: Callable[[StatementFailed], object] | None = None,
    **ids: object,
) -> T:
    """What `work` gives; when it raises, what `failed` makes of the error; `lost` when another has taken over.

    `put_off` has what PostgreSQL failed wait for a further try, if that much can be written. `ids` are in every line of
    the log.

    Raises:
        StorageDown: PostgreSQL does not answer, or gave up on a statement: no fault of the work's.
        JobTimeout: the job has to end.
    """
    with about(**ids):
        try:
            try:
                with translated_errors():
                    return work()
            except StatementFailed as error:
                if put_off is not None:
                    with contextlib.suppress(StorageDown, LostLease), translated_errors():
                        put_off(error)
                raise
            except (LostLease, StorageDown, JobTimeout):
                raise
            except Exception as error:
                return failed(error)
        except LostLease:
            log.warning("lease_lost")
            return lost
