import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.arabic.analyse import MAX_POSITION, quoted, terms_of, to_tsvector, words

ANY_TEXT = st.text(st.characters(codec=None, categories=None))


@given(ANY_TEXT)
def test_every_word_is_where_its_offsets_say(text):
    found = list(words(text))

    assert [word.position for word in found] == list(range(1, len(found) + 1))
    assert all(text[word.start : word.end].strip() == text[word.start : word.end] != "" for word in found)
    assert all(first.end <= second.start for first, second in itertools.pairwise(found))


def test_a_word_keeps_its_marks_inside_its_offsets():
    text = "زارَ الوزيرُ المُسْتَشفـيات"

    found = [text[word.start : word.end] for word in words(text)]

    assert found == text.split()


def test_a_word_that_is_no_stop_word_has_terms():
    found = {word.position: terms_of(word.word) for word in words("زار في المدن")}

    assert found[2] == ()
    assert len(found[1]) >= 1
    assert len(found[3]) > 1


def test_a_vector_gives_positions_and_weights():
    vector = to_tsvector([("ميناء", "A"), ("ميناء عدن", "D")])

    assert re.search(r"'مينا':1A,3D(?: |$)", vector)
    assert re.search(r"'=ميناء':1A,3D(?: |$)", vector)
    assert "4D" in vector


def test_a_vector_of_nothing_is_empty():
    assert to_tsvector([]) == to_tsvector([("", "A"), ("في من", "B")]) == ""


def test_positions_stop_where_postgresql_stops():
    vector = to_tsvector([("خبر " * 20 + "طويل " * 17_000, "D")])

    positions = [int(one) for one in re.findall(r"(\d+)D", vector)]

    assert max(positions) <= MAX_POSITION
    assert max(len(entry.split(",")) for entry in vector.split(" ")) <= 255


def test_a_vector_of_a_huge_text_stays_below_a_mebibyte():
    many = " ".join(f"w{number}" for number in range(120_000))

    vector = to_tsvector([(many, "D")])

    stored = sum(len(term.encode()) + 8 for term in re.findall(r"'([^']+)'", vector))
    assert 900_000 < stored < 1_001_000


def test_a_run_of_letters_without_end_is_cut():
    vector = to_tsvector([("هـ" * 5_000, "D")])

    assert all(len(term.encode()) <= 2_046 for term in re.findall(r"'([^']+)'", vector))


def test_a_quote_or_backslash_cannot_leave_its_lexeme():
    assert quoted("o'k\\x") == "'o''k\\\\x'"


@pytest.mark.parametrize("text", ["ـ", "ـــ", "ـً", "ﹰ", "قال ـ نعم"])
def test_what_has_no_letter_has_no_term(text):
    assert "''" not in to_tsvector([(text, "A")])
    assert all(term for word in words(text) for term in terms_of(word.word))
