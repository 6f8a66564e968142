from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from khabar.article import Author
from khabar.body import At
from khabar.entities import asked_words, entity_id, name_words, names_of
from khabar.findings import Alias, Entity
from support.article_rows import an_article

HERE = At(node="b1", start=0, end=4)


def test_spellings_of_one_name_have_one_id_and_types_tell_names_apart() -> None:
    one = entity_id("person", "أحمد سُلطان")

    assert one == entity_id("person", "احمد  سلطان")
    assert one != entity_id("author", "أحمد سلطان")
    assert one != entity_id("person", "أحمد سلطاني")


def test_an_article_names_its_entities_and_authors_once_each() -> None:
    entities = tuple(
        Entity(id=f"e{number}", type=kind, name=name, confidence=1, aliases=aliases)
        for number, (kind, name, aliases) in enumerate(
            [
                ("person", "سلمى الحوراني", (Alias(text="الحوراني", kind="short", at=HERE),)),
                ("person", "سلمي الحوراني", ()),
                ("place", "عمّان", ()),
            ]
        )
    )
    article = an_article(1, entities=entities, authors=(Author(name="ليلى ناصر"),))

    names = names_of(article)

    assert sorted((name.type, name.name) for name in names) == [
        ("author", "ليلى ناصر"),
        ("person", "سلمي الحوراني"),
        ("place", "عمّان"),
    ]
    assert [name.id for name in names] == sorted(name.id for name in names)


def test_a_word_is_found_with_its_article_and_without() -> None:
    assert name_words("البنك المركزي") == ["البنك", "المركزي", "بنك", "مركزي"]
    assert name_words("الآن") == ["الان"]


@given(st.text(max_size=40))
def test_a_name_is_found_by_its_own_words(name: str) -> None:
    assert set(asked_words(name)) <= set(name_words(name))
