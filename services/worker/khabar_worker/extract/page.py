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

from khabar.arabic.clean import clean_text, clean_title
from khabar.arabic.fold import fold
from khabar.article import ArticleType, InfoSource, Provenance, Rejected
from khabar.errors import EmptyBody
from khabar.markup import check_markup
from khabar.publishers.record import Publisher
from khabar_worker.extract import fields, identity, rules
from khabar_worker.extract.authors import Byline, find_authors
from khabar_worker.extract.body import Body, evidence, find_body
from khabar_worker.extract.boilerplate import is_standfirst
from khabar_worker.extract.byline import byline_doubt
from khabar_worker.extract.continuation import further_pages
from khabar_worker.extract.date_candidates import Reader
from khabar_worker.extract.dates import date_doubt, page_dates
from khabar_worker.extract.density import find_article
from khabar_worker.extract.drafts import MediaDraft, TextDraft
from khabar_worker.extract.header import Header, read_header
from khabar_worker.extract.headline import (
    Title,
    choose,
    is_told,
    leads_elsewhere,
    lesser_titles,
    likeness,
    printed_part,
    without_site,
)
from khabar_worker.extract.keep import below
from khabar_worker.extract.marks import Marked
from khabar_worker.extract.numbering import number
from khabar_worker.extract.openings import dateline_of, tail_agency, writer_of
from khabar_worker.extract.pictures import picture
from khabar_worker.extract.refusals import refuse_by_title, refuse_challenge, refuse_front
from khabar_worker.extract.soup import soup_of
from khabar_worker.extract.source import Page, read_page
from khabar_worker.extract.structured import plain, string, types_of
from khabar_worker.extract.tidy import Tidied
from khabar_worker.extract.weights import Candidate
from khabar_worker.extract.zones import where_published
from khabar_worker.extraction import Extraction

EXTRACTOR = "page@1"
# Share of words in common from which a lower heading is the head's title, word for word or nearly.
_SAME_TITLE = 0.8


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
    title, rejected_titles, told_headline = _headline(page)
    headline = title.text if title else None
    candidate = find_article(page.tree, evidence(page, title))
    header = read_header(page.tree, title.node if title else None, candidate.node if candidate else None)
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
        _times(page.marks.times, candidate, title.node if title else None),
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
    told_section = rules.told(page, "section", rules.section_doubt(page.sites, headline))
    section = (
        told_section.text
        or fields.find_section(page.article, page.nodes, page.head, page.tree, headline)
        or fields.printed_section((*header.above[:-4:-1], *header.below[:3]))
    )
    told_tags, missed_tags = rules.told_all(page, "tags", rules.section_doubt(page.sites, None))
    keywords = tuple(clean_title(tag) for tag in told_tags) or fields.find_keywords(page.article, page.head, page.tree)
    told_kicker = rules.told(page, "kicker", rules.kicker_doubt(page.sites, headline))
    kicker = told_kicker.text or identity.printed_kicker(header)
    printed = [line.text for line in header.below if is_standfirst(line.words) and 20 <= len(line.text) <= 400]
    # A heading right below the headline that no class explains.
    printed += [line.text for line in header.below[:1] if line.is_heading and not line.linked and len(line.text) >= 30]
    told_standfirst = rules.told(page, "standfirst", rules.standfirst_doubt(page.sites, headline))
    standfirst = told_standfirst.text or clean_text(next(iter([*body.standfirsts, *printed]), "")) or None
    told_lead = rules.told(page, "lead_image", lambda text: None)
    lead, lead_provenance, missed_lead = _lead(page, title, body.tidied, told_lead)
    numbered = number(body.tidied.drafts, lead=lead, host=urlsplit(url).hostname or "")
    canonical, canonical_provenance = identity.canonical(page)
    misses = {
        "headline": told_headline.missed,
        "published": told_published.missed,
        "body": next(iter(body.missed), None),
        "authors": missed_authors if byline.authors else None,
        "modified": told_modified.missed if dates.modified else None,
        "section": told_section.missed if section else None,
        "tags": missed_tags if keywords else None,
        "kicker": told_kicker.missed if kicker else None,
        "standfirst": told_standfirst.missed if standfirst else None,
        "lead_image": missed_lead if lead else None,
    }
    provenance = {"/body": body.provenance}
    if title is not None:
        confidence = _headline_confidence(page, title)
        provenance["/headline"] = Provenance(
            method=title.method, extractor=EXTRACTOR, confidence=confidence, rejected=rejected_titles
        )
    for pointer, entry in (
        ("/published_at", dates.provenance),
        ("/authors", byline.provenance),
        ("/canonical_url", canonical_provenance),
        ("/lead_image", lead_provenance),
    ):
        if entry is not None:
            provenance[pointer] = entry
    for field, pointer in rules.POINTERS.items():
        if pointer in provenance:
            provenance[pointer] = rules.with_miss(provenance[pointer], misses[field])
    summary, descriptions = identity.descriptions(page, standfirst, body.tidied)
    dateline = place or dateline_of([], [byline.raw or ""])
    return Extraction(
        type=_type(page, headline, section),
        canonical_url=canonical,
        amp_url=page.head.links.get("amphtml"),
        alt_ids=identity.alt_ids(page),
        headline=headline,
        headlines=identity.headlines(page, headline, kicker),
        summary=summary,
        descriptions=descriptions,
        language_declared=identity.language(page),
        published=dates.published,
        modified=dates.modified,
        authors=byline.authors,
        byline_raw=byline.raw,
        dateline=dateline,
        section=section,
        keywords=keywords,
        media=numbered.media,
        embeds=numbered.embeds,
        links=numbered.links,
        body=numbered.body,
        info_sources=_sources(body.tidied, header, byline, page.sites),
        is_free=_is_free(page, body.tidied),
        further_pages=_further_pages(page, body, candidate, url, part_of or url, canonical),
        provenance=provenance,
        warnings=tuple(dict.fromkeys(_warnings(body, dates.published, headline, is_missed=any(misses.values())))),
    )


