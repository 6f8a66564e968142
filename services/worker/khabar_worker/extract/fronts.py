"""Pages that lead to other stories or hold a talk: home pages, lists, threads of forums. Strong evidence only.

An article is never refused here: what has a story's marks, a paragraph of its own or a headline of its own stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from khabar.errors import NotAnArticle
from khabar_worker.extract.drafts import Draft, ItemDraft, Line, ListDraft, TableDraft, TextDraft
from khabar_worker.extract.finding.weights import squeeze
from khabar_worker.extract.markup.structured import ARTICLE_TYPES, types_of
from khabar_worker.extract.source import Page
from khabar_worker.extract.story import Story

# Headlines of pages that list others.
_LISTING = re.compile(
    r"^\W*(?:نتائج\s+(?:ال)?بحث|(?:أرشيف\s+)?(?:ال)?(?:وسم|وسوم|تصنيف|كلمة\s+مفتاحية)\s*[:：]|أرشيف\s+(?:ال)?(?:كاتب|قسم|تصنيف)|"
    r"search\s+results|(?:tag|category|author)\s*(?:archives?)?\s*[:：])",
    re.IGNORECASE,
)
_LISTED = 5
_CARDS = "h2 a[href], h3 a[href], h4 a[href], a[href] h2, a[href] h3, a[href] h4"
# Less text than any flash has.
_NOTHING = 40
_FRONT_SCHEMAS = frozenset(["CollectionPage", "SearchResultsPage", "ProfilePage"])
# The first page of a site by its file's name.
_HOME = re.compile(r"(?:(?:index|default|home)\.(?:php|html?|aspx?|jsp|cfm))?", re.IGNORECASE)

# A list of links, or of the beginnings of stories: so many entries, and this share of all its lines.
_ENTRIES = 8
_ENTRIES_SHARE = 0.8
_CUT_ENTRIES = 6
_CUT_SHARE = 0.6
# A line as long outside the entries is a paragraph: a round-up introduces what it lists.
_PARAGRAPH = 40
# A printed headline as short may be a section's name; with so many entries below, it is.
_SECTION_WORDS = 3
_SECTION_ENTRIES = 25
# How feeds cut: `[...]` everywhere, bare dots in list items only, as writers close paragraphs so.
_CUT = re.compile(r"\[\s?(?:…|\.{3})\s?\]$")
_CUT_ITEM = re.compile(r"(?:…|\.{3})\s?\]?$")

# What forums' software calls a member's post: vBulletin, XenForo, phpBB, MyBB, SMF.
_POSTS = (
    "[id^='post_message_']", "article.message--post .message-body", "div.post div.postbody div.content",
    ".post_body[id^='pid_']", "div.post div.inner[id^='msg_']",
)  # fmt: skip
_ANY_POST = ", ".join(_POSTS)
_THREAD = 3
# An article with such comments below has its own text beside them.
_POSTED_SHARE = 0.8


def refuse_front(page: Page, story: Story, url: str, *, has_date: bool) -> None:
    """Raises NotAnArticle for a home page, a section front, a list of links or beginnings, and a thread of a forum."""
    types = {name for node in page.nodes for name in types_of(node)}
    kind = (page.head.first("og:type") or "").lower()
    if kind == "article" or kind.startswith("video") or types & ARTICLE_TYPES:
        return
    # The text stands in an element that content systems keep for articles.
    has_place = story.place is not None and story.place.why != "density"
    path = _site_path(url)
    cards = len(page.tree.css("article")) + len(page.tree.css(_CARDS))
    if cards >= _LISTED and _LISTING.match(page.head.title or ""):
        raise NotAnArticle("a list of other articles", subject=url)
    if path == "" and cards >= _LISTED and story.letters < 2000:
        raise NotAnArticle("a home page", subject=url)
    says_front = bool(types & _FRONT_SCHEMAS) or story.letters < _NOTHING
    if cards >= 12 and story.letters < 700 and (says_front or not (has_date or has_place)):
        raise NotAnArticle("a section front", subject=url)
    if _is_thread(page, story):
        raise NotAnArticle("a thread of a forum", subject=url)
    is_home = path is not None and _HOME.fullmatch(path) is not None
    if is_home or not (has_date or has_place):
        entries = _entries(story.body.tidied.drafts)
        if entries and (is_home or story.printed_at is None or _names_section(story.headline, entries)):
            raise NotAnArticle("a home page" if is_home else "a list of links", subject=url)


def _site_path(url: str) -> str | None:
    """The address without its site; None when it is not known, or more than a path tells what stands there."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    # A page in hand without an address has one under `.invalid` (RFC 2606).
    if parts.query or parts.fragment or (parts.hostname or "").endswith(".invalid"):
        return None
    return parts.path.strip("/")


def _names_section(headline: str | None, entries: int) -> bool:
    return len((headline or "").split()) <= _SECTION_WORDS and entries >= _SECTION_ENTRIES


def _is_thread(page: Page, story: Story) -> bool:
    """Whether what would be the text stands in members' posts, none of them half of it all."""
    if page.tree.css_first(_ANY_POST) is None:
        return False  # one query for nearly all pages
    for selector in _POSTS:
        posts = [squeeze(node.text(separator=" ")) for node in page.tree.css(selector)]
        if len(posts) < _THREAD:
            continue
        written, letters = "\n".join(posts), sum(map(len, posts))
        lines = [squeeze(line.text) for line in _texts(story.body.tidied.drafts) if len(line.text) >= _PARAGRAPH]
        posted = sum(len(line) for line in lines if line in written)
        return bool(lines) and posted >= _POSTED_SHARE * sum(map(len, lines)) and max(map(len, posts)) < letters / 2
    return False


def _entries(drafts: list[Draft]) -> int:
    """How many list items open with a link, or lines break off like a feed's; 0 when not nearly all lines do."""
    items = [line for draft in drafts if isinstance(draft, ListDraft) for line in _lines(draft.items)]
    texts = _texts(drafts)
    cells = [cell.text for draft in drafts if isinstance(draft, TableDraft) for row in draft.rows for cell in row]
    if any(len(cell) >= _PARAGRAPH for cell in cells):
        return 0
    opened = sum(map(_opens_with_link, items))
    if (
        opened >= _ENTRIES
        and opened >= _ENTRIES_SHARE * len(items)
        and not any(len(line.text) >= _PARAGRAPH for line in texts)
    ):
        return opened
    cut = [_CUT_ITEM.search(line.text) is not None for line in items if len(line.text) >= _PARAGRAPH]
    cut += [_CUT.search(line.text) is not None for line in texts if len(line.text) >= _PARAGRAPH]
    return sum(cut) if sum(cut) >= max(_CUT_ENTRIES, _CUT_SHARE * len(cut)) else 0


def _texts(drafts: list[Draft]) -> list[Line]:
    return [draft.line for draft in drafts if isinstance(draft, TextDraft) and draft.kind != "heading"]


def _lines(items: list[ItemDraft]) -> Iterator[Line]:
    for item in items:
        yield item.line
        yield from _lines(item.items)


def _opens_with_link(line: Line) -> bool:
    """A link of words at the very beginning; a clock that is one marks an update of a live page."""
    return any(
        span.kind == "link" and span.start == 0 and any(map(str.isalpha, line.text[: span.end])) for span in line.spans
    )
