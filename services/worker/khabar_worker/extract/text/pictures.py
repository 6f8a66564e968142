"""Images, players and posts in article markup: their addresses, captions and credits. Not here: where they stand."""

from __future__ import annotations

import re
from itertools import islice
from urllib.parse import parse_qs, urlsplit

from bs4 import Tag

from khabar.arabic.clean import clean_text
from khabar.body import Rendition
from khabar_worker.extract.drafts import EmbedDraft, MediaDraft
from khabar_worker.extract.markup.class_words import is_caption, is_credit, words_of
from khabar_worker.extract.markup.metadata import absolute
from khabar_worker.extract.text.keep import below, leads_away, strings_in

# Lazy loaders keep the address here and a placeholder in src; the first with a value wins.
_LAZY = (
    "data-src", "data-original", "data-lazy-src", "data-lazy", "data-original-src", "data-full-url", "data-url",
    "data-image", "data-img", "data-orig-file", "data-large-file", "data-hi-res-src", "data-echo", "data-srcset",
    "data-lazy-srcset",
)  # fmt: skip
_PLACEHOLDER = re.compile(
    r"^data:|blank\.|spacer|placeholder|pixel|1x1|transparent|loading\.|lazy\.|grey\.gif|default\.", re.I
)
_DECORATION = re.compile(
    # Whole words: «united-states.jpg» and «blueprint.jpg» are pictures.
    r"(?:^|[\W_])(?:(?:fav)?icons?|logos?\w*|avatars?|gravatar|emojis?|smil(?:ey|ies)\w*|(?:btn|button)s?|arrows?|bullets?|"
    r"sprites?|badges?|share|facebook|fb|twitter|whatsapp|telegram|print(?:er)?|rss|doubleclick|ads?|banners?|counter|"
    r"stats?|analytics|google-?news|gnews)\d*(?=$|[\W_])|gravatar|doubleclick",
    re.IGNORECASE,
)
# The class of a writer's portrait, which is no wider than this (pixels) where its width is given.
_PORTRAIT_WIDTH = 400
_PORTRAIT = re.compile(r"(?:author|profile|writer)[\w-]*[_-](?:image|img|photo|pic|picture|thumb)\b", re.IGNORECASE)
_SMALL = 100
_LABEL = re.compile(
    r"^\W*(?:التعليق\s+على\s+الصورة|صدر\s+الصورة|مصدر\s+الصورة|المصدر|الصورة|تصوير|عدسة|credit|source|photo|"
    r"image\s+source|image\s+caption)\s*[،,:：]\s*",
    re.IGNORECASE,
)
# «صدر الصورة، …», "Photo: …": a whole line that is a credit.
_CREDIT_LINE = re.compile(
    r"^\W*(?:صدر\s+الصورة|مصدر\s+الصورة|المصدر|تصوير|عدسة|image\s+source|photo(?:\s+by)?|credit|"
    r"source)\s*[،,:：/]\s*(?P<who>.{2,80})$",
    re.IGNORECASE,
)
# A label that surely opens a credit, at the end of a caption: «… – عدسة: سناء برادة», «… تصوير: كريم شوقي».
_LABELLED_TAIL = re.compile(
    r"(?:^|\s*[-–—/|،(\[]\s*|\s+)(?:بعدسة|عدسة|تصوير|مصدر\s+الصورة|صدر\s+الصورة|المصدر|photo(?:\s+by)?|credit|source)"
    r"\s*[:：/]\s*(?P<who>[^:：.،]{2,60}?)\s*[\])]?\s*\.?\s*$",
    re.IGNORECASE,
)
# The credit at the end of a caption: (رويترز), «/ أ ف ب», [AFP].
_CREDIT_TAIL = re.compile(
    r"\s*[\[(（\-–—/|]\s*(?P<who>(?:تصوير\s+\S+(?:\s\S+)?|رويترز|أ\s?\.?\s?ف\s?\.?\s?ب\.?|فرانس برس|الفرنسية|"
    r"أسوشيتد برس|"
    r"أ\s?\.?\s?ب|الأناضول|د\s?\.?\s?ب\s?\.?\s?أ|غيتي(?: إيمجز)?|reuters|afp|ap|epa|getty(?: images)?|"
    r"شترستوك|shutterstock|أرشيف(?:ية)?))\s*[\])）]?\s*$",
    re.IGNORECASE,
)
_TAKEN_BY = re.compile(r"^تصوير\s+")
_COPYRIGHT = re.compile(r"(?:©|\(c\))\s*(?P<who>[^©]{2,60})$", re.IGNORECASE)
_MAX_CAPTION = 600
# How far above an image its link stands.
_LINK_LEVELS = 3


