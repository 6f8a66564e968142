"""The trial job: a page or text to a record that is shown and not stored.

trials.claim → pages.get → preview → trials.done
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from khabar import queue
from khabar.answer import content_type_of
from khabar.article import Article
from khabar.errors import BadContent, BadInput, EmptyBody, StorageDown
from khabar.log import get_logger
from khabar.publishers.loader import Catalogue, kept_publishers
from khabar.settings import Settings, load_settings
from khabar.storage import pages, trials
from khabar.storage.database import Connection, connect
from khabar.storage.lease import LostLease
from khabar.storage.trials import ClaimedTrial
from khabar_worker.preview import preview

log = get_logger()


def attempt(numbers: Sequence[int]) -> int:
    """The rq job: make the records of trials; returns how many were made."""
    return run(load_settings(), numbers)


def run(settings: Settings, numbers: Sequence[int]) -> int:
    """`attempt` with settings in hand."""
    made = 0
    catalogue = kept_publishers(settings.publishers_dir)
    with connect(str(settings.database_url), name="trial") as db:
        for number in numbers:
            claimed = trials.claim(db, number, lease_seconds=settings.lease_seconds)
            if claimed is not None:
                made += _one(db, claimed, catalogue)
    return made


def _one(db: Connection, claimed: ClaimedTrial, catalogue: Catalogue) -> bool:
    try:
        article = _article(db, claimed, catalogue)
        trials.done(db, claimed, article.model_dump_json(by_alias=True))
        return True
    except LostLease:
        log.warning("lease_lost", trial=claimed.number)
        return False
    except (StorageDown, queue.JobTimeout):
        raise
    except (BadContent, BadInput) as error:
        said = f"{error.code}: {error.message}"
    except Exception as error:
        log.exception("trial_failed", url=claimed.url)
        said = f"a fault in khabar: {type(error).__name__}"
    try:
        trials.failed(db, claimed, error=said)
    except LostLease:
        log.warning("lease_lost", trial=claimed.number)
    return False


def _article(db: Connection, claimed: ClaimedTrial, catalogue: Catalogue) -> Article:
    """Raises:
    BadContent, BadInput: as `preview`.
    """
    body, url, charset = claimed.body, claimed.url, None
    if claimed.page_id is not None:
        if (page := pages.get(db, claimed.page_id)) is None:
            raise EmptyBody("the page's bytes are not kept any more")
        body, url = page.body, page.final_url
        charset = content_type_of({"content-type": page.content_type or ""})[1]
    assert body is not None, "a trial has a body or a page"
    return preview(
        body,
        url=url,
        published=claimed.published,
        is_text=claimed.is_text,
        publisher=catalogue.for_url(url) if url else None,
        http_charset=charset,
        now=datetime.now(UTC),
    )
