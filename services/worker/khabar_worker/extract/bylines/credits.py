"""Who answers for an article: who signed it, from where, and whom it credits. Not here: reading a byline."""

from __future__ import annotations

from dataclasses import dataclass

from khabar.arabic.fold import fold
from khabar.article import InfoSource
from khabar.origin import Rejected
from khabar_worker.extract import rules
from khabar_worker.extract.bylines.authors import Byline, byline_doubt, find_authors
from khabar_worker.extract.bylines.openings import credited, dateline_of, tail_agency, writer_of
from khabar_worker.extract.bylines.signatures import Signed
from khabar_worker.extract.source import Page
from khabar_worker.extract.story import Story


@dataclass(frozen=True, slots=True)
class Credits:
    """`missed`: the publisher's rule that gave no author where the general rules did."""

    byline: Byline
    dateline: str | None
    sources: tuple[InfoSource, ...]
    missed: Rejected | None


def find_credits(page: Page, story: Story) -> Credits:
    """A place in the dateline may stand in the byline too, so it is read first."""
    tidied = story.body.tidied
    place = dateline_of(tidied.drafts, tidied.bylines, page.sites)
    places = frozenset([fold(place)]) if place else frozenset[str]()
    told, missed = rules.told_all(page, "authors", byline_doubt(page.sites, places))
    byline = find_authors(
        Signed(
            article=story.told,
            nodes=page.nodes,
            head=page.head,
            header=story.header,
            taken_out=tidied.bylines,
            signatures=[*tidied.signatures, *writer_of(tidied.drafts, page.sites)],
            selected="، ".join(told) or None,
            sites=page.sites,
            places=places,
        )
    )
    dateline = place or dateline_of([], [byline.raw or ""])
    return Credits(byline, dateline, _sources(story, byline, page.sites), missed if byline.authors else None)


def _sources(story: Story, byline: Byline, sites: frozenset[str]) -> tuple[InfoSource, ...]:
    tidied = story.body.tidied
    names = credited([*tidied.sign_offs, *(line.text for line in story.header.after)])
    names += [author.name for author in byline.authors if author.type == "organization"]
    names += tail_agency(tidied.drafts)
    return tuple(InfoSource(name=name) for name in dict.fromkeys(names) if fold(name) not in sites)
