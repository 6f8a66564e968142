"""The article's element → drafts of blocks in reading order. Not here: which lines are text (tidy.py), and ids."""

from __future__ import annotations

import re

from bs4 import Tag
from bs4.element import NavigableString

from khabar.arabic.clean import clean_text
from khabar_worker.extract.drafts import Draft, TextDraft, join
from khabar_worker.extract.markup.class_words import is_quote, is_standfirst
from khabar_worker.extract.markup.elements import DROPPED, INLINE
from khabar_worker.extract.markup.metadata import absolute
from khabar_worker.extract.text.boxes import entitled, is_apart, is_share_button
from khabar_worker.extract.text.figures import POSTS, captioned, gallery, player, post_in
from khabar_worker.extract.text.keep import (
    TOO_MUCH,
    attribute,
    below,
    is_bookmark,
    is_card,
    is_centred,
    is_outside,
    is_titled_card,
    letters_in,
    pictures_below,
    printed_in,
    purpose,
)
from khabar_worker.extract.text.lists import list_of
from khabar_worker.extract.text.pictures import embed_of, embedded_post, picture
from khabar_worker.extract.text.shapes import CENTRED, is_story, names_speaker
from khabar_worker.extract.text.soup import soup_of_html
from khabar_worker.extract.text.tables import data_table, is_layout
from khabar_worker.extract.text.writing import Writing

