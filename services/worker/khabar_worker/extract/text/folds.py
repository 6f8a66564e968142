"""What «المزيد» unfolds: text that is in the page already and waits behind a button. Rules only.

A fold needs both: a button that goes nowhere, and beside it hidden sentences that the page doesn't show yet. Long
hidden sentences are text even without a button; that rule is in keep.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from khabar.errors import RefusedMarkup
from khabar.markup import check_markup
from khabar_worker.extract.finding.weights import squeeze
from khabar_worker.extract.markup.class_words import is_dropped, words_of
from khabar_worker.extract.markup.elements import HEADINGS
from khabar_worker.extract.markup.nesting import holds

# Attributes in which scripts keep a whole text while its beginning is shown.
_KEPT_IN = (
    "data-full", "data-full-text", "data-fulltext", "data-full-content", "data-content", "data-text", "data-more",
    "data-rest", "data-body", "data-html", "data-long",
)  # fmt: skip
_HIDDEN = "[hidden], [style*='display:none' i], [style*='display: none' i], [aria-hidden='true']"
_UNSEEN = ("template", "noscript")
_FOLDED = ", ".join([_HIDDEN, *_UNSEEN, *(f"[{name}]" for name in _KEPT_IN)])
_HAMZA_ALEF = "[اأإآ]"
_OPENER = re.compile(
    rf"^\W*(?:المزيد|(?:{_HAMZA_ALEF}قر[أاؤ]\w?|قراءة|عرض|{_HAMZA_ALEF}ظهار|تابع|متابعة|{_HAMZA_ALEF}كمل|{_HAMZA_ALEF}كمال|رؤية)\s+"
    r"(?:المزيد|مزيد|(?:ال)?قراءة|بقية|باقي|كامل)(?:\s+(?:ال)?(?:خبر|مقال|مقالة|نص|موضوع|تقرير|تفاصيل))?|"
    r"(?:read|show|see|view)\s+(?:more|all|full\s+(?:story|article|text))|continue\s+reading|more)\W*$",
    re.IGNORECASE,
)
_OPENERS = "a, button, span, label, summary, [role=button]"
_ELLIPSIS = re.compile(r"^[\s.…]+$")
_ARABIC = re.compile("[\u0621-\u064a]")
# A hidden part with fewer letters is a label; and one that is links for the rest is a box.
_LEAST_LETTERS = 40
_MOST_LINKED = 0.25
# How far a button may stand from its fold, in elements upwards.
_NEAR = 2
_MOST_FOLDS = 20
# So many parts with a button above each are a list of questions; one is a menu or a form.
_FEWEST_TITLED = 2
_LEAST_TITLE = 8


@dataclass(slots=True)
class Folds:
    """`shown` elements are read as if they were not hidden, `inner` ones as the HTML given, `dropped` not at all.

    `titles` are buttons that head what they unfold: the questions of a list of questions.

    Elements are named by lexbor's `mem_id`.
    """

    shown: set[int] = field(default_factory=set)
    inner: dict[int, str] = field(default_factory=dict)
    dropped: set[int] = field(default_factory=set)
    titles: set[int] = field(default_factory=set)


def find_folds(article: LexborNode) -> Folds:
    """The folds inside an article's element. Costs one CSS query where there are none."""
    folds = Folds()
    hidden = article.css(_FOLDED)[:200]
    if not hidden:
        return folds
    openers = list(_openers(article))
    titled = [(node, button) for node in hidden if (button := _titled_by(node)) is not None]
    if not openers and len(titled) < _FEWEST_TITLED:
        return folds
    visible = squeeze(_shown_text(article, {node.mem_id for node in article.css(_HIDDEN)}))
    for node, button in titled if len(titled) >= _FEWEST_TITLED else ():
        if len(folds.shown) < _MOST_FOLDS and _unfold(node, visible, folds):
            folds.titles.add(button.mem_id)
    for node in hidden:
        if node.mem_id in folds.shown:
            continue
        if len(folds.shown) + len(folds.inner) >= _MOST_FOLDS:
            break
        beside = [opener for opener in openers if _opens(opener, node)]
        if not beside:
            continue
        if _unfold(node, visible, folds):
            folds.dropped.update(opener.mem_id for opener in beside)
            folds.dropped.update(mark.mem_id for mark in _marks(node))
    return folds


