"""The picture on top of an article: which source wins, and where it stands. Not here: the pictures of the body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborNode

from khabar.arabic.clean import clean_text
from khabar.origin import Method, Provenance, Rejected
from khabar_worker.extract import rules
from khabar_worker.extract.drafts import MediaDraft
from khabar_worker.extract.heading.headline import Title, likeness
from khabar_worker.extract.markup.metadata import Head, absolute
from khabar_worker.extract.markup.structured import Node, url_of
from khabar_worker.extract.source import Page
from khabar_worker.extract.text.frame import Tidied
from khabar_worker.extract.text.keep import below
from khabar_worker.extract.text.pictures import picture
from khabar_worker.extract.text.soup import soup_of

EXTRACTOR = "page-fields@1"
# A caption with this share of the headline's words repeats it.
_SAME_WORDS = 0.9
# So many pictures of one element are tried: writers' portraits stand before the article's own.
_MOST_PICTURES = 6


@dataclass(frozen=True, slots=True)
class Lead:
    """`draft` None: neither page nor head has a picture. `missed`: the publisher's rule that gave none."""

    draft: MediaDraft | None
    provenance: Provenance | None = None
    missed: Rejected | None = None


def find_lead(page: Page, title: Title | None, tidied: Tidied) -> Lead:
    """What the page shows on top, else what its head names; a picture of the body when it is the same one."""
    told = rules.told(page, "lead_image", lambda text: None)
    missed = told.missed
    shown = _picture_in(told.node, page.url) if told.node is not None else None
    if shown is None and told.node is not None:
        missed = rules.missed("lead_image", page.selectors.lead_image or "", "holds no picture")
    if shown is None and tidied.lead is None and title is not None:
        shown = next(filter(None, (_picture_in(node, page.url) for node in _nearest(title.node))), None)
        if shown is not None and shown.caption and likeness(shown.caption, title.text) > _SAME_WORDS:
            shown.caption = None
    lead, provenance = _chosen(page.article, page.head, shown or tidied.lead, page.url)
    if lead is None:
        return Lead(None, missed=missed)
    for draft in tidied.drafts:
        if isinstance(draft, MediaDraft) and draft.kind == "image" and same_picture(draft.url, lead.url):
            # The head names a picture that stands further down: one entry, in its place.
            return Lead(draft, provenance, missed)
    return Lead(lead, provenance, missed)


def _picture_in(node: LexborNode, url: str) -> MediaDraft | None:
    """The first picture of an element, with the caption that the element holds."""
    soup = soup_of(node)
    image = next(below(soup, "img", "amp-img"), None)
    return picture(image, url, around=soup) if image is not None else None


def _chosen(
    article: Node, head: Head, shown: MediaDraft | None, url: str
) -> tuple[MediaDraft | None, Provenance | None]:
    """The picture that the page shows on top, else the one that the head names; the others are kept as rejected."""
    named: list[tuple[Method, str]] = []
    for method, value in (
        ("jsonld", url_of(article.get("image") or article.get("thumbnailUrl"))),
        ("opengraph", head.first("og:image", "og:image:secure_url", "og:image:url")),
        ("meta", head.first("twitter:image", "twitter:image:src") or head.links.get("image_src")),
    ):
        if address := absolute(value, url):
            named.append((method, address))  # type: ignore[arg-type]
    if shown is not None:
        rejected = [Rejected(method=m, value=v, why="the page shows another file") for m, v in named if v != shown.url]
        same = any(_file(v) == _file(shown.url) for _, v in named)
        provenance = Provenance(
            method="dom", extractor=EXTRACTOR, confidence=0.95 if same else 0.8, rejected=tuple(rejected)
        )
        return shown, provenance
    if not named:
        return None, None
    method, address = named[0]
    if re.search(r"(?:logo|default|placeholder|no-?image|share-?image|og-?image)[^/]*$", address, re.I):
        return None, None
    alt = head.first("og:image:alt", "twitter:image:alt")
    return MediaDraft("image", address, alt=clean_text(alt) if alt else None), Provenance(
        method=method, extractor=EXTRACTOR, confidence=0.8
    )


def _file(url: str) -> str:
    """The file name without size suffixes (`-620x330`), to tell renditions of one picture."""
    name = unquote(urlsplit(url).path).rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return re.sub(r"[-_]?\d{2,4}x\d{2,4}$|[-_](?:scaled|large|medium|small|thumb)$", "", name).lower()


def same_picture(left: str, right: str) -> bool:
    return bool(_file(left)) and _file(left) == _file(right)


def _nearest(headline: LexborNode | None) -> Iterator[LexborNode]:
    """The figures that stand between the headline and the text, as content systems lay them out."""
    node = headline
    for _ in range(3):
        if node is None or node.tag == "body":
            return
        follower = node.next
        steps = 0
        while follower is not None and steps < 16:
            steps += 1
            if follower.is_element_node:
                if follower.tag in ("figure", "img", "picture"):
                    yield follower
                yield from map(_frame, follower.css("figure, picture, img, amp-img")[:_MOST_PICTURES])
                if len(follower.text(strip=True)) > 300:
                    return
            follower = follower.next
        node = node.parent


def _frame(image: LexborNode) -> LexborNode:
    """The element that holds a picture with its caption: a figure, or the smallest box with a few words beside it."""
    node = image
    for _ in range(4):
        above = node.parent
        if node.tag == "figure" or above is None or above.tag in ("body", "main", "article"):
            break
        text = above.text(strip=True)
        if len(text) > 300 or len(above.css("img, amp-img")) > 2 or above.css_first("h1, p + p") is not None:
            break
        node = above
    return node
