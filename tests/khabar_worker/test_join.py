"""Pages joined: blocks in order, repeats once, ids counted on."""

from __future__ import annotations

from khabar.article import RoleValue
from khabar.body import Cell as TableCell
from khabar.body import Heading, Link, ListBlock, ListItem, Media, MediaBlock, Paragraph, Table
from khabar.origin import Provenance
from khabar_worker.extraction import Extraction
from khabar_worker.join import joined, with_amp_body

LONG = "قال سكان الحي إنهم انتظروا افتتاح الحديقة منذ أعوام، وإن أطفالهم وجدوا أخيرا مكانا آمنا للعب."
OTHER = "وتقع الحديقة على مساحة عشرين ألف متر مربع، وفيها ملاعب ومكتبة صغيرة ومسارات للدراجات."
THIRD = "ومن المقرر أن تتسلم جمعية أهلية إدارة الحديقة مطلع العام المقبل بعد تدريب المتطوعين."
BODY = {"/body": Provenance(method="dom", extractor="page-body@1", confidence=0.9)}


def page(*blocks: object, media: tuple[Media, ...] = (), **more: object) -> Extraction:
    return Extraction.model_validate(
        {"headline": "حديقة جديدة", "body": blocks, "media": media, "provenance": BODY, **more}
    )


def a(identity: str, text: str) -> Paragraph:
    return Paragraph(id=identity, text=text)


def picture(identity: str, url: str) -> Media:
    return Media(id=identity, url=url)


def test_the_blocks_of_all_pages_follow_each_other_with_new_ids() -> None:
    first = page(a("b1", LONG))
    items = (ListItem(id="b1.i1", text="ملاعب", items=(ListItem(id="b1.i1.i1", text="كرة السلة"),)),)
    rows = ((TableCell(id="b2.r0c0", text="المساحة"),),)
    second = page(
        ListBlock(id="b1", items=items), Table(id="b2", rows=rows), links=(Link(href="/a", text="أ", internal=True),)
    )

    whole = joined(first, [(second, "sha256:2"), (page(a("b1", THIRD)), "sha256:3")])

    assert [block.id for block in whole.body] == ["b1", "b2", "b3", "b4"]
    moved = whole.body[1]
    assert isinstance(moved, ListBlock)
    assert (moved.items[0].id, moved.items[0].items[0].id) == ("b2.i1", "b2.i1.i1")
    assert isinstance(whole.body[2], Table)
    assert whole.body[2].rows[0][0].id == "b3.r0c0"
    assert whole.provenance["/body"].raw_refs == ("sha256:2", "sha256:3")
    assert [link.href for link in whole.links] == ["/a"]


def test_what_every_page_repeats_is_said_once() -> None:
    lead = picture("m1", "https://news.example/media/gate-640x360.jpg")
    first = page(MediaBlock(id="b1", type="image", media_id="m1"), a("b2", LONG), media=(lead,), summary="افتتاح")
    second = page(
        MediaBlock(id="b1", type="image", media_id="m1"), a("b2", "افتتاح"), Heading(id="b3", text="حديقة جديدة"),
        a("b4", LONG), a("b5", OTHER),
        MediaBlock(id="b6", type="image", media_id="m2"),
        media=(lead, picture("m2", "https://news.example/media/lake.jpg")),
    )  # fmt: skip

    whole = joined(first, [(second, "sha256:2")])

    assert [getattr(block, "text", block.type) for block in whole.body] == ["image", LONG, OTHER, "image"]
    assert [medium.url.rpartition("/")[2] for medium in whole.media] == ["gate-640x360.jpg", "lake.jpg"]
    assert [block.media_id for block in whole.body if isinstance(block, MediaBlock)] == ["m1", "m2"]


def test_a_short_line_may_come_again_in_mid_page() -> None:
    first = page(a("b1", LONG), a("b2", "وأضاف:"))
    second = page(a("b1", OTHER), a("b2", "وأضاف:"), a("b3", THIRD))

    whole = joined(first, [(second, "sha256:2")])

    assert [block.text for block in whole.body if isinstance(block, Paragraph)] == [
        LONG,
        "وأضاف:",
        OTHER,
        "وأضاف:",
        THIRD,
    ]


def test_a_page_that_says_nothing_new_leaves_the_first_as_it_was() -> None:
    first = page(a("b1", LONG))

    assert joined(first, [(page(a("b1", LONG)), "sha256:2")]) is first


def test_the_wall_at_the_end_of_a_part_cuts_the_whole() -> None:
    walled = page(a("b1", OTHER), warnings=("truncated_source", "no_headline"))

    whole = joined(page(a("b1", LONG)), [(walled, "sha256:2")])

    assert whole.warnings == ("truncated_source",)


def test_the_amp_page_gives_the_text_of_a_thin_page_and_keeps_its_head() -> None:
    main = page(a("b1", "موجز قصير"), section="محليات", headlines=(RoleValue(role="main", value="حديقة جديدة"),))
    amp = page(a("b1", LONG), a("b2", OTHER), headline="عنوان آخر")

    whole = with_amp_body(main, amp, "sha256:amp")

    assert (whole.headline, whole.section) == ("حديقة جديدة", "محليات")
    assert [block.text for block in whole.body if isinstance(block, Paragraph)] == [LONG, OTHER]
    assert whole.provenance["/body"].raw_ref == "sha256:amp"
    assert "9 characters" in whole.provenance["/body"].rejected[0].why
    assert whole.warnings == ("body_from_amp",)


def test_an_amp_page_that_says_hardly_more_is_not_taken() -> None:
    main = page(a("b1", LONG))

    assert with_amp_body(main, page(a("b1", LONG + " اليوم")), "sha256:amp") is main
