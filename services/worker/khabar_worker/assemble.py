"""From what the sources said to the article record. Pure; ids, clock and stored versions come in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from khabar.arabic.language import detect, direction
from khabar.article import Access, Article, Dates, PublisherRef, Quality, RoleValue, SourceRef
from khabar.content_hash import content_hash
from khabar.indexing import body_texts
from khabar.item import Item, Page
from khabar.origin import Identity, Lineage, LineageInput, Provenance, Raw, RawHttp, Rejected
from khabar.publishers.record import Publisher
from khabar.record import Record
from khabar.url import canonical_url, is_too_long, registrable_domain
from khabar.versions import version_ref
from khabar_worker.enrich import Enrichment, enrich
from khabar_worker.enrich.languages import with_languages
from khabar_worker.extract.dating.live import updates_of
from khabar_worker.extract.dating.zones import where_published
from khabar_worker.extraction import Extraction
from khabar_worker.quality import quality

WORDS_A_MINUTE = 180
SHORT_TEXT_WORDS = 20


class Source(Record):
    """What an extraction was made from: a feed's item, with its page or without, or an import (no item).

    `url`, `sha256` and `bytes` describe an import's document; a page brings its own.
    """

    item: Item | None = None
    page: Page | None = None
    url: str | None = None
    sha256: str | None = None
    bytes: int | None = None
    charset_declared: str | None = None
    charset_used: str | None = None
    outcome: str = "new"


def build_article(
    extraction: Extraction, source: Source, publisher: Publisher | None, *, now: datetime, id: UUID
) -> Article:
    """Version 1 of the record that `extraction` describes; `khabar_worker.revise` makes it a later version."""
    item, page = source.item, source.page
    sha256 = page.sha256 if page else source.sha256
    raw_ref = f"sha256:{sha256}" if sha256 else None
    fetched_url = page.final_url if page else item.url if item else source.url
    identity, rejected = identity_url(extraction.canonical_url, fetched_url)
    body = list(body_texts(extraction.body))
    language = detected_language(extraction) or _primary(extraction.language_declared)
    words = sum(len(text.split()) for text in body)
    blocks, shares = with_languages(extraction.body, language, _primary(extraction.language_declared))
    provenance = {pointer: _referring(entry, raw_ref) for pointer, entry in extraction.provenance.items()}
    if identity:
        provenance["/canonical_url"] = _canonical_provenance(
            provenance.get("/canonical_url"), identity, rejected, raw_ref
        )
    enriched = _enriched(extraction, publisher, identity or fetched_url, language, now)
    warnings = _warnings(extraction, words, enriched)
    article = Article(
        id=id,
        type=extraction.type,
        url=fetched_url,
        canonical_url=identity,
        amp_url=extraction.amp_url,
        alt_ids=_alt_ids(extraction, item),
        headline=extraction.headline,
        headlines=extraction.headlines,
        summary=extraction.summary,
        descriptions=extraction.descriptions,
        language=language,
        direction=direction(language or "ar"),
        languages=shares,
        published_at=extraction.published.at if extraction.published else None,
        modified_at=extraction.modified.at if extraction.modified else None,
        first_seen_at=item.first_seen_at if item else now,
        fetched_at=page.fetched_at if page else None,
        dates=Dates(
            published=extraction.published.detail if extraction.published else None,
            modified=extraction.modified.detail if extraction.modified else None,
        ),
        publisher=_publisher(publisher, identity or fetched_url),
        source=SourceRef(feed_id=item.feed_id, feed_title=item.feed_title, item_guid=item.guid) if item else None,
        authors=extraction.authors,
        byline_raw=extraction.byline_raw,
        dateline=extraction.dateline,
        section=extraction.section,
        keywords=extraction.keywords,
        media=extraction.media,
        embeds=extraction.embeds,
        links=extraction.links,
        body=blocks,
        quotes=enriched.quotes,
        reported=enriched.reported,
        questions=enriched.questions,
        corrections=enriched.corrections,
        live=updates_of(blocks, extraction.updates),
        entities=enriched.entities,
        date_mentions=enriched.date_mentions,
        key_terms=enriched.key_terms,
        info_sources=extraction.info_sources,
        char_count=sum(map(len, body)),
        word_count=words,
        reading_time_s=round(words / WORDS_A_MINUTE * 60),
        quality=Quality(score=0, completeness=0, warnings=warnings),
        provenance=provenance | enriched.provenance,
        raw=_raw(source),
        content_hash="",
        lineage=Lineage(
            identity=Identity(
                key="canonical_url" if identity else "guid" if item and item.guid else "content_hash",
                candidates=tuple(dict.fromkeys(filter(None, [extraction.canonical_url, fetched_url]))),
            ),
            inputs=(_input(item, source.outcome, now),),
        ),
        access=Access(is_free=extraction.is_free, policy=publisher.policy if publisher else "full"),
    )
    article = article.model_copy(update={"content_hash": content_hash(article), "quality": quality(article)})
    return article.model_copy(update={"versions": (version_ref(article, now, "created", "publisher", ()),)})


def detected_language(extraction: Extraction) -> str | None:
    """The language that headline and text are in, None when they don't tell: a declaration is no proof."""
    return detect(" ".join([extraction.headline or "", *body_texts(extraction.body)])[:4000])


