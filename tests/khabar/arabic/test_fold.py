import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.arabic.fold import fold, fold_with_offsets, source_span

ANY_TEXT = st.text(st.characters(codec=None, categories=None), max_size=60)
ARABIC_TEXT = st.text(st.characters(min_codepoint=0x0600, max_codepoint=0x06FF) | st.sampled_from(" \u200cﻻﷲa1"))


@given(ANY_TEXT | ARABIC_TEXT)
def test_folding_twice_changes_nothing_more(text):
    once = fold(text)

    assert fold(once) == once


@given(ANY_TEXT | ARABIC_TEXT)
def test_every_folded_character_comes_from_the_character_its_offset_names(text):
    folded, offsets = fold_with_offsets(text)

    assert folded == fold(text)
    assert len(offsets) == len(folded)
    assert list(offsets) == sorted(offsets)
    assert "".join(fold(text[offset]) for offset in sorted(set(offsets))) == folded


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        pytest.param("أحمد إلى آخر ٱلباب", "احمد الي اخر الباب", id="alef and yeh"),
        pytest.param("مدرسة", "مدرسه", id="teh marbuta"),
        pytest.param("مسؤول مسئول", "مسءول مسءول", id="hamza seats meet"),
        pytest.param("مُحَمَّدٌ", "محمد", id="diacritics"),
        pytest.param("محـــمد", "محمد", id="tatweel"),
        pytest.param("کتابی گفت", "كتابي كفت", id="Persian letters"),
        pytest.param("ﻻ ﺍﻟﺴﻼﻡ", "لا السلام", id="presentation forms"),
        pytest.param("ﺭﺋﻴﺲ رئيس", "رءيس رءيس", id="presentation form of a hamza seat"),
        pytest.param("٢٠٢٦ ۲۰۲۶ ２０２６", "2026 2026 2026", id="digit sets"),
        pytest.param("سور\u200dيا\u200f \u202bغزة\u202c", "سوريا غزه", id="zero width and bidi"),
        pytest.param("Café ÉTÉ Straße", "cafe ete strasse", id="Latin"),
    ],
)
def test_spellings_of_one_word_fold_together(written, folded):
    assert fold(written) == folded


def test_a_span_takes_the_marks_of_its_last_letter_with_it():
    text = "قال مُحَمَّدٌ أمس"
    folded, offsets = fold_with_offsets(text)
    start = folded.index("محمد")

    span = source_span(text, offsets, start, start + 4)

    assert text[slice(*span)] == "مُحَمَّدٌ"


def test_an_empty_span_stays_empty():
    text = "خبر"
    _, offsets = fold_with_offsets(text)

    assert source_span(text, offsets, 3, 3) == (3, 3)
    assert source_span(text, offsets, 1, 1) == (1, 1)
