"""Where an article goes on: its further pages, its AMP twin. Told by addresses first, by words second. Rules only.

Many themes put rel=next on the NEXT STORY. So a link counts only when its address without the page number is the
article's own address; words and rel alone prove nothing. Not here: fetching (ingest), joining (khabar_worker.join).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urldefrag, urlsplit

from selectolax.lexbor import LexborNode

from khabar.url import canonical_url
from khabar_worker.extract.markup.class_words import words_of
from khabar_worker.extract.markup.marks import Marked
from khabar_worker.extract.markup.metadata import absolute
from khabar_worker.extract.markup.nesting import holds

# Pages of one article, the first included: longer ones are catalogues, or a trap.
MOST_PAGES = 20
_LONGEST_URL = 2048

# Where an address carries its page number. `weak`: an ending that slugs have too («gold-today-2» is another day's
# story), so that only a link printed as that very number, or as «الصفحة التالية», is believed.
_IN_PATH: tuple[tuple[re.Pattern[str], bool], ...] = (
    (re.compile(r"^(?P<stem>.+?)/(?:page|pages|p|part)[/-]?(?P<n>\d{1,3})(?P<end>/?)$", re.IGNORECASE), False),
    (re.compile(r"^(?P<stem>.+?)/(?P<n>\d{1,3})(?P<end>/?)$"), False),  # WordPress: <!--nextpage-->
    (
        re.compile(
            r"^(?P<stem>.+?)[-_.,](?:page|pg|p|part)[-_]?(?P<n>\d{1,3})(?P<end>(?:\.[a-z]{2,5})?/?)$", re.IGNORECASE
        ),
        False,
    ),
    (re.compile(r"^(?P<stem>.+?)[-_.,](?P<n>\d{1,3})(?P<end>(?:\.[a-z]{2,5})?/?)$", re.IGNORECASE), True),
)
# `p` is a post's number in WordPress: taken away it leaves another address, so it can't be mistaken.
_IN_QUERY = re.compile(
    r"(?:^|&)(?P<name>page|paged|pg|p|pagenum(?:ber)?|page_?no|page_?num(?:ber)?|currentpage|art_?page|part)"
    r"=(?P<n>\d{1,3})(?=&|$)",
    re.IGNORECASE,
)
# Where an address that ends with its path has its number.
_LAST_NUMBER = re.compile(r"(?<!\d)\d{1,3}(?:\.[a-z]{2,5})?/?$", re.IGNORECASE)
_LONGEST_END = 10
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"^\W*(?:(?:ال)?صفحة|page)?\W*(?P<n>\d{1,3})\W*$", re.IGNORECASE)
_NEXT_PAGE = re.compile(
    r"^\W*(?:الصفحة\s+(?:التالية|المقبلة|القادمة|الثانية)|الجزء\s+التالي|بقية\s+(?:المقال|الخبر|التقرير|الموضوع)|"
    r"next\s+page|continued?(?:\s+on\s+(?:the\s+)?next\s+page)?)\W*$",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"^\W*(?:التالي|التالية|تتمة|البقية|(?:تابع|أكمل|اكمل|متابعة|إكمال)\s+(?:ال)?قراءة(?:\s+\w+)?|next)?\W*$",
    re.IGNORECASE,
)
# Boxes whose pagers turn the pages of something else.
_OTHER_PAGER = re.compile(
    r"(?:^|[\s_-])(?:comments?|commentlist|respond|disqus|replies|related|latest|popular|most|recent|sidebar|widget|"
    r"archive|gallery|slider|carousel|listing)(?=$|[\s_\d-])"
)
_OUTSIDE = frozenset(["aside", "header", "form"])
# This many headlines beside a pager make it the pager of a list.
_LISTED, _HEADLINE_LETTERS = 3, 25
_ABOVE = 12


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A link to page `number` of the address `key`; `before` and `after` are the address around the number."""

    key: str
    number: int
    before: str
    after: str
    is_weak: bool


