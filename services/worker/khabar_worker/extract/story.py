"""Where a page's article stands: its headline, its element, the lines around it, its text. Not here: what they tell."""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from khabar_worker.extract.body import Body, evidence, find_body
from khabar_worker.extract.drafts import TextDraft
from khabar_worker.extract.finding.density import find_article
from khabar_worker.extract.finding.weights import Candidate
from khabar_worker.extract.heading.header import Header, read_header
from khabar_worker.extract.heading.titles import Headline, find_headline
from khabar_worker.extract.markup.structured import Node
from khabar_worker.extract.source import Page


@dataclass(frozen=True, slots=True)
class Story:
    """The article on its page.

    `place` None: no element holds it. `told` is what the data about it says, under schema.org's names: the page's own,
    and the data that held the text. `letters` counts those of the text's lines.
    """

    title: Headline
    place: Candidate | None
    header: Header
    body: Body
    told: Node
    letters: int

    @property
    def headline(self) -> str | None:
        return self.title.title.text if self.title.title else None

    @property
    def printed_at(self) -> LexborNode | None:
        """The headline's element."""
        return self.title.title.node if self.title.title else None

    @property
    def element(self) -> LexborNode | None:
        return self.place.node if self.place else None


def find_story(page: Page) -> Story:
    """The headline first: it tells which element holds the article, and both where the lines around it are."""
    found = find_headline(page)
    title = found.title
    place = find_article(page.tree, evidence(page, title))
    header = read_header(page.tree, title.node if title else None, place.node if place else None)
    body = find_body(page, place, title.text if title else None, header)
    letters = sum(len(draft.line.text) for draft in body.tidied.drafts if isinstance(draft, TextDraft))
    return Story(found, place, header, body, {**body.told, **page.article}, letters)
