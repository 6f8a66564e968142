"""What figures, imitations of them and players hold, with their captions. Not here: where in the text they stand."""

from __future__ import annotations

import re

from bs4 import Tag

from khabar_worker.extract.drafts import EmbedDraft, MediaDraft
from khabar_worker.extract.markup.class_words import is_caption, is_credit
from khabar_worker.extract.markup.metadata import absolute
from khabar_worker.extract.text.keep import attribute, below, is_centred, printed_in, purpose
from khabar_worker.extract.text.pictures import captions, embed_of, embedded_post, image_url, is_decoration, picture

# Elements that are somebody's post or player.
POSTS = frozenset(
    ("iframe", "amp-iframe", "embed", "amp-youtube", "amp-twitter", "amp-instagram", "amp-facebook", "amp-dailymotion",
     "amp-tiktok", "amp-soundcloud")
)  # fmt: skip
_PICTURED = re.compile(r"(?:^|[\s_-])(?:image|img|photo|picture|pics?(?=$|[\s_-])|media|figure|thumb|صورة)")

# «text-image»: a column of text beside a picture.
_TEXT_BESIDE = re.compile(r"(?:^|[\s_-])(?:text|txt|content)(?=$|[\s_-])")


def captioned(box: Tag, letters: int, base: str) -> MediaDraft | None:
    """The picture of an imitation of figure: its text is short, and a class names it or it is all that is there.

    `box` holds one picture; `letters` is the weight of the whole article. None: the box is no such thing.
    """
    rest = printed_in(box)
    if len(rest) > min(400, 0.4 * letters + 60):
        return None
    image = next(below(box, "img", "amp-img"), None)
    if image is None:
        return None
    url = image_url(image, base)
    if url is None or is_decoration(image, url):
        return None
    words = purpose(box)
    if rest and not is_caption(words):
        parts = [part for part in below(box) if (own := purpose(part)) and (is_caption(own) or is_credit(own))]
        pictured = _PICTURED.search(words) is not None and _TEXT_BESIDE.search(words) is None
        beside = len(rest) - sum(len(printed_in(part)) for part in parts)
        centred = box.name == "table" or is_centred(box)
        longest = 250 if pictured else 160 if centred else 0
        if beside > (30 if parts else 0) and len(rest) >= longest:
            return None
    return picture(image, base, around=box)


def gallery(figure: Tag, base: str) -> list[MediaDraft]:
    """The pictures of a figure, or of the figures in it; the first of each has the caption."""
    inner = [part for part in below(figure, "figure") if next(below(part, "img"), None) is not None]
    if inner:
        return [media for part in inner for media in gallery(part, base)]
    found: list[MediaDraft] = []
    for image in below(figure, "img", "amp-img"):
        media = picture(image, base)
        if media is not None and all(media.url != other.url for other in found):
            found.append(media)
    # picture and noscript repeat one image: the first one with an address is it.
    if len(found) > 1 and (figure.name == "picture" or any(below(figure, "noscript"))):
        found = found[:1]
    if found:
        found[0].caption, found[0].credit = captions(figure)
    return found


def player(tag: Tag, base: str, around: Tag | None = None) -> MediaDraft | None:
    """The file that a player plays; `around` is the figure with its caption. None: it has no address."""
    source = tag.find("source", src=True)
    url = absolute(attribute(tag, "src") or (attribute(source, "src") if isinstance(source, Tag) else ""), base)
    if url is None:
        return None
    caption, credit = captions(around) if around is not None else (None, None)
    return MediaDraft("audio" if "audio" in tag.name else "video", url, (), caption, credit)


def post_in(figure: Tag, base: str) -> EmbedDraft | None:
    """The post or player of another site that a figure holds."""
    for part in (figure, *below(figure, *POSTS, "blockquote", "div", "script")):
        if (post := embedded_post(part, base)) is not None:
            return post
    return embed_of(figure.get_text(strip=True), base) if "wp-block-embed" in attribute(figure, "class") else None