def _further_pages(
    page: Page, body: Body, candidate: Candidate | None, url: str, first_url: str, canonical: str | None
) -> tuple[str, ...]:
    if body.provenance.method == "jsonld":
        return ()  # taken because it has all that the page cuts
    return further_pages(
        page.marks.links,
        url=url,
        first_url=first_url,
        canonical=canonical,
        rel_next=page.head.links.get("next"),
        article=candidate.node if candidate else None,
    )


def _headline(page: Page) -> tuple[Title | None, tuple[Rejected, ...], rules.Told]:
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
        return Title("dom", without_site(told.text, page.sites), told.node), (), told
    printed = []
    for node in page.titles:
        text = without_site(node.text(separator=" "), page.sites)
        if text and len(text) <= 300:
            printed.append(Title("dom", text, node))
    if machine and printed and not any(is_told(title.text, machine) for title in printed):
        printed = [*_lesser(page, machine), *printed]
    title, rejected = choose(machine, printed, page.sites, page.url, page.tree)
    if title is not None and title.node is None and title.method == "meta":
        title = Title("meta", printed_part(title.text, page.tree))
    return title, rejected, told


def _headline_confidence(page: Page, title: Title) -> float:
    """Most when page and head tell the same words, less for the page alone, least for the head alone."""
    if title.node is None:
        return 0.85
    told = (without_site(value, page.sites) for value in (page.head.first("og:title"), page.head.title) if value)
    return 0.98 if any(fold(value) == fold(title.text) for value in told) else 0.9


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


def _lines(tree: LexborHTMLParser) -> Iterator[str]:
    if tree.body is not None:
        yield from filter(None, map(clean_text, tree.body.text(separator="\n").splitlines()))


def _times(
    marked: list[Marked], candidate: Candidate | None, headline: LexborNode | None
) -> list[tuple[str, str, str]]:
    """(datetime, text, class words) of the time elements that may date this article, in page order.

    Those inside a text that stands apart from its headline are other stories', where there are others.
    """
    found: list[tuple[str, str, str]] = []
    inside: list[tuple[str, str, str]] = []
    is_apart = candidate is not None and headline is not None and not _contains(candidate.node, headline)
    for node, attributes in marked[:40]:
        above = node.parent
        is_card = False
        for _ in range(5):
            if above is None or above.tag in ("main", "body"):
                break
            if above.tag in ("aside", "nav", "footer", "li") and above.css_first("h2, h3, h4, a[href] img") is not None:
                is_card = True
                break
            if above.tag == "article" and candidate is not None and not _contains(above, candidate.node):
                is_card = True
                break
            above = above.parent
        if not is_card:
            words = f"{attributes.get('class') or ''} {attributes.get('itemprop') or ''}"
            stamp = attributes.get("datetime") or attributes.get("title") or ""
            is_inside = is_apart and candidate is not None and _contains(candidate.node, node)
            (inside if is_inside else found).append((stamp, clean_text(node.text()), words))
    return (found or inside)[:4]


def _contains(outer: LexborNode, inner: LexborNode) -> bool:
    node: LexborNode | None = inner
    while node is not None:
        if node.mem_id == outer.mem_id:
            return True
        node = node.parent
    return False


def _lead(
    page: Page, title: Title | None, tidied: Tidied, told: rules.Told
) -> tuple[MediaDraft | None, Provenance | None, Rejected | None]:
    nearby, missed = None, told.missed
    if told.node is not None:
        soup = soup_of(told.node)
        image = next(below(soup, "img", "amp-img"), None)
        nearby = picture(image, page.url, around=soup) if image is not None else None
        if nearby is None:
            missed = rules.missed("lead_image", page.selectors.lead_image or "", "holds no picture")
    node = fields.nearest_picture(page.tree, title.node if title else None) if nearby is None else None
    if node is not None and tidied.lead is None:
        soup = soup_of(node)
        image = next(below(soup, "img", "amp-img"), None)
        nearby = picture(image, page.url, around=soup) if image is not None else None
        if nearby is not None and title is not None and nearby.caption and likeness(nearby.caption, title.text) > 0.9:
            nearby.caption = None
    lead, provenance = fields.find_lead_image(page.article, page.head, tidied.lead, nearby, page.url)
    if lead is None:
        return None, None, missed
    for draft in tidied.drafts:
        if isinstance(draft, MediaDraft) and draft.kind == "image" and fields.same_picture(draft.url, lead.url):
            # The head names a picture that stands further down: one entry, in its place.
            return draft, provenance, missed
    return lead, provenance, missed


def _sources(tidied: Tidied, header: Header, byline: Byline, sites: frozenset[str]) -> tuple[InfoSource, ...]:
    names = fields.credited([*tidied.sign_offs, *(line.text for line in header.after)]) + [
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
    if fields.is_type_opinion(page.article, section):
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
