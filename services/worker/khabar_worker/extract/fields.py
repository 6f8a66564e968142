"""Section, tags, standfirst, kicker and lead image of a page: which source wins. Not here: body and dates."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from khabar.arabic.clean import clean_name, clean_text
from khabar.arabic.fold import fold
from khabar.article import Method, Provenance, Rejected
from khabar.publishers.record import Publisher
from khabar_worker.extract.agencies import is_agency, is_desk, sign_off
from khabar_worker.extract.drafts import MediaDraft
from khabar_worker.extract.header import HeaderLine
from khabar_worker.extract.metadata import Head, absolute, property_value
from khabar_worker.extract.people import is_signature
from khabar_worker.extract.structured import Node, each, plain, string, types_of, url_of

EXTRACTOR = "page-fields@1"

_SECTION_WORDS = re.compile(
    r"(?:^|[\s_-])(?:section|category|cat|rubrique|channel|box-?title|breadcrumb|tag-?main)(?=$|[\s_-])"
)
_SECTION_NAME_WORDS = 4
_HOME = frozenset(
    fold(word) for word in ("الرئيسية", "الصفحة الرئيسية", "الرئيسيه", "home", "homepage", "رئيسية", "الأخبار")
)
_KEYWORD_SPLIT = re.compile(r"\s*[,،;؛|]\s*")


def find_section(
    article: Node, nodes: tuple[Node, ...], head: Head, tree: LexborHTMLParser, headline: str | None
) -> str | None:
    for value in (
        article.get("articleSection"),
        head.first("article:section", "section", "og:section", "parsely-section", "cxenseparse:section", "category"),
    ):
        text = string(value)
        if text and len(text) < 60 and "://" not in text:
            return clean_text(text)
    trails = [_trail(node) for node in nodes if "BreadcrumbList" in types_of(node)]
    for node in head.properties.get("articleSection", ())[:1]:
        if text := property_value(node):
            return clean_text(text)
    crumbs = tree.css_first("[itemtype*=BreadcrumbList], .breadcrumb, .breadcrumbs, #breadcrumb, [class*=breadcrumb]")
    if crumbs is not None:
        trails.append([clean_text(part.text()) for part in crumbs.css("a")])
    for trail in trails:
        names = [name for name in trail if name and fold(name) not in _HOME and len(name) < 50]
        if headline:
            names = [name for name in names if fold(name) != fold(headline)]
        if names:
            return names[-1]
    return None


def printed_section(lines: tuple[HeaderLine, ...]) -> str | None:
    """The section that a label by the headline names, by its class; `lines` from the nearest on."""
    for line in lines:
        text = line.text.strip(" |/»«›>:")
        is_label = _SECTION_WORDS.search(line.words) and len(text.split()) <= _SECTION_NAME_WORDS
        if is_label and text and not re.search(r"[\d٠-٩:؟?!]", text) and fold(text) not in _HOME:
            return text
    return None


def _trail(node: Node) -> list[str]:
    entries = [entry for entry in each(node.get("itemListElement")) if isinstance(entry, dict)]
    entries.sort(key=lambda entry: str(entry.get("position") or "").zfill(3))
    return [string(entry.get("name") or entry.get("item")) or "" for entry in entries]


def find_keywords(article: Node, head: Head, tree: LexborHTMLParser) -> tuple[str, ...]:
    found: list[str] = list(head.metas.get("article:tag", ()))
    if len(found) == 1:
        found = _KEYWORD_SPLIT.split(found[0])
    if not found:
        for value in each(article.get("keywords")):
            text = string(value)
            found += _KEYWORD_SPLIT.split(text) if text else []
    if not found:
        found = [clean_text(node.text()) for node in tree.css("a[rel~=tag]")[:30]]
    if not found:
        found = _KEYWORD_SPLIT.split(head.first("news_keywords", "keywords", "parsely-tags") or "")
    if not found or found == [""]:
        found = [
            name
            for entry in each(article.get("about"))
            if isinstance(entry, dict) and (name := string(entry.get("name")))
        ]
    names = (clean_name(name).lstrip("#").replace("_", " ") for name in found)
    return tuple(dict.fromkeys(name for name in names if name and len(name) <= 80))[:30]


def find_lead_image(
    article: Node, head: Head, lead: MediaDraft | None, nearby: MediaDraft | None, url: str
) -> tuple[MediaDraft | None, Provenance | None]:
    """The picture on top: what the page shows there, else what the head names; the others are kept as rejected."""
    named: list[tuple[Method, str]] = []
    for method, value in (
        ("jsonld", url_of(article.get("image") or article.get("thumbnailUrl"))),
        ("opengraph", head.first("og:image", "og:image:secure_url", "og:image:url")),
        ("meta", head.first("twitter:image", "twitter:image:src") or head.links.get("image_src")),
    ):
        if address := absolute(value, url):
            named.append((method, address))  # type: ignore[arg-type]
    shown = nearby or lead
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


_BY = re.compile(r"^\s*(?:by|بقلم)\s+", re.IGNORECASE)
_TITLE_CUT = re.compile(r"\s+[-–—|:«»•]+\s*|:\s+|\s*[|»«•]\s*")


def _title_rests(title: str, titles: list[str]) -> list[str]:
    """What one title has beyond another («الخبر - الموقع» beside «الخبر»): the site's name."""
    rests = []
    for other in titles:
        if (
            other != title
            and len(other) >= 12
            and 2 * len(other) > len(title)
            and (title.startswith(other) or title.endswith(other))
        ):
            rest = title.removeprefix(other) if title.startswith(other) else title.removesuffix(other)
            if _TITLE_CUT.search(f" {rest} ") and len(rest.split()) <= 7:
                parts = (_BY.sub("", part) for part in _TITLE_CUT.split(rest))
                # «الخبر - by أيهم الطويل»: a blog's writer is not its name.
                rests += [part for part in parts if len(part.strip()) > 2 and not is_signature(part)]
    return rests


