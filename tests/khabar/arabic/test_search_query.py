import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.arabic.search_query import highlights, search_query
from khabar.errors import BadInput

SYNTAX = st.lists(
    st.sampled_from(
        ["خبر", "عدن", "(", ")", "AND", "OR", "NOT", "-", "+", '"', "«", "»", " ", "في", "\\", "'", "|", "&", "!", ":*"]
    )
)


def shape(query):
    """The tsquery with each word's terms shortened to the first one."""
    return re.sub(r"\('([^']+)'(?: \| '[^']+')*\)", r"\1", search_query(query).to_tsquery())


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("2026 2025", "(o2026 & o2025)", id="side by side"),
        pytest.param("2026 AND 2025", "(o2026 & o2025)", id="AND"),
        pytest.param("2026 OR 2025", "(o2026 | o2025)", id="OR"),
        pytest.param("2026 NOT 2025", "(o2026 & !o2025)", id="NOT"),
        pytest.param("2026 AND NOT 2025", "(o2026 & !o2025)", id="AND NOT"),
        pytest.param("2026 -2025", "(o2026 & !o2025)", id="minus"),
        pytest.param("+2026 +2025", "(o2026 & o2025)", id="plus"),
        pytest.param('"2026 2025"', "(o2026 <1> o2025)", id="phrase"),
        pytest.param("«2026 2025»", "(o2026 <1> o2025)", id="Arabic quotation marks"),
        pytest.param("“2026 في 2025”", "(o2026 <2> o2025)", id="stop word inside a phrase"),
        pytest.param("2026-2025", "(o2026 <1> o2025)", id="a hyphen joins"),
        pytest.param("(2026 OR 2025) 2024", "((o2026 | o2025) & o2024)", id="parentheses"),
        pytest.param("2026 في 2025", "(o2026 & o2025)", id="stop words fall out"),
        pytest.param("2026 and or", "(o2026 & oand & oor)", id="small letters are words"),
    ],
)
def test_a_query_becomes_a_tsquery(query, expected):
    assert shape(query) == expected


def test_loosely_the_words_side_by_side_are_alternatives():
    query = search_query("2026 2025 -2024")

    assert query.to_tsquery(loosely=True) == "((('o2026') | ('o2025')) & !('o2024'))"


def test_a_stated_and_stays_when_loosened():
    assert search_query("2026 AND 2025").to_tsquery(loosely=True) == "(('o2026') & ('o2025'))"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "no word"),
        ("   !!!", "no word"),
        ("!؟", "no word"),
        ("-من", "only excludes"),
        ("من -خبر", "only excludes"),
        ("-خبر", "only excludes"),
        ("خبر OR -عدن", "only excludes"),
        ("(خبر", "not closed"),
        ("خبر)", "no opening"),
        ("()", "empty parentheses"),
        ('"خبر', "quotation mark"),
        ("خبر AND", "needs a word after"),
        ("AND خبر", "needs a word before"),
        ("OR خبر", "needs a word before"),
        ("خبر OR OR عدن", "needs a word after"),
        ("NOT", "needs a word after"),
        ("خ" * 501, "500"),
        ("(" * 100 + "خبر" + ")" * 100, "nested"),
    ],
)
def test_a_wrong_query_is_refused_with_the_reason(query, message):
    with pytest.raises(BadInput, match=message):
        search_query(query)


@given(SYNTAX.map(" ".join) | SYNTAX.map("".join) | st.text(max_size=80))
def test_a_query_is_read_or_refused_and_nothing_else(text):
    try:
        query = search_query(text)
    except BadInput:
        return

    tsquery = query.to_tsquery()
    assert tsquery.count("(") == tsquery.count(")")
    assert ("'" in tsquery) == (query.root is not None)


@pytest.mark.parametrize("text", ["في من", "من هو", '"من هو"', "(من OR هو)"])
def test_words_that_are_too_common_find_nothing_and_are_no_mistake(text):
    query = search_query(text)

    assert (query.root, query.to_tsquery(), highlights("من هو", query)) == (None, "", ())


def test_highlights_point_into_the_original_text():
    text = "زارَ الوزيرُ المستشفيـــات الحكومية ثم المدرسة"

    spans = highlights(text, search_query("مستشفى"))

    assert [text[start:end] for start, end in spans] == ["المستشفيـــات"]


def test_a_phrase_is_highlighted_only_where_it_stands_whole():
    text = "ميناء عدن قرب عدن وفي ميناء آخر"

    spans = highlights(text, search_query('"ميناء عدن"'))

    assert [text[start:end] for start, end in spans] == ["ميناء", "عدن"]


def test_what_is_excluded_is_not_highlighted():
    assert highlights("ميناء عدن", search_query("ميناء -عدن")) == ((0, 5),)


@given(st.text(st.characters(min_codepoint=0x0600, max_codepoint=0x0670) | st.just(" ")))
def test_every_highlight_is_a_word_of_the_text(text):
    spans = highlights(text, search_query("خبر OR عدن OR كتاب"))

    assert all(text[start:end].strip() for start, end in spans)
