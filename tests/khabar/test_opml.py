"""Lists of feeds survive reading and writing; hostile and broken files are refused with their place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.errors import BadInput
from khabar.opml import MAX_BYTES, MAX_DEPTH, read_opml, write_opml
from khabar.opml_shapes import Element, OpmlDocument, Outline

NEWSPAPERS = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.1" xmlns:r="https://reader.example/ns">
  <head>
    <title>صحف الصباح</title>
    <ownerName>قارئة</ownerName>
  </head>
  <body>
    <outline text="مصر" r:open="yes">
      <outline text="الأقاليم">
        <outline type="rss" text="صوت الدلتا" title="صوت الدلتا" xmlUrl="https://delta.example/feed?a=1&amp;b=2"
                 htmlUrl="https://delta.example/" language="ar" r:every="15"/>
      </outline>
    </outline>
    <outline type="link" text="دليل الصحف" url="https://guide.example/"/>
    <outline text="حروف" xmlurl="https://letters.example/rss"/>
    <outline text="فارغ" xmlUrl="  "/>
  </body>
</opml>
""".encode()

xml_text = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs", "Cc", "Cn"], exclude_characters="\ufffe\uffff"),
        st.sampled_from("\t\n\r"),
    ),
    max_size=12,
)
xml_name = st.sampled_from(["category", "created", "isComment", "r:open", "xmlns:r", "_note", "x-1.b", "وَسم"])
attributes = st.dictionaries(xml_name, xml_text, max_size=3).map(lambda pairs: tuple(pairs.items()))
leaf_elements = st.builds(Element, name=xml_name, attributes=attributes, text=xml_text)
elements = st.one_of(
    leaf_elements,
    st.builds(Element, name=xml_name, attributes=attributes, children=st.tuples(leaf_elements, leaf_elements)),
)
optional = st.none() | xml_text

SCRAPS = ["<outline ", "<x", "/>", ">", "</x>", "</outline>", "text='", "'", "خَبر='", "&lt;", "&#13;", "خ", " ", "\x00"]


def outlines(children: st.SearchStrategy[tuple[Outline, ...]]) -> st.SearchStrategy[Outline]:
    return st.builds(
        Outline,
        text=optional,
        type=optional,
        title=optional,
        xml_url=optional,
        html_url=optional,
        language=optional,
        attributes=attributes,
        children=children,
        extras=st.lists(elements, max_size=1).map(tuple),
    )


outline_trees = st.recursive(
    outlines(st.just(())), lambda inner: outlines(st.lists(inner, max_size=2).map(tuple)), max_leaves=4
)
documents = st.builds(
    OpmlDocument,
    version=xml_text,
    attributes=attributes,
    head=st.lists(elements, max_size=2).map(tuple),
    outlines=st.lists(outline_trees, max_size=2).map(tuple),
    extras=st.lists(elements, max_size=1).map(tuple),
)


@given(documents)
def test_a_document_that_is_written_and_read_is_the_same_document(document: OpmlDocument) -> None:
    read = read_opml(write_opml(document))

    assert read == document


@given(st.text(st.characters(), max_size=20))
def test_any_text_can_be_written(text: str) -> None:
    document = OpmlDocument(outlines=(Outline(text=text, xml_url="https://delta.example/feed"),))

    read = read_opml(write_opml(document))

    assert len(read.outlines[0].text or "") == len(text)


@given(
    st.lists(st.sampled_from(["<outline ", "<x", "/>", ">", "</x>", "text='", "'", "&lt;", "&#13;", "خ", " ", "\x00"]))
)
def test_whatever_can_be_read_can_be_written_and_read_again(pieces: list[str]) -> None:
    data = ("<opml><body>" + "".join(pieces) + "</body></opml>").encode()
    try:
        document = read_opml(data)
    except BadInput:
        return

    assert read_opml(write_opml(document)) == document


def test_feeds_come_with_the_folders_they_lie_in() -> None:
    document = read_opml(NEWSPAPERS)

    feeds = [(tuple(f.label for f in folders), line.label, line.xml_url) for folders, line in document.feeds()]

    assert feeds == [
        (("مصر", "الأقاليم"), "صوت الدلتا", "https://delta.example/feed?a=1&b=2"),
        ((), "حروف", "https://letters.example/rss"),
    ]


def test_lines_without_an_address_are_told_and_folders_are_not() -> None:
    document = read_opml(NEWSPAPERS)

    labels = [line.label for line in document.without_address()]

    assert labels == ["دليل الصحف", "فارغ"]


def test_reading_keeps_what_khabar_gives_no_meaning_to() -> None:
    document = read_opml(NEWSPAPERS)

    again = write_opml(document)

    assert read_opml(again) == document
    assert document.title == "صحف الصباح"
    assert document.version == "1.1"
    assert document.attributes == (("xmlns:r", "https://reader.example/ns"),)
    assert [(element.name, element.text) for element in document.head][1] == ("ownerName", "قارئة")
    assert document.outlines[0].attributes == (("r:open", "yes"),)
    assert document.outlines[0].children[0].children[0].attributes == (("r:every", "15"),)
    assert document.outlines[1].attributes == (("url", "https://guide.example/"),)


