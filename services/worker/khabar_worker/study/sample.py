"""One sample page of a publisher, read by the general rules alone, with its elements at hand. Not here: comparing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from khabar.decode import decode
from khabar.errors import BadContent, BadInput
from khabar_worker.extract import extract_page
from khabar_worker.extract.body import evidence
from khabar_worker.extract.finding.density import find_article
from khabar_worker.extract.heading.headline import Title, without_site
from khabar_worker.extract.markup.metadata import absolute
from khabar_worker.extract.markup.selecting import Element, parsed
from khabar_worker.extract.source import Page, read_page
from khabar_worker.extraction import Extraction

_FEED = re.compile(r"<(?:rss|rdf:rdf|feed)\b|jsonfeed\.org/version", re.IGNORECASE)
_TAG = re.compile(r"<(?:!doctype\s+html|html|head|body|div|p|article|table)\b", re.IGNORECASE)
_LISTED = re.compile(
    r"<(?:item|entry)\b.*?<link\b[^>]*?(?:href=[\"'](?P<href>[^\"']+)|>\s*(?P<text>https?://[^<\s]+))", re.DOTALL
)
# A document says what it is at its beginning.
_BEGINNING = 2000


@dataclass(frozen=True, slots=True)
class Sample:
    """`name` is the file or address as given, `url` the page's own. `body`: the element the general rules found."""

    name: str
    url: str
    html: str
    page: Page
    extraction: Extraction
    headline: Element | None
    body: Element | None


def read_sample(body: bytes, *, name: str, url: str | None, charset: str | None, now: datetime) -> Sample:
    """A sample page, read without any publisher's rules. Without `url` the page's own canonical address is taken.

    Raises:
        BadInput: it is a feed, no HTML, no article, or nothing says where it is from; the message says what to give.
    """
    try:
        html = decode(body, http_charset=charset).text
    except BadContent as error:
        raise BadInput(f"{name} can't be read: {error.message}", subject=name) from None
    beginning = html[:_BEGINNING]
    if not re.search(r"<html\b", beginning, re.IGNORECASE) and _FEED.search(beginning):
        raise BadInput(_feed_message(name, html), subject=name)
    if not _TAG.search(html):
        raise BadInput(f"{name} is not HTML: give pages of articles, saved as they came", subject=name)
    address = url or _own_address(html)
    if address is None:
        raise BadInput(f"{name} does not say its address: give it with --url, one for each file", subject=name)
    try:
        extraction = extract_page(html, url=address, publisher=None, now=now)
    except BadContent as error:
        message = f"{name} can't be used as a sample: {error.message}. Give pages of single articles"
        raise BadInput(message, subject=name) from None
    page = read_page(html.encode("utf-8", "replace"), address, None)
    headline = next((node for node in page.titles if _text(node, page) == extraction.headline), None)
    title = Title("dom", extraction.headline or "", headline)
    found = find_article(page.tree, evidence(page, title))
    return Sample(name, address, html, page, extraction, headline, found.node if found else None)


def _text(node: Element, page: Page) -> str:
    return without_site(node.text(separator=" "), page.sites)


def _own_address(html: str) -> str | None:
    tree = parsed(html)
    for selector, attribute in (("link[rel=canonical]", "href"), ("meta[property='og:url']", "content")):
        node = tree.css_first(selector)
        if node is not None and (found := absolute(node.attributes.get(attribute), "")):
            return found
    return None


def _feed_message(name: str, text: str) -> str:
    listed = [found["href"] or found["text"] for found in _LISTED.finditer(text)][:3]
    message = f"{name} is a feed, not an article: give addresses of articles"
    return f"{message}, such as {' '.join(listed)}" if listed else message
