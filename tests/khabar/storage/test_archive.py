"""Days of archives: which come before and after, and their parts, also of a search for words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from khabar.query import ArticleFilters
from khabar.storage import archive
from khabar.storage.archive import Part
from khabar.storage.database import Connection
from support.article_rows import START, an_article, store
from support.settled import settle

DAY = START.date()


@pytest.mark.parametrize("q", [None, "ميناء"], ids=["all", "words"])
def test_days_are_found_in_both_directions(db: Connection, q: str | None) -> None:
    """Articles came on days 0, 3 and 9, and on day 5 one without the word."""
    for number, days in enumerate((9, 0, 3, 3), 1):
        store(db, an_article(number, text="أخبار الميناء", first_seen_at=START + timedelta(days=days)))
    store(db, an_article(9, text="رياضة", first_seen_at=START + timedelta(days=5)))
    settle(db)
    filters = ArticleFilters(q=q)

    def day(number: int) -> date:
        return DAY + timedelta(days=number)

    middle = 5 if q is None else 3
    assert archive.before(db, filters, day(9)) == Part(day=day(middle), number=1)
    assert archive.before(db, filters, day(0)) is None
    assert archive.after(db, filters, day(0), day(9)) == Part(day=day(3), number=1)
    assert archive.after(db, filters, day(5), day(9)) is None
    assert (archive.parts(db, filters, day(3)), len(archive.records(db, filters, Part(day=day(3), number=1)))) == (1, 2)
