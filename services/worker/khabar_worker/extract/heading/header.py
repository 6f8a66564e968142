"""The lines around the headline: where dates, bylines, kickers and standfirsts are printed. Not here: reading them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from khabar.arabic.clean import clean_text
from khabar_worker.extract.bylines.introductions import lacks_colon
from khabar_worker.extract.dating.stamps import undated
from khabar_worker.extract.heading.parts import is_new_part, own_words
from khabar_worker.extract.heading.portraits import PROFILE, carded, kept_around, portrayed, scripted
from khabar_worker.extract.markup.class_words import is_aside, words_of
from khabar_worker.extract.markup.elements import INLINE, SILENT
from khabar_worker.extract.markup.nesting import around_both

_SKIPPED = SILENT | {"aside"}
# A line of this many characters inside the article is its first sentence: the header ends there.
_SENTENCE = 110
_LONGEST = 300
_MOST_PIECES = 24
_CELLS = ("td", "tr", "tbody")
_BOXES = ("div", "section")
_HEADINGS = ("h2", "h3", "h4")
_BEFORE = 10
_AFTER = 40
# What stands before a line to be seen.
_ORNAMENTS = "❖◆◇■□▪▫●○►▶ "
# The words of a name that only a picture tells.
PORTRAIT = "x-portrait"
# Names in the line below a post, with its labels and links.
_SIGNERS = ".vcard .fn, .post-author .fn, [rel~=author]"
_FOOT = 400
_BELOW = 14
# What says for itself that it is of this story, and not of the next one, a comment or the site.
_LABELLED = re.compile(r"^\W*(?:نُ?شرت?\s+(?:في|بتاريخ)|تاريخ\s+النشر|بقلم\s*[:/]|كتبت?\s*[:/])")


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """One printed line.

    `words` are the class words of its elements, `linked` that it stands in a link, `is_heading` that it is a heading
    outside the article's element, `is_own` that it stands in that element, which holds no headline.
    """

    text: str
    words: str
    linked: bool = False
    is_heading: bool = False
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Header:
    """`above` the headline (nearest last), `below` it down to the first sentence, `after` the article."""

    above: tuple[HeaderLine, ...]
    below: tuple[HeaderLine, ...]
    after: tuple[HeaderLine, ...]


def read_header(tree: LexborHTMLParser, headline: LexborNode | None, article: LexborNode | None) -> Header:
    """The lines around the headline; without one, those that lead to the article."""
    if tree.body is None:
        return Header((), (), ())
    walk = _Walk(headline, article)
    for node in _scope(tree.body, headline, article).traverse(include_text=True, skip_empty=True):
        if walk.read(node) if node.is_text_node else walk.meet(node):
            break
    else:
        walk.close()
    above, below = tuple(walk.above[-_BEFORE:]), tuple(walk.below)
    return Header(above, above if headline is None and not below else below, _after(article))


def _scope(body: LexborNode, headline: LexborNode | None, article: LexborNode | None) -> LexborNode:
    """The element whose lines are read."""
    scope = around_both(headline, article) or body
    # Of a layout of rows and cells one row has the headline and another the date.
    while scope.tag in _CELLS and scope.parent is not None:
        scope = scope.parent
    if scope.parent is not None and scope.parent.tag not in ("body", "html", "form"):
        # A date may stand over the box that holds headline and text.
        return scope.parent
    return scope


class _Walk:
    """One pass over the elements and texts: which pieces make one line, and on which side of the headline it stands.

    Each step tells whether the header ends there.
    """

    def __init__(self, headline: LexborNode | None, article: LexborNode | None) -> None:
        self.above: list[HeaderLine] = []
        self.below: list[HeaderLine] = []
        self._headline = headline.mem_id if headline is not None else None
        self._article = article.mem_id if article is not None else None
        self._is_behind = False  # the headline
        self._is_inside = False  # the article's element
        self._holds_headline = True
        # The line that is being read: its pieces, its block, the element of its last piece.
        self._pieces: list[str] = []
        self._block: LexborNode | None = None
        self._part: LexborNode | None = None
        self._words = ""
        self._linked = False

    def meet(self, element: LexborNode) -> bool:
        """The headline, the article's element and a line break end a line."""
        key = element.mem_id
        if key == self._headline:
            is_over = self.close()
            self._is_behind = True
        elif key == self._article:
            is_over = self.close()
            self._is_inside, self._holds_headline = True, not self._is_behind
            self._is_behind = self._is_behind or self._headline is None
        elif element.tag == "br" and self._block is not None:
            is_over = self.close()
        elif element.tag == "img" and (name := portrayed(element)):
            is_over = self.close()
            (self.below if self._is_behind else self.above).append(HeaderLine(name, PORTRAIT, linked=True))
        elif element.tag == "span" and (name := scripted(element)):
            is_over = self.close()
            (self.below if self._is_behind else self.above).append(HeaderLine(name, "author"))
        else:
            return False
        self._block = None
        return is_over

    def read(self, text: LexborNode) -> bool:
        """A text goes on in the line as long as its block does."""
        said = text.text_content
        if not said or said.isspace():
            return False
        owner, words, linked = _owner(text)
        if owner is None and (name := carded(text)):
            (self.below if self._is_behind else self.above).append(HeaderLine(name, "author"))
        if owner is None or (self._headline is not None and _within(text, self._headline)):
            return False
        if (
            self._block is None
            or owner.mem_id != self._block.mem_id
            or len(self._pieces) > _MOST_PIECES
            or is_new_part(text, self._part, self._pieces, linked=linked)
        ):
            if self.close():
                return True
            self._block, self._words, self._linked = owner, words, linked
        else:
            self._words = f"{self._words} {words}"
            if self._is_label(text):
                self._pieces[0] = f"{self._pieces[0].rstrip()}:"
        self._pieces.append(said)
        self._part = text.parent
        return False

    def _is_label(self, text: LexborNode) -> bool:
        """Whether the line so far is a byline's label («نص») beside `text`, each in an element of its own."""
        part, parent = self._part, text.parent
        if len(self._pieces) > 1 or part is None or parent is None or part.mem_id == parent.mem_id:
            return False
        return part.tag in INLINE and parent.tag in INLINE and lacks_colon(self._pieces[0])

    def close(self) -> bool:
        """Files the line."""
        text = clean_text(" ".join(self._pieces)).lstrip(_ORNAMENTS)
        self._pieces.clear()
        if not text:
            return False
        if self._is_inside and len(text) > _SENTENCE:
            return True
        is_heading = not self._is_inside and self._block is not None and self._block.tag in _HEADINGS
        is_own = self._is_inside and not self._holds_headline
        line = HeaderLine(text[:_LONGEST], self._words, self._linked, is_heading, is_own)
        (self.below if self._is_behind else self.above).append(line)
        return len(self.below) > _AFTER


