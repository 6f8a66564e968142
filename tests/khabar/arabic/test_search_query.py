import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.arabic.search_query import any_word_of, search_query
from khabar.arabic.search_tree import highlights
from khabar.errors import BadQuery

SYNTAX = st.lists(
    st.sampled_from(
        [
            "خبر",
            "عدن",
            "(",
            ")",
            "AND",
            "OR",
            "NOT",
            "-",
            "+",
            '"',
            "«",
            "»",
            " ",
            "في",
            "\\",
            "'",
            "|",
            "&",
            "!",
            ":*",
            "*",
        ]
    )
)


def shape(query):
    """The tsquery with each word's terms shortened to the first one."""
    return re.sub(r"\('([^']+)'(?: \| '[^']+')*\)", r"\1", search_query(query).to_tsquery())


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("2026 2025", "(2026 & 2025)", id="side by side"),
        pytest.param("2026 AND 2025", "(2026 & 2025)", id="AND"),
        pytest.param("2026 OR 2025", "(2026 | 2025)", id="OR"),
        pytest.param("2026 NOT 2025", "(2026 & !2025)", id="NOT"),
        pytest.param("2026 AND NOT 2025", "(2026 & !2025)", id="AND NOT"),
        pytest.param("2026 -2025", "(2026 & !2025)", id="minus"),
        pytest.param("+2026 +2025", "(2026 & 2025)", id="plus"),
        pytest.param('"2026 2025"', "(2026 <1> 2025)", id="phrase"),
        pytest.param("«2026 2025»", "(2026 <1> 2025)", id="Arabic quotation marks"),
        pytest.param("“2026 في 2025”", "(2026 <2> 2025)", id="stop word inside a phrase"),
        pytest.param("2026-2025", "(2026 <1> 2025)", id="a hyphen joins"),
        pytest.param("(2026 OR 2025) 2024", "((2026 | 2025) & 2024)", id="parentheses"),
        pytest.param("2026 في 2025", "(2026 & 2025)", id="stop words fall out"),
        pytest.param("2026 and or", "(2026 & and & or)", id="small letters are words"),
    ],
)
def test_a_query_becomes_a_tsquery(query, expected):
    assert shape(query) == expected


def loosened(query, missing):
    """`query` with all but `missing` of the words that may be left out, as a tsquery."""
    read = search_query(query)
    parts = read.loosened()
    looser = None if parts is None else read.any_but(missing, of=parts[1])
    return None if looser is None else re.sub(r"\('([^']+)'\)", r"\1", looser.to_tsquery())


@pytest.mark.parametrize(
    ("query", "missing", "expected"),
    [
        pytest.param("2026 2025", 1, "((2026 | 2025))", id="either of two"),
        pytest.param("2026 2025 2024", 1, "(((2026 & 2025) | (2026 & 2024) | (2025 & 2024)))", id="two of three"),
        pytest.param("2026 2025 -2024", 1, "((2026 | 2025) & !2024)", id="what is excluded stays out"),
        pytest.param("2026 2025 +2024", 1, "((2026 | 2025) & 2024)", id="what is needed stays"),
        pytest.param('2026 2025 "2024 2023"', 1, "((2026 | 2025) & (2024 <1> 2023))", id="a phrase stays"),
        pytest.param("2026 AND 2025", 1, None, id="a stated AND stays"),
        pytest.param("2026", 1, None, id="one word stays"),
        pytest.param("2026 +2025", 1, None, id="one word beside a needed one stays"),
    ],
)
def test_words_side_by_side_may_be_left_out_when_loosened(query, missing, expected):
    assert loosened(query, missing) == expected


def test_a_word_before_a_star_is_looked_for_by_its_beginning():
    query = search_query("وزار*")

    assert query.to_tsquery() == "('=وزار':*)"
    assert list(highlights("وزارة النقل والوزارات في وزر", query)) == [(0, 5), (12, 21)]


