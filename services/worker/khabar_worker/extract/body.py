"""The article's text from the best of a page's sources: its element, JSON-LD, embedded state. Not here: the blocks."""

from __future__ import annotations

from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from khabar.arabic.fold import fold
from khabar.article import Method, Provenance, Rejected
from khabar_worker.extract.blocks import walk, walk_html
from khabar_worker.extract.density import Candidate, Evidence, squeeze
from khabar_worker.extract.drafts import Draft, TextDraft
from khabar_worker.extract.header import Header
from khabar_worker.extract.headline import Title
from khabar_worker.extract.plain import drafts_of_text
from khabar_worker.extract.shapes import tidy_lines
from khabar_worker.extract.soup import soup_of
from khabar_worker.extract.source import Page
from khabar_worker.extract.state import state_body
from khabar_worker.extract.structured import plain, string
from khabar_worker.extract.tidy import Tidied, tidy

EXTRACTOR = "page-body@1"
# A body below this many characters is checked against every other source before it is believed.
_THIN = 220
# JSON-LD that says the same and this much more: the page shows only the beginning.
_CUT = 2.5


@dataclass(slots=True)
class Body:
    """The chosen drafts, what was found on the way, and where all this comes from."""

    tidied: Tidied
    standfirsts: list[str]
    provenance: Provenance
    warnings: list[str] = field(default_factory=list)


def evidence(page: Page, title: Title | None) -> Evidence:
    """What the head knows about the body."""
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


def find_body(page: Page, candidate: Candidate | None, headline: str | None, header: Header) -> Body:
    """The text of the element, unless another source has what it lacks; with what the sources say of each other."""
    known = frozenset(fold(line.text) for line in (*header.above, *header.below) if len(line.text) < 60) | page.sites
    node, confidence = _element(page, candidate)
    tidied, standfirsts = Tidied([]), list[str]()
    if node is not None:
        drafts, standfirsts = walk(soup_of(node, page.drops), page.url)
        tidied = tidy(drafts, headline=headline, known=known)
    body = Body(tidied, standfirsts, Provenance(method="dom", extractor=EXTRACTOR, confidence=confidence))
    stated = page.article.get("articleBody")
    stated = stated.strip() if isinstance(stated, str) else ""
    length = _length(tidied.drafts)
    agrees = len(stated) > 120 and _compare(body, stated)
    if len(stated) >= _CUT * max(length, 1) and (agrees or length < _THIN):
        _take(body, _stated(stated, page, headline), "jsonld", length)
        body.warnings.append("body_from_jsonld")
    elif length < _THIN:
        held = state_body(page.tree)
        if held is not None:
            drafts, _ = walk_html(held, page.url, page.drops)
            other = tidy(drafts, headline=headline, known=known)
            if _length(other.drafts) > _CUT * length:
                _take(body, other, "state", length)
    return body


def _stated(text: str, page: Page, headline: str | None) -> Tidied:
    if "<p" in text or "<br" in text:
        drafts, _ = walk_html(text, page.url)
        return tidy(drafts, headline=headline)
    lines, inferred = tidy_lines(drafts_of_text(plain(text)))
    return Tidied(lines, inferred=inferred)


def _take(body: Body, other: Tidied, method: Method, length: int) -> None:
    why = f"shows only {length} characters of it"
    body.tidied = other
    body.provenance = Provenance(
        method=method, extractor=EXTRACTOR, confidence=0.8, rejected=(Rejected(method="dom", value=None, why=why),)
    )


def _element(page: Page, candidate: Candidate | None) -> tuple[LexborNode | None, float]:
    if page.selectors.body and (node := page.tree.css_first(page.selectors.body)) is not None:
        return node, 0.97
    if candidate is None:
        return None, 0.5
    return candidate.node, candidate.confidence


def _length(drafts: list[Draft]) -> int:
    return sum(
        len(draft.line.text)
        if isinstance(draft, TextDraft)
        else sum(len(item.line.text) for item in getattr(draft, "items", ()))
        for draft in drafts
    )


def _compare(body: Body, stated: str) -> bool:
    """Whether page and JSON-LD agree: confidence rises when they do, and a contradiction is said aloud."""
    text = squeeze(plain(stated))
    paragraphs = [
        squeeze(d.line.text) for d in body.tidied.drafts if isinstance(d, TextDraft) and len(d.line.text) > 60
    ]
    shared = sum(len(part) for part in paragraphs if part[:60] in text)
    total = sum(map(len, paragraphs))
    if total and shared >= 0.8 * total:
        body.provenance = body.provenance.model_copy(update={"confidence": 0.98})
        return True
    if total and shared < 0.3 * total and len(text) > 300:
        body.warnings.append("body_contradicts_jsonld")
        why = "the page prints another text"
        body.provenance = body.provenance.model_copy(
            update={"confidence": 0.5, "rejected": (Rejected(method="jsonld", value=stated[:200], why=why),)}
        )
    return False