_HEADINGS = {"h1": 2, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
# Deeper nesting says nothing any more; its text is taken as it is. Well within Python's own limit.
_DEEPEST = 120
_BLOCK_STYLE = re.compile(r"display\s*:\s*block", re.IGNORECASE)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_SAID_BY = re.compile(r"(?:^|[\s_-])(?:attribution|cite|author|speaker|quote-?(?:by|source|name))(?=$|[\s_-])")


def walk(soup: Tag, base: str) -> tuple[list[Draft], list[str]]:
    """Drafts of the blocks below `soup`, and the standfirsts found on the way. `base` joins relative addresses."""
    walker = Walker(base, letters_in(soup), pictures_below(soup))
    return walker.run(soup), walker.standfirsts


def walk_html(html: str, base: str, drops: tuple[str, ...] = ()) -> tuple[list[Draft], list[str]]:
    """The same for HTML; `drops` are CSS selectors of a publisher's own boilerplate."""
    return walk(soup_of_html(html, drops), base)


class Walker:
    """One pass over a subtree of so many letters. `pictures` counts the images below each of its elements."""

    def __init__(self, base: str, letters: int, pictures: dict[int, int], depth: int = 0) -> None:
        self.base = base
        self.letters = max(1, letters)
        self.writing = Writing(base)
        self.standfirsts: list[str] = []
        self._pictures = pictures
        self._depth = depth
        # How many boxes and links of other stories were left out.
        self._cards = 0

    def run(self, root: Tag) -> list[Draft]:
        self._children(root)
        self.writing.end_line()
        return self.writing.drafts

    def _inner(self) -> Walker:
        """One for a part that is read by itself."""
        return Walker(self.base, self.letters, self._pictures, self._depth)

    def _children(self, tag: Tag) -> None:
        if self._depth >= _DEEPEST:
            self.writing.say(tag.get_text(" "))
            return
        self._depth += 1
        for child in tag.contents:
            if type(child) is NavigableString:
                self.writing.say(str(child))
            elif isinstance(child, Tag):
                self._tag(child)
        self._depth -= 1

    def _tag(self, tag: Tag) -> None:
        name = tag.name
        if name == "br":
            self.writing.end_line(broken=True)
        elif name in DROPPED:
            self._dropped(tag)
        elif name in ("img", "amp-img"):
            self.writing.add_picture(picture(tag, self.base))
        elif (tag.attrs or name in ("div", "section", "article")) and self._skips(tag):
            return
        elif name in INLINE and not (tag.attrs and _BLOCK_STYLE.search(attribute(tag, "style"))):
            self._inline(tag)
        else:
            self._opens(tag)

    def _opens(self, tag: Tag) -> None:
        """Anything that starts a block of its own."""
        name = tag.name
        if name in POSTS:
            self.writing.add(embedded_post(tag, self.base))
        elif name in ("video", "audio", "amp-video", "amp-audio"):
            self.writing.add(player(tag, self.base))
        elif name in ("figure", "picture"):
            self._figure(tag)
        elif name == "blockquote":
            self._quote(tag)
        elif name in _HEADINGS:
            self._heading(tag)
        elif name == "hgroup" and not any(map(is_story, self.writing.drafts)):
            # The headline, and lines that HTML calls its subheadings.
            self.standfirsts += filter(None, (printed_in(line) for line in below(tag, "p")))
        elif name in ("ul", "ol"):
            self._list(tag)
        elif name == "table":
            self._table(tag)
        elif name == "hr":
            self.writing.end_line()
        else:
            self._block(tag)

    def _dropped(self, tag: Tag) -> None:
        """Scripts that stand for a post, and pictures that are there for readers without scripts."""
        if tag.name == "script":
            self.writing.add(embedded_post(tag, self.base))
        elif tag.name == "noscript":
            for image in below(tag, "img"):
                self.writing.add_picture(picture(image, self.base))

    def _skips(self, tag: Tag) -> bool:
        """Whether the element is no part of the text; a standfirst on top is kept apart."""
        words = purpose(tag)
        if is_outside(tag, words, self.letters) and embedded_post(tag, self.base) is None:
            # Some systems call every part of a text a widget.
            return "widget" not in words or post_in(tag, self.base) is None
        if is_standfirst(words) and not any(map(is_story, self.writing.drafts)):
            text = printed_in(tag)
            if text and len(text) < TOO_MUCH * self.letters:
                self.standfirsts.append(text)
                return True
        return False

    def _inline(self, tag: Tag) -> None:
        name = tag.name
        if name == "a" and is_card(tag):
            self._cards += 1
            return
        if name == "a" and self._link_is_post(tag):
            return
        writing = self.writing
        saved = writing.strong, writing.em, writing.href
        if name in ("b", "strong") or (tag.attrs and _BOLD_STYLE.search(attribute(tag, "style"))):
            writing.strong = True
        elif name in ("i", "em"):
            writing.em = True
        elif name == "a":
            writing.href = absolute(attribute(tag, "href"), self.base) or ""
        self._children(tag)
        writing.strong, writing.em, writing.href = saved

    def _link_is_post(self, tag: Tag) -> bool:
        """A bare address of a post, printed as its own link: an embed that the reader's browser would have drawn."""
        text = printed_in(tag, "")
        if not text.startswith(("http", "pic.")) or tag.parent is None or printed_in(tag.parent, "") != text:
            return False
        return self.writing.add(embed_of(attribute(tag, "href"), self.base))

    def _block(self, tag: Tag) -> None:
        if tag.attrs and self.writing.add(embedded_post(tag, self.base)):
            return
        if tag.name in ("div", "p", "center", "span", "dl", "section") and self._caption_box(tag):
            return
        words = purpose(tag) if tag.attrs else ""
        if words and tag.name in ("div", "p", "aside", "section") and is_quote(words):
            self._quote(tag)
            return
        writing = self.writing
        writing.end_line()
        saved = writing.words, writing.strong
        if tag.attrs:
            writing.words = words or writing.words
            if is_centred(tag):
                writing.words = f"{writing.words} {CENTRED}"
            if _BOLD_STYLE.search(attribute(tag, "style")):
                writing.strong = True
        start, cards = len(writing.drafts), self._cards
        self._children(tag)
        writing.end_line()
        writing.words, writing.strong = saved
        if is_apart(tag, writing.drafts[start:], TOO_MUCH * self.letters, self.base, has_cards=self._cards > cards):
            del writing.drafts[start:]
            self._cards += 1
        elif tag.name in ("div", "section"):
            writing.drafts[start:] = entitled(writing.drafts[start:])

    def _caption_box(self, tag: Tag) -> bool:
        if self._pictures.get(id(tag)) != 1:
            return False
        if is_titled_card(tag, self.letters):
            self._cards += 1
            return True
        media = captioned(tag, self.letters, self.base)
        self.writing.add_picture(media)
        return media is not None

    def _figure(self, tag: Tag) -> None:
        post = post_in(tag, self.base)
        if post is not None:
            self.writing.add(post)
        elif (table := next(below(tag, "table"), None)) is not None:
            self._table(table, next(below(tag, "figcaption"), None))
        elif (quote := next(below(tag, "blockquote"), None)) is not None:
            if not is_outside(quote, purpose(quote), self.letters):
                self._quote(quote)
        elif (played := next(below(tag, "video", "audio", "amp-video"), None)) is not None:
            self.writing.add(player(played, self.base, around=tag))
        elif any(map(is_bookmark, below(tag, "a"))) and next(below(tag, "figcaption"), None) is None:
            self._cards += 1
        else:
            for media in gallery(tag, self.base):
                self.writing.add_picture(media)

    def _quote(self, tag: Tag) -> None:
        if self.writing.add(embedded_post(tag, self.base)):
            return
        self.writing.end_line()
        # Blogger and old editors indent whole articles with blockquote.
        if letters_in(tag) > 0.5 * self.letters:
            self._children(tag)
            self.writing.end_line()
            return
        cite = next(below(tag, "cite", "footer"), None) or next(
            (part for part in below(tag) if _SAID_BY.search(purpose(part))), None
        )
        name = printed_in(cite) if cite is not None else None
        if cite is not None and name and len(name) < 100:
            cite.decompose()
        inside = self._inner().run(tag)
        inside = [draft for draft in inside if not is_share_button(draft, self.base)] or inside
        lines = [draft.line for draft in inside if isinstance(draft, TextDraft)]
        if lines and len(lines) == len(inside):
            if not name and len(lines) > 1 and names_speaker(lines):
                name = lines.pop().text
            self.writing.drafts.append(TextDraft("quote", join(lines), cite=(name or "").strip(" -—–ـ:،") or None))
        else:
            self.writing.drafts += inside

    def _heading(self, tag: Tag) -> None:
        writing = self.writing
        writing.end_line()
        saved = writing.kind, writing.level, writing.words
        writing.kind, writing.level = "heading", _HEADINGS[tag.name]
        writing.words = purpose(tag) + (" h1" if tag.name == "h1" else "")
        self._children(tag)
        writing.end_line()
        writing.kind, writing.level, writing.words = saved

    def _list(self, tag: Tag) -> None:
        self.writing.end_line()
        items: list[list[Draft]] = []
        for child in tag.contents:
            if isinstance(child, Tag) and child.name in ("li", "ul", "ol"):
                walker = self._inner()
                own, around = walker.writing, self.writing
                own.strong, own.em, own.href = around.strong, around.em, around.href
                items.append(walker.run(child))
        self.writing.drafts += list_of(items, ordered=tag.name == "ol")

    def _table(self, tag: Tag, caption: Tag | None = None) -> None:
        self.writing.end_line()
        if is_layout(tag):
            if not self._caption_box(tag):
                self._children(tag)
                self.writing.end_line()
            return
        table = data_table(tag)
        if table is not None:
            if caption is not None and table.caption is None:
                table.caption = clean_text(caption.get_text(" ")) or None
            self.writing.drafts.append(table)