def identity_url(declared: str | None, fetched: str | None) -> tuple[str | None, str | None]:
    """The URL that identifies the article, and the declared one when it is not believed.

    A canonical link is believed within its own site, and not when it names the front page, as many templates do, or is
    longer than any address that is fetched.
    """
    if declared is None or fetched is None:
        chosen = declared or fetched
        return (canonical_url(chosen) if chosen else None), None
    same_site = registrable_domain(_host(declared)) == registrable_domain(_host(fetched))
    own = canonical_url(declared)
    asked = own if declared == fetched else canonical_url(fetched)
    names_front_page = own.rstrip("/").count("/") <= 2 < asked.rstrip("/").count("/")
    if same_site and not names_front_page and not is_too_long(declared):
        return own, None
    return asked, declared


def _primary(tag: str | None) -> str | None:
    return tag.split("-")[0].lower() if tag else None


def _host(url: str) -> str:
    return url.split("://", 1)[-1].split("/", 1)[0].rsplit(":", 1)[0]


def _referring(entry: Provenance, raw_ref: str | None) -> Provenance:
    """`entry` with the page that it is about: the source's own, unless it names another."""
    if entry.method in ("feed", "manual"):
        return entry
    own = entry.raw_ref or raw_ref
    pages = (own, *entry.raw_refs) if own and entry.raw_refs else ()
    return entry.model_copy(update={"raw_ref": own, "raw_refs": pages})


def _canonical_provenance(
    found: Provenance | None, identity: str, rejected: str | None, raw_ref: str | None
) -> Provenance:
    if found and rejected is None:
        return found
    why = "a canonical link to another site, or to the front page, is not believed"
    losers = (Rejected(method=found.method if found else "meta", value=rejected, why=why),) if rejected else ()
    return Provenance(method="url", extractor="identity@1", confidence=0.9, raw_ref=raw_ref, rejected=losers)


def _alt_ids(extraction: Extraction, item: Item | None) -> tuple[RoleValue, ...]:
    guid = (RoleValue(role="guid", value=item.guid),) if item and item.guid else ()
    return (*guid, *extraction.alt_ids)


def _publisher(publisher: Publisher | None, url: str | None) -> PublisherRef | None:
    if publisher:
        return PublisherRef(
            id=publisher.id,
            name_ar=publisher.name_ar,
            name_en=publisher.name_en,
            domain=_domain(publisher, url),
            country=publisher.country,
        )
    if url and (domain := registrable_domain(_host(url))):
        return PublisherRef(id=domain, domain=domain)
    return None


def _domain(publisher: Publisher, url: str | None) -> str:
    """The one of the publisher's domains that `url` is under, so that records are found by the domain they show."""
    host = _host(url) if url else ""
    return next((name for name in publisher.domains if f".{host}".endswith(f".{name}")), publisher.domains[0])


def _enriched(
    extraction: Extraction, publisher: Publisher | None, url: str | None, language: str | None, now: datetime
) -> Enrichment:
    """The rules are for Arabic; of a text in another language they would read nonsense."""
    if language != "ar":
        return Enrichment()
    where = where_published(publisher, url or "", (extraction.language_declared,))
    return enrich(
        extraction.headline, extraction.body, extraction.media, published=extraction.published, where=where, now=now
    )


def _warnings(extraction: Extraction, words: int, enriched: Enrichment) -> tuple[str, ...]:
    found = list(extraction.warnings)
    if enriched.failed:
        found.append("enrichment_failed")
    if extraction.headline is None:
        found.append("no_headline")
    if extraction.published and extraction.published.detail.precision == "day":
        found.append("date_precision_day")
    if extraction.published and not extraction.published.detail.trusted:
        found.append("date_untrusted")
    if words < SHORT_TEXT_WORDS:
        found.append("short_text")
    return tuple(dict.fromkeys(found))


def _raw(source: Source) -> Raw:
    page = source.page
    if page is None:
        return Raw(
            sha256=source.sha256,
            stored=False,
            bytes=source.bytes,
            charset_declared=source.charset_declared,
            charset_used=source.charset_used,
        )
    return Raw(
        sha256=page.sha256,
        stored=True,
        bytes=len(page.body),
        charset_declared=source.charset_declared,
        charset_used=source.charset_used,
        http=RawHttp(status=page.status, etag=page.etag, last_modified=page.last_modified, final_url=page.final_url),
    )


def _input(item: Item | None, outcome: str, now: datetime) -> LineageInput:
    if item is None:
        return LineageInput(kind="import", seen_at=now, outcome=outcome)
    return LineageInput(
        kind="feed",
        feed_id=item.feed_id,
        guid=item.guid,
        link=item.url or item.entry.link,
        seen_at=item.first_seen_at,
        outcome=outcome,
    )
