"""Pages without a sentence: a poem's own lines, and those that say who wrote it and where."""

from __future__ import annotations

import pytest

from khabar_worker.extract.drafts import Line, TextDraft
from khabar_worker.extract.text.tidy import Tidied, tidy

VERSES = [
    "يا نهر خذني للبعيد",
    "واترك على الضفاف ظلي",
    "كم مر من هنا غريب",
    "بيروت",
    "وأنا المقيم بلا محل",
    "دمشق - حلب",
    "أمشي ويمشي الليل خلفي",
    "والريح تسأل أين أهلي",
    "لا باب يفتح للغريب",
]


def tidied(lines: list[str]) -> tuple[Tidied, list[str]]:
    result = tidy([TextDraft("paragraph", Line(line)) for line in lines], headline="قصيدة النهر")
    return result, [draft.line.text for draft in result.drafts if isinstance(draft, TextDraft)]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ([], ["محمود درويش", "شاعر من فلسطين", "رام الله", "مارس 2002"]),
        ([], ["محمود درويش", "رام الله", "مارس 2002", "من ديوان النهر"]),
        (["ثقافة وفن", "شعر", "إلى أمي", "محمود درويش"], []),
        ([], []),
    ],
    ids=["a calling, a place, a year", "a book", "below a dedication", "nobody"],
)
def test_a_poem_keeps_its_lines_and_gives_its_writer(above: list[str], below: list[str]) -> None:
    result, kept = tidied([*above, *VERSES, *below])

    assert [verse for verse in VERSES if verse not in kept] == []
    assert result.signatures == (["محمود درويش"] if above or below else [])


def test_a_list_of_places_is_no_poem() -> None:
    _, kept = tidied(["القاهرة: 28", "الإسكندرية: 24", "أسوان: 36", "الأقصر: 35", "دمياط: 23", "سوهاج: 33", "قنا: 34"])

    assert kept == []


def test_the_header_and_the_source_of_a_brief_are_not_its_text() -> None:
    header = ["أخبار", "محليات", "فيديو", "القاهرة", "10 مارس 2026 - 10:30", "كتبت سلمى الوادي"]
    news = ["وزير الصحة يزور المستشفى الجديد اليوم", "ويلتقي الأطباء والمرضى"]

    result, kept = tidied([*header, *news, "رويترز", "وسوم"])

    assert result.sign_offs == ["رويترز"]
    assert "كتبت سلمى الوادي" in result.bylines
    assert "القاهرة" not in kept
    assert [line for line in news if line not in kept] == []


def test_who_pays_for_a_text_is_no_heading_of_it() -> None:
    one = "قال المتحدث باسم الوزارة إن الأعمال في الطريق الجديد ستنتهي قبل نهاية الشهر المقبل بحسب الخطة."
    two = "وأضاف أن فرق الصيانة تعمل ليلا ونهارا لإعادة فتح المسارات الثلاثة أمام حركة السيارات."
    label = TextDraft("heading", Line("هذا المحتوى برعاية بنك الساحل"))
    story = [TextDraft("paragraph", Line(text)) for text in (one, two, f"{one} {two}")]

    assert tidy([*story[:1], label, *story[1:]], headline="الطريق الجديد").drafts == story
