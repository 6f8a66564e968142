"""The pre-scan refuses what would exhaust a parser and lets real pages through; the feed clean-up saves feeds."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.errors import RefusedMarkup
from khabar.markup import MAX_DEPTH, check_markup, preclean_xml

EVASIONS = {
    "self-closed div": (b"<div/>" * 16_000, "depth"),
    "end tag of another name": (b"<div></x>" * 16_000, "depth"),
    "end tag behind a scope boundary": (b"<div><marquee></div></marquee>" * 8_000, "depth"),
    "less-than sign inside a quoted value": (
        b'<p x="<" ' + b" ".join(b"a%d=1" % i for i in range(3_000)) + b">x",
        "attrs",
    ),
    "attributes split by newlines": (b"<p " + b"\n".join(b"a%d" % i for i in range(3_000)) + b">x", "attrs"),
    "attributes split by slashes": (b"<p/" + b"/".join(b"a%d" % i for i in range(3_000)) + b">x", "attrs"),
    "hidden behind a fake script": (
        b"<!-- <script> --><title><script></title><? <script>" + b"<div>" * 16_000,
        "depth",
    ),
    "deep div": (b"<div>" * (MAX_DEPTH + 1), "depth"),
    "deep inline": (b"<a><b>" * MAX_DEPTH, "depth"),
    "end tags inside attribute values": (b'<div title="</div>">' * 400, "depth"),
    "end tags inside comments": (b"<div><!-- </div> -->" * 400, "depth"),
    "value that begins with an equals sign": (b'<p ="><' + b"div><" * 400 + b'p x=">', "depth"),
    "many ampersands": (b"&" * 70_000, "amps"),
    "too many tags": (b"<br>" * 200_000, "tags"),
}
GOOD = {
    "article": "<!DOCTYPE html><html><head><title>عنوان</title><script>if(a<b){x='<div>'}</script>".encode()
    + b"<div class='c' id=x><p>a <b>b</b> <a href='/x?a=1&amp;b=2'>c</a><br/><img src=x></p></div>" * 3_000
    + b"</body></html>",
    "icons": b"<svg viewBox='0 0 1 1'><path d='M0 0'/><use href='#a'/></svg>" * 2_000,
    "misnested": b"<div><b><i>x</b></i><span>y</div>" * 2_000,
    "live blog": b"<li><p>text</p><time>1</time></li>" * 15_000,
    "unclosed paragraphs": b"<p>text<li>item" * 5_000,
    "nothing": b"",
    "unfinished tag": b"<div class='",
    "unfinished comment": b"<!-- " + b"<div>" * 1_000,
}


@pytest.mark.parametrize(("data", "reason"), EVASIONS.values(), ids=EVASIONS)
def test_markup_that_would_exhaust_a_parser_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(RefusedMarkup) as refusal:
        check_markup(data)

    assert refusal.value.reason == reason


@pytest.mark.parametrize("data", GOOD.values(), ids=GOOD)
def test_real_markup_passes(data: bytes) -> None:
    check_markup(data)


def test_feeds_may_close_tags_themselves_and_quote_markup_in_cdata() -> None:
    entry = b"<item><title><![CDATA[<b><div>]]></title>" + b"<media:thumbnail url='u'/>" * 15 + b"</item>"

    check_markup(b"<rss xmlns:media='u'><channel>" + entry * 1_500 + b"</channel></rss>", is_xml=True)


def test_a_feed_of_many_prefixes_is_refused() -> None:
    with pytest.raises(RefusedMarkup) as refusal:
        check_markup(b"<rss " + b" ".join(b"xmlns:a%d='u'" % i for i in range(1_100)) + b"/>", is_xml=True)

    assert refusal.value.reason == "namespaces"


def test_an_unterminated_cdata_section_hides_nothing() -> None:
    with pytest.raises(RefusedMarkup):
        check_markup(b"<rss><![CDATA[" + b"<a>" * 400, is_xml=True)


@given(st.binary(max_size=400))
def test_any_bytes_pass_or_are_refused(data: bytes) -> None:
    for is_xml in (False, True):
        with contextlib.suppress(RefusedMarkup):
            assert check_markup(data, is_xml=is_xml) is None  # type: ignore[func-returns-value]


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        (b"<t>&#xD800;a</t>", b"<t>&#xFFFD;a</t>"),
        (b"<t>&#x110000;</t>", b"<t>&#xFFFD;</t>"),
        (b"<t>&#99999999999999999999;</t>", b"<t>&#xFFFD;</t>"),
        (b"<t>&#0;&#x0000;</t>", b"<t>&#xFFFD;&#xFFFD;</t>"),
        (b"<t>&#8;</t>", b"<t>&#xFFFD;</t>"),
        (b"<t>a\x00b\x08c\x1f</t>", b"<t>abc</t>"),
        (b"<t>&#1582;&#x628;&#10;\t\n\r&amp;</t>", b"<t>&#1582;&#x628;&#10;\t\n\r&amp;</t>"),
        (b"<t>&#x1F600;</t>", b"<t>&#x1F600;</t>"),
    ],
    ids=["surrogate", "beyond unicode", "twenty digits", "nul", "backspace", "control bytes", "legal", "emoji"],
)
def test_illegal_characters_do_not_lose_the_feed(raw: bytes, clean: bytes) -> None:
    assert preclean_xml(raw) == clean
    assert preclean_xml(clean) == clean


@pytest.mark.parametrize(
    "bomb",
    [
        b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rss>&b;</rss>',
        b'<!-- harmless --><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss>&x;</rss>',
        b'<!DOCTYPE r [<!ENTITY % p SYSTEM "http://e.example/e.dtd"> %p;]><rss/>',
    ],
    ids=["laughs", "external", "parameter"],
)
def test_own_entities_are_refused(bomb: bytes) -> None:
    with pytest.raises(RefusedMarkup) as refusal:
        preclean_xml(bomb)

    assert refusal.value.reason == "entity"


def test_an_article_about_entities_is_not_a_bomb() -> None:
    feed = b"<rss><item><description><![CDATA[<!ENTITY is how XML declares one]]></description></item></rss>"

    assert preclean_xml(feed) == feed
