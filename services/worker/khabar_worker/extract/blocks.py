"""The article's element → drafts of blocks in reading order. Not here: which lines are text (tidy.py), and ids."""

from __future__ import annotations

import re

from bs4 import Tag
from bs4.element import NavigableString

from khabar.arabic.clean import clean_text
from khabar_worker.extract.boxes import is_apart
from khabar_worker.extract.class_words import is_quote, is_standfirst
from khabar_worker.extract.drafts import Draft, LineBuilder, MediaDraft, TextDraft, join
from khabar_worker.extract.elements import DROPPED, INLINE
from khabar_worker.extract.figures import POSTS, captioned, gallery, player, post_in
from khabar_worker.extract.keep import (
    TOO_MUCH,
    attribute,
    below,
    is_card,
    is_centred,
    is_outside,
    is_titled_card,
    letters_in,
    pictures_below,
    printed_in,
    purpose,
)
from khabar_worker.extract.lists import list_of
from khabar_worker.extract.metadata import absolute
from khabar_worker.extract.pictures import embed_of, embedded_post, picture
from khabar_worker.extract.shapes import CENTRED, is_story, names_speaker
from khabar_worker.extract.soup import soup_of_html
from khabar_worker.extract.tables import data_table, is_layout

_HEADINGS = {"h1": 2, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
# Deeper nesting says nothing any more; its text is taken as it is. Well within Python's own limit.
_DEEPEST = 120
_BLOCK_STYLE = re.compile(r"display\s*:\s*block", re.IGNORECASE)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_SAID_BY = re.compile(r"(?:^|[\s_-])(?:attribution|cite|author|speaker|quote-?(?:by|source|name))(?=$|[\s_-])")


def walk(soup: Tag, base: str) -> tuple[list[Draft], list[str]]:
    """Drafts of the blocks below `soup`, and the standfirsts found on the way. `base` joins relative addresses."""
    walker = Walker(base, letters_in(soup), pictures_below(soup))
    walker.run(soup)
    return walker.drafts, walker.standfirsts


def walk_html(html: str, base: str, drops: tuple[str, ...] = ()) -> tuple[list[Draft], list[str]]:
    """The same for HTML; `drops` are CSS selectors of a publisher's own boilerplate."""
    return walk(soup_of_html(html, drops), base)


class Walker:
    """One pass over a subtree. `marks` are (strong, em, href) of the elements around the current text."""

    def __init__(self, base: str, letters: int, pictures: dict[int, int], depth: int = 0) -> None:
        self.base = base
        self._pictures = pictures
        self._depth = depth
        self.letters = max(1, letters)
        self.drafts: list[Draft] = []
        self.standfirsts: list[str] = []
        self._line = LineBuilder()
        self._strong = False
        self._em = False
        self._href: str | None = None
        self._kind = "paragraph"
        self._level = 2
        self._cite: str | None = None
        self._words = ""
        self._broken = False

    def run(self, root: Tag) -> None:
        self._children(root)
        self._flush()

    def _children(self, tag: Tag) -> None:
        if self._depth >= _DEEPEST:
            self._line.add(tag.get_text(" "), strong=self._strong, em=self._em, href=self._href)
            return
        self._depth += 1
        for child in tag.contents:
            if type(child) is NavigableString:
                self._line.add(str(child), strong=self._strong, em=self._em, href=self._href)
            elif isinstance(child, Tag):
                self._tag(child)
        self._depth -= 1

    def _flush(self, *, broken: bool = False) -> None:
        line = self._line.finish()
        if line is not None and line.text.startswith("http") and (post := embed_of(line.text, self.base)) is not None:
            self.drafts.append(post)
        elif line is not None:
            own = not (broken or self._broken)
            self.drafts.append(TextDraft(self._kind, line, self._level, self._cite, own, self._words))
        self._broken = broken

    def _tag(self, tag: Tag) -> None:
        name = tag.name
        if name == "br":
            self._flush(broken=True)
        elif name in DROPPED:
            self._dropped(tag)
        elif name in ("img", "amp-img"):
            self._picture(picture(tag, self.base))
        elif (tag.attrs or name in ("div", "section")) and self._skips(tag):
            return
        elif name in INLINE and not (tag.attrs and _BLOCK_STYLE.search(attribute(tag, "style"))):
            self._inline(tag)
        else:
            self._opens(tag)

    def _opens(self, tag: Tag) -> None:
        """Anything that starts a block of its own."""
        name = tag.name
        if name in POSTS:
            self._append(embedded_post(tag, self.base))
        elif name in ("video", "audio", "amp-video", "amp-audio"):
            self._append(player(tag, self.base))
        elif name in ("figure", "picture"):
            self._figure(tag)
        elif name == "blockquote":
            self._quote(tag)
        elif name in _HEADINGS:
            self._heading(tag)
        elif name == "hgroup" and not any(map(is_story, self.drafts)):
            # The headline, and lines that HTML calls its subheadings.
            self.standfirsts += filter(None, (printed_in(line) for line in below(tag, "p")))
        elif name in ("ul", "ol"):
            self._list(tag)
        elif name == "table":
            self._table(tag)
        elif name == "hr":
            self._flush()
        else:
            self._block(tag)

    def _dropped(self, tag: Tag) -> None:
        """Scripts that stand for a post, and pictures that are there for readers without scripts."""
        if tag.name == "script":
            self._append(embedded_post(tag, self.base))
        elif tag.name == "noscript":
            for image in below(tag, "img"):
                self._picture(picture(image, self.base))

    def _skips(self, tag: Tag) -> bool:
        """Whether the element is no part of the text; a standfirst on top is kept apart."""
        words = purpose(tag)
        if is_outside(tag, words, self.letters) and embedded_post(tag, self.base) is None:
            return True
        if is_standfirst(words) and not any(map(is_story, self.drafts)):
            text = printed_in(tag)
            if text and len(text) < TOO_MUCH * self.letters:
                self.standfirsts.append(text)
                return True
        return False

    def _inline(self, tag: Tag) -> None:
        name = tag.name
        if name == "a" and (self._link_is_post(tag) or is_card(tag)):
            return
        saved = self._strong, self._em, self._href
        if name in ("b", "strong") or (tag.attrs and _BOLD_STYLE.search(attribute(tag, "style"))):
            self._strong = True
        elif name in ("i", "em"):
            self._em = True
        elif name == "a":
            self._href = absolute(attribute(tag, "href"), self.base) or ""
        self._children(tag)
        self._strong, self._em, self._href = saved

    def _link_is_post(self, tag: Tag) -> bool:
        """A bare address of a post, printed as its own link: an embed that the reader's browser would have drawn."""
        text = printed_in(tag, "")
        if not text.startswith(("http", "pic.")) or tag.parent is None or printed_in(tag.parent, "") != text:
            return False
        return self._append(embed_of(attribute(tag, "href"), self.base))

    def _block(self, tag: Tag) -> None:
        if tag.attrs and self._append(embedded_post(tag, self.base)):
            return
        if tag.name in ("div", "p", "center", "span", "dl", "section") and self._caption_box(tag):
            return
        words = purpose(tag) if tag.attrs else ""
        if words and tag.name in ("div", "p", "aside", "section") and is_quote(words):
            self._quote(tag)
            return
        self._flush()
        saved = self._words, self._strong
        if tag.attrs:
            self._words = words or self._words
            if is_centred(tag):
                self._words = f"{self._words} {CENTRED}"
            if _BOLD_STYLE.search(attribute(tag, "style")):
                self._strong = True
        start = len(self.drafts)
        self._children(tag)
        self._flush()
        self._words, self._strong = saved
        if is_apart(tag, self.drafts[start:], TOO_MUCH * self.letters):
            del self.drafts[start:]

    def _caption_box(self, tag: Tag) -> bool:
        if self._pictures.get(id(tag)) != 1:
            return False
        if is_titled_card(tag, self.letters):
            return True
        media = captioned(tag, self.letters, self.base)
        self._picture(media)
        return media is not None

    def _figure(self, tag: Tag) -> None:
        post = post_in(tag, self.base)
        if post is not None:
            self._append(post)
        elif (table := next(below(tag, "table"), None)) is not None:
            self._table(table, next(below(tag, "figcaption"), None))
        elif (quote := next(below(tag, "blockquote"), None)) is not None:
            if not is_outside(quote, purpose(quote), self.letters):
                self._quote(quote)
        elif (played := next(below(tag, "video", "audio", "amp-video"), None)) is not None:
            self._append(player(played, self.base, around=tag))
        else:
            for media in gallery(tag, self.base):
                self._picture(media)

    def _picture(self, media: MediaDraft | None) -> None:
        """Files a picture once, however often the page shows it."""
        if media is not None and all(
            not isinstance(draft, MediaDraft) or draft.url != media.url for draft in self.drafts
        ):
            self._append(media)

    def _append(self, draft: Draft | None) -> bool:
        """Files what stands between lines; whether there was anything."""
        if draft is not None:
            self._flush()
            self.drafts.append(draft)
        return draft is not None

    def _quote(self, tag: Tag) -> None:
        if self._append(embedded_post(tag, self.base)):
            return
        self._flush()
        # Blogger and old editors indent whole articles with blockquote.
        if letters_in(tag) > 0.5 * self.letters:
            self._children(tag)
            self._flush()
            return
        cite = next(below(tag, "cite", "footer"), None) or next(
            (part for part in below(tag) if _SAID_BY.search(purpose(part))), None
        )
        name = printed_in(cite) if cite is not None else None
        if cite is not None and name and len(name) < 100:
            cite.decompose()
        inner = Walker(self.base, self.letters, self._pictures, self._depth)
        inner.run(tag)
        lines = [draft.line for draft in inner.drafts if isinstance(draft, TextDraft)]
        if lines and len(lines) == len(inner.drafts):
            if not name and len(lines) > 1 and names_speaker(lines):
                name = lines.pop().text
            self.drafts.append(TextDraft("quote", join(lines), cite=(name or "").strip(" -—–ـ:،") or None))
        else:
            self.drafts += inner.drafts

    def _heading(self, tag: Tag) -> None:
        self._flush()
        saved = self._kind, self._level, self._words
        self._kind, self._level = "heading", _HEADINGS[tag.name]
        self._words = purpose(tag) + (" h1" if tag.name == "h1" else "")
        self._children(tag)
        self._flush()
        self._kind, self._level, self._words = saved

    def _list(self, tag: Tag) -> None:
        self._flush()
        items: list[list[Draft]] = []
        for child in tag.contents:
            if isinstance(child, Tag) and child.name in ("li", "ul", "ol"):
                walker = Walker(self.base, self.letters, self._pictures, self._depth)
                walker._strong, walker._em, walker._href = self._strong, self._em, self._href
                walker.run(child)
                items.append(walker.drafts)
        self.drafts += list_of(items, ordered=tag.name == "ol")

    def _table(self, tag: Tag, caption: Tag | None = None) -> None:
        self._flush()
        if is_layout(tag):
            if not self._caption_box(tag):
                self._children(tag)
                self._flush()
            return
        table = data_table(tag)
        if table is not None:
            if caption is not None and table.caption is None:
                table.caption = clean_text(caption.get_text(" ")) or None
            self.drafts.append(table)
