"""Bytes to text: one charset rule for pages and feeds. Not here: parsing, and Unicode clean-up (khabar.arabic.clean).

Rule: byte order mark > strict UTF-8 > HTTP > the document's declaration > windows-1256 > iso-8859-6; then the Arabic
evidence decides. What can't be read with confidence is refused, never stored as mojibake. Every
combination of true, declared and served charset is in the tests.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from functools import partial

from khabar.errors import UnreadableEncoding

# Python knows codecs that are no charsets (unicode_escape, zip): only these names are taken from outside.
_ALLOWED = {
    "utf-8": "utf-8",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16",
    "utf-16-be": "utf-16",
    "utf-32": "utf-32",
    "utf-32-le": "utf-32",
    "utf-32-be": "utf-32",
    "cp1256": "windows-1256",
    "iso8859-6": "iso-8859-6",
    "cp1252": "windows-1252",
    # WHATWG Encoding §4.2: these two labels mean windows-1252.
    "iso8859-1": "windows-1252",
    "ascii": "windows-1252",
    "cp1250": "windows-1250",
    "cp1251": "windows-1251",
    "cp1254": "windows-1254",
    "iso8859-9": "windows-1254",
    "iso8859-15": "iso-8859-15",
    "cp864": "cp864",
    "cp720": "cp720",
    "mac-arabic": "mac-arabic",
}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    # Before UTF-16: its little-endian mark is a prefix of this one.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# WHATWG HTML §13.2.3.2 looks at the first 1024 bytes; real pages put scripts first.
_DECLARATION_BYTES = 4096
_META = re.compile(rb"<meta[^>]{0,400}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.\-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.\-]{2,40})[\"']")

# No text has U+0000–0008, 000B, 000E–001F, 007F–009F; a page with a few bad bytes has a few. Of random bytes every
# tenth is one, of pictures more. These are the other characters below U+0100.
_WRITTEN = bytes([*range(0x09, 0x0B), *range(0x0C, 0x0E), *range(0x20, 0x7F), *range(0xA0, 0x100)])
_MOST_UNWRITTEN, _CHARACTERS_FOR_ONE = 3, 50
# Binary data is binary from its beginning; a look through all of a page costs more than its decoding.
_LOOKED_THROUGH = 20_000

_ARABIC = re.compile("[\u0621-\u064a\u066e-\u06d3\u06fa-\u06ff]")
_NON_ASCII_LETTER = re.compile("[^\\W\\d_a-zA-Z]")
# A letter of a European word stands beside ASCII letters; Arabic bytes read as Latin stand in whole words.
_LATIN_RUN = re.compile("[\u0080-\u024f\u2010-\u203a\u20ac]{3,}")
# UTF-8 bytes of Arabic read as windows-1256 (ط§ظ„) or as windows-1252 (Ø§Ù„): a lead byte, then a continuation byte.
_TAIL = "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2010-\u203a\u20ac\u2122"
_TAIL_1256 = _TAIL + "\u060c\u061b\u061f\u067e\u0679\u0686\u0698\u0688\u06af\u06a9\u0691\u06ba\u06be\u06c1\u200c-\u200f"
_AS_1256 = re.compile(f"(?:[طظعغ][{_TAIL_1256}]){{2,}}")
_AS_1252 = re.compile(f"(?:[\u00d8-\u00db][{_TAIL}]){{2,}}")
# Alef and lam, the two letters no Arabic text lacks, as they look then: a quick test before the patterns.
_TELLTALES = ("ط§", "ظ„", "Ø§", "Ù„", "Ù\u0084")
# Each telltale has one of these.
_RARE_SIGNS = ("§", "„", "Ø", "Ù")
# The same with the lead bytes of « » “ ” … and single letters, used once double encoding is proven.
_ANY_1256 = re.compile(f"(?:(?:[طظعغآأ]|â[{_TAIL_1256}])[{_TAIL_1256}])+")
_ANY_1252 = re.compile(f"(?:(?:[\u00c2\u00c3\u00d8-\u00db]|â[{_TAIL}])[{_TAIL}])+")


@dataclass(frozen=True, slots=True)
class Decoded:
    """`text` without byte order mark. `repaired`: double encoding undone, or a few bad bytes replaced by U+FFFD.

    `utf8` is `text` in UTF-8 when the document came so; None when it would have to be encoded.
    """

    text: str
    charset_declared: str | None
    charset_used: str
    repaired: bool = False
    utf8: bytes | None = field(default=None, compare=False, repr=False)


def decode(body: bytes, *, http_charset: str | None, is_xml: bool = False) -> Decoded:
    """The text of a page or a feed.

    `http_charset` is the label of the Content-Type header; None when it has none. `is_xml` reads the XML declaration.

    Raises:
        UnreadableEncoding: no charset gives readable text (UTF-16 under another name, binary data).

    >>> decode("خبر عاجل".encode("cp1256"), http_charset="utf-8").text
    'خبر عاجل'
    """
    decoded = _decoded(body, http_charset, is_xml)
    opening = decoded.text[:_LOOKED_THROUGH]
    # A third of what a pattern takes.
    unwritten = opening.encode("latin-1", "ignore").translate(None, _WRITTEN)
    if len(unwritten) > _MOST_UNWRITTEN + len(opening) // _CHARACTERS_FOR_ONE:
        raise UnreadableEncoding("binary data, not text", subject=decoded.charset_declared)
    return decoded


def _decoded(body: bytes, http_charset: str | None, is_xml: bool) -> Decoded:
    in_document = _declaration(body, is_xml)
    declared = http_charset or in_document
    for mark, codec in _BOMS:
        if body.startswith(mark):
            text, damaged = _lenient(body[len(mark) :], codec)
            return Decoded(text, declared, codec, damaged)
    labels = [label for label in map(_codec, (http_charset, in_document)) if label]
    if _has_nul_pattern(body):
        return _wide(body, labels, declared)
    utf8 = _as_utf8(body)
    if utf8 is not None:
        text, damaged = utf8
        mended = _undo_double(text)
        is_repaired = damaged or mended is not None
        return Decoded(mended or text, declared, "utf-8", is_repaired, utf8=None if is_repaired else body)
    return _single_byte(body, labels, declared)


def _declaration(body: bytes, is_xml: bool) -> str | None:
    head = body[:_DECLARATION_BYTES]
    found = _XML.search(head) or (None if is_xml else _META.search(head))
    return found[1].decode("ascii") if found else None


def _codec(label: str | None) -> str | None:
    """The Python codec for a label from outside; None when it is unknown or not a charset."""
    if not label:
        return None
    try:
        name = codecs.lookup(label.strip().strip("\"'").lower()).name
    except (LookupError, ValueError):
        return None
    return _ALLOWED.get(name)


def _lenient(body: bytes, codec: str) -> tuple[str, bool]:
    try:
        return body.decode(codec), False
    except UnicodeDecodeError:
        text = body.decode(codec, "replace")
        if text.count("\ufffd") * 20 > len(text):
            raise UnreadableEncoding(f"marked as {codec}, and is not") from None
        return text, True


def _has_nul_pattern(body: bytes) -> bool:
    """Whether every few bytes are zero, or the high byte of an Arabic letter: two- or four-byte characters."""
    head = body[:4096]
    return head.count(0) * 20 > len(head) or head.count(6) * 5 > len(head) > 8


def _wide(body: bytes, labels: list[str], declared: str | None) -> Decoded:
    """UTF-16 and UTF-32 without a mark are believed only when HTTP or the declaration names them, and it shows."""
    named = next((label for label in labels if label in ("utf-16", "utf-32")), None)
    if named:
        for codec in (f"{named}-le", f"{named}-be"):
            try:
                text = body.decode(codec)
            except UnicodeDecodeError:
                continue
            if "<" in text[:512] or len(_ARABIC.findall(text)) * 3 > len(text):
                return Decoded(text, declared, codec)
    raise UnreadableEncoding("characters of two bytes, under another charset's name", subject=declared)


def _as_utf8(body: bytes) -> tuple[str, bool] | None:
    """The text when the bytes are UTF-8, or are but for a few; the flag says that some were replaced."""
    try:
        return body.decode("utf-8"), False
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    # In another charset nearly every byte above 127 is bad; in damaged UTF-8 nearly every one is part of a letter.
    good = len(_NON_ASCII_LETTER.findall(text))
    return (text, True) if good >= 20 and bad * 20 <= good else None


def _has_telltale(text: str) -> bool:
    # One character at a time is many times as fast, and settles it for nearly every page.
    return any(sign in text for sign in _RARE_SIGNS) and any(mark in text for mark in _TELLTALES)


def _undo_double(text: str) -> str | None:
    """The text with double-encoded stretches repaired; None when it has none to speak of."""
    if not _has_telltale(text):
        return None
    for pattern, wider, codec in ((_AS_1256, _ANY_1256, "cp1256"), (_AS_1252, _ANY_1252, "cp1252")):
        stretches = pattern.findall(text)
        broken = sum(map(len, stretches))
        # Half of all letters: a page that quotes one mangled word is not double-encoded.
        if broken < 8 or broken * 2 < len(_NON_ASCII_LETTER.findall(text)):
            continue
        return wider.sub(partial(_re_read, codec=codec), text)
    return None


def _re_read(stretch: re.Match[str], codec: str) -> str:
    raw = b"".join(_byte(letter, codec) for letter in stretch[0])
    return raw.decode("utf-8", "replace")


def _byte(letter: str, codec: str) -> bytes:
    try:
        return letter.encode(codec)
    except UnicodeEncodeError:
        # cp1252 leaves five bytes undefined; browsers map them to the same code point.
        return letter.encode("latin-1", "replace")


def _single_byte(body: bytes, labels: list[str], declared: str | None) -> Decoded:
    """The first charset in the order of the rule whose text is readable, else the most Arabic one."""
    order = [label for label in labels if label not in ("utf-8", "utf-16", "utf-32")]
    best: tuple[float, str, str] | None = None
    for codec in dict.fromkeys([*order, "windows-1256", "iso-8859-6", "windows-1252"]):
        try:
            text = body.decode(codec)
        except UnicodeDecodeError:
            continue
        share = _readable(text)
        if share >= 0.9:
            return Decoded(text, declared, codec)
        if best is None or share > best[0]:
            best = (share, codec, text)
    if best is None or best[0] < 0.6:
        raise UnreadableEncoding("no charset gives readable text", subject=declared)
    return Decoded(best[2], declared, best[1])


def _readable(text: str) -> float:
    """Share of letters beyond ASCII that are Arabic, or stand in a European word; 0 for UTF-8 read as something else.

    Clean Arabic gives more than 0.9; Arabic bytes read as Latin less than 0.2.
    """
    letters = len(_NON_ASCII_LETTER.findall(text))
    if not letters:
        return 1.0 if not re.search("[\x00-\x08\x80-\x9f]", text) else 0.0
    if _has_telltale(text) and sum(map(len, _AS_1256.findall(text))) * 2 > letters:
        return 0.0
    arabic = len(_ARABIC.findall(text))
    in_runs = sum(len(_NON_ASCII_LETTER.findall(run)) for run in _LATIN_RUN.findall(text))
    mixed = len(re.findall("[\u00c0-\u024f](?=[\u0621-\u064a])|(?<=[\u0621-\u064a])[\u00c0-\u024f]", text))
    return max(0.0, (letters - in_runs - 2 * mixed) / letters) if arabic * 2 < letters else (arabic - mixed) / letters
