"""One HTML page → one extraction: parse once, read the head, find the article, make its blocks. The flow only.

check_markup → lexbor tree → JSON-LD + head → headline → article element → beautifulsoup subtree → drafts
    → tidy → numbered blocks; beside it dates, authors, section, tags, lead image, each with its provenance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from khabar.arabic.clean import clean_text
from khabar.arabic.fold import fold
from khabar.article import ArticleType
from khabar.errors import EmptyBody
from khabar.markup import check_markup
from khabar.origin import Provenance, Rejected
from khabar.publishers.record import Publisher
from khabar_worker.extract import identity, rules
from khabar_worker.extract.bylines.credits import Credits, find_credits
from khabar_worker.extract.continuation import further_pages
from khabar_worker.extract.dating.date_candidates import Reader
from khabar_worker.extract.dating.dates import PageDates, date_doubt, page_dates
from khabar_worker.extract.dating.filed import filed_date
from khabar_worker.extract.dating.live import update_stamps
from khabar_worker.extract.dating.time_elements import article_times
from khabar_worker.extract.dating.zones import where_published
from khabar_worker.extract.fronts import refuse_front
from khabar_worker.extract.heading.labels import Labels, find_labels
from khabar_worker.extract.heading.lead_image import Lead, find_lead
from khabar_worker.extract.heading.titles import provenance_of
from khabar_worker.extract.markup.structured import types_of
from khabar_worker.extract.refusals import refuse_by_title, refuse_challenge
from khabar_worker.extract.source import Page, read_page
from khabar_worker.extract.story import Story, find_story
from khabar_worker.extract.text.frame import Tidied
from khabar_worker.extract.text.numbering import number
from khabar_worker.extraction import Extraction

_OPINION = frozenset(fold(word) for word in ("رأي", "آراء", "مقالات", "مقالات الرأي", "أعمدة", "كتاب وآراء", "الرأي"))


@dataclass(frozen=True, slots=True)
class _Dates:
    """What the page says of its dates, and the publisher's rules that gave none where the general rules did."""

    found: PageDates
    missed_published: Rejected | None
    missed_modified: Rejected | None


@dataclass(frozen=True, slots=True)
class _Findings:
    """What the steps found, each by itself. `url` and `first_url` are the addresses of this page and of the first."""

    page: Page
    story: Story
    dates: _Dates
    credits: Credits
    labels: Labels
    lead: Lead
    url: str
    first_url: str


def extract_page(
    html: str,
    *,
    url: str,
    publisher: Publisher | None,
    now: datetime,
    part_of: str | None = None,
    utf8: bytes | None = None,
) -> Extraction:
    """Everything a page says about its article.

    `url` is the address after redirects, for relative links. Without `publisher` the zone is guessed from the domain.
    `part_of` is the address of the article's first page, when this is a further one. `utf8` is `html` as bytes, when
    they are at hand.

    Raises:
        NotAnArticle: a challenge, consent, login, error or front page; the message says which.
        EmptyBody: an article page without text in any source.
        RefusedMarkup: see khabar.markup.
    """
    encoded = html.encode("utf-8", "replace") if utf8 is None else utf8
    check_markup(encoded)
    page = read_page(encoded, url, publisher)
    story = find_story(page)
    refuse_challenge(html, story.letters, url)
    refuse_by_title(page.head.title, story.headline, story.letters, url)
    locales = (page.head.first("og:locale"), page.head.language)
    reader = Reader(now, where_published(publisher, url, locales, page.sites))
    dates = _find_dates(page, story, url, reader)
    refuse_front(page, story, url, has_date=dates.found.published is not None)
    if not story.body.tidied.drafts:
        raise EmptyBody("no source of the page has text", subject=url)
    findings = _Findings(
        page=page,
        story=story,
        dates=dates,
        credits=find_credits(page, story),
        labels=find_labels(page, story.headline, story.header, story.body.standfirsts),
        lead=find_lead(page, story.title.title, story.body.tidied),
        url=url,
        first_url=part_of or url,
    )
    return _extraction(findings, reader)


def _find_dates(page: Page, story: Story, url: str, reader: Reader) -> _Dates:
    doubt = date_doubt(page.article, page.head, reader)
    published, modified = rules.told(page, "published", doubt), rules.told(page, "modified", doubt)
    found = page_dates(
        story.told,
        page.head,
        story.header,
        article_times(page.marks.times, story.element, story.printed_at),
        url,
        reader,
        told=published.text,
        told_modified=modified.text,
        lines=_lines(page.tree),
        filed=filed_date(story.body.tidied, page.sites, reader),
    )
    return _Dates(found, published.missed, modified.missed if found.modified else None)


