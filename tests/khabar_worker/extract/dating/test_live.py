"""The updates of a live page, from its markup and from its JSON-LD."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from khabar.arabic.fold import fold
from khabar.body import BodyBlock, Heading, Paragraph
from khabar_worker.extract import extract_page
from khabar_worker.extract.dating.live import updates_of
from khabar_worker.extraction import Stamp

NOW = datetime(2026, 4, 14, 9, 0, tzinfo=UTC)
STORY = "بدأت مراسم الافتتاح بحضور سكان الحي القديم، وتجمع المئات عند الرصيف الشمالي قبل وصول أول سفينة إلى الميناء."
BODY: tuple[BodyBlock, ...] = (
    Paragraph(id="b1", text="نتابع معكم يوم الافتتاح."),
    Heading(id="b2", level=3, text="وصول أول سفينة"),
    Paragraph(id="b3", text=STORY),
    Heading(id="b4", level=3, text="احتجاج الصيادين"),
    Paragraph(id="b5", text="تجمع الصيادون عند المدخل."),
)


def stamp(text: str, hour: int | None = None) -> Stamp:
    return Stamp(text=fold(text), at=datetime(2026, 3, 10, hour, tzinfo=UTC) if hour is not None else None)


def test_an_update_goes_down_to_the_next_and_what_is_above_them_is_none() -> None:
    found = updates_of(BODY, [stamp("احتجاج الصيادين"), stamp("وصول أول سفينة", 9)])

    assert [(one.id, one.headline, one.blocks) for one in found] == [
        ("u1", "وصول أول سفينة", ("b2", "b3")),
        ("u2", "احتجاج الصيادين", ("b4", "b5")),
    ]
    assert [one.published_at for one in found] == [datetime(2026, 3, 10, 9, tzinfo=UTC), None]


def test_an_update_without_a_heading_has_no_headline() -> None:
    found = updates_of(BODY, [stamp("وصول أول سفينة", 9), stamp("تجمع الصيادون عند المدخل.", 8)])

    assert [(one.headline, one.blocks) for one in found] == [("وصول أول سفينة", ("b2", "b3", "b4")), (None, ("b5",))]


@pytest.mark.parametrize("stamped", [[], [stamp("وصول أول سفينة", 9)], [stamp("خبر آخر", 9), stamp("خبر ثالث", 8)]])
def test_fewer_than_two_updates_in_the_body_are_none(stamped: list[Stamp]) -> None:
    assert updates_of(BODY, stamped) == ()


TOLD = (
    ',"liveBlogUpdate":['
    '{"@type":"BlogPosting","headline":"وصول أول سفينة","datePublished":"2026-03-10T09:30:00Z"},'
    '{"@type":"BlogPosting","headline":"احتجاج الصيادين","datePublished":"2026-03-10T08:10:00Z"}]'
)


@pytest.mark.parametrize(
    ("told", "first", "second"),
    [("", "datetime=2026-03-10T09:30:00Z", "datetime=2026-03-10T08:10:00Z"), (TOLD, "", "")],
    ids=["the page's own times", "what JSON-LD tells"],
)
def test_a_live_page_tells_when_each_update_came(told: str, first: str, second: str) -> None:
    title = "مباشر: افتتاح الرصيف"
    jsonld = f'{{"@type":"LiveBlogPosting","headline":"{title}","datePublished":"2026-03-10T06:00:00Z"{told}}}'
    posts = (
        f"<div class=live-post><time {stamped}>12:30</time><h3>{heading}</h3><p>{heading}. {STORY}</p></div>"
        for stamped, heading in ((first, "وصول أول سفينة"), (second, "احتجاج الصيادين"))
    )
    html = (
        f'<html dir=rtl><head><title>{title}</title><script type="application/ld+json">{jsonld}</script></head>'
        f"<body><h1>{title}</h1><div class=live-body><p>{STORY}</p>{''.join(posts)}</div></body></html>"
    )

    extraction = extract_page(html, url="https://news.example/live", publisher=None, now=NOW)

    assert extraction.type == "live_blog"
    assert [(one.headline, one.published_at) for one in updates_of(extraction.body, extraction.updates)] == [
        ("وصول أول سفينة", datetime(2026, 3, 10, 9, 30, tzinfo=UTC)),
        ("احتجاج الصيادين", datetime(2026, 3, 10, 8, 10, tzinfo=UTC)),
    ]
