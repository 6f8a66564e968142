"""The trial job: a page or text to a record that is shown and not stored.

trials.claim → pages.get → preview → trials.done
or, while further pages of the article, or its AMP twin, are to be had: trials.ask_further
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from khabar.errors import BadContent, BadInput, EmptyBody
from khabar.log import get_logger
from khabar.publishers.loader import Catalogue, kept_publishers
from khabar.settings import Settings, load_settings
from khabar.storage import pages, trials
from khabar.storage.database import Connection, age, connect
from khabar.storage.trials import ClaimedTrial
from khabar_worker.job import each, guarded
from khabar_worker.preview import Previewed, preview, preview_page
from khabar_worker.tasks import further_of

log = get_logger()


def attempt(numbers: Sequence[int]) -> int:
    """The rq job: make the records of trials; returns how many were made."""
    return run(load_settings(), numbers)


def run(settings: Settings, numbers: Sequence[int]) -> int:
    """`attempt` with settings in hand."""
    made: list[bool] = []
    catalogue = kept_publishers(settings.publishers_dir)
    with connect(str(settings.database_url), name="trial") as db:

        def one(number: int) -> None:
            claimed = trials.claim(db, number, lease_seconds=settings.lease_seconds)
            if claimed is not None:
                made.append(_one(db, claimed, catalogue, settings))

        each(db, trials.LEDGER, "trial", numbers, one)
    return sum(made)


def _one(db: Connection, claimed: ClaimedTrial, catalogue: Catalogue, settings: Settings) -> bool:
    def work() -> bool:
        found = _previewed(db, claimed, catalogue, settings)
        if found.wanted and age(db, claimed.asked_at) < timedelta(minutes=trials.FURTHER_MINUTES):
            trials.ask_further(db, claimed, found.wanted, gap_seconds=settings.host_gap_seconds)
            return False
        if found.article is None:
            assert found.empty is not None
            raise found.empty
        trials.done(db, claimed, found.article)
        return True

    def failed(error: Exception) -> bool:
        if isinstance(error, BadContent | BadInput):
            said = f"{error.code}: {error.message}"
        else:
            log.exception("trial_failed", url=claimed.url)
            said = f"a fault in khabar: {type(error).__name__}"
        trials.failed(db, claimed, error=said)
        return False

    return guarded(work, failed, lost=False, trial=claimed.number)


def _previewed(db: Connection, claimed: ClaimedTrial, catalogue: Catalogue, settings: Settings) -> Previewed:
    """The record, and further pages of its article that are to be fetched first.

    Raises:
        BadContent, BadInput: as `preview`.
    """
    now = datetime.now(UTC)
    if claimed.page_id is None:
        assert claimed.body is not None, "a trial has a body or a page"
        article = preview(
            claimed.body,
            url=claimed.url,
            published=claimed.published,
            is_text=claimed.is_text,
            publisher=catalogue.for_url(claimed.url) if claimed.url else None,
            http_charset=None,
            now=now,
        )
        return Previewed(article, (), None)
    page = pages.get(db, claimed.page_id)
    if page is None:
        raise EmptyBody("the page's bytes are not kept any more")
    return preview_page(
        page,
        [further_of(db, part) for part in trials.further(db, claimed.id)],
        published=claimed.published,
        publisher=catalogue.for_url(page.final_url),
        now=now,
        most_pages=settings.max_article_pages,
    )
