"""One page, parsed and with its head read: what all later steps work on. Not here: any decision."""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from khabar.arabic.clean import clean_title
from khabar.publishers.record import Publisher, Selectors
from khabar_worker.extract.heading.headline import printed_titles
from khabar_worker.extract.heading.site_names import site_names
from khabar_worker.extract.markup.marks import Marks, read_marks
from khabar_worker.extract.markup.metadata import Head, absolute, read_head
from khabar_worker.extract.markup.structured import Node, article_of, plain, read_jsonld, string


@dataclass(frozen=True, slots=True)
class Page:
    """What every step reads. `url` is the base for relative addresses; `sites` are folded names of the publisher."""

    url: str
    tree: LexborHTMLParser
    marks: Marks
    head: Head
    nodes: tuple[Node, ...]
    article: Node
    sites: frozenset[str]
    selectors: Selectors
    drops: tuple[str, ...]
    titles: tuple[LexborNode, ...]


def read_page(utf8: bytes, url: str, publisher: Publisher | None) -> Page:
    """Parses once, and reads the head."""
    tree = LexborHTMLParser(utf8)
    marks = read_marks(tree)
    nodes = read_jsonld(node.text() for node, _ in marks.scripts)
    head = read_head(marks, tree.root, url)
    article = article_of(nodes, url, f"{head.title or ''} {head.first('og:title') or ''}") or {}
    if marks.bases:
        url = absolute(marks.bases[0][1]["href"], url) or url
    printed = printed_titles(marks.titles, tree)
    titles = [
        clean_title(plain(value))
        for value in (
            head.first("og:title"),
            head.first("twitter:title"),
            head.title,
            string(article.get("headline")),
            *(node.text(separator=" ") for node in printed[:6]),
        )
        if value
    ]
    sites = site_names(article, nodes, head, url, publisher, titles)
    selectors = publisher.selectors if publisher else Selectors()
    drops = publisher.drops if publisher else ()
    return Page(url, tree, marks, head, nodes, article, sites, selectors, drops, tuple(printed))