def _after(article: LexborNode | None) -> tuple[HeaderLine, ...]:
    """Short lines right behind the article's element: hidden authors, «نشر في …»."""
    lines = [HeaderLine(name, "data-author")] if (name := kept_around(article)) else []
    outermost = _outermost(article) if article is not None else None
    is_beyond = outermost is not None and article is not None and outermost.mem_id != article.mem_id
    node = outermost.next if outermost is not None else None
    steps = 0
    while node is not None and steps < 24 and len(lines) < _BELOW:
        steps += 1
        if node.is_element_node and node.tag not in _SKIPPED:
            text = clean_text(node.text(separator=" "))
            if is_beyond and not _is_labelled(node, text):
                node = node.next
                continue
            for part in _signers(node) if text and len(text) < _FOOT else ():
                lines.append(HeaderLine(clean_text(part.text(separator=" ")), "fn author"))
            if text and len(text) < 160:
                attributes = node.attributes
                lines.append(HeaderLine(text, words_of(attributes.get("class") or "", attributes.get("id") or "")))
        node = node.next
    return tuple(lines)


def _is_labelled(line: LexborNode, text: str) -> bool:
    """Whether a line beyond the article's box is of this story by its own words, or by a class that dates a column."""
    if any(not PROFILE.search(link.attributes["href"] or "") for link in line.css("a[href]")):
        return False
    is_date = "meta" in (line.attributes.get("class") or "").split() and not undated(text)
    return is_date or _LABELLED.match(text) is not None


def _outermost(article: LexborNode) -> LexborNode:
    """The box around the article's element that holds nothing else; that element where there is none."""
    above = article.parent
    while above is not None and above.tag in _BOXES and len([*above.iter()]) == 1:
        article, above = above, above.parent
    return article


def _signers(line: LexborNode) -> list[LexborNode]:
    """The names in a line below a post: by their class, or the one link to somebody's page."""
    linked = [
        link for link in line.css("a[href]") if PROFILE.search(link.attributes["href"] or "") and link.text(strip=True)
    ]
    return line.css(_SIGNERS)[:2] or (linked if len(linked) == 1 else [])


def _owner(text: LexborNode) -> tuple[LexborNode | None, str, bool]:
    """The block a text stands in, the class words on the way and one level above; None inside asides."""
    node = text.parent
    words: list[str] = []
    icon = text.prev
    if icon is not None and icon.tag in ("i", "span", "img"):
        # «fa-user», «icon-calendar»: the sign before a value is its label.
        words.append(own_words(icon))
    linked = False
    while node is not None and node.tag in INLINE:
        # A writer's address to write to leads nowhere.
        linked = linked or (node.tag == "a" and not (node.attributes.get("href") or "").startswith("mailto:"))
        words.append(own_words(node))
        node = node.parent
    if node is None or node.tag in _SKIPPED:
        return None, "", False
    words.append(own_words(node))
    above = node.parent
    if above is not None and above.tag == "a":
        # A link around a block: what it stands in names the part.
        linked, above = True, above.parent
    for level in range(3):
        if above is None or above.tag in ("body", "html"):
            break
        if above.tag in _SKIPPED:
            return None, "", False
        own = own_words(above)
        if level == 0:
            words.append(own)
        if level and is_aside(own) and above.tag != "header":
            break
        above = above.parent
    return node, " ".join(filter(None, words)), linked


def _within(node: LexborNode, key: int) -> bool:
    above = node.parent
    for _ in range(4):
        if above is None:
            return False
        if above.mem_id == key:
            return True
        above = above.parent
    return False
