import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.arabic.clean import clean_name, clean_text, clean_title

ANY_TEXT = st.text(st.characters(codec=None, categories=None), max_size=60)
CLEANERS = pytest.mark.parametrize("cleaner", [clean_text, clean_title, clean_name])


@CLEANERS
@given(text=ANY_TEXT)
def test_cleaning_twice_changes_nothing_more(cleaner, text):
    once = cleaner(text)

    assert cleaner(once) == once


@CLEANERS
@given(text=ANY_TEXT)
def test_whatever_comes_in_can_be_stored(cleaner, text):
    cleaned = cleaner(text)

    cleaned.encode("utf-8")
    assert "\x00" not in cleaned
    assert "\ufffe" not in cleaned


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        pytest.param("قالَ الـــوزيرُ", "قالَ الـــوزيرُ", id="diacritics and tatweel stay"),
        pytest.param("می\u200cخواهم", "می\u200cخواهم", id="zero width non-joiner stays"),
        pytest.param("سطر\r\n\tثان\u00a0 وثالث\u2028رابع", "سطر ثان وثالث رابع", id="white space collapses"),
        pytest.param("خبر\x00 \x1bعا\x9fجل\ufffe", "خبر عاجل", id="controls go"),
        pytest.param("نصف\ud83d زوج", "نصف زوج", id="lone surrogates go"),
        pytest.param("ا\u0654حمد", "أحمد", id="composed"),
        pytest.param("\ufeffمقدمة", "مقدمة", id="a byte order mark goes"),
        pytest.param("٢٠٢٦ و2026", "٢٠٢٦ و2026", id="digits stay as written"),
        pytest.param("\u200fمرحبا\u200f", "\u200fمرحبا\u200f", id="a body keeps its direction marks"),
    ],
)
def test_a_node_keeps_what_was_written_and_loses_what_cannot_be_stored(text, cleaned):
    assert clean_text(text) == cleaned


def test_a_title_loses_its_bidi_controls():
    assert clean_title("\u202bوزير \u2067الصحة\u2069\u202c \u200fيستقيل\u061c") == "وزير الصحة يستقيل"


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("| ليلى حداد |", "ليلى حداد"),
        ("سامر ن.", "سامر ن."),
        ("\u200fعمر الصالح،\u200f", "عمر الصالح"),
        (" - ", ""),
    ],
)
def test_a_name_stands_without_what_surrounded_it(printed, name):
    assert clean_name(printed) == name
