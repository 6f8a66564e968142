"""The titles that a page offers, and the one that heads its article. Not here: comparing titles (headline.py)."""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from khabar.arabic.clean import clean_title
from khabar.arabic.fold import fold
from khabar.origin import Provenance, Rejected
from khabar_worker.extract import rules
from khabar_worker.extract.heading.headline import (
    Title,
    choose,
    is_told,
    leads_elsewhere,
    lesser_titles,
    likeness,
    printed_part,
    without_site,
)
from khabar_worker.extract.markup.structured import plain, string
from khabar_worker.extract.source import Page

EXTRACTOR = "page@1"
# Share of words in common from which a lower heading is the head's title, word for word or nearly.
_SAME_TITLE = 0.8
_LABEL_WORDS = 2
# What parts a label from the title behind it.
_MARKS = " :|/»›-–—"


@dataclass(frozen=True, slots=True)
class Headline:
    """`title` None: the page has none. `missed`: the publisher's rule that gave none."""

    title: Title | None
    rejected: tuple[Rejected, ...] = ()
    missed: Rejected | None = None


def find_headline(page: Page) -> Headline:
    """The publisher's rule's title, else what the page prints and a title of its head vouches for, else the head's."""
    machine = []
    for method, value in (
        ("opengraph", page.head.first("og:title")),
        ("jsonld", string(page.article.get("headline")) or string(page.article.get("name"))),
        ("meta", page.head.first("twitter:title", "dc.title", "title")),
        ("meta", plain(page.head.title) if page.head.title else None),
    ):
        if value and (text := without_site(value, page.sites)):
            machine.append(Title(method, text))  # type: ignore[arg-type]
    told = rules.told(page, "headline", rules.headline_doubt(page.sites, [title.text for title in machine]))
    if told.text:
        return Headline(Title("dom", without_site(told.text, page.sites), told.node))
    printed = []
    for node in page.titles:
        text = without_site(_unlabelled(node, machine), page.sites)
        if text and len(text) <= 300:
            printed.append(Title("dom", text, node))
    if machine and printed and not any(is_told(title.text, machine) for title in printed):
        printed = [*_lesser(page, machine), *printed]
    title, rejected = choose(machine, printed, page.sites, page.url, page.tree)
    if title is not None and title.node is None and title.method == "meta":
        title = Title("meta", printed_part(title.text, page.tree))
    return Headline(title, rejected, told.missed)


def provenance_of(page: Page, headline: Headline) -> Provenance | None:
    """Where the headline comes from; None without one."""
    if headline.title is None:
        return None
    confidence = _confidence(page, headline.title)
    return Provenance(
        method=headline.title.method, extractor=EXTRACTOR, confidence=confidence, rejected=headline.rejected
    )


def _confidence(page: Page, title: Title) -> float:
    """Most when page and head tell the same words, less for the page alone, least for the head alone."""
    if title.node is None:
        return 0.85
    told = (without_site(value, page.sites) for value in (page.head.first("og:title"), page.head.title) if value)
    return 0.98 if any(fold(value) == fold(title.text) for value in told) else 0.9


def _unlabelled(node: LexborNode, machine: list[Title]) -> str:
    """A heading's text without the label that opens it as an element of its own, when a title of the head has none."""
    text = node.text(separator=" ")
    label = node.first_child
    if label is None or not label.is_element_node:
        return text
    opening = label.text(separator=" ", strip=True)
    rest = clean_title(text).removeprefix(opening).strip(_MARKS)
    is_label = 0 < len(opening.split()) <= _LABEL_WORDS and any(_closes(title.text, fold(rest)) for title in machine)
    return rest if is_label else text


def _closes(title: str, rest: str) -> bool:
    """Whether a title is `rest`, which is folded, or has it behind the names of site and section."""
    before = fold(title).removesuffix(rest)
    return bool(rest) and before != fold(title) and (not before or before.rstrip() != before.rstrip(_MARKS))


def _lesser(page: Page, machine: list[Title]) -> list[Title]:
    """Lower headings that repeat a title of the head and lead to no other page: h1 is the masthead then."""
    found = []
    for node in lesser_titles(page.tree):
        text = without_site(node.text(separator=" "), page.sites)
        if not (is_told(text, machine) and any(likeness(text, title.text) >= _SAME_TITLE for title in machine)):
            continue
        if not leads_elsewhere(node, page.url):
            found.append(Title("dom", text, node))
    return found
