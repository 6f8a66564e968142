"""Which elements inside the article's element are not its text, by their attributes and weight. Rules only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from bs4 import Tag
from bs4.element import NavigableString

from khabar_worker.extract.markup.class_words import is_caption, is_dropped, is_meta, is_quote, words_of
from khabar_worker.extract.markup.elements import INLINE
from khabar_worker.extract.markup.metadata import absolute
from khabar_worker.extract.text.wordings import is_label, is_pointer

_BOXES = ("div", "section", "aside", "table")
_TITLES = ("h2", "h3", "h4", "h5", "h6")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ASIDE_ROLES = ("navigation", "complementary", "dialog", "search", "contentinfo", "banner")
_META_PROPERTIES = ("author", "datePublished", "dateModified", "publisher")
_TEST_IDS = frozenset(["data-testid", "data-component", "data-e2e", "data-type"])
# An element with more of the article's letters than this is the article, whatever its class says.
TOO_MUCH = 0.4
# A landmark inside the text that has links and is lighter than this is a promotion.
_PROMOTION = 0.15
_META_LENGTH = 200
_TEASER = re.compile(r"(?:^|[\s_-])teasers?(?=$|[\s_])")
# For those who hear the page: «تخطى … وواصل القراءة».
_SKIPPED_OVER = re.compile(r"تخط(?:ى|ي)\s(?:القسم\s|.{0,40}واصل\s+القراءة)")
_CENTRED = re.compile(r"\bcenter\b", re.IGNORECASE)
_IMAGE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:$|[?#])", re.IGNORECASE)
# The page that a system makes for a picture.
_PICTURE_PAGE = re.compile(r"[?&]attachment_id=", re.IGNORECASE)
# A place on a page: «/live#update-7»; not its comments, nor what counts who follows a link.
OWN_PLACE = re.compile(r"#(?!comment|respond|disqus|xtor|utm)\w", re.IGNORECASE)
_CARD_WORDS = 3
_TEASER_LETTERS = 300
_CARD_LETTERS = 120
# Hidden text shorter than this is a label, a counter or a form's message.
_FOLDED = 150


def attribute(tag: Tag, name: str) -> str:
    value = tag.attrs.get(name)
    return value if isinstance(value, str) else ""


def purpose(tag: Tag) -> str:
    """The words of the attributes that name an element's purpose; generated class names leave only the test ids."""
    attributes = tag.attrs
    if not attributes:
        return ""
    if _TEST_IDS.isdisjoint(attributes):
        return words_of(f"{attribute(tag, 'class')} ", attribute(tag, "id"))
    extra = " ".join(attribute(tag, name) for name in sorted(_TEST_IDS.intersection(attributes)))
    return words_of(f"{attribute(tag, 'class')} {extra}", attribute(tag, "id"))


def letters_in(tag: Tag) -> int:
    return sum(map(len, map(str.strip, strings_in(tag))))


def strings_in(tag: Tag) -> list[str]:
    """The texts below `tag` in page order, white space and all; many times as fast as its own iterators."""
    found: list[str] = []
    waiting = tag.contents[::-1]
    while waiting:
        element = waiting.pop()
        if type(element) is NavigableString:
            found.append(element)
        elif isinstance(element, Tag):
            waiting += element.contents[::-1]
    return found


def printed_in(tag: Tag, separator: str = " ") -> str:
    """What `tag` prints: its texts without the white space around each, those of only white space left out."""
    return separator.join(filter(None, map(str.strip, strings_in(tag))))


def opening_of(tag: Tag) -> str:
    """The first printed text below `tag`, without white space around it; empty when there is none."""
    waiting = tag.contents[::-1]
    while waiting:
        element = waiting.pop()
        if type(element) is NavigableString:
            if text := element.strip():
                return text
        elif isinstance(element, Tag):
            waiting += element.contents[::-1]
    return ""


def below(tag: Tag, *names: str) -> Iterator[Tag]:
    """The elements below `tag` with one of the names, or all, in page order; many times as fast as find_all."""
    waiting = tag.contents[::-1]
    while waiting:
        element = waiting.pop()
        if isinstance(element, Tag):
            if not names or element.name in names:
                yield element
            waiting += element.contents[::-1]


def pictures_below(soup: Tag) -> dict[int, int]:
    """How many images every element holds, by the element's identity."""
    counts: dict[int, int] = {}
    for image in below(soup, "img", "amp-img"):
        above = image.parent
        while above is not None:
            counts[id(above)] = counts.get(id(above), 0) + 1
            above = above.parent
    return counts


def is_outside(tag: Tag, words: str, letters: int) -> bool:  # noqa: PLR0911 - one rule a line
    """Whether an element stands in the article's element without being its text.

    `words` are its purpose. `letters` is the weight of the whole element; a part with much of it stays whatever its
    class says. An embed's placeholder, which class names often call social, is not told apart here.
    """
    attributes = tag.attrs
    light = TOO_MUCH * letters
    style, label = attributes.get("style"), attributes.get("aria-label")
    if "hidden" in attributes or (style and _HIDDEN.search(attribute(tag, "style"))):
        return not _is_folded_text(tag, letters) or (is_dropped(words) and "more" not in words)
    is_aside = attributes.get("role") in _ASIDE_ROLES or tag.name == "aside" or bool(label and is_pointer(str(label)))
    # A pull quote stands aside and is the story's own.
    is_aside = is_aside and not is_quote(words)
    if tag.name in _BOXES and (_points_elsewhere(tag, letters) or (words and _is_teaser(tag, words, letters))):
        return True
    if tag.name == "article" and (_is_mostly_linked(tag, _PROMOTION * letters) or _heads_elsewhere(tag, letters)):
        return True
    if is_aside or is_dropped(words):
        return not ("more" in words and _is_folded_text(tag, letters)) and letters_in(tag) < light
    if attributes.get("role") == "region" and tag.find("a", href=True) is not None:
        return letters_in(tag) < _PROMOTION * letters
    if tag.name in INLINE and tag.name not in ("span", "time", "small"):
        return False
    if is_meta(words) or attributes.get("itemprop") in _META_PROPERTIES:
        return letters_in(tag) < min(_META_LENGTH, light) and next(below(tag, "img"), None) is None
    return False


