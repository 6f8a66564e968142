"""One HTML page → one extraction: parse once, read the head, find the article, make its blocks. The flow only.

check_markup → lexbor tree → JSON-LD + head → headline → article element → beautifulsoup subtree → drafts
    → tidy → numbered blocks; beside it dates, authors, section, tags, lead image, each with its provenance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from khabar.arabic.clean import clean_text
from khabar.arabic.fold import fold
from khabar.article import ArticleType, InfoSource
from khabar.errors import EmptyBody
from khabar.markup import check_markup
from khabar.publishers.record import Publisher
from khabar_worker.extract import identity, rules
from khabar_worker.extract.authors import Byline, find_authors
from khabar_worker.extract.body import Body, evidence, find_body
from khabar_worker.extract.byline import byline_doubt
from khabar_worker.extract.continuation import further_pages
from khabar_worker.extract.date_candidates import Reader
from khabar_worker.extract.dates import date_doubt, page_dates
from khabar_worker.extract.density import find_article
from khabar_worker.extract.drafts import TextDraft
from khabar_worker.extract.header import Header, read_header
from khabar_worker.extract.labels import find_labels
from khabar_worker.extract.lead_image import find_lead
from khabar_worker.extract.live import update_stamps
from khabar_worker.extract.numbering import number
from khabar_worker.extract.openings import credited, dateline_of, tail_agency, writer_of
from khabar_worker.extract.refusals import refuse_by_title, refuse_challenge, refuse_front
from khabar_worker.extract.source import Page, read_page
from khabar_worker.extract.structured import types_of
from khabar_worker.extract.tidy import Tidied
from khabar_worker.extract.time_elements import article_times
from khabar_worker.extract.titles import find_headline, provenance_of
from khabar_worker.extract.zones import where_published
from khabar_worker.extraction import Extraction

_OPINION = frozenset(fold(word) for word in ("رأي", "آراء", "مقالات", "مقالات الرأي", "أعمدة", "كتاب وآراء", "الرأي"))


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
    chosen = find_headline(page)
    title = chosen.title
    headline, printed_at = (title.text, title.node) if title else (None, None)
    candidate = find_article(page.tree, evidence(page, title))
    element = candidate.node if candidate else None
    header = read_header(page.tree, printed_at, element)
    body = find_body(page, candidate, headline, header)
    letters = sum(len(draft.line.text) for draft in body.tidied.drafts if isinstance(draft, TextDraft))
    refuse_challenge(html, letters, url)
    refuse_by_title(page.head.title, headline, letters, url)
    where = where_published(publisher, url, (page.head.first("og:locale"), page.head.language), page.sites)
    reader = Reader(now, where)
    doubt = date_doubt(page.article, page.head, reader)
    told_published, told_modified = rules.told(page, "published", doubt), rules.told(page, "modified", doubt)
    article = {**body.told, **page.article}
    dates = page_dates(
        article,
        page.head,
        header,
        article_times(page.marks.times, element, printed_at),
        url,
        reader,
        told=told_published.text,
        told_modified=told_modified.text,
        lines=_lines(page.tree),
    )
    refuse_front(
        page.tree,
        page.head,
        {name for node in page.nodes for name in types_of(node)},
        letters=letters,
        has_date=dates.published is not None,
        has_place=candidate is not None and candidate.why != "density",
        url=url,
    )
    if not body.tidied.drafts:
        raise EmptyBody("no source of the page has text", subject=url)
    place = dateline_of(body.tidied.drafts, body.tidied.bylines, page.sites)
    places = frozenset([fold(place)]) if place else frozenset[str]()
    told_authors, missed_authors = rules.told_all(page, "authors", byline_doubt(page.sites, places))
    byline = find_authors(
        article,
        page.nodes,
        page.head,
        header,
        body.tidied.bylines,
        [*body.tidied.signatures, *writer_of(body.tidied.drafts, page.sites)],
        "، ".join(told_authors) or None,
        page.sites,
        places,
    )
    labels = find_labels(page, headline, header, body.standfirsts)
    lead = find_lead(page, title, body.tidied)
    numbered = number(body.tidied.drafts, lead=lead.draft, host=urlsplit(url).hostname or "")
    canonical, canonical_provenance = identity.canonical(page)
    misses = {
        "headline": chosen.missed,
        "published": told_published.missed,
        "body": next(iter(body.missed), None),
        "authors": missed_authors if byline.authors else None,
        "modified": told_modified.missed if dates.modified else None,
        "lead_image": lead.missed if lead.draft else None,
        **labels.missed,
    }
    found = {
        "/body": body.provenance,
        "/headline": provenance_of(page, chosen),
        "/published_at": dates.provenance,
        "/authors": byline.provenance,
        "/canonical_url": canonical_provenance,
        "/lead_image": lead.provenance,
    }
    provenance = {pointer: entry for pointer, entry in found.items() if entry is not None}
    for field, pointer in rules.POINTERS.items():
        if pointer in provenance:
            provenance[pointer] = rules.with_miss(provenance[pointer], misses[field])
    summary, descriptions = identity.descriptions(page, labels.standfirst, body.tidied)
    dateline = place or dateline_of([], [byline.raw or ""])
    kind = _type(page, headline, labels.section)
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
        published=dates.published,
        modified=dates.modified,
        authors=byline.authors,
        byline_raw=byline.raw,
        dateline=dateline,
        section=labels.section,
        keywords=labels.keywords,
        media=numbered.media,
        embeds=numbered.embeds,
        links=numbered.links,
        body=numbered.body,
        updates=update_stamps(article, page.marks.times, reader) if kind == "live_blog" else (),
        info_sources=_sources(body.tidied, header, byline, page.sites),
        is_free=_is_free(page, body.tidied),
        further_pages=_further_pages(page, body, element, url, part_of or url, canonical),
        provenance=provenance,
        warnings=tuple(dict.fromkeys(_warnings(body, dates.published, headline, is_missed=any(misses.values())))),
    )


def _further_pages(
    page: Page, body: Body, element: LexborNode | None, url: str, first_url: str, canonical: str | None
) -> tuple[str, ...]:
    if body.provenance.method == "jsonld":
        return ()  # taken because it has all that the page cuts
    return further_pages(
        page.marks.links,
        url=url,
        first_url=first_url,
        canonical=canonical,
        rel_next=page.head.links.get("next"),
        article=element,
    )


def _lines(tree: LexborHTMLParser) -> Iterator[str]:
    if tree.body is not None:
        yield from filter(None, map(clean_text, tree.body.text(separator="\n").splitlines()))


def _sources(tidied: Tidied, header: Header, byline: Byline, sites: frozenset[str]) -> tuple[InfoSource, ...]:
    names = credited([*tidied.sign_offs, *(line.text for line in header.after)]) + [
        author.name for author in byline.authors if author.type == "organization"
    ]
    names += tail_agency(tidied.drafts)
    return tuple(InfoSource(name=name) for name in dict.fromkeys(names) if fold(name) not in sites)


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


def _warnings(body: Body, published: object, headline: str | None, *, is_missed: bool) -> list[str]:
    found = list(body.warnings)
    if is_missed:
        found.append("publisher_rule_missed")
    if headline is None:
        found.append("no_headline")
    if body.tidied.inferred:
        found.append("headings_inferred")
    detail = getattr(published, "detail", None)
    if detail is not None and detail.precision == "day":
        found.append("date_precision_day")
    if detail is not None and not detail.trusted:
        found.append("date_untrusted")
    if body.tidied.walled:
        found.append("truncated_source")
    return found
