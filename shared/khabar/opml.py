"""OPML 2.0 in and out, losing nothing: lists of feeds in folders. What is done with the feeds is the caller's.

Source: http://opml.org/spec2.opml. Comments and text between elements have no meaning there and are not kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.parsers import expat

from khabar.errors import BadInput
from khabar.record import Record

MAX_BYTES = 5_000_000
# A folder tree that people made is a few levels deep; a deeper one is built to exhaust a parser.
MAX_DEPTH = 50
MAX_ELEMENTS = 100_000

Attributes = tuple[tuple[str, str], ...]

# The attributes that khabar reads, by field. Some programs write `xmlurl`, so case does not count in reading.
_KNOWN = {
    "text": "text",
    "type": "type",
    "title": "title",
    "xml_url": "xmlUrl",
    "html_url": "htmlUrl",
    "language": "language",
    "languages": "khabarLanguages",  # ours: which languages of a mixed feed are kept
    "state": "khabarState",  # ours: paused
    "addresses": "khabarAddresses",  # ours: where else the feed can be had, in the order to try
}
# XML 1.0 §2.2: what a document may hold at all.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# XML 1.0 §2.3: the letters a name may begin with, and those it may hold.
_NAME_START = (
    ":A-Z_a-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME = re.compile(f"[{_NAME_START}][{_NAME_START}.0-9\xb7\u0300-\u036f\u203f\u2040-]*")
_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)


class Element(Record):
    """An element that khabar gives no meaning to, kept as it is. `text` is all its text in one piece."""

    name: str
    attributes: Attributes = ()
    text: str = ""
    children: tuple[Element, ...] = ()


class Outline(Record):
    """One line: a feed when it has `xml_url`, a folder when it has children, and possibly both.

    None: the attribute was not there. `attributes` holds the other ones, `extras` elements that are no outlines.
    """

    text: str | None = None
    type: str | None = None
    title: str | None = None
    xml_url: str | None = None
    html_url: str | None = None
    language: str | None = None
    languages: str | None = None
    state: str | None = None
    addresses: str | None = None
    attributes: Attributes = ()
    children: tuple[Outline, ...] = ()
    extras: tuple[Element, ...] = ()

    @property
    def label(self) -> str:
        """What a person calls this line; empty when it has no name."""
        return self.text or self.title or ""


class Place(Record):
    """Where a line stands: its folders from the outermost on, each by its attributes, and what khabar does not read.

    `attributes` are those of the line that a subscription has no place for.
    """

    folders: tuple[Attributes, ...] = ()
    attributes: Attributes = ()


class OpmlDocument(Record):
    """A whole document. `head` is in the order written; `attributes` are the root's, without `version`."""

    version: str = "2.0"
    attributes: Attributes = ()
    head: tuple[Element, ...] = ()
    outlines: tuple[Outline, ...] = ()
    extras: tuple[Element, ...] = ()

    @property
    def title(self) -> str | None:
        return next((element.text for element in self.head if element.name == "title"), None)

    def feeds(self) -> Iterator[tuple[tuple[Outline, ...], Outline]]:
        """Every line with an address, with the folders it lies in, in document order."""
        return ((folders, line) for folders, line in _walk(self.outlines, ()) if (line.xml_url or "").strip())

    def without_address(self) -> Iterator[Outline]:
        """Every line that is neither a feed nor a folder, for telling the reader what was not subscribed to."""
        return (line for _, line in _walk(self.outlines, ()) if not (line.xml_url or "").strip() and not line.children)


def read_opml(data: bytes) -> OpmlDocument:
    """The document in `data`, in any encoding its XML declaration names.

    Raises:
        BadInput: it is not OPML, declares a DOCTYPE, or is larger or deeper than any list of feeds; with the place.
    """
    if len(data) > MAX_BYTES:
        raise BadInput(f"The OPML file is {len(data):,} bytes; at most {MAX_BYTES:,} are read. Split it in parts.")
    if not data.strip():
        raise BadInput("The OPML file is empty.")
    reader = _Reader()
    try:
        reader.parser.Parse(data, True)
    except expat.ExpatError as error:
        reason = expat.errors.messages.get(error.code, "unreadable")
        raise BadInput(f"Not well-formed XML at {_place(error.lineno, error.offset)}: {reason}.") from None
    except (LookupError, ValueError) as error:  # the codec that the XML declaration names
        raise BadInput(f"The OPML file's encoding can't be read: {error}.") from None
    return _document(reader.root)


def write_opml(document: OpmlDocument) -> bytes:
    """The document as UTF-8 XML; `read_opml` gives an equal one back.

    A character that XML 1.0 can't carry (most controls, lone surrogates) is written as U+FFFD.

    Raises:
        BadInput: an element or attribute has a name that XML does not allow, or an attribute is given twice.
    """
    attributes = _written_attributes((("version", document.version), *document.attributes))
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<opml{attributes}>", "  <head>"]
    lines += [_written_element(element, "    ") for element in document.head]
    lines += ["  </head>", "  <body>"]
    for outline in document.outlines:
        lines += _written_outline(outline, "    ")
    lines += [_written_element(element, "    ") for element in document.extras]
    lines += ["  </body>", "</opml>", ""]
    return "\n".join(lines).encode("utf-8")


def attributes_of(outline: Outline) -> Attributes:
    """All attributes of a line, as they are written."""
    known = tuple((name, value) for field, name in _KNOWN.items() if (value := getattr(outline, field)) is not None)
    return (*known, *outline.attributes)


def outline_of(attributes: Attributes, children: tuple[Outline, ...] = ()) -> Outline:
    """The line with these attributes."""
    values, others = _split_attributes(attributes)
    return Outline(**values, attributes=others, children=children)


