"""Addresses, ids, further titles, descriptions and the declared language of a page. Rules only."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from khabar.arabic.clean import clean_text
from khabar.arabic.fold import fold
from khabar.article import RoleValue
from khabar.origin import Provenance, Rejected
from khabar_worker.extract.drafts import TextDraft
from khabar_worker.extract.finding.weights import squeeze
from khabar_worker.extract.heading.headline import without_site
from khabar_worker.extract.markup.metadata import absolute
from khabar_worker.extract.markup.structured import plain, string, url_of
from khabar_worker.extract.source import Page
from khabar_worker.extract.text.frame import Tidied

EXTRACTOR = "page-head@1"


def canonical(page: Page) -> tuple[str | None, Provenance | None]:
    own = urlsplit(page.url).hostname or ""
    candidates = [
        ("meta", page.head.links.get("canonical")),
        ("opengraph", absolute(page.head.first("og:url"), page.url)),
        (
            "jsonld",
            absolute(url_of(page.article.get("mainEntityOfPage")) or url_of(page.article.get("url")), page.url),
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
            rejected.append(Rejected(method=method, value=value, why=why))
        else:
            usable.append((method, value))
    usable.sort(key=lambda pair: _site(urlsplit(pair[1]).hostname) != _site(own))
    if not usable:
        return None, None
    method, value = usable[0]
    rejected += [Rejected(method=m, value=v, why="less trusted source") for m, v in usable[1:] if v != value]
    return value, Provenance(method=method, extractor=EXTRACTOR, confidence=0.95, rejected=tuple(rejected))


def _site(host: str | None) -> str:
    return ".".join((host or "").split(".")[-2:])


def alt_ids(page: Page) -> tuple[RoleValue, ...]:
    found = []
    if short := page.head.links.get("shortlink"):
        found.append(RoleValue(role="shortlink", value=short))
    if identity := page.head.first(
        "articleid", "article_id", "parsely-post-id", "cxenseparse:articleid", "contentid", "post_id"
    ):
        found.append(RoleValue(role="publisher_id", value=identity[:200]))
    return tuple(found)


def headlines(page: Page, headline: str | None, kicker: str | None) -> tuple[RoleValue, ...]:
    found = [RoleValue(role="main", value=headline)] if headline else []
    for role, value in (
        ("social", page.head.first("og:title", "twitter:title")),
        ("seo", page.head.title),
        ("kicker", kicker),
    ):
        text = without_site(plain(value), page.sites) if value else ""
        if text and (headline is None or fold(text) != fold(headline)):
            found.append(RoleValue(role=role, value=text))
    return tuple(found)


def descriptions(page: Page, standfirst: str | None, tidied: Tidied) -> tuple[str | None, tuple[RoleValue, ...]]:
    """The summary, and every description with its role."""
    found = []
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


def language(page: Page) -> str | None:
    stated = page.article.get("inLanguage")
    if isinstance(stated, dict):
        stated = stated.get("alternateName") or stated.get("name")
    value = stated if isinstance(stated, str) else page.head.language
    return value.strip()[:20] or None if value else None