def _unfold(node: LexborNode, visible: str, folds: Folds) -> bool:
    """Note how a fold is read; whether it is one."""
    words = words_of(node.attributes.get("class") or "", node.attributes.get("id") or "")
    if is_dropped(words) and "more" not in words:
        return False
    html = _kept_html(node)
    content = node if html is None else LexborHTMLParser(html).body
    if content is None or not _is_text(content):
        return False
    text = squeeze(content.text(separator=" "))
    if html is not None and node.tag not in _UNSEEN:
        # The whole text begins with what is shown of it; any other attribute is about something else.
        if not text.startswith(squeeze(node.text(separator=" ").rstrip(" .…\n"))[:40]):
            return False
    elif text[:60] in visible:
        return False
    if html is None:
        folds.shown.add(node.mem_id)
    else:
        folds.inner[node.mem_id] = html
    return True


def _kept_html(node: LexborNode) -> str | None:
    """The HTML that a template, noscript or attribute keeps; None for elements that hold their text themselves."""
    if node.tag in _UNSEEN:
        return re.sub(rf"^<{node.tag}[^>]{{0,2000}}>|</{node.tag}>$", "", node.html or "")
    kept = next((value for name in _KEPT_IN if (value := node.attributes.get(name))), None)
    if kept is None:
        return None
    try:
        check_markup(kept.encode("utf-8", "replace"))
    except RefusedMarkup:
        return ""
    return kept


def _openers(article: LexborNode) -> Iterator[LexborNode]:
    """Buttons, and links that go nowhere, whose whole text asks for more; in the element or right behind it."""
    around = article.parent
    places = around if around is not None and around.tag not in ("body", "html") else article
    for node in places.css(_OPENERS):
        text = node.text(separator=" ").strip()
        if not text or len(text) > 40 or not _OPENER.match(text):
            continue
        href = (node.attributes.get("href") or "#").strip().lower()
        if node.tag != "a" or href.startswith(("#", "javascript:")):
            yield node


def _titled_by(hidden: LexborNode) -> LexborNode | None:
    """The button right above a hidden part that says what is in it; in a heading perhaps."""
    above = hidden.prev
    while above is not None and above.is_text_node and not (above.text_content or "").strip():
        above = above.prev
    if above is None or not above.is_element_node:
        return None
    button = above if above.tag == "button" else above.css_first("button") if above.tag in HEADINGS else None
    text = button.text(separator=" ").strip() if button is not None else ""
    return button if len(text) >= _LEAST_TITLE and _OPENER.match(text) is None else None


def _opens(opener: LexborNode, hidden: LexborNode) -> bool:
    """Whether a button names a part by its id, or stands close to it."""
    identity = hidden.attributes.get("id")
    named = {
        (opener.attributes.get(name) or "").lstrip("#")
        for name in ("href", "aria-controls", "data-target", "data-bs-target", "for")
    } - {""}
    if identity and identity in named:
        return True
    above = hidden.parent
    for _ in range(_NEAR):
        if above is None or above.tag in ("body", "html"):
            return False
        if holds(above, opener):
            return True
        above = above.parent
    return False


def _marks(hidden: LexborNode) -> Iterator[LexborNode]:
    """The dots that stand for the folded text while it is hidden."""
    before = hidden.prev
    while before is not None and before.is_text_node and not (before.text_content or "").strip():
        before = before.prev
    if before is not None and before.is_element_node and _ELLIPSIS.match(before.text()):
        yield before


def _is_text(content: LexborNode) -> bool:
    """Sentences, and not mainly links."""
    letters = len(_ARABIC.findall(content.text()))
    linked = sum(len(_ARABIC.findall(link.text())) for link in content.css("a"))
    return letters >= _LEAST_LETTERS and linked <= _MOST_LINKED * letters


def _shown_text(node: LexborNode, hidden: set[int]) -> str:
    found: list[str] = []
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if current.is_text_node:
            found.append(current.text_content or "")
        elif current.mem_id not in hidden and current.tag not in ("script", "style", "template", "noscript"):
            children = []
            child = current.first_child
            while child is not None:
                children.append(child)
                child = child.next
            waiting += children[::-1]
    return " ".join(found)
