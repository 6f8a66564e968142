import pytest

from khabar.arabic.nisba import nouns_of


@pytest.mark.parametrize(
    ("nisba", "noun"),
    [
        ("سنوي", "سنه"),
        ("لغويه", "لغه"),
        ("تربويون", "تربيه"),
        ("دموي", "دم"),
        ("صحراويه", "صحراء"),
        ("اسيويه", "اسيا"),
        ("دعاءي", "دعايه"),
        ("صحيه", "صحه"),
    ],
)
def test_a_nisba_has_its_noun(nisba, noun):
    assert list(nouns_of(nisba)) == [noun]


@pytest.mark.parametrize("word", ["يساوي", "قريه", "علي", "سياسي", "مدينه"])
def test_what_is_no_such_nisba_has_none(word):
    assert list(nouns_of(word)) == []