def image_url(tag: Tag, base: str) -> str | None:
    """The address a reader sees: lazy attributes before src, the widest of srcset when src is a placeholder."""
    src = _value(tag, "src")
    if src and not _PLACEHOLDER.search(src):
        return absolute(src, base)
    for name in _LAZY:
        value = _value(tag, name)
        if value and not value.startswith(("data:", "{", "[")):
            if name.endswith("srcset"):
                widest = srcset(value, base)
                return widest[-1].url if widest else None
            return absolute(value, base)
    listed = srcset(_value(tag, "srcset") or "", base)
    if listed:
        return listed[-1].url
    return absolute(src, base) if src and not src.startswith("data:") else None


def srcset(value: str, base: str) -> list[Rendition]:
    """The images of a srcset, narrowest first.

    Source: WHATWG HTML §4.8.4.2.1, read leniently: an address may hold commas, a descriptor may be missing.
    """
    found: list[Rendition] = []
    for part in re.split(r",\s+|,(?=https?:|//)", value.strip().rstrip(",")):
        pieces = part.split()
        url = absolute(pieces[0], base) if pieces else None
        if not url:
            continue
        width = pieces[1][:-1] if len(pieces) > 1 and pieces[1].endswith("w") else ""
        found.append(Rendition(url=url, width=int(width) if width.isdecimal() and len(width) < 6 else None))
    return sorted(found, key=lambda rendition: rendition.width or 0)


def _value(tag: Tag, name: str) -> str | None:
    value = tag.get(name)
    if isinstance(value, list):
        value = " ".join(value)
    return value.strip() or None if value else None


def _size(tag: Tag, name: str) -> int | None:
    match = re.match(r"\s*(\d{1,5})", _value(tag, name) or "")
    return int(match[1]) if match else None


def is_decoration(tag: Tag, url: str) -> bool:
    """Whether an image is an icon, a button, a counter or an advertisement rather than a picture."""
    width, height = _size(tag, "width"), _size(tag, "height")
    if (width is not None and width < _SMALL) or (height is not None and height < _SMALL and height != 0):
        return True
    path = urlsplit(url).path.lower()
    if path.endswith((".svg", ".ico")):
        return True
    names = _value(tag, "class") or ""
    if _DECORATION.search(path.rsplit("/", 1)[-1]) or _DECORATION.search(names):
        return True
    if (width or 0) > _PORTRAIT_WIDTH or not _PORTRAIT.search(names):
        return False
    figure = tag.find_parent("figure")
    return figure is None or next(below(figure, "figcaption"), None) is None


def picture(tag: Tag, base: str, *, around: Tag | None = None) -> MediaDraft | None:
    """The image of an img element; None for decorations. `around` is the figure or box that may hold its caption."""
    url = image_url(tag, base)
    if url is None or is_decoration(tag, url):
        return None
    renditions = srcset(_value(tag, "srcset") or _value(tag, "data-srcset") or "", base)
    alt = clean_text(_value(tag, "alt") or "") or None
    caption, credit = captions(around) if around is not None else (None, None)
    link = next((above for above in islice(tag.parents, _LINK_LEVELS) if above.name == "a"), None)
    is_led = link is not None and leads_away(_value(link, "href"), base)
    return MediaDraft("image", url, tuple(renditions), caption, credit, alt, is_led)


