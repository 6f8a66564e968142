import pytest

from khabar.arabic.plurals import singulars


@pytest.mark.parametrize(
    ("plural", "singular"),
    [
        pytest.param("جداول", "جدول", id="four radicals"),
        pytest.param("تمارين", "تمرين", id="four radicals and a long vowel"),
        pytest.param("قوافل", "قافله", id="fawail"),
        pytest.param("نصاءح", "نصيحه", id="faail"),
        pytest.param("مخازن", "مخزن", id="mafail"),
        pytest.param("مسامير", "مسمار", id="mafaail"),
        pytest.param("اجنحه", "جناح", id="afila"),
        pytest.param("اقمشه", "قماش", id="afila, another"),
        pytest.param("حشود", "حشد", id="fuul"),
        pytest.param("فنون", "فن", id="fuul of two radicals"),
        pytest.param("اركان", "ركن", id="afal"),
        pytest.param("اجيال", "جيل", id="afal with a yeh"),
        pytest.param("افاق", "افق", id="afal with a hamza"),
        pytest.param("وزراء", "وزير", id="from the table"),
    ],
)
def test_a_broken_plural_has_its_singular(plural, singular):
    assert singular in singulars(plural)


@pytest.mark.parametrize(
    ("word", "written"),
    [
        pytest.param("مقاتل", "مقاتل", id="a participle, of people"),
        pytest.param("مهاجر", "مهاجر", id="another participle"),
        pytest.param("ارسال", "ارسال", id="a verbal noun, its hamza left out"),
        pytest.param("اسلام", "إسلام", id="a verbal noun, by its hamza"),
        pytest.param("دخول", "دخول", id="what a verb does"),
        pytest.param("تبادل", "تبادل", id="a sixth form"),
        pytest.param("لبنان", "لبنان", id="a name"),
        pytest.param("جزاءر", "جزائر", id="a name that is listed as none"),
        pytest.param("عراقي", "عراقي", id="a nisba"),
        pytest.param("سفاره", "سفارة", id="a teh marbuta at the end"),
    ],
)
def test_a_word_that_looks_like_one_has_none(word, written):
    assert singulars(word, written) == ()
