"""What becomes of a story that was read on its page, once pages of its feed are asked for no more."""

from __future__ import annotations

import pytest

from khabar.feed import FeedEntry, PollLog
from khabar.indexing import body_texts
from khabar.item import NOT_FETCHED, ChangedItem
from khabar.publishers.loader import Catalogue
from khabar.settings import Settings
from khabar.storage import polls
from khabar.storage.database import Connection
from support.extract_rows import (
    GOOD_PAGE,
    HOST,
    TEXTS,
    URL,
    an_update,
    due_feed,
    extracted,
    records,
    stored_item,
    types,
)

EDITED = (TEXTS[0], TEXTS[1].replace("أربع", "خمس"), TEXTS[2])


def told_by_the_feed(db: Connection, item_id: int, *texts: str) -> None:
    """The feed's entry changed, and has these texts."""
    entry = FeedEntry(
        guid=URL, link=URL, title="القطار يعود مجددا", content_html="".join(f"<p>{text}</p>" for text in texts)
    )
    change = ChangedItem(
        item_id=item_id, entry=entry, entry_hash=b"2", url=URL, url_key=URL.encode(), host=HOST, stage="extract",
        refused=NOT_FETCHED,
    )  # fmt: skip
    polls.record(db, due_feed(db, "feed"), an_update(), PollLog(outcome="new"), changed=[change], gap_seconds=0)


def test_an_edit_that_the_feed_has_whole_is_a_new_version(
    db: Connection, settings: Settings, catalogue: Catalogue
) -> None:
    item_id = stored_item(db, page=GOOD_PAGE)
    extracted(db, item_id, catalogue, settings)

    told_by_the_feed(db, item_id, *EDITED)

    assert extracted(db, item_id, catalogue, settings) == "updated"
    (article,) = records(db)
    assert tuple(body_texts(article.body)) == EDITED
    assert "feed_only" in article.quality.warnings
    assert types(db)[0] == "article.created"
    assert len(types(db)) == 2


@pytest.mark.parametrize("texts", [(), ("عاد القطار.",)], ids=["nothing", "a summary"])
def test_a_summary_takes_no_text_away(
    db: Connection, settings: Settings, catalogue: Catalogue, texts: tuple[str, ...]
) -> None:
    item_id = stored_item(db, page=GOOD_PAGE)
    extracted(db, item_id, catalogue, settings)

    told_by_the_feed(db, item_id, *texts)

    assert extracted(db, item_id, catalogue, settings) == "unchanged"
    (article,) = records(db)
    assert tuple(body_texts(article.body)) == TEXTS