def _is_teaser(tag: Tag, words: str, letters: int) -> bool:
    """A box that its class calls a teaser, with a heading and a link: the card of another page."""
    if _TEASER.search(words) is None or next(below(tag, "h2", "h3", "h4"), None) is None:
        return False
    return next(below(tag, "a"), None) is not None and letters_in(tag) < _PROMOTION * letters


def _is_mostly_linked(tag: Tag, most: float) -> bool:
    """The card of another article as an element of its own, with less than `most` letters."""
    own = letters_in(tag)
    links = (link for link in below(tag, "a") if not OWN_PLACE.search(attribute(link, "href")))
    return own < most and 2 * sum(len(printed_in(link, "")) for link in links) > own


def _heads_elsewhere(tag: Tag, letters: int) -> bool:
    """An article inside the article whose heading is a link, and whose text is a teaser's."""
    heading = next(below(tag, *_TITLES), None)
    if heading is None or letters_in(tag) > min(_TEASER_LETTERS, TOO_MUCH * letters):
        return False
    is_around = heading.parent is not None and heading.parent.name == "a"
    links = [heading.parent] if is_around else list(below(heading, "a"))
    if links and all(OWN_PLACE.search(attribute(link, "href")) for link in links if link is not None):
        return False  # an update of this page that links to itself
    # «المادة 14», «قرار رقم 14»: so the article's own parts are headed too.
    is_title = sum(word.isalpha() for word in printed_in(heading).split()) >= _CARD_WORDS
    if (is_around or heading.name in ("h5", "h6")) and not is_title:
        return False
    return is_around or letters_in(heading) == sum(map(letters_in, below(heading, "a")))


def _points_elsewhere(tag: Tag, letters: int) -> bool:
    """A box that opens with «اقرأ أيضا», «المقال التالي», and is links for the rest; or one to skip over."""
    opening = opening_of(tag)
    if _SKIPPED_OVER.match(opening) and next(below(tag, "iframe", "blockquote", "video", "audio"), None) is None:
        return letters_in(tag) < TOO_MUCH * letters
    if not (is_pointer(opening) or is_label(opening)):
        return False
    own = letters_in(tag) - len(opening)
    if not own:
        # «محتوى مدفوع» over a banner.
        return next(below(tag, "a"), None) is not None
    if own < _PROMOTION * letters and sum(1 for _ in below(tag, *_TITLES)) > 1:
        return True
    linked = sum(len(printed_in(link, "")) for link in below(tag, "a"))
    return linked * 2 > own and own < TOO_MUCH * letters


def _is_folded_text(tag: Tag, letters: int) -> bool:
    """A hidden part that «المزيد» unfolds: sentences without links, too long for a note to machines."""
    own = letters_in(tag)
    linked = sum(len(link.get_text()) for link in below(tag, "a"))
    return own > max(_FOLDED, 0.1 * letters) and linked * 4 < own


def is_card(link: Tag) -> bool:
    """A link around a picture and a title: the card of another article. A link to the picture's own file is none."""
    if not _opens_picture(link) and next(below(link, "img", "amp-img"), None) is not None:
        return len(link.get_text(" ", strip=True).split()) >= _CARD_WORDS
    return False


def is_bookmark(link: Tag) -> bool:
    """A card that also says what its page is about, in an element of its own."""
    return is_card(link) and sum(1 for text in strings_in(link) if text.strip()) > 1


def is_titled_card(box: Tag, letters: int) -> bool:
    """A picture with a link that is most of the text beside it, and no caption: the card of another article."""
    text = printed_in(box)
    if len(text) > max(_CARD_LETTERS, _PROMOTION * letters) or len(text.split()) < _CARD_WORDS:
        return False
    linked = sum(len(printed_in(link)) for link in below(box, "a") if not _opens_picture(link))
    return 2 * linked > len(text) and not any(is_caption(purpose(part)) for part in below(box))


def _opens_picture(link: Tag) -> bool:
    """Whether a link leads to a picture's own file."""
    return is_picture_file(attribute(link, "href"))


def is_picture_file(address: str) -> bool:
    return _IMAGE_FILE.search(address) is not None


def leads_away(href: str | None, base: str) -> bool:
    """Whether a link leads to another page of the site of `base`: not to a script, a picture or another site."""
    address = absolute(href, base)
    if address is None or is_picture_file(address) or _PICTURE_PAGE.search(address):
        return False
    try:
        here, there = ((urlsplit(one).hostname or "").removeprefix("www.") for one in (base, address))
    except ValueError:
        return False
    return here == there and address.partition("#")[0] != base.partition("#")[0]


def is_centred(tag: Tag) -> bool:
    return tag.name == "center" or _CENTRED.search(f"{attribute(tag, 'style')} {attribute(tag, 'align')}") is not None