@dataclass(frozen=True, slots=True)
class _Meant:
    """A link whose words speak of another page; `is_certain`: of a page, not perhaps of another story."""

    node: LexborNode
    href: str
    label: int | None
    is_certain: bool


def further_pages(
    links: list[Marked],
    *,
    url: str,
    first_url: str,
    canonical: str | None,
    rel_next: str | None,
    article: LexborNode | None,
) -> tuple[str, ...]:
    """Addresses of the further pages of the article at `first_url`, in order, as far as this page tells.

    `links` are all of the page, `url` is this page's own address, `canonical` what it says of itself, `rel_next` the
    `link rel=next` of its head, `article` the element of its text. Gaps in «1 2 … 9» are filled. At most `MOST_PAGES`:
    one too many.
    """
    meant = list(_meant(links))
    if not meant and rel_next is None:
        return ()
    own = _own_keys(first_url, canonical)
    numbered_links = list(_links(meant, url, own, article))
    if rel_next and (numbered := _numbered(rel_next, own)) and not numbered.is_weak:
        numbered_links.append((numbered, None))
    # One site numbers in one way; the way with most links is it.
    ways: dict[tuple[str, str], set[tuple[int, int | None]]] = {}
    for link, label in numbered_links:
        ways.setdefault((link.before, link.after), set()).add((link.number, label))
    if not ways:
        return ()
    (before, after), found = max(ways.items(), key=lambda way: len(way[1]))
    starts = {label - number for number, label in found if label is not None}
    # Drupal counts from 0: what it prints as «2» is page=1.
    offset = int(starts == {1} or (not starts and any(number == 1 for number, _ in found)))
    last = max(number for number, _ in found) + offset
    return tuple(f"{before}{page - offset}{after}" for page in range(2, min(last, MOST_PAGES + 1) + 1))


def _own_keys(first_url: str, canonical: str | None) -> frozenset[str]:
    """What is left of an address of the article without its page number."""
    keys = set()
    for address in (first_url, canonical):
        if address is None or (urlsplit(address).path in ("", "/") and not urlsplit(address).query):
            continue
        if _bare_host(address) != _bare_host(first_url):
            continue
        keys.add(key_of(address))
        # ?page=1 is the first page of the address without it.
        keys |= {key for key, number, *_ in _cuts(address) if number <= 1 and _IN_QUERY.search(urlsplit(address).query)}
    return frozenset(key for key in keys if key)


def _meant(links: list[Marked]) -> Iterator[_Meant]:
    """Links that are printed like links to further pages. Few pages have any: the rest costs nothing more."""
    for node, attributes in links:
        href = attributes.get("href") or attributes.get("value") or ""
        if not _may_be_page(href) or len(href) > _LONGEST_URL or href.startswith("#"):
            continue
        text = node.text(separator=" ").strip()
        if printed := _NUMBER.match(text):
            if (label := int(printed["n"])) > 1:
                yield _Meant(node, href, label, is_certain=True)
        elif _NEXT_PAGE.match(text):
            yield _Meant(node, href, None, is_certain=True)
        elif node.tag == "a" and (_NEXT.match(text) or "next" in (attributes.get("rel") or "").lower().split()):
            yield _Meant(node, href, None, is_certain=False)


def _may_be_page(href: str) -> bool:
    """Whether a link may hold a page number: a quick look, for most links of a page end in a story's number or name."""
    if "?" in href or "#" in href or "/." in href or not href.isprintable() or href[-1:] == " ":
        return _DIGIT.search(href) is not None
    end = href[-_LONGEST_END:]
    # Before the pattern, which takes longer than all of the above.
    ends_so = end.removesuffix("/")[-1:].isdecimal() or "." in end
    return ends_so and _LAST_NUMBER.search(href, max(0, len(href) - _LONGEST_END)) is not None


