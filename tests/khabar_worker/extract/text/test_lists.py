"""What a list element gives: a list, a heading, or only a frame around what stands in it."""

from __future__ import annotations

import pytest

from khabar_worker.extract.drafts import Draft, Line, ListDraft, MediaDraft, TextDraft
from khabar_worker.extract.text.lists import list_of


def line(text: str, *, bold: float = 0.0) -> Draft:
    return TextDraft("paragraph", Line(text, bold=bold))


def test_lines_become_items_and_a_list_below_a_line_its_own_items() -> None:
    inner = list_of([[line("زيتون جبلي")], [line("زيتون ساحلي")]], ordered=False)

    found = list_of([[line("شجر السدر")], [line("شجر الزيتون"), *inner]], ordered=True)

    assert isinstance(found[0], ListDraft)
    assert found[0].ordered
    assert [item.line.text for item in found[0].items] == ["شجر السدر", "شجر الزيتون"]
    assert [item.line.text for item in found[0].items[1].items] == ["زيتون جبلي", "زيتون ساحلي"]


def test_one_bold_item_is_a_heading() -> None:
    found = list_of([[line("متى يفتح الجسر؟", bold=1.0)]], ordered=False)

    assert [(draft.kind, draft.line.text) for draft in found if isinstance(draft, TextDraft)] == [
        ("heading", "متى يفتح الجسر؟")
    ]


@pytest.mark.parametrize(
    "item",
    [
        [MediaDraft("image", "https://news.example/trees.jpg"), line("شجر السدر")],
        [line("بدأ العمل صباحا."), line("وانتهى ظهرا."), line("ثم عاد العمال."), line("وأغلق الطريق.")],
    ],
    ids=["a card with a picture", "an article laid out in a list"],
)
def test_a_list_around_cards_or_an_article_is_only_a_frame(item: list[Draft]) -> None:
    other = line("خبر آخر")

    assert list_of([item, [other]], ordered=False) == [*item, other]


def test_a_list_without_anything_in_it_gives_nothing() -> None:
    assert list_of([[], []], ordered=False) == []