def site_names(
    article: Node, nodes: tuple[Node, ...], head: Head, url: str, publisher: Publisher | None, titles: list[str]
) -> frozenset[str]:
    """Folded names under which the publisher may sign or close its titles. `titles` are all titles of the page."""
    names: list[str | None] = [
        head.first("og:site_name"),
        head.first("application-name"),
        head.first("publisher", "dc.publisher", "copyright"),
    ]
    names.append(string(article.get("publisher")))
    names += [
        string(node.get("name"))
        for node in nodes
        if types_of(node) & {"WebSite", "Organization", "NewsMediaOrganization"}
    ]
    # An organization that signs its own page is the newsroom, under a name that may stand nowhere else.
    names += [
        name
        for entry in each(article.get("author"))
        if isinstance(entry, dict)
        and types_of(entry) & {"Organization", "NewsMediaOrganization"}
        and (name := string(entry.get("name")))
        and not (is_agency(name) or is_desk(name))
    ]
    if publisher is not None:
        names += [publisher.name_ar, publisher.name_en, publisher.id]
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    names += [host, host.split(".")[0]]
    handle = head.first("twitter:site")
    names.append(handle.lstrip("@") if handle else None)
    names += [name for title in titles for name in _title_rests(title, titles)]
    return frozenset(folded for name in names if name and (folded := fold(clean_name(plain(name)))) and len(folded) > 1)


def is_type_opinion(article: Node, section: str | None) -> bool:
    return bool(types_of(article) & {"OpinionNewsArticle"}) or fold(section or "") in {
        fold(word) for word in ("رأي", "آراء", "مقالات", "مقالات الرأي", "أعمدة", "كتاب وآراء", "الرأي")
    }


def credited(sign_offs: list[str]) -> list[str]:
    """The sources that closing lines credit, one by one («المنصة + وكالات» is two)."""
    named = [name for text in sign_offs if len(text) <= 80 and (name := sign_off(text))]
    parts = [clean_name(part) for name in named for part in re.split(r"\s*[+،,/]\s*|\s+-\s+", name)]
    return list(dict.fromkeys(part for part in parts if part))


def nearest_picture(tree: LexborHTMLParser, headline: LexborNode | None) -> LexborNode | None:
    """The figure that stands between the headline and the text, as content systems lay it out."""
    if headline is None:
        return None
    node: LexborNode | None = headline
    for _ in range(3):
        if node is None or node.tag == "body":
            return None
        follower = node.next
        steps = 0
        while follower is not None and steps < 16:
            steps += 1
            if follower.is_element_node:
                if follower.tag in ("figure", "img", "picture"):
                    return follower
                found = follower.css_first("figure, picture, img, amp-img")
                if found is not None:
                    return _frame(found)
                if len(follower.text(strip=True)) > 300:
                    return None
            follower = follower.next
        node = node.parent
    return None


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