def captions(box: Tag) -> tuple[str | None, str | None]:
    """(caption, credit) printed in a figure or an imitation of one."""
    credit: str | None = None
    texts: list[str] = []
    named = list(below(box, "figcaption")) or [
        tag for tag in below(box) if is_caption(words_of(_value(tag, "class") or "", _value(tag, "id") or ""))
    ]
    # As a list: credits are taken out on the way.
    for tag in list(below(box)):
        words = words_of(_value(tag, "class") or "", "")
        if is_credit(words) and next(below(tag, "img"), None) is None and sum(map(len, strings_in(tag))) < 120:
            credit = credit or _unlabelled(" ".join(strings_in(tag)))
            tag.clear()
        elif tag.name in ("p", "span", "small", "cite") and (
            line := _CREDIT_LINE.match(clean_text(" ".join(strings_in(tag))))
        ):
            credit = credit or line["who"].strip()
            tag.clear()
    for tag in named or [box]:
        if any(other is parent for parent in tag.parents for other in named):
            continue
        text = _unlabelled(" ".join(strings_in(tag)))
        if text and text not in texts:
            texts.append(text)
    caption = " ".join(texts).strip()
    if not caption or len(caption) > _MAX_CAPTION:
        return None, credit
    if line := _CREDIT_LINE.match(caption):
        return None, credit or line["who"].strip()
    return _parted(caption, credit)


def _parted(caption: str, credit: str | None) -> tuple[str | None, str | None]:
    """Caption and credit apart where a clear sign stands between them; a credit known already stays."""
    for pattern in (_COPYRIGHT, _LABELLED_TAIL, _CREDIT_TAIL):
        found = pattern.search(caption)
        if found is None:
            continue
        who = _TAKEN_BY.sub("", found["who"]).strip()
        if credit is None or credit == who:
            return caption[: found.start()].rstrip(" -–—/|،") or None, who
    return caption, credit


def _unlabelled(text: str) -> str:
    text = clean_text(text)
    return _LABEL.sub("", text)


# Provider by address; the stored address is the matched part, as the publisher wrote it, without query.
_PLAYERS = (
    (
        "youtube",
        re.compile(
            r"^https?://(?:www\.|m\.)?(?:youtube(?:-nocookie)?\.com/(?:embed/|v/|shorts/|live/)|youtu\.be/)[\w-]{6,20}"
        ),
    ),
    ("youtube", re.compile(r"^https?://(?:www\.|m\.)?youtube\.com/watch\?(?:[^#]*&)?v=[\w-]{6,20}")),
    ("dailymotion", re.compile(r"^https?://(?:www\.|geo\.)?dailymotion\.com/(?:embed/)?video/\w+")),
    ("vimeo", re.compile(r"^https?://(?:player\.|www\.)?vimeo\.com/(?:video/)?\d+")),
    ("x", re.compile(r"^https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/(?:\w{1,20}|i/web)/status(?:es)?/\d+")),
    ("instagram", re.compile(r"^https?://(?:www\.)?instagram\.com/(?:p|reel|tv)/[\w-]+/?")),
    ("tiktok", re.compile(r"^https?://(?:www\.)?tiktok\.com/(?:@[\w.]+/video/|embed/(?:v2/)?)\d+")),
    ("telegram", re.compile(r"^https?://(?:www\.)?(?:t|telegram)\.me/(?:s/)?\w+/\d+")),
)
_X_FRAME = re.compile(r"platform\.twitter\.com/embed/.*?[?&]id=(\d+)")
_FACEBOOK = re.compile(
    r"facebook\.com/(?:[^?#]+/(?:posts|videos|photos|reel)s?/|watch|permalink|story\.php|photo|reel/|video\.php)", re.I
)
_OTHER_PLAYERS = re.compile(
    r"soundcloud\.com|spotify\.com|anchor\.fm|podcasts\.apple\.com|documentcloud|datawrapper|infogram|"
    r"flourish|google\.com/maps|"
    r"jwplatform|brightcove|kaltura|streamable|rumble\.com|odysee|threads\.net|bsky\.app|linkedin\.com/embed",
    re.IGNORECASE,
)


