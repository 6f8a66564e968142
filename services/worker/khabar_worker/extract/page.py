"""One HTML page → one extraction: parse once, read the head, find the article, make its blocks. The flow only.

check_markup → lexbor tree → JSON-LD + head → headline → article element → beautifulsoup subtree → drafts
    → tidy → numbered blocks; beside it dates, authors, section, tags, lead image, each with its provenance.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from selectolax.lexbor import LexborHTMLParser, LexborNode

from khabar.arabic.clean import clean_text, clean_title
from khabar.arabic.fold import fold
from khabar.article import ArticleType, InfoSource, Provenance, Rejected, RoleValue
from khabar.errors import EmptyBody
from khabar.markup import check_markup
from khabar.publishers.record import Publisher, Selectors
from khabar_worker.extract import fields
from khabar_worker.extract.blocks import walk_html
from khabar_worker.extract.boilerplate import is_standfirst
from khabar_worker.extract.dates import Reader, page_dates
from khabar_worker.extract.density import Candidate, Evidence, find_article, squeeze
from khabar_worker.extract.drafts import Draft, MediaDraft, TextDraft
from khabar_worker.extract.header import Header, read_header
from khabar_worker.extract.headline import Title, choose, likeness, printed_titles, without_site
from khabar_worker.extract.metadata import Head, absolute, read_head
from khabar_worker.extract.numbering import number
from khabar_worker.extract.openings import dateline_of, tail_agency
from khabar_worker.extract.pictures import picture
from khabar_worker.extract.plain import drafts_of_text
from khabar_worker.extract.refusals import is_walled, refuse_by_title, refuse_challenge, refuse_front
from khabar_worker.extract.state import state_body
from khabar_worker.extract.structured import Node, article_of, plain, read_jsonld, string, types_of
from khabar_worker.extract.tidy import Tidied, tidy, tidy_lines
from khabar_worker.extract.zones import where_published
from khabar_worker.extraction import Extraction

EXTRACTOR = "page@1"
# A body below this many characters is checked against every other source before it is believed.
_THIN = 220


@dataclass(frozen=True, slots=True)
class _Page:
    """What every step reads."""

    html: str
    url: str
    tree: LexborHTMLParser
    head: Head
    nodes: tuple[Node, ...]
    article: Node
    sites: frozenset[str]
    selectors: Selectors
    drops: tuple[str, ...]


@dataclass(slots=True)
class _Body:
    tidied: Tidied
    standfirsts: list[str]
    provenance: Provenance
    warnings: list[str]


def extract_page(html: str, *, url: str, publisher: Publisher | None, now: datetime) -> Extraction:
    """Everything a page says about its article.

    `url` is the address after redirects, for relative links. Without `publisher` the zone is guessed from the domain.

    Raises:
        NotAnArticle: a challenge, consent, login, error or front page; the message says which.
        EmptyBody: an article page without text in any source.
        RefusedMarkup: see khabar.markup.
    """
    check_markup(html.encode("utf-8", "replace"))
    page = _read(html, url, publisher)
    title, rejected_titles = _headline(page)
    headline = title.text if title else None
    candidate = find_article(page.tree, _evidence(page, title))
    header = read_header(page.tree, title.node if title else None, candidate.node if candidate else None)
    body = _body(page, candidate, headline, header)
    letters = sum(len(draft.line.text) for draft in body.tidied.drafts if isinstance(draft, TextDraft))
    refuse_challenge(html, letters, url)
    refuse_by_title(page.head.title, headline, letters, url)
    where = where_published(publisher, url, page.head.first("og:locale"))
    dates = page_dates(
        page.article,
        page.head,
        header,
        _times(page.tree, candidate),
        url,
        Reader(now, where),
        selected=_selected(page, page.selectors.published),
    )
    refuse_front(
        page.tree,
        page.head,
        {name for node in page.nodes for name in types_of(node)},
        letters=letters,
        has_date=dates.published is not None,
        url=url,
    )
    if not body.tidied.drafts:
        raise EmptyBody("no source of the page has text", subject=url)
    byline = fields.find_authors(
        page.article,
        page.nodes,
        page.head,
        header,
        body.tidied.bylines,
        _selected(page, page.selectors.authors),
        page.sites,
    )
    section = _selected(page, page.selectors.section) or fields.find_section(
        page.article, page.nodes, page.head, page.tree, headline
    )
    lead, lead_provenance = _lead(page, title, body.tidied)
    numbered = number(body.tidied.drafts, lead=lead, host=urlsplit(url).hostname or "")
    canonical, canonical_provenance = _canonical(page)
    provenance = {"/body": body.provenance}
    if title is not None:
        confidence = 0.98 if title.node is not None else 0.85
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
    printed = [line.text for line in header.below if is_standfirst(line.words) and 20 <= len(line.text) <= 400]
    summary, descriptions = _descriptions(page, [*body.standfirsts, *printed], body.tidied)
    dateline = dateline_of(body.tidied.drafts, byline.raw)
    return Extraction(
        type=_type(page, headline, section),
        canonical_url=canonical,
        amp_url=page.head.links.get("amphtml"),
        alt_ids=_alt_ids(page),
        headline=headline,
        headlines=_headlines(page, headline, header),
        summary=summary,
        descriptions=descriptions,
        language_declared=_language(page),
        published=dates.published,
        modified=dates.modified,
        authors=byline.authors,
        byline_raw=byline.raw,
        dateline=dateline,
        section=section,
        keywords=_keywords(page),
        media=numbered.media,
        embeds=numbered.embeds,
        links=numbered.links,
        body=numbered.body,
        info_sources=_sources(body.tidied, byline, page.sites),
        is_free=_is_free(page, body.tidied),
        provenance=provenance,
        warnings=tuple(dict.fromkeys(_warnings(body, dates.published, headline))),
    )


def _read(html: str, url: str, publisher: Publisher | None) -> _Page:
    tree = LexborHTMLParser(html)
    nodes = read_jsonld(node.text() for node in tree.css("script[type='application/ld+json']"))
    article = article_of(nodes) or {}
    head = read_head(tree, url)
    base = tree.css_first("base[href]")
    if base is not None:
        url = absolute(base.attributes.get("href"), url) or url
    titles = [
        clean_title(plain(value))
        for value in (
            head.first("og:title"),
            head.first("twitter:title"),
            head.title,
            string(article.get("headline")),
            *(node.text(separator=" ") for node in printed_titles(tree)[:6]),
        )
        if value
    ]
    sites = fields.site_names(article, nodes, head, url, publisher, titles)
    selectors = publisher.selectors if publisher else Selectors()
    return _Page(html, url, tree, head, nodes, article, sites, selectors, publisher.drops if publisher else ())


def _selected(page: _Page, selector: str | None) -> str | None:
    if not selector:
        return None
    node = page.tree.css_first(selector)
    if node is None:
        return None
    attributes = node.attributes
    return attributes.get("content") or attributes.get("datetime") or clean_text(node.text(separator=" ")) or None


def _headline(page: _Page) -> tuple[Title | None, tuple[Rejected, ...]]:
    if chosen := _selected(page, page.selectors.headline):
        node = page.tree.css_first(page.selectors.headline or "h1")
        return Title("dom", without_site(chosen, page.sites), node), ()
    machine = []
    for method, value in (
        ("opengraph", page.head.first("og:title")),
        ("jsonld", string(page.article.get("headline")) or string(page.article.get("name"))),
        ("meta", page.head.first("twitter:title", "dc.title", "title")),
        ("meta", plain(page.head.title) if page.head.title else None),
    ):
        if value and (text := without_site(value, page.sites)):
            machine.append(Title(method, text))  # type: ignore[arg-type]
    printed = []
    for node in printed_titles(page.tree):
        text = without_site(node.text(separator=" "), page.sites)
        if text and len(text) <= 300:
            printed.append(Title("dom", text, node))
    return choose(machine, printed, page.sites)


def _evidence(page: _Page, title: Title | None) -> Evidence:
    lead = page.head.first("og:description", "description", "twitter:description") or string(
        page.article.get("description")
    )
    squeezed = squeeze(plain(lead)) if lead else ""
    body = page.article.get("articleBody")
    text = squeeze(plain(body)) if isinstance(body, str) and len(body) > 300 else ""
    return Evidence(
        lead=squeezed if len(squeezed) >= 40 else None,
        body=text or None,
        headline=title.node if title else None,
    )


def _body(page: _Page, candidate: Candidate | None, headline: str | None, header: Header) -> _Body:
    """The best of the sources: the page's element, JSON-LD, the page's embedded state; with what they say of each other."""
    known = frozenset(fold(line.text) for line in (*header.above, *header.below) if len(line.text) < 60) | page.sites
    node, why, confidence = _element(page, candidate)
    tidied, standfirsts = Tidied([]), []
    if node is not None:
        drafts, standfirsts, _ = walk_html(node.html or "", page.url, page.drops)
        tidied = tidy(drafts, headline=headline, known=known)
    provenance = Provenance(method="dom", extractor=EXTRACTOR, confidence=confidence)
    body = _Body(tidied, standfirsts, provenance, [])
    stated = page.article.get("articleBody")
    stated = stated.strip() if isinstance(stated, str) else ""
    length = _length(tidied.drafts)
    if len(stated) > 120:
        _compare(body, stated, length)
    if length < _THIN and len(stated) < 2 * max(length, 1):
        held = state_body(page.tree)
        if held is not None and len(held) > 2 * max(length, 1):
            drafts, _, _ = walk_html(held, page.url, page.drops)
            other = tidy(drafts, headline=headline, known=known)
            if _length(other.drafts) > length:
                rejected = (Rejected(method="dom", value=None, why=f"only {length} characters"),)
                body.tidied = other
                body.provenance = Provenance(method="state", extractor=EXTRACTOR, confidence=0.8, rejected=rejected)
    elif length < _THIN and len(stated) >= 2 * max(length, 1):
        rejected = (Rejected(method="dom", value=None, why=f"only {length} characters"),)
        if "<p" in stated or "<br" in stated:
            drafts, _, _ = walk_html(stated, page.url)
            body.tidied = tidy(drafts, headline=headline)
        else:
            lines, inferred = tidy_lines(drafts_of_text(plain(stated)))
            body.tidied = Tidied(lines, inferred=inferred)
        body.provenance = Provenance(method="jsonld", extractor=EXTRACTOR, confidence=0.85, rejected=rejected)
        body.warnings.append("body_from_jsonld")
    if why and body.provenance.method == "dom":
        body.provenance = body.provenance.model_copy(update={"extractor": EXTRACTOR})
    return body


def _element(page: _Page, candidate: Candidate | None) -> tuple[LexborNode | None, str, float]:
    if page.selectors.body and (node := page.tree.css_first(page.selectors.body)) is not None:
        return node, "selector", 0.97
    if candidate is None:
        return None, "", 0.5
    return candidate.node, candidate.why, candidate.confidence


def _length(drafts: list[Draft]) -> int:
    return sum(
        len(draft.line.text)
        if isinstance(draft, TextDraft)
        else sum(len(item.line.text) for item in getattr(draft, "items", ()))
        for draft in drafts
    )


def _compare(body: _Body, stated: str, length: int) -> None:
    """Confidence rises when page and JSON-LD agree; a contradiction is said aloud."""
    if not length:
        return
    text = squeeze(plain(stated))
    paragraphs = [
        squeeze(d.line.text) for d in body.tidied.drafts if isinstance(d, TextDraft) and len(d.line.text) > 60
    ]
    shared = sum(len(part) for part in paragraphs if part[:60] in text)
    total = sum(map(len, paragraphs))
    if total and shared >= 0.8 * total:
        body.provenance = body.provenance.model_copy(update={"confidence": 0.98})
    elif total and shared < 0.3 * total and len(text) > 300:
        body.warnings.append("body_contradicts_jsonld")
        why = "the page prints another text"
        body.provenance = body.provenance.model_copy(
            update={"confidence": 0.5, "rejected": (Rejected(method="jsonld", value=stated[:200], why=why),)}
        )


def _times(tree: LexborHTMLParser, candidate: Candidate | None) -> list[tuple[str, str, str]]:
    """(datetime, text, class words) of the time elements that may date this article, in page order."""
    found = []
    for node in tree.css("time")[:40]:
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
            attributes = node.attributes
            words = f"{attributes.get('class') or ''} {attributes.get('itemprop') or ''}"
            found.append((attributes.get("datetime") or "", clean_text(node.text()), words))
    return found[:4]


def _contains(outer: LexborNode, inner: LexborNode) -> bool:
    node: LexborNode | None = inner
    while node is not None:
        if node.mem_id == outer.mem_id:
            return True
        node = node.parent
    return False


def _lead(page: _Page, title: Title | None, tidied: Tidied) -> tuple[MediaDraft | None, Provenance | None]:
    nearby = None
    node = fields.nearest_picture(page.tree, title.node if title else None)
    if node is not None and tidied.lead is None:
        soup = BeautifulSoup(node.html or "", "lxml")
        image = soup.find(["img", "amp-img"])
        nearby = picture(image, page.url, around=soup) if image is not None else None
        if nearby is not None and title is not None and nearby.caption and likeness(nearby.caption, title.text) > 0.9:
            nearby.caption = None
    lead, provenance = fields.find_lead_image(page.article, page.head, tidied.lead, nearby, page.url)
    if lead is None:
        return None, None
    for draft in tidied.drafts:
        if isinstance(draft, MediaDraft) and draft.kind == "image" and fields.same_picture(draft.url, lead.url):
            # The head names a picture that stands further down: one entry, in its place.
            return draft, provenance
    return lead, provenance


def _canonical(page: _Page) -> tuple[str | None, Provenance | None]:
    own = urlsplit(page.url).hostname or ""
    candidates = [
        ("meta", page.head.links.get("canonical")),
        ("opengraph", absolute(page.head.first("og:url"), page.url)),
        (
            "jsonld",
            absolute(
                fields.url_of(page.article.get("mainEntityOfPage")) or fields.url_of(page.article.get("url")), page.url
            ),
        ),
    ]
    usable = []
    rejected = []
    for method, value in candidates:
        if not value:
            continue
        parts = urlsplit(value)
        if re.fullmatch(r"[\d.:\[\]a-f]+", parts.hostname or "") or (
            parts.path in ("", "/") and urlsplit(page.url).path not in ("", "/")
        ):
            why = "names a machine or the home page, not the article"
            rejected.append(Rejected(method=method, value=value, why=why))  # type: ignore[arg-type]
        else:
            usable.append((method, value))
    usable.sort(key=lambda pair: _site(urlsplit(pair[1]).hostname) != _site(own))
    if not usable:
        return None, None
    method, value = usable[0]
    rejected += [Rejected(method=m, value=v, why="less trusted source") for m, v in usable[1:] if v != value]  # type: ignore[arg-type]
    return value, Provenance(method=method, extractor=EXTRACTOR, confidence=0.95, rejected=tuple(rejected))  # type: ignore[arg-type]


def _site(host: str | None) -> str:
    return ".".join((host or "").split(".")[-2:])


def _alt_ids(page: _Page) -> tuple[RoleValue, ...]:
    found = []
    if short := page.head.links.get("shortlink"):
        found.append(RoleValue(role="shortlink", value=short))
    if identity := page.head.first(
        "articleid", "article_id", "parsely-post-id", "cxenseparse:articleid", "contentid", "post_id"
    ):
        found.append(RoleValue(role="publisher_id", value=identity[:200]))
    return tuple(found)


def _headlines(page: _Page, headline: str | None, header: Header) -> tuple[RoleValue, ...]:
    found = [RoleValue(role="main", value=headline)] if headline else []
    for role, value in (
        ("social", page.head.first("og:title", "twitter:title")),
        ("seo", page.head.title),
        ("kicker", _selected(page, page.selectors.kicker) or _kicker(header)),
    ):
        text = without_site(plain(value), page.sites) if value else ""
        if text and (headline is None or fold(text) != fold(headline)):
            found.append(RoleValue(role=role, value=text))
    return tuple(found)


_KICKER = re.compile(r"(?:^|[\s_-])(?:kicker|overline|pre-?title|sur-?title|eyebrow|over-?title)(?=$|[\s_-])")


def _kicker(header: Header) -> str | None:
    for line in (*header.above[::-1], *header.below[:2]):
        if _KICKER.search(line.words) and len(line.text) < 90:
            return line.text
    return None


def _descriptions(page: _Page, standfirsts: list[str], tidied: Tidied) -> tuple[str | None, tuple[RoleValue, ...]]:
    found = []
    standfirst = _selected(page, page.selectors.standfirst) or (clean_text(standfirsts[0]) if standfirsts else None)
    if standfirst:
        found.append(RoleValue(role="standfirst", value=standfirst))
    meta = page.head.first("og:description", "description", "twitter:description") or string(
        page.article.get("description")
    )
    text = clean_text(plain(meta)) if meta else ""
    if text:
        found.append(RoleValue(role="meta", value=text))
    first = next((draft.line.text for draft in tidied.drafts if isinstance(draft, TextDraft)), "")
    if standfirst:
        return standfirst, tuple(found)
    # A description that is the first paragraph, cut or whole, is a copy and no summary.
    is_copy = not text or squeeze(text.rstrip(".… "))[:60] in squeeze(first) or fold(text) in page.sites
    return (None if is_copy else text), tuple(found)


def _language(page: _Page) -> str | None:
    stated = page.article.get("inLanguage")
    if isinstance(stated, dict):
        stated = stated.get("alternateName") or stated.get("name")
    value = stated if isinstance(stated, str) else page.head.language
    return value.strip()[:20] or None if value else None


def _keywords(page: _Page) -> tuple[str, ...]:
    if page.selectors.tags:
        return tuple(
            dict.fromkeys(
                clean_title(node.text()) for node in page.tree.css(page.selectors.tags) if node.text(strip=True)
            )
        )
    return fields.find_keywords(page.article, page.head, page.tree)


def _sources(tidied: Tidied, byline: fields.Byline, sites: frozenset[str]) -> tuple[InfoSource, ...]:
    names = fields.credited(tidied.sign_offs) + [
        author.name for author in byline.authors if author.type == "organization"
    ]
    names += tail_agency(tidied.drafts)
    return tuple(InfoSource(name=name) for name in dict.fromkeys(names) if fold(name) not in sites)


def _is_free(page: _Page, tidied: Tidied) -> bool | None:
    stated = page.article.get("isAccessibleForFree")
    if isinstance(stated, bool):
        return stated
    if isinstance(stated, str) and stated.lower() in ("true", "false"):
        return stated.lower() == "true"
    return False if any(isinstance(d, TextDraft) and is_walled(d.line.text) for d in tidied.drafts[-3:]) else None


def _type(page: _Page, headline: str | None, section: str | None) -> ArticleType:
    types = types_of(page.article)
    if "LiveBlogPosting" in types:
        return "live_blog"
    if "VideoObject" in types:
        return "video"
    if fields.is_type_opinion(page.article, section):
        return "opinion"
    return "flash" if headline and re.match(r"^\W*عاجل\b", headline) else "article"


def _warnings(body: _Body, published: object, headline: str | None) -> list[str]:
    found = list(body.warnings)
    if headline is None:
        found.append("no_headline")
    if body.tidied.inferred:
        found.append("headings_inferred")
    detail = getattr(published, "detail", None)
    if detail is not None and detail.precision == "day":
        found.append("date_precision_day")
    if detail is not None and not detail.trusted:
        found.append("date_untrusted")
    if any(isinstance(d, TextDraft) and is_walled(d.line.text) for d in body.tidied.drafts[-3:]):
        found.append("truncated_source")
    return found
