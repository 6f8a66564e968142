"""Which of a page's titles is its headline, and what is cut off it. Rules only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from khabar.arabic.clean import clean_title
from khabar.arabic.fold import fold
from khabar.origin import Method, Rejected

_SEPARATOR = re.compile(r"\s+[-–—|»«•·:~]{1,2}\s+|\s*\|\s*|\s+[-–—](?=\S)|(?<=\S)[-–—]\s+|(?<=\S):\s+")
# Share of words that a printed headline and a machine one have in common when they head the same story.
_VOUCHED = 0.4
# Fewer words may be the name of a site or of a section.
_TITLE_WORDS = 4
_PART_WORDS = 3
_LETTERS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Title:
    """A candidate: its text without site name, where it comes from, and its element if it is printed."""

    method: Method
    text: str
    node: LexborNode | None = None


# A page tells its title in half a dozen places, and each asks.
@lru_cache(256)
def without_site(title: str, sites: frozenset[str]) -> str:
    """`title` without the publisher's name at its end or start. `sites` are folded names.

    >>> without_site("افتتاح الجسر الجديد - جريدة الفجر", frozenset({fold("جريدة الفجر")}))
    'افتتاح الجسر الجديد'
    """
    text = clean_title(title)
    for _ in range(3):
        pieces = list(_SEPARATOR.finditer(text))
        if not pieces:
            break
        last, first = pieces[-1], pieces[0]
        head, tail = text[: last.start()], text[last.end() :]
        if _is_site(tail, sites) or ("|" in last.group() and len(tail.split()) <= 4 and len(head.split()) >= 3):
            text = head.strip()
        elif fold(text[: first.start()].strip()) in sites:
            text = text[first.end() :].strip()
        else:
            break
    return text or clean_title(title)


def _is_site(piece: str, sites: frozenset[str]) -> bool:
    folded = fold(piece.strip())
    if not folded:
        return True
    return any(folded == site or (len(site) > 3 and site in folded and len(folded) <= 2.2 * len(site)) or
               (len(folded) > 4 and folded in site) for site in sites)  # fmt: skip


def likeness(left: str, right: str) -> float:
    """Share of the shorter title's words that the other has, 0–1."""
    a, b = _words(left), _words(right)
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


@lru_cache(256)
def _words(title: str) -> frozenset[str]:
    # Every title of a page is compared with every other.
    return frozenset(_LETTERS.findall(fold(title)))


_LESSER = "h2, [class*=title], [class*=Title], [class*=headline], [id*=title], [id*=Title], font[size='5'], h3"


def printed_titles(marked: list[LexborNode], tree: LexborHTMLParser) -> list[LexborNode]:
    """Elements that may show the headline: h1, else what class names call a title. `marked` are h1 and their like."""
    nodes = [node for node in marked if node.text(strip=True)]
    return nodes[:12] if nodes else lesser_titles(tree)


def lesser_titles(tree: LexborHTMLParser) -> list[LexborNode]:
    """Lower headings and what class names call a title: the headline where h1 is the masthead, or there is none."""
    return [node for node in tree.css(_LESSER) if 12 <= len(node.text(strip=True)) <= 220][:40]


def is_told(shown: str, machine: list[Title]) -> bool:
    """Whether a printed title is one of the head's titles, rather than the site's name at the end of one."""
    words = _words(shown)
    return any(
        likeness(shown, title.text) >= _VOUCHED and 2 * len(words & _words(title.text)) >= len(_words(title.text))
        for title in machine
    )


def leads_elsewhere(node: LexborNode, url: str) -> bool:
    """Whether a title is a link to another page than `url`: the heading of another story's card."""
    link = node.css_first("a[href]") or (node.parent if node.parent is not None and node.parent.tag == "a" else None)
    if link is None:
        return False
    try:
        path = urlsplit(link.attributes.get("href") or "").path
    except ValueError:
        return False  # «http://[…» leads nowhere
    return path not in ("", urlsplit(url).path)


def choose(
    machine: list[Title], printed: list[Title], sites: frozenset[str], url: str, tree: LexborHTMLParser
) -> tuple[Title | None, tuple[Rejected, ...]]:
    """The headline: what the reader sees, when a title in the head vouches for it; else the head's own.

    `machine` are titles of the head in order of trust, `printed` the elements in page order,
    `sites` folded names of the publisher, `url` the page's own address.
    """
    # The publisher's own name in an h1 is a masthead.
    printed = [title for title in printed if fold(title.text) not in sites] or printed
    if printed:
        # In the head it is the same on every page of its site.
        machine = [title for title in machine if fold(title.text) not in sites]
    best: Title | None = None
    reason = "the page prints another headline"
    vouched = [(max((likeness(shown.text, title.text) for title in machine), default=0.0), shown) for shown in printed]
    strong = [pair for pair in vouched if pair[0] >= _VOUCHED]
    if strong:
        # All words of a masthead are in the title that ends with the site's name.
        best = max(strong, key=lambda pair: (is_told(pair[1].text, machine), pair[0]))[1]
    else:
        own = next((shown for shown in printed if shown.node is None or not leads_elsewhere(shown.node, url)), None)
        shown_at = _shown_at(machine[0].text, tree) if machine else None
        if shown_at is not None:
            best = shown_at
        elif machine and (own is None or machine[0].method != "meta"):
            best, reason = machine[0], "a more trusted source says otherwise"
        else:
            # A title element that no headline resembles is the same on every page of its site.
            best = own
    if best is None:
        return None, ()
    losers = [title for title in [*printed, *machine] if fold(title.text) != fold(best.text)]
    rejected = {title.text: Rejected(method=title.method, value=title.text, why=reason) for title in losers}
    return best, tuple(rejected.values())[:6]


def _shown_at(title: str, tree: LexborHTMLParser) -> Title | None:
    """A title of the head, or a part of it, where it stands on the page as a line that no tag or class tells.

    The last such line: trails of sections stand above the headline.
    """
    wanted = {text for text in (title, *_parts(title), *_past_label(title)) if len(text.split()) >= _TITLE_WORDS}
    found: Title | None = None
    for node in tree.body.traverse(include_text=True, skip_empty=True) if tree.body is not None and wanted else ():
        text = node.text_content if node.is_text_node else None
        if text and (shown := clean_title(text)) in wanted and node.parent is not None:
            found = Title("dom", shown, node.parent)
    return found


def _past_label(title: str) -> list[str]:
    """What stands behind a title's first colon: «صحيفة النهر: العنوان»."""
    return title.split(": ", 1)[1:]


def _parts(title: str) -> list[str]:
    return [part for part in re.split(r"\s+(?::{1,2}|[-–—|»«])\s+", title) if len(part.split()) >= _PART_WORDS]


def printed_part(title: str, tree: LexborHTMLParser) -> str:
    """The longest part of a page title that the page prints: the headline, when the site's name is unknown."""
    parts = _parts(title)
    if not parts or tree.body is None or parts == [title]:
        return title
    text = clean_title(tree.body.text(separator=" "))
    return max((part for part in parts if part in text), key=len, default=title)
