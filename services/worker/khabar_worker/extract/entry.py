"""A feed entry → an extraction, for articles whose page can't be had. Not here: the feed's parsing."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from khabar.arabic.clean import clean_text, clean_title
from khabar.arabic.dates import read_date
from khabar.article import Author, RoleValue
from khabar.errors import EmptyBody
from khabar.feed import FeedEntry
from khabar.markup import check_markup
from khabar.origin import Provenance
from khabar.publishers.record import Publisher
from khabar_worker.extract.bylines.byline import authors_of
from khabar_worker.extract.dating.zones import where_published
from khabar_worker.extract.drafts import Draft, MediaDraft, TextDraft
from khabar_worker.extract.finding.weights import squeeze
from khabar_worker.extract.markup.structured import plain
from khabar_worker.extract.plain import drafts_of_text
from khabar_worker.extract.text.blocks import walk_html
from khabar_worker.extract.text.frame import Tidied
from khabar_worker.extract.text.numbering import number
from khabar_worker.extract.text.tidy import tidy
from khabar_worker.extraction import Extraction, Found

EXTRACTOR = "feed-entry@1"


def extract_entry(entry: FeedEntry, *, publisher: Publisher | None, now: datetime) -> Extraction:
    """What the feed itself says of an article; carries the warning `feed_only`.

    Raises:
        EmptyBody: the entry has neither title nor text.
        RefusedMarkup: see khabar.markup.
    """
    base = entry.link or (publisher.site_url if publisher else "")
    headline = clean_title(plain(entry.title)) if entry.title else None
    content = _tidied(entry.content_html, base, headline)
    summary_drafts = _tidied(entry.summary_html, base, headline)
    body = content if _length(content.drafts) >= _length(summary_drafts.drafts) else summary_drafts
    if not headline and not body.drafts:
        raise EmptyBody("the entry has neither title nor text", subject=entry.link)
    summary = clean_text(" ".join(d.line.text for d in summary_drafts.drafts if isinstance(d, TextDraft))) or None
    lead = body.lead or summary_drafts.lead or _enclosed(entry)
    numbered = number(body.drafts, lead=lead, host=urlsplit(base).hostname or "")
    published, modified = (
        _date(entry.published_raw, publisher, base, now),
        _date(entry.updated_raw, publisher, base, now),
    )
    names = frozenset(name for name in ((publisher.name_ar, publisher.name_en) if publisher else ()) if name)
    authors = tuple(author for raw in entry.authors for author in authors_of(raw, names))
    warnings = ["feed_only"]
    if headline is None:
        warnings.append("no_headline")
    if published is not None and published.detail.precision == "day":
        warnings.append("date_precision_day")
    if published is not None and not published.detail.trusted:
        warnings.append("date_untrusted")
    if summary and summary.rstrip().endswith(("…", "...", "[…]", "[...]")) and body is summary_drafts:
        warnings.append("truncated_source")
    pointers = {"/body": body.drafts, "/headline": headline, "/published_at": published, "/authors": authors}
    is_own = not body.drafts or squeeze(summary or "")[:60] != squeeze(_first(body.drafts))[:60]
    return Extraction(
        canonical_url=entry.link,
        alt_ids=(RoleValue(role="guid", value=entry.guid[:1000]),) if entry.guid else (),
        headline=headline,
        headlines=(RoleValue(role="feed", value=headline),) if headline else (),
        summary=summary if is_own else None,
        descriptions=(RoleValue(role="feed", value=summary),) if summary else (),
        language_declared=entry.language,
        published=published or modified,
        modified=modified,
        authors=_distinct(authors),
        byline_raw="، ".join(entry.authors) or None,
        keywords=tuple(dict.fromkeys(clean_title(plain(name)) for name in entry.categories if name.strip())),
        media=numbered.media,
        embeds=numbered.embeds,
        links=numbered.links,
        body=numbered.body,
        provenance={
            pointer: Provenance(method="feed", extractor=EXTRACTOR, confidence=0.7)
            for pointer, value in pointers.items()
            if value
        },
        warnings=tuple(warnings),
    )


def _tidied(html: str | None, base: str, headline: str | None) -> Tidied:
    if not html or not html.strip():
        return Tidied([])
    if "<" not in html:
        return Tidied(drafts_of_text(plain(html)))
    check_markup(html.encode("utf-8", "replace"))
    drafts, _ = walk_html(html, base)
    return tidy(drafts, headline=headline)


def _length(drafts: list[Draft]) -> int:
    return sum(len(draft.line.text) if isinstance(draft, TextDraft) else 40 for draft in drafts)


def _first(drafts: list[Draft]) -> str:
    return next((draft.line.text for draft in drafts if isinstance(draft, TextDraft)), "")


def _enclosed(entry: FeedEntry) -> MediaDraft | None:
    for enclosure in entry.enclosures:
        is_image = enclosure.medium == "image" or (enclosure.type or "").startswith("image/")
        if is_image and enclosure.url.startswith(("http://", "https://")):
            return MediaDraft("image", enclosure.url)
    return None


def _distinct(authors: tuple[Author, ...]) -> tuple[Author, ...]:
    return tuple({author.name: author for author in reversed(authors)}.values())[::-1]


def _date(raw: str | None, publisher: Publisher | None, base: str, now: datetime) -> Found | None:
    if not raw:
        return None
    where = where_published(publisher, base)
    date = read_date(raw, now=now, time_zone=where.time_zone, country=where.country)
    return Found.of(date, "feed", 0.8, raw=raw[:200]) if date else None