def test_the_exact_spelling_of_an_attribute_wins_and_the_other_is_kept() -> None:
    document = read_opml(b'<opml><body><outline xmlurl="b" xmlUrl="a"/></body></opml>')

    assert document.outlines[0].xml_url == "a"
    assert document.outlines[0].attributes == (("xmlurl", "b"),)


def test_outlines_beside_the_body_are_not_lost() -> None:
    document = read_opml(b'<opml><body/><outline text="a" xmlUrl="https://delta.example/feed"/></opml>')

    assert [line.label for _, line in document.feeds()] == ["a"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1256", "iso-8859-6"])
def test_arabic_is_read_in_the_encoding_the_declaration_names(encoding: str) -> None:
    declared = encoding.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{declared}"?><opml><body><outline text="أخبار الدلتا"/></body></opml>'

    document = read_opml(text.encode(encoding))

    assert document.outlines[0].text == "أخبار الدلتا"


def test_forbidden_characters_are_written_as_replacement_characters() -> None:
    document = OpmlDocument(outlines=(Outline(text="أ\x0bب\ud800"),))

    read = read_opml(write_opml(document))

    assert read.outlines[0].text == "أ\ufffdب\ufffd"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b" \n", "The OPML file is empty.", id="empty"),
        pytest.param(
            b" " * (MAX_BYTES + 1),
            "The OPML file is 5,000,001 bytes; at most 5,000,000 are read. Split it into parts.",
            id="too large",
        ),
        pytest.param(
            b'<opml>\n <body>\n  <outline text="a>\n</body></opml>',
            "Not well-formed XML at line 4, column 1: not well-formed (invalid token).",
            id="broken",
        ),
        pytest.param(
            b"<opml>\n<body></opml>", "Not well-formed XML at line 2, column 9: mismatched tag.", id="mismatched"
        ),
        pytest.param(
            b'<opml><body><outline text="a" text="b"/></body></opml>',
            "Not well-formed XML at line 1, column 31: duplicate attribute.",
            id="attribute twice",
        ),
        pytest.param(
            b"<html><body/></html>",
            "The root element at line 1, column 1 is <html>, not <opml>. Was a web page saved instead of the list?",
            id="a web page",
        ),
        pytest.param(
            b'<?xml version="1.0"?>\n<rss version="2.0"/>',
            "The root element at line 2, column 1 is <rss>, not <opml>.",
            id="a feed",
        ),
        pytest.param(
            b"<opml><head/></opml>", "The OPML file has no <body>: there are no feeds in it.", id="without a body"
        ),
        pytest.param(
            b'<?xml version="1.0" encoding="klingon"?><opml><body/></opml>',
            "The OPML file's encoding can't be read: unknown encoding: klingon.",
            id="unknown encoding",
        ),
        pytest.param(
            b"<opml><body>" + b"<outline>" * MAX_DEPTH,
            "More than 50 elements inside one another at line 1, column 445. Flatten the folders.",
            id="too deep",
        ),
        pytest.param(
            b"<opml><body>" + b"<outline/>" * 100_000,
            "More than 100,000 elements at line 1, column 999993. Split the file into parts.",
            id="too many",
        ),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_its_place(data: bytes, message: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_opml(data)

    assert caught.value.message == message


@pytest.mark.parametrize(
    "doctype",
    [
        pytest.param('<!DOCTYPE opml SYSTEM "file:///etc/passwd">', id="outside entity"),
        pytest.param('<!DOCTYPE opml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>', id="entities in entities"),
        pytest.param("<!DOCTYPE opml>", id="bare"),
    ],
)
def test_a_doctype_is_refused_before_anything_in_it_is_used(doctype: str) -> None:
    data = f'<?xml version="1.0"?>\n{doctype}<opml><body><outline text="&b;"/></body></opml>'.encode()

    with pytest.raises(BadInput, match=r"There is a DOCTYPE on line 2\. .* remove it\."):
        read_opml(data)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        pytest.param(
            OpmlDocument(outlines=(Outline(attributes=(("a b", "c"),)),)),
            "'a b' can't be the name of an XML element or attribute.",
            id="attribute name",
        ),
        pytest.param(
            OpmlDocument(head=(Element(name="<x>"),)),
            "'<x>' can't be the name of an XML element or attribute.",
            id="element name",
        ),
        pytest.param(
            OpmlDocument(outlines=(Outline(text="a", attributes=(("text", "b"),)),)),
            "The attribute 'text' is given twice.",
            id="attribute twice",
        ),
    ],
)
def test_what_would_not_be_xml_is_not_written(document: OpmlDocument, message: str) -> None:
    with pytest.raises(BadInput) as caught:
        write_opml(document)

    assert caught.value.message == message
