"""What a feed that keeps some languages does with the others."""

from __future__ import annotations

import pytest

from khabar.feed import FeedEntry
from khabar.publishers.loader import Catalogue
from khabar.settings import Settings
from khabar.storage.database import Connection
from support.extract_rows import (
    GOOD_PAGE,
    HEADLINE,
    PAGE,
    changed_entry,
    extracted,
    records,
    row_of,
    stored_item,
    types,
)

PERSIAN_TEXTS = (
    "وزارت راه اعلام کرد که این قطار از فردا برای همه مسافران شهر آماده خواهد بود و هزینه آن تغییر نمی‌کند.",
    "به گفته مدیر ایستگاه، هر روز چهار قطار به این شهر می‌آید و در تابستان این تعداد بیشتر خواهد شد.",
)
PERSIAN = (
    PAGE.replace(HEADLINE, "قطار پس از بیست سال به شهر بازگشت")
    .format(body="".join(f"<p>{text}</p>" for text in PERSIAN_TEXTS))
    .encode()
)


def keep(db: Connection, *languages: str) -> None:
    db.execute("update feed set languages = %s", (list(languages),))


def test_an_item_in_another_language_is_dropped_and_says_so(
    db: Connection, settings: Settings, catalogue: Catalogue
) -> None:
    item_id = stored_item(db, FeedEntry(guid="1", link="https://news.example.com/1", title="قطار"), page=PERSIAN)
    keep(db, "ar")

    outcome = extracted(db, item_id, catalogue, settings)

    row = row_of(db, item_id)
    assert outcome == "dropped:language"
    assert (row["state"], row["outcome"], row["article_id"]) == ("done", "dropped:language", None)
    assert (records(db), types(db)) == ([], [])


@pytest.mark.parametrize("languages", [(), ("fa",), ("ar", "fa")], ids=["all", "fa", "ar and fa"])
def test_a_wanted_language_is_kept(
    db: Connection, settings: Settings, catalogue: Catalogue, languages: tuple[str, ...]
) -> None:
    item_id = stored_item(db, FeedEntry(guid="1", link="https://news.example.com/1", title="قطار"), page=PERSIAN)
    keep(db, *languages)

    assert extracted(db, item_id, catalogue, settings) == "new"

    assert [article.language for article in records(db)] == ["fa"]


def test_what_cannot_be_told_is_kept(db: Connection, settings: Settings, catalogue: Catalogue) -> None:
    item_id = stored_item(db, FeedEntry(guid="1", title="FIFA 2026"), refused="no_link")
    keep(db, "ar")

    assert extracted(db, item_id, catalogue, settings) == "new"

    assert [article.headline for article in records(db)] == ["FIFA 2026"]


def test_a_record_that_is_there_goes_on_being_kept(db: Connection, settings: Settings, catalogue: Catalogue) -> None:
    item_id = stored_item(db, page=GOOD_PAGE)
    extracted(db, item_id, catalogue, settings)
    keep(db, "fa")

    changed_entry(db, item_id, GOOD_PAGE)

    assert extracted(db, item_id, catalogue, settings) in {"unchanged", "updated"}
