from __future__ import annotations

from uuid import UUID

import pytest

from khabar.article import PublisherRef, SourceRef
from khabar_api.articles.listing import publisher_name
from support.written_articles import PUBLISHER, make_article

UNKNOWN = PublisherRef(id="marsa.example", domain="marsa.example")
FEED = SourceRef(feed_id=UUID(int=1), feed_title="صحيفة المرسى")
NAMELESS = SourceRef(feed_id=UUID(int=1))


@pytest.mark.parametrize(
    ("publisher", "source", "arabic", "english"),
    [
        (PUBLISHER, FEED, "الصحيفة", "Sahifa"),
        (PUBLISHER.model_copy(update={"name_en": None}), FEED, "الصحيفة", "الصحيفة"),
        (UNKNOWN, FEED, "صحيفة المرسى (marsa.example)", "صحيفة المرسى (marsa.example)"),
        (UNKNOWN, NAMELESS, "marsa.example", "marsa.example"),
        (UNKNOWN, None, "marsa.example", "marsa.example"),
        (None, FEED, "صحيفة المرسى", "صحيفة المرسى"),
        (None, None, None, None),
    ],
    ids=["known", "in one language", "a feed's title", "a feed without", "an import", "no domain", "nothing"],
)
def test_a_publisher_is_called_by_its_name_or_by_what_its_feed_says(
    publisher: PublisherRef | None, source: SourceRef | None, arabic: str | None, english: str | None
) -> None:
    article = make_article(publisher=publisher, source=source)

    assert (publisher_name(article, "ar"), publisher_name(article, "en")) == (arabic, english)
