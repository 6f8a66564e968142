"""OPML 2.0 in and out, losing nothing: lists of feeds in folders. Not here: what a line holds (`opml_shapes.py`).

Source: http://opml.org/spec2.opml. Comments and text between elements have no meaning there and are not kept.
"""

from __future__ import annotations

import re
from xml.parsers import expat

from khabar.errors import BadInput
from khabar.opml_shapes import Attributes, Element, OpmlDocument, Outline, attributes_of, outline_of

MAX_BYTES = 5_000_000
# A folder tree that people made is a few levels deep; a deeper one is built to exhaust a parser.
MAX_DEPTH = 50
MAX_ELEMENTS = 100_000

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


def read_opml(data: bytes) -> OpmlDocument:
    """The document in `data`, in any encoding its XML declaration names.

    Raises:
        BadInput: it is not OPML, declares a DOCTYPE, or is larger or deeper than any list of feeds; with the place.
    """
    if len(data) > MAX_BYTES:
        raise BadInput(f"The OPML file is {len(data):,} bytes; at most {MAX_BYTES:,} are read. Split it into parts.")
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
            f"There is a DOCTYPE on line {self.parser.CurrentLineNumber}. OPML needs none, and entities declared in "
            "one can exhaust a machine: remove it."
        )

    def _open(self, name: str, given: list[str]) -> None:
        if not self._stack and name != "opml":
            hint = " Was a web page saved instead of the list?" if name.lower() == "html" else ""
            raise BadInput(f"The root element at {self._here()} is <{name}>, not <opml>.{hint}")
        self._count += 1
        if self._count > MAX_ELEMENTS:
            raise BadInput(f"More than {MAX_ELEMENTS:,} elements at {self._here()}. Split the file into parts.")
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
    return outline_of(
        element.attributes,
        children=tuple(_outline(child) for child in element.children if child.name == "outline"),
        extras=tuple(_trimmed(child) for child in element.children if child.name != "outline"),
    )


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