def _walk(outlines: tuple[Outline, ...], folders: tuple[Outline, ...]) -> Iterator[tuple[tuple[Outline, ...], Outline]]:
    for outline in outlines:
        yield folders, outline
        yield from _walk(outline.children, (*folders, outline))


class _Reader:
    """Builds the tree of elements while expat walks the bytes, and refuses what no list of feeds needs."""

    def __init__(self) -> None:
        # No namespace processing: prefixes and xmlns attributes are kept exactly as written.
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.ordered_attributes = True
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype
        self.parser.StartElementHandler = self._open
        self.parser.EndElementHandler = self._close
        self.parser.CharacterDataHandler = self._say
        self._stack: list[tuple[str, Attributes, list[str], list[Element]]] = []
        self._count = 0
        self.root = Element(name="")

    def _here(self) -> str:
        return _place(self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber)

    def _refuse_doctype(self, *_: object) -> None:
        raise BadInput(
            f"A DOCTYPE stands on line {self.parser.CurrentLineNumber}. OPML needs none, and entities declared in "
            "one can exhaust a machine: remove it."
        )

    def _open(self, name: str, given: list[str]) -> None:
        if not self._stack and name != "opml":
            hint = " Was a web page saved instead of the list?" if name.lower() == "html" else ""
            raise BadInput(f"The root element at {self._here()} is <{name}>, not <opml>.{hint}")
        self._count += 1
        if self._count > MAX_ELEMENTS:
            raise BadInput(f"More than {MAX_ELEMENTS:,} elements at {self._here()}. Split the file in parts.")
        if len(self._stack) >= MAX_DEPTH:
            raise BadInput(f"More than {MAX_DEPTH} elements inside one another at {self._here()}. Flatten the folders.")
        self._stack.append((name, tuple(zip(given[::2], given[1::2], strict=True)), [], []))

    def _say(self, text: str) -> None:
        self._stack[-1][2].append(text)

    def _close(self, _: str) -> None:
        name, attributes, said, children = self._stack.pop()
        element = Element(name=name, attributes=attributes, text="".join(said), children=tuple(children))
        if self._stack:
            self._stack[-1][3].append(element)
        else:
            self.root = element


def _document(root: Element) -> OpmlDocument:
    bodies = [element for element in root.children if element.name == "body"]
    if not bodies:
        raise BadInput("The OPML file has no <body>: there are no feeds in it.")
    heads = [element for element in root.children if element.name == "head"]
    # What a careless program wrote beside the body is read as if it stood in it.
    beside = tuple(element for element in root.children if element.name not in ("head", "body"))
    inside = (*(element for body in bodies for element in body.children), *beside)
    return OpmlDocument(
        version=dict(root.attributes).get("version", "2.0"),
        attributes=tuple(pair for pair in root.attributes if pair[0] != "version"),
        head=tuple(_trimmed(element) for head in heads for element in head.children),
        outlines=tuple(_outline(element) for element in inside if element.name == "outline"),
        extras=tuple(_trimmed(element) for element in inside if element.name != "outline"),
    )


def _outline(element: Element) -> Outline:
    values, others = _split_attributes(element.attributes)
    return Outline(
        **values,
        attributes=others,
        children=tuple(_outline(child) for child in element.children if child.name == "outline"),
        extras=tuple(_trimmed(child) for child in element.children if child.name != "outline"),
    )


def _split_attributes(attributes: Attributes) -> tuple[dict[str, str], Attributes]:
    """The known attributes by field, and the others. The exact spelling wins over another case of it."""
    given = dict(attributes)
    values: dict[str, str] = {}
    taken: set[str] = set()
    for field, exact in _KNOWN.items():
        spelling = exact if exact in given else next((name for name in given if name.lower() == exact.lower()), None)
        if spelling is not None:
            values[field] = given[spelling]
            taken.add(spelling)
    return values, tuple(pair for pair in attributes if pair[0] not in taken)


def _trimmed(element: Element) -> Element:
    """Without the white space that only indents child elements."""
    children = tuple(_trimmed(child) for child in element.children)
    text = "" if children and not element.text.strip() else element.text
    return element.model_copy(update={"text": text, "children": children})


def _written_outline(outline: Outline, indent: str) -> list[str]:
    tag = f"{indent}<outline{_written_attributes(attributes_of(outline))}"
    if not outline.children and not outline.extras:
        return [tag + "/>"]
    lines = [tag + ">"]
    for child in outline.children:
        lines += _written_outline(child, indent + "  ")
    lines += [_written_element(extra, indent + "  ") for extra in outline.extras]
    return [*lines, f"{indent}</outline>"]


def _written_element(element: Element, indent: str = "") -> str:
    """One element on one line, because white space inside it is its own."""
    name = _checked_name(element.name)
    inside = _escaped(element.text) + "".join(_written_element(child) for child in element.children)
    return f"{indent}<{name}{_written_attributes(element.attributes)}>{inside}</{name}>"


def _written_attributes(attributes: Attributes) -> str:
    names = [name for name, _ in attributes]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise BadInput(f"The attribute '{twice}' is given twice.", subject=twice)
    return "".join(f' {_checked_name(name)}="{_escaped(value)}"' for name, value in attributes)


def _checked_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise BadInput(f"'{name}' can't be the name of an XML element or attribute.", subject=name)
    return name


def _escaped(text: str) -> str:
    return _FORBIDDEN.sub("�", text).translate(_ESCAPES)


def _place(line: int, column: int) -> str:
    """Expat counts columns from 0, people from 1."""
    return f"line {line}, column {column + 1}"