def _extraction(found: _Findings, reader: Reader) -> Extraction:
    page, story, labels = found.page, found.story, found.labels
    headline, tidied = story.headline, story.body.tidied
    numbered = number(tidied.drafts, lead=found.lead.draft, host=urlsplit(found.url).hostname or "")
    canonical, canonical_provenance = identity.canonical(page)
    summary, descriptions = identity.descriptions(page, labels.standfirst, tidied)
    kind = _type(page, headline, labels.section)
    misses = _misses(found)
    return Extraction(
        type=kind,
        canonical_url=canonical,
        amp_url=page.head.links.get("amphtml"),
        alt_ids=identity.alt_ids(page),
        headline=headline,
        headlines=identity.headlines(page, headline, labels.kicker),
        summary=summary,
        descriptions=descriptions,
        language_declared=identity.language(page),
        published=found.dates.found.published,
        modified=found.dates.found.modified,
        authors=found.credits.byline.authors,
        byline_raw=found.credits.byline.raw,
        dateline=found.credits.dateline,
        section=labels.section,
        keywords=labels.keywords,
        media=numbered.media,
        embeds=numbered.embeds,
        links=numbered.links,
        body=numbered.body,
        updates=update_stamps(story.told, page.marks.times, reader) if kind == "live_blog" else (),
        info_sources=found.credits.sources,
        is_free=_is_free(page, tidied),
        further_pages=_further_pages(found, canonical),
        provenance=_provenance(found, canonical_provenance, misses),
        warnings=tuple(dict.fromkeys(_warnings(found, is_missed=any(misses.values())))),
    )


def _misses(found: _Findings) -> dict[str, Rejected | None]:
    """The publisher's rules that gave nothing, by the rule's key."""
    return {
        "headline": found.story.title.missed,
        "published": found.dates.missed_published,
        "body": next(iter(found.story.body.missed), None),
        "authors": found.credits.missed,
        "modified": found.dates.missed_modified,
        "lead_image": found.lead.missed if found.lead.draft else None,
        **found.labels.missed,
    }


def _provenance(
    found: _Findings, canonical: Provenance | None, misses: dict[str, Rejected | None]
) -> dict[str, Provenance]:
    """Where each value comes from, by JSON Pointer, a missed rule of its field among the rejected."""
    origins = {
        "/body": found.story.body.provenance,
        "/headline": provenance_of(found.page, found.story.title),
        "/published_at": found.dates.found.provenance,
        "/authors": found.credits.byline.provenance,
        "/canonical_url": canonical,
        "/lead_image": found.lead.provenance,
    }
    fields = {pointer: field for field, pointer in rules.POINTERS.items()}
    return {
        pointer: rules.with_miss(origin, misses[fields[pointer]]) if pointer in fields else origin
        for pointer, origin in origins.items()
        if origin is not None
    }


def _further_pages(found: _Findings, canonical: str | None) -> tuple[str, ...]:
    if found.story.body.provenance.method == "jsonld":
        return ()  # taken because it has all that the page cuts
    return further_pages(
        found.page.marks.links,
        url=found.url,
        first_url=found.first_url,
        canonical=canonical,
        rel_next=found.page.head.links.get("next"),
        article=found.story.element,
    )


def _lines(tree: LexborHTMLParser) -> Iterator[str]:
    if tree.body is not None:
        yield from filter(None, map(clean_text, tree.body.text(separator="\n").splitlines()))


def _is_free(page: Page, tidied: Tidied) -> bool | None:
    stated = page.article.get("isAccessibleForFree")
    if isinstance(stated, bool):
        return stated
    if isinstance(stated, str) and stated.lower() in ("true", "false"):
        return stated.lower() == "true"
    return False if tidied.walled else None


def _type(page: Page, headline: str | None, section: str | None) -> ArticleType:
    types = types_of(page.article)
    if "LiveBlogPosting" in types:
        return "live_blog"
    if "VideoObject" in types:
        return "video"
    if "OpinionNewsArticle" in types or fold(section or "") in _OPINION:
        return "opinion"
    return "flash" if headline and re.match(r"^\W*عاجل\b", headline) else "article"


def _warnings(found: _Findings, *, is_missed: bool) -> Iterator[str]:
    body, published = found.story.body, found.dates.found.published
    yield from body.warnings
    if is_missed:
        yield "publisher_rule_missed"
    if found.story.headline is None:
        yield "no_headline"
    if body.tidied.inferred:
        yield "headings_inferred"
    if published is not None and published.detail.precision == "day":
        yield "date_precision_day"
    if published is not None and not published.detail.trusted:
        yield "date_untrusted"
    if body.tidied.walled:
        yield "truncated_source"