def test_a_search_in_some_fields_asks_for_their_weights():
    query = search_query("2026 -2025")

    assert query.within(("headline",)).to_tsquery() == "(('2026':A) & !('2025':A))"
    assert query.within(("summary", "body")).to_tsquery() == "(('2026':BCD) & !('2025':BCD))"
    assert query.within(("headline", "summary", "body")).to_tsquery() == query.to_tsquery()


@pytest.mark.parametrize(
    ("query", "at"),
    [("خبر )", 4), ("خبر (عدن", 4), ('خبر "عدن', 4), ("خبر AND", 4), ("OR خبر", 0), ("في عدن خب*", 7)],
    ids=["closing", "opening", "quotation mark", "operator", "first operator", "short prefix"],
)
def test_a_mistake_is_told_with_its_place(query, at):
    with pytest.raises(BadQuery) as refused:
        search_query(query)

    assert refused.value.at == at


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
        ("title:ميناء", "ask for search_in=headline"),
        ('قطار AND text:"ميناء قديم"', "ask for search_in=body"),
        ("(ميناء language:ar)", "ask for language="),
        ("canonical_domain:(a OR b)", "ask for domain="),
        ("ميناء NEAR/5 قطار", "NEAR/5 is not known"),
        ('"ميناء قديم"~5', "~5 is not known"),
        ("(" * 100 + "خبر" + ")" * 100, "nested"),
    ],
)
def test_a_wrong_query_is_refused_with_the_reason(query, message):
    with pytest.raises(BadQuery, match=message):
        search_query(query)


@pytest.mark.parametrize(
    "query",
    [
        "عاجل: ميناء",
        "عاجل | ميناء",
        "ميناء & سوق",
        "ميناء!",
        "ميناء ! سوق",
        '"ميناء || !سوق"',
        "ميناء || سوق",
        "!عاجل",
        "AT&&T",
        "source: Reuters",
        '"title:ميناء"',
        "ميناء near البحر",
        "http://news.example",
        "Title:ميناء",
    ],
)
def test_what_a_headline_may_have_is_no_field(query):
    assert search_query(query).root is not None


@pytest.mark.parametrize(
    ("query", "same"),
    [
        ("ميناء || قطار", "ميناء OR قطار"),
        ("(ميناء && قطار) || سوق", "(ميناء AND قطار) OR سوق"),
        ("!ميناء قطار!", "ميناء قطار"),
    ],
)
def test_signs_of_other_engines_are_read_as_they_are_meant(query, same):
    assert search_query(query).root == search_query(same).root


@pytest.mark.parametrize(
    ("query", "looser"),
    [
        ("ميناء قطار", "ميناء OR قطار"),
        ("ميناء أو «سوق السمك» و قطار", "ميناء OR «سوق السمك» OR قطار"),
        ("ميناء|قطار", "ميناء OR قطار"),
        ("ميناء || قطار", None),
        ("ميناء && قطار", None),
        ("ميناء", None),
        ("ميناء OR قطار", None),
        ("ميناء -قطار", None),
        ("(ميناء قطار)", None),
        ('ميناء "قطار', None),
        ("ميناء|title:قطار", None),
        ("ميناء|AND", None),
        ("خ*|ميناء", None),
        (" ".join(f"كلمة{number}" for number in range(60)), None),
    ],
)
def test_a_plain_list_of_words_can_be_asked_for_singly(query, looser):
    assert any_word_of(query) == looser


def test_a_mistake_is_told_in_arabic_too():
    with pytest.raises(BadQuery) as refused:
        search_query("خبر AND")

    assert refused.value.arabic == "تنقص كلمة بعد AND"


@given(SYNTAX.map(" ".join) | SYNTAX.map("".join) | st.text(max_size=80))
def test_a_query_is_read_or_refused_and_nothing_else(text):
    try:
        query = search_query(text)
    except BadQuery:
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
