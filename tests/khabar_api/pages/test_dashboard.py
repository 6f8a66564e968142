from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import httpx
from selectolax.lexbor import LexborHTMLParser

from khabar.article import Article
from khabar.body import At
from khabar.findings import Entity
from khabar.storage.database import Connection
from khabar_api.events.stream import MOST_STREAMS_OF_ONE
from support.ledger_rows import HOST, a_feed
from support.settled import settle

Shelf = Callable[..., Article]


def test_the_first_page_lists_articles_and_runs_no_text_of_theirs(api: httpx.Client, shelf: Shelf) -> None:
    empty = api.get("/")
    shelf(1, headline="<script>alert(1)</script> عاجل")

    page = api.get("/")

    assert "khabar feeds add" in empty.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; عاجل" in page.text
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]


def test_the_figures_count_what_is_there(api: httpx.Client, shelf: Shelf, db: Connection) -> None:
    for number in range(1, 4):
        shelf(number)

    figures = api.get("/app/figures?lang=en").text
    told = dict(re.findall(r"<dt>([^<]+)</dt><dd>\s*([\d,]+)", figures))
    tens = [int(one) for one in re.findall(r"<td>(\d+)</td>", figures)]

    assert (told["articles kept"], told["in the last hour"], told["waiting"], told["in quarantine"]) == (
        *("3", "3", "0", "0"),
    )
    assert (len(tens), sum(tens)) == (6, 3)


def test_names_of_the_day_and_feeds_that_fail_stand_beside(api: httpx.Client, shelf: Shelf, db: Connection) -> None:
    port = Entity(id="e1", type="place", name="ميناء العقبة", confidence=1, mentions=(At(node="b1", start=0, end=3),))
    shelf(1, entities=(port,), first_seen_at=datetime.now(UTC))
    shelf(2, entities=(port.model_copy(update={"name": "خليج قديم"}),), first_seen_at=datetime.now(UTC) - timedelta(2))
    for name in ("ill", "well"):
        a_feed(db, name)
    db.execute("update feed set failures = 2, last_error = 'timeout: the host did not answer' where url like '%/ill'")
    settle(db)

    beside = LexborHTMLParser(api.get("/").text).css_first("#today")
    again = LexborHTMLParser(api.get("/app/today").text)

    for shown in (beside, again):
        assert [(one.css_first("bdi").text(), one.css_first("small").text()) for one in shown.css(".counted li")] == [
            ("ميناء العقبة", "1")
        ]
        assert [link.text() for link in shown.css("ul a bdi")] == [f"https://{HOST}/ill"]


def test_the_first_page_opens_no_more_streams_than_others_may(api: httpx.Client) -> None:
    with ExitStack() as streams:
        told = [
            streams.enter_context(api.stream("GET", path)).status_code
            for path in ["/v1/events/stream"] * MOST_STREAMS_OF_ONE + ["/app/live?after=1-1"]
        ]

    assert told == [200] * MOST_STREAMS_OF_ONE + [429]


def test_new_articles_come_as_rows_in_the_language_of_the_page(api: httpx.Client, shelf: Shelf) -> None:
    position = re.search(r"after=([\d-]+)", api.get("/").text)
    assert position
    fresh = shelf(1, headline="<b>افتتاح</b> الميناء")

    with api.stream("GET", f"/app/live?after={position[1]}&lang=en") as answer:
        lines = answer.iter_lines()
        event = next(line for line in lines if line.startswith("event: "))
        data = []
        for line in lines:
            if not line:
                break
            data.append(line.removeprefix("data: "))

    html = "\n".join(data)
    assert event == "event: row"
    assert f'href="/app/articles/{fresh.id}"' in html
    assert "&lt;b&gt;افتتاح&lt;/b&gt;" in html
    assert "Sahifa" in html
