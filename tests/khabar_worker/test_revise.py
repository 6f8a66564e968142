"""What a second look at an article means: nothing, an update or a correction, and what exactly changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from khabar.article import Article, Quality, RoleValue
from khabar.body import Heading, ListBlock, ListItem, Media, Paragraph, Quote
from khabar.content_hash import content_hash
from khabar.origin import Identity, Lineage, LineageInput, Raw
from khabar.versions import version_ref, with_status
from khabar_worker.revise import Revision, changed_pointers, is_correction, revise

NOW = datetime(2026, 11, 22, 10, 5, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
FIRST = Paragraph(id="b1", text="عاد القطار إلى المدينة، وقال المدير «الرحلات منتظمة» أمام 300 راكب.")
SECOND = Paragraph(id="b2", text="ورحب السكان بالعودة.")
THIRD = Paragraph(id="b3", text="وتستمر الأعمال في المحطة.")


def an_article(*body: Any, now: datetime = NOW, id: int = 1, warnings: tuple[str, ...] = (), **changes: Any) -> Article:
    seen = LineageInput(kind="feed", feed_id=UUID(int=id), guid=f"g{id}", seen_at=now, outcome="new")
    article = Article.model_validate(
        {
            "id": UUID(int=id), "headline": "عودة القطار", "first_seen_at": now, "body": body or (FIRST, SECOND, THIRD),
            "quality": Quality(score=1, completeness=1, warnings=warnings), "provenance": {}, "raw": Raw(stored=False),
            "content_hash": "", "lineage": Lineage(identity=Identity(key="canonical_url"), inputs=(seen,)), **changes,
        }
    )  # fmt: skip
    article = article.model_copy(update={"content_hash": content_hash(article)})
    return article.model_copy(update={"versions": (version_ref(article, now, "created", "publisher", ()),)})


def look_again(stored: Article | None, fresh: Article, **more: Any) -> Revision:
    return revise(stored, fresh, now=LATER, is_own=more.pop("is_own", True), **more)


def test_an_unknown_article_is_new() -> None:
    fresh = an_article()

    assert look_again(None, fresh) == Revision(outcome="new", article=fresh, event="article.created")


@pytest.mark.parametrize(("is_own", "outcome"), [(True, "unchanged"), (False, "duplicate_of")], ids=["own", "other"])
def test_an_equal_article_makes_no_version_and_no_event(is_own: bool, outcome: str) -> None:
    revision = look_again(an_article(), an_article(id=2, modified_at=LATER), is_own=is_own)

    assert (revision.outcome, revision.article, revision.event) == (outcome, None, None)


@pytest.mark.parametrize(
    ("fresh", "event"),
    [
        (an_article(FIRST, SECOND, THIRD, Paragraph(id="b4", text="وهذا جديد.")), "article.updated"),
        (an_article(summary="موجز أضيف لاحقا"), "article.updated"),
        (an_article(headline="عودة القطارات"), "article.corrected"),
        (an_article(FIRST.model_copy(update={"text": FIRST.text.replace("300", "500")})), "article.corrected"),
        (an_article(FIRST.model_copy(update={"text": FIRST.text.replace("منتظمة", "متوقفة")})), "article.corrected"),
    ],
    ids=["paragraph added", "summary added", "headline", "number", "quotation"],
)
def test_a_changed_headline_number_or_quotation_is_a_correction_and_the_rest_an_update(
    fresh: Article, event: str
) -> None:
    stored = an_article()

    revision = look_again(stored, fresh)

    assert revision.article is not None
    assert (revision.outcome, revision.event) == ("updated", event)
    assert revision.article.versions[-1].kind == event.removeprefix("article.")


@pytest.mark.parametrize(
    ("old", "new", "corrected"),
    [
        ("بلغ السعر ٣٫٥ دنانير", "بلغ السعر ٣٫٦ دنانير", True),
        ("حضر 300 شخص", "حضر 300 شخص و20 صحفيا", False),
        ("قال “نعم” للجميع", "قال “لا” للجميع", True),
        ('قال "نعم"', 'قال "نعم" ثم "ربما"', False),
        ("حضر كثيرون", "حضر عدد كبير", False),
    ],
    ids=["arabic digits", "number added", "curly quotation", "quotation added", "other words"],
)
def test_only_what_was_there_before_can_be_corrected(old: str, new: str, corrected: bool) -> None:
    before, after = an_article(Paragraph(id="b1", text=old)), an_article(Paragraph(id="b1", text=new))

    assert is_correction(before, after) is corrected


def test_a_block_quotation_that_changed_is_a_correction() -> None:
    before, after = an_article(Quote(id="b1", text="لن نتوقف")), an_article(Quote(id="b1", text="قد نتوقف"))

    assert is_correction(before, after)


def test_a_headline_where_there_was_none_is_no_correction() -> None:
    assert not is_correction(an_article(headline=None), an_article())


def test_a_record_from_the_feed_never_replaces_one_from_the_page() -> None:
    fresh = an_article(Paragraph(id="b1", text="موجز فقط"), warnings=("feed_only",))

    revision = look_again(an_article(), fresh)

    assert (revision.outcome, revision.article, revision.event) == ("unchanged", None, None)


def test_the_page_after_a_record_from_the_feed_is_an_update_whatever_changed() -> None:
    stored = an_article(Paragraph(id="b1", text="موجز فيه 12 كلمة"), warnings=("feed_only",), headline="القطار")

    revision = look_again(stored, an_article())

    assert (revision.outcome, revision.event) == ("updated", "article.updated")


def test_a_feed_that_says_more_updates_a_record_from_the_feed() -> None:
    stored = an_article(SECOND, warnings=("feed_only",))

    revision = look_again(stored, an_article(SECOND, THIRD, warnings=("feed_only",)))

    assert (revision.outcome, revision.event) == ("updated", "article.updated")


def test_better_rules_over_the_same_page_are_not_the_publishers_doing() -> None:
    revision = look_again(an_article(), an_article(headline="عودة القطارات"), origin="extractor")

    assert revision.event == "article.reextracted"
    assert revision.article is not None
    assert revision.article.versions[-1].origin == "extractor"


def test_a_new_version_keeps_the_articles_id_first_sight_and_chain() -> None:
    stored = an_article()
    second = look_again(stored, an_article(FIRST, SECOND, now=LATER, id=2)).article
    assert second is not None
    third = look_again(second, an_article(FIRST, now=LATER, id=3)).article
    assert third is not None

    assert (third.id, third.version, third.first_seen_at) == (stored.id, 3, NOW)
    assert [(ref.version, ref.kind) for ref in third.versions] == [(1, "created"), (2, "updated"), (3, "updated")]
    assert third.versions[-1].content_hash == third.content_hash != second.content_hash
    assert [entry.guid for entry in third.lineage.inputs] == ["g1", "g2", "g3"]
    assert third.versions[:2] == second.versions


def test_one_feed_item_is_listed_once_with_its_last_outcome() -> None:
    fresh = an_article(FIRST)
    again = fresh.lineage.inputs[0].model_copy(update={"outcome": "refused:gone"})
    fresh = fresh.model_copy(update={"lineage": fresh.lineage.model_copy(update={"inputs": (again,)})})

    revised = look_again(an_article(), fresh).article

    assert revised is not None
    assert [entry.outcome for entry in revised.lineage.inputs] == ["refused:gone"]


INSERTED = Paragraph(id="b9", text="فقرة أضيفت.")
LIST = ListBlock(id="b2", items=(ListItem(id="b2.i1", text="بند"),))
MOVED_LIST = ListBlock(id="b3", items=(ListItem(id="b3.i1", text="بند"),))


@pytest.mark.parametrize(
    ("old", "new", "pointers"),
    [
        (an_article(), an_article(FIRST, INSERTED, SECOND, THIRD), ["/body/1"]),
        (an_article(), an_article(FIRST, THIRD), ["/body/1"]),
        (an_article(), an_article(FIRST, SECOND), ["/body/1"]),
        (an_article(), an_article(FIRST, INSERTED, THIRD), ["/body/1"]),
        (an_article(FIRST, LIST), an_article(FIRST, INSERTED, MOVED_LIST), ["/body/1"]),
        (an_article(FIRST), an_article(Heading(id="b1", text=FIRST.text)), ["/body/0"]),
        (an_article(), an_article(headline="آخر", summary="موجز"), ["/headline", "/summary"]),
        (an_article(), an_article(headlines=(RoleValue(role="kicker", value="نقل"),)), ["/headlines"]),
        (an_article(), an_article(media=(Media(id="m1", url="https://x.example/a.jpg", caption="صورة"),)), ["/media"]),
        (an_article(), an_article(), []),
    ],
    ids=[
        "insert",
        "delete",
        "delete last",
        "replace",
        "list moved",
        "became heading",
        "fields",
        "kicker",
        "caption",
        "equal",
    ],
)
def test_changed_names_exactly_what_differs(old: Article, new: Article, pointers: list[str]) -> None:
    assert list(changed_pointers(old, new)) == pointers


def test_a_new_version_always_says_what_changed() -> None:
    stored = an_article(Heading(id="b1", level=2, text="عنوان فرعي"))

    revision = look_again(stored, an_article(Heading(id="b1", level=3, text="عنوان فرعي")))

    assert revision.outcome == "updated"
    assert revision.changed == ("/body/0",)


GONE = "https://news.example.com/train"


def from_the_feed(**changes: Any) -> Article:
    return an_article(Paragraph(id="b1", text="القطار يعود."), warnings=("feed_only",), canonical_url=GONE, **changes)


def test_an_article_whose_page_is_gone_is_withdrawn_with_its_text() -> None:
    stored = an_article(canonical_url=GONE)

    revision = look_again(stored, from_the_feed(), is_gone=True)

    assert revision.article is not None
    assert (revision.outcome, revision.event, revision.changed) == ("withdrawn", "article.withdrawn", ("/status",))
    assert (revision.article.status, revision.article.version, revision.article.body) == ("canceled", 2, stored.body)
    assert [line.kind for line in revision.article.versions] == ["created", "withdrawn"]
    assert revision.article.content_hash != stored.content_hash


@pytest.mark.parametrize(
    ("stored", "is_own"),
    [
        (an_article(canonical_url="https://news.example.com/another"), True),
        (an_article(canonical_url=GONE), False),
        (an_article(canonical_url=GONE, warnings=("feed_only",)), True),
        (an_article(canonical_url=GONE, status="canceled"), True),
    ],
    ids=["read from another page", "another item's", "never read", "withdrawn already"],
)
def test_a_page_that_is_gone_withdraws_nothing_else(stored: Article, is_own: bool) -> None:
    revision = look_again(stored, from_the_feed(), is_gone=True, is_own=is_own)

    assert revision.outcome != "withdrawn"
    assert revision.article is None or revision.article.status == stored.status


def test_the_entry_tells_which_page_it_was_where_its_link_was_a_redirect() -> None:
    source = {"feed_id": UUID(int=7), "item_guid": "g1"}
    stored = an_article(canonical_url="https://news.example.com/landed", source=source)

    revision = look_again(stored, from_the_feed(source=source), is_gone=True)

    assert revision.outcome == "withdrawn"


def test_a_withdrawn_article_whose_page_is_there_again_is_restored() -> None:
    withdrawn = look_again(an_article(canonical_url=GONE), from_the_feed(), is_gone=True).article
    assert withdrawn is not None

    revision = look_again(withdrawn, an_article(canonical_url=GONE))

    assert revision.article is not None
    assert (revision.event, revision.article.status) == ("article.updated", "usable")
    assert [line.kind for line in revision.article.versions] == ["created", "withdrawn", "restored"]


def test_newer_rules_leave_a_withdrawn_article_withdrawn() -> None:
    withdrawn = look_again(an_article(canonical_url=GONE), from_the_feed(), is_gone=True).article
    assert withdrawn is not None

    same = look_again(withdrawn, an_article(canonical_url=GONE), origin="extractor")
    better = look_again(withdrawn, an_article(canonical_url=GONE, section="محليات"), origin="extractor")

    assert same.article is None
    assert better.article is not None
    assert better.article.status == "canceled"


def test_an_edit_of_a_withheld_article_is_stored_and_stays_withheld() -> None:
    withheld = with_status(an_article(), "withheld")

    same = look_again(withheld, an_article())
    edited = look_again(withheld, an_article(headline="عنوان آخر"))

    assert same.outcome == "unchanged"
    assert edited.article is not None
    assert (edited.article.status, edited.article.version) == ("withheld", 2)
