"""Charsets: whatever a page is, says it is, and is served as, its text arrives whole or not at all."""

from __future__ import annotations

import random

import pytest

from khabar.decode import decode
from khabar.errors import UnreadableEncoding

SENTENCES = (
    "قالت وزارة الصحة في بيان لها يوم الأحد إن عدد المصابين ارتفع إلى 25 شخصاً، وأضافت أن الوضع تحت السيطرة. "
    "وتوجه فريق طبي إلى غزة وفاس وعدن لمتابعة الحالات، بينما ظل باب المستشفى الكبير مغلقاً أمام الزوار؟ "
)
LABELS = {"utf-8": "utf-8", "cp1256": "windows-1256", "iso8859-6": "iso-8859-6", "utf-16-le": "utf-16"}


def page(label: str | None) -> str:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={label}">' if label else ""
    return f"<html><head>{meta}<title>خبر</title></head><body><p>{SENTENCES * 2}</p></body></html>"


def combinations() -> list[tuple[str, str | None, str | None]]:
    """Three true charsets × four declarations × served right or under another name: 24."""
    declared = (None, "utf-8", "windows-1256", "iso-8859-6")
    return [
        (true, label, http)
        for true in ("utf-8", "cp1256", "iso8859-6")
        for label in declared
        for http in (None, "windows-1256" if true == "utf-8" else "utf-8")
    ]


@pytest.mark.parametrize(("true", "declared", "served"), combinations(), ids=str)
def test_any_mix_of_true_declared_and_served_charset_is_read_right(
    true: str, declared: str | None, served: str | None
) -> None:
    text = page(declared)

    decoded = decode(text.encode(true), http_charset=served)

    assert decoded.text == text
    assert decoded.charset_used == LABELS[true]
    assert decoded.charset_declared == (served or declared)
    assert not decoded.repaired


@pytest.mark.parametrize(
    "label", ["iso-8859-1", "asmo-708", "unicode_escape", "zip", "no-such-charset", "utf-7", "x" * 40]
)
def test_a_name_that_is_wrong_or_no_charset_is_not_believed(label: str) -> None:
    text = page(label)

    assert decode(text.encode("cp1256"), http_charset=label).text == text
    assert decode(text.encode("utf-8"), http_charset=label).text == text


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_beats_every_declaration(codec: str) -> None:
    text = page("windows-1256")

    assert decode(text.encode(codec), http_charset="iso-8859-6").text == text


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    ("declared", "served"), [(None, None), ("utf-8", None), ("windows-1256", "utf-8"), (None, "iso-8859-6")]
)
def test_utf_16_under_another_name_is_refused_and_never_mojibake(
    codec: str, declared: str | None, served: str | None
) -> None:
    with pytest.raises(UnreadableEncoding):
        decode(page(declared).encode(codec), http_charset=served)


def test_utf_16_that_http_names_is_read() -> None:
    text = page(None)

    assert decode(text.encode("utf-16-be"), http_charset="utf-16").text == text


@pytest.mark.parametrize("misread_as", ["cp1256", "latin-1"])
def test_double_encoded_text_is_repaired_and_says_so(misread_as: str) -> None:
    text = f"<p>{SENTENCES}«{SENTENCES}» “خبر”</p>"
    broken = text.encode().decode(misread_as).encode()

    decoded = decode(broken, http_charset="utf-8")

    assert decoded.text == text
    assert decoded.repaired


def test_a_page_that_quotes_a_mangled_word_is_left_alone() -> None:
    text = f"<p>{SENTENCES}وظهرت على الشاشة حروف مثل ط§ظ„ط®ط¨ط± بدلا من العنوان.</p>"

    decoded = decode(text.encode(), http_charset=None)

    assert decoded.text == text
    assert not decoded.repaired


def test_a_few_bad_bytes_do_not_change_the_charset() -> None:
    raw = page("utf-8").encode()
    middle = raw.index("السيطرة".encode()) + 1

    decoded = decode(raw[:middle] + b"\xff" + raw[middle:-3], http_charset=None)

    assert decoded.charset_used == "utf-8"
    assert decoded.repaired
    assert "\ufffd" in decoded.text
    assert "وزارة الصحة" in decoded.text


def test_an_xml_declaration_is_read_only_from_xml() -> None:
    feed = f'<?xml version="1.0" encoding="windows-1256"?><rss><title>{SENTENCES}</title></rss>'

    decoded = decode(feed.encode("cp1256"), http_charset=None, is_xml=True)

    assert decoded.text == feed
    assert decoded.charset_declared == "windows-1256"


def test_a_european_page_keeps_its_accents() -> None:
    text = "<p>L'été à Genève: où étiez-vous, garçon? Être ou ne pas être, ça va bientôt.</p>"

    assert decode(text.encode("latin-1"), http_charset="iso-8859-1").text == text


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"plain ascii"])
def test_ascii_and_nothing_are_utf_8(body: bytes) -> None:
    assert decode(body, http_charset="windows-1256").text == body.decode()


def test_binary_data_is_refused() -> None:
    with pytest.raises(UnreadableEncoding):
        decode(bytes(range(256)) * 40, http_charset=None)


@pytest.mark.parametrize("served", [None, "utf-8", "windows-1256", "iso-8859-1"])
@pytest.mark.parametrize("seed", range(5))
def test_random_bytes_are_no_page(seed: int, served: str | None) -> None:
    with pytest.raises(UnreadableEncoding):
        decode(random.Random(seed).randbytes(5000), http_charset=served)


@pytest.mark.parametrize("codec", ["utf-8", "cp1256"])
def test_a_few_control_characters_do_not_cost_the_page(codec: str) -> None:
    text = page(None).replace("غزة", "غزة\x00\x02\x1f")

    assert decode(text.encode(codec), http_charset=None).text == text
