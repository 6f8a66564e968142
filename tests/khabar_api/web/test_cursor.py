from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.query import ArticleQuery, Place
from khabar_api.web.cursor import CursorError, decode, encode, filter_hash

SECRET = b"a secret of the tests"
FILTERS = filter_hash("articles", ArticleQuery(language=("ar",)))
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
places = st.lists(st.text(max_size=40).filter(str.isprintable), max_size=3).map(lambda keys: Place(keys=tuple(keys)))


@given(places)
def test_a_cursor_comes_back_as_it_went(place: Place) -> None:
    assert decode(encode(place, FILTERS, SECRET), FILTERS, SECRET) == place


@given(places, st.data())
def test_a_cursor_with_one_changed_character_is_refused(place: Place, data: st.DataObject) -> None:
    text = encode(place, FILTERS, SECRET)
    index = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from([letter for letter in ALPHABET if letter != text[index]]))

    with pytest.raises(CursorError):
        decode(text[:index] + other + text[index + 1 :], FILTERS, SECRET)


@given(st.text(max_size=500))
def test_any_text_is_a_cursor_or_is_refused(text: str) -> None:
    with pytest.raises(CursorError):
        decode(text, FILTERS, SECRET)


@given(st.binary(max_size=200))
def test_unsigned_bytes_are_refused(raw: bytes) -> None:
    with pytest.raises(CursorError):
        decode(base64.urlsafe_b64encode(raw).rstrip(b"=").decode(), FILTERS, SECRET)


def test_a_cursor_of_other_filters_is_refused() -> None:
    text = encode(Place(keys=("1", "2")), FILTERS, SECRET)

    with pytest.raises(CursorError, match="other filters"):
        decode(text, filter_hash("articles", ArticleQuery(language=("en",))), SECRET)


def test_a_cursor_of_another_secret_is_refused() -> None:
    with pytest.raises(CursorError, match="signature"):
        decode(encode(Place(keys=("1",)), FILTERS, SECRET), FILTERS, b"another")


def test_the_page_size_is_no_filter() -> None:
    assert filter_hash("articles", ArticleQuery(limit=5)) == filter_hash("articles", ArticleQuery(limit=6))
