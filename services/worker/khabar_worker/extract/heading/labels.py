"""Section, tags, kicker and standfirst: the short texts around the headline, and which source of each wins."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser

from khabar.arabic.clean import clean_name, clean_text, clean_title
from khabar.arabic.fold import fold
from khabar.origin import Rejected
from khabar_worker.extract import rules
from khabar_worker.extract.heading.header import Header, HeaderLine
from khabar_worker.extract.markup.class_words import is_standfirst
from khabar_worker.extract.markup.metadata import Head, property_value
from khabar_worker.extract.markup.structured import Node, each, string, types_of
from khabar_worker.extract.source import Page

_SECTION_WORDS = re.compile(
    r"(?:^|[\s_-])(?:section|category|cat|rubrique|channel|box-?title|breadcrumb|tag-?main)(?=$|[\s_-])"
)
_SECTION_NAME_WORDS = 4
_HOME = frozenset(
    fold(word) for word in ("الرئيسية", "الصفحة الرئيسية", "الرئيسيه", "home", "homepage", "رئيسية", "الأخبار")
)
_KEYWORD_SPLIT = re.compile(r"\s*[,،;؛|]\s*")
_KICKER = re.compile(r"(?:^|[\s_-])(?:kicker|overline|pre-?title|sur-?title|eyebrow|over-?title)(?=$|[\s_-])")
_KICKER_LETTERS = 90
_STANDFIRST_LETTERS = range(20, 401)
_HEADING_LETTERS = 30


@dataclass(frozen=True, slots=True)
class Labels:
    """`missed` are the publisher's rules that gave nothing where the general rules did, by the rule's key."""

    section: str | None
    keywords: tuple[str, ...]
    kicker: str | None
    standfirst: str | None
    missed: dict[str, Rejected] = field(default_factory=dict)


def find_labels(page: Page, headline: str | None, header: Header, lifted: list[str]) -> Labels:
    """What the publisher's rules give, else what the general rules find. `lifted` are standfirsts out of the body."""
    told_section = rules.told(page, "section", rules.section_doubt(page.sites, headline))
    section = (
        told_section.text
        or _stated_section(page.article, page.nodes, page.head, page.tree, headline)
        or _printed_section((*header.above[:-4:-1], *header.below[:3]))
    )
    told_tags, missed_tags = rules.told_all(page, "tags", rules.section_doubt(page.sites, None))
    keywords = tuple(clean_title(tag) for tag in told_tags) or _keywords(page.article, page.head, page.tree)
    told_kicker = rules.told(page, "kicker", rules.kicker_doubt(page.sites, headline))
    kicker = told_kicker.text or _printed_kicker(header)
    told_standfirst = rules.told(page, "standfirst", rules.standfirst_doubt(page.sites, headline))
    standfirst = told_standfirst.text or clean_text(next(iter([*lifted, *_printed_standfirsts(header)]), "")) or None
    misses = {
        "section": told_section.missed if section else None,
        "tags": missed_tags if keywords else None,
        "kicker": told_kicker.missed if kicker else None,
        "standfirst": told_standfirst.missed if standfirst else None,
    }
    return Labels(section, keywords, kicker, standfirst, {key: miss for key, miss in misses.items() if miss})


def _stated_section(
    article: Node, nodes: tuple[Node, ...], head: Head, tree: LexborHTMLParser, headline: str | None
) -> str | None:
    """The section that the metadata names, else the last breadcrumb but for home and headline."""
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


def _printed_section(lines: tuple[HeaderLine, ...]) -> str | None:
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


def _keywords(article: Node, head: Head, tree: LexborHTMLParser) -> tuple[str, ...]:
    """The tags of the first source that has any."""
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


def _printed_kicker(header: Header) -> str | None:
    """The line above the headline, by its class words."""
    for line in (*header.above[::-1], *header.below[:2]):
        if _KICKER.search(line.words) and len(line.text) < _KICKER_LETTERS:
            return line.text
    return None


def _printed_standfirsts(header: Header) -> list[str]:
    """Lines below the headline that a class calls so; and a heading right below it that no class explains."""
    printed = [
        line.text for line in header.below if is_standfirst(line.words) and len(line.text) in _STANDFIRST_LETTERS
    ]
    printed += [
        line.text
        for line in header.below[:1]
        if line.is_heading and not line.linked and len(line.text) >= _HEADING_LETTERS
    ]
    return printed