def embed_of(address: str | None, base: str) -> EmbedDraft | None:
    """The post or player behind an address; None when it is none that is known."""
    url = absolute(address, base)
    if url is None:
        return None
    if "facebook.com/plugins/" in url:
        # The like button of the page itself is a plugin too; a post's plugin names the post.
        url = parse_qs(urlsplit(url).query).get("href", [""])[0]
    if frame := _X_FRAME.search(url):
        return EmbedDraft("x", f"https://twitter.com/i/status/{frame[1]}")
    for provider, pattern in _PLAYERS:
        if found := pattern.match(url):
            return EmbedDraft(provider, found[0])
    if _FACEBOOK.search(url):
        return EmbedDraft("facebook", url)
    if _OTHER_PLAYERS.search(url):
        host = (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("w.").removeprefix("open.")
        return EmbedDraft(host.split(".")[0] or "other", url)
    return None


_AMP = {
    "amp-youtube": ("data-videoid", "youtube", "https://www.youtube.com/watch?v={}"),
    "amp-twitter": ("data-tweetid", "x", "https://twitter.com/i/status/{}"),
    "amp-instagram": ("data-shortcode", "instagram", "https://www.instagram.com/p/{}/"),
    "amp-facebook": ("data-href", "facebook", "{}"),
    "amp-dailymotion": ("data-videoid", "dailymotion", "https://www.dailymotion.com/video/{}"),
    "amp-tiktok": ("data-src", "tiktok", "https://www.tiktok.com/embed/{}"),
    "amp-soundcloud": ("data-trackid", "soundcloud", "https://api.soundcloud.com/tracks/{}"),
}
# «— وزارة النقل (@motx) March 10, 2026»: a post whose class an editor stripped.
_POSTED = re.compile(r"[—–-]\s*[^()]{1,60}\(@\w+\)")
_POST_BOXES = re.compile(
    r"twitter-(?:tweet|video)|instagram-media|tiktok-embed|fb-(?:post|video|reel)|telegram-post|"
    r"bluesky-embed|reddit-embed"
)
# What TinyMCE shows its writers where a post will stand.
_EDITORS = re.compile(r"(?:^|\s)mceNonEditable(?=\s|$)")


def embedded_post(tag: Tag, base: str) -> EmbedDraft | None:
    """The embed that an element is: an AMP component, a post's blockquote or placeholder, a frame."""
    if tag.name in _AMP:
        attribute, provider, shape = _AMP[tag.name]
        value = _value(tag, attribute)
        return EmbedDraft(provider, shape.format(value)) if value else None
    if tag.name in ("iframe", "amp-iframe", "embed"):
        return embed_of(_value(tag, "src") or _value(tag, "data-src") or _value(tag, "data-lazy-src"), base)
    if tag.name == "script":
        post = _value(tag, "data-telegram-post")
        return EmbedDraft("telegram", f"https://t.me/{post}") if post else None
    if tag.name == "blockquote" and _POSTED.search(tag.get_text(" ")):
        return _post_in_box(tag, base)
    names = _value(tag, "class") or ""
    if _EDITORS.search(names) and (_value(tag, "data-tweet-id") or _value(tag, "data-fb-id")):
        shown = _post_in_box(tag, base)
        return EmbedDraft(shown.provider, shown.url) if shown is not None else None
    return _post_in_box(tag, base) if _POST_BOXES.search(names) else None


def _post_in_box(tag: Tag, base: str) -> EmbedDraft | None:
    """The post that a placeholder stands for, with the text that it quotes."""
    text = clean_text(" ".join(" ".join(strings_in(part)) for part in below(tag, "p"))) or None
    named = [_value(tag, name) for name in ("data-href", "data-instgrm-permalink", "cite", "data-embed-src")]
    linked = [_value(link, "href") for link in reversed(tag.find_all("a", href=True))]
    for address in (*named, *linked):
        if found := embed_of(address, base):
            return EmbedDraft(found.provider, found.url, text)
    return None