def _links(
    meant: list[_Meant], url: str, own: frozenset[str], article: LexborNode | None
) -> Iterator[tuple[_Numbered, int | None]]:
    """Links to pages of this article, with the number that is printed."""
    for link in meant:
        address = absolute(link.href, url)
        numbered = _numbered(address, own) if address and not _is_comment(address) else None
        if numbered is None or (numbered.is_weak and not link.is_certain):
            continue
        if link.label is not None and link.label - numbered.number not in (0, 1):
            continue
        if not _is_other_pager(link.node, article):
            yield numbered, link.label


def _numbered(address: str, own: frozenset[str]) -> _Numbered | None:
    for key, number, before, after, is_weak in _cuts(address):
        if key in own and number > 0:
            return _Numbered(key, number, before, after, is_weak)
    return None


def _cuts(address: str) -> Iterator[tuple[str, int, str, str, bool]]:
    """Every way to read a page number in `address`: what is left of it, the number, what stands around it."""
    address = urldefrag(address)[0]
    parts = urlsplit(address)
    head = f"{parts.scheme}://{parts.netloc}"
    query = f"?{parts.query}" if parts.query else ""
    for found in _IN_QUERY.finditer(parts.query):
        rest = (parts.query[: found.start()] + parts.query[found.end() :]).lstrip("&")
        around = f"{head}{parts.path}?"
        yield (
            key_of(f"{head}{parts.path}{'?' + rest if rest else ''}"), int(found["n"]),
            around + parts.query[: found.start("n")], parts.query[found.end("n") :], False,
        )  # fmt: skip
    for pattern, is_weak in _IN_PATH:
        if match := pattern.match(parts.path):
            start, end = match.span("n")
            yield (
                key_of(f"{head}{match['stem']}{match['end']}{query}"), int(match["n"]),
                f"{head}{parts.path[:start]}", f"{parts.path[end:]}{query}", is_weak,
            )  # fmt: skip


def key_of(address: str) -> str:
    """One spelling of an address: without `www.`, trailing slash and tracking, its parameters in one order."""
    try:
        parts = urlsplit(canonical_url(address))
    except ValueError:
        return ""
    query = "&".join(sorted(f"{name}={value}" for name, value in parse_qsl(parts.query, keep_blank_values=True)))
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}?{query}"


def _bare_host(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")


def _is_comment(address: str) -> bool:
    return urlsplit(address).fragment.lower().startswith(("comment", "respond", "reply"))


def _is_other_pager(node: LexborNode, article: LexborNode | None) -> bool:
    """Whether a pager belongs to comments, a list of stories or a box beside the article."""
    above = node.parent
    inside = article.mem_id if article is not None else None
    for _ in range(_ABOVE):
        if above is None or above.tag in ("body", "html"):
            return False
        if above.mem_id == inside or holds(above, article):
            return False
        attributes = above.attributes
        if above.tag in _OUTSIDE or _OTHER_PAGER.search(
            words_of(attributes.get("class") or "", attributes.get("id") or "")
        ):
            return True
        headlines = sum(len(link.text(strip=True)) > _HEADLINE_LETTERS for link in above.css("a[href]"))
        if headlines >= _LISTED:
            return True
        above = above.parent
    return False


def is_page_of(address: str, first_url: str, canonical: str | None) -> bool:
    """Whether `address`, where a request for a further page ended, is still a page of the article at `first_url`.

    Sites send readers of a page that they don't have to the first page, or home.
    """
    return _numbered(address, _own_keys(first_url, canonical)) is not None


def without_repeats(urls: Sequence[str], known: Sequence[str]) -> list[str]:
    """Those of `urls` that name none of `known` nor each other, in order."""
    seen = {key_of(address) for address in known}
    fresh = []
    for address in urls:
        key = key_of(address)
        if key and key not in seen:
            seen.add(key)
            fresh.append(address)
    return fresh
