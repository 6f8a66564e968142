"""A list of feeds as OPML has it: a document, its lines, their attributes. Shapes, and names for what khabar reads."""

from __future__ import annotations

from collections.abc import Iterator

from khabar.record import Record

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
    "fetch_pages": "khabarFetchPages",  # ours: false
    "state": "khabarState",  # ours: paused
    "addresses": "khabarAddresses",  # ours: where else the feed can be had, in the order to try
}


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
    fetch_pages: str | None = None
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


def attributes_of(outline: Outline) -> Attributes:
    """All attributes of a line, as they are written."""
    known = tuple((name, value) for field, name in _KNOWN.items() if (value := getattr(outline, field)) is not None)
    return (*known, *outline.attributes)


def outline_of(attributes: Attributes, children: tuple[Outline, ...] = (), extras: tuple[Element, ...] = ()) -> Outline:
    """The line with these attributes and what stands in it. A name spelled exactly wins over another case of it."""
    given = dict(attributes)
    values: dict[str, str] = {}
    taken: set[str] = set()
    for field, exact in _KNOWN.items():
        spelling = exact if exact in given else next((name for name in given if name.lower() == exact.lower()), None)
        if spelling is not None:
            values[field] = given[spelling]
            taken.add(spelling)
    others = tuple(pair for pair in attributes if pair[0] not in taken)
    return Outline(**values, attributes=others, children=children, extras=extras)


def _walk(outlines: tuple[Outline, ...], folders: tuple[Outline, ...]) -> Iterator[tuple[tuple[Outline, ...], Outline]]:
    for outline in outlines:
        yield folders, outline
        yield from _walk(outline.children, (*folders, outline))
