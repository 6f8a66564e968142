"""The article's text from the best of a page's sources: its element, JSON-LD, embedded state. Not here: the blocks."""

from __future__ import annotations

from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from khabar.arabic.fold import fold
from khabar.origin import Method, Provenance, Rejected
from khabar_worker.extract import rules
from khabar_worker.extract.drafts import Draft, TextDraft
from khabar_worker.extract.finding.weights import Candidate, Evidence, squeeze
from khabar_worker.extract.heading.header import Header
from khabar_worker.extract.heading.headline import Title, likeness
from khabar_worker.extract.markup.selecting import is_css, matches
from khabar_worker.extract.markup.state import held_article
from khabar_worker.extract.markup.structured import Node, plain, string
from khabar_worker.extract.plain import drafts_of_text
from khabar_worker.extract.source import Page
from khabar_worker.extract.text.blocks import walk, walk_html
from khabar_worker.extract.text.folds import find_folds
from khabar_worker.extract.text.frame import Tidied
from khabar_worker.extract.text.lists import tidy_lines
from khabar_worker.extract.text.soup import soup_of
from khabar_worker.extract.text.tidy import tidy

EXTRACTOR = "page-body@1"
# A body below this many characters is checked against every other source before it is believed.
_THIN = 220
# JSON-LD that says the same and this much more: the page shows only the beginning.
_CUT = 2.5
# A body that has less than this share of its paragraphs in the JSON-LD is another text.
_ALIEN = 0.3
# The share of words that the titles of one story have in common.
_OWN_TITLE = 0.6


@dataclass(slots=True)
class Body:
    """The chosen drafts, what was found on the way, and where all this comes from."""

    tidied: Tidied
    standfirsts: list[str]
    provenance: Provenance
    warnings: list[str] = field(default_factory=list)
    # Rules of the publisher that gave no body, or took too much of it away.
    missed: list[Rejected] = field(default_factory=list)
    # What the data that held the text says of the article, under schema.org's names.
    told: Node = field(default_factory=dict)


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
    known = (
        frozenset(fold(line.text) for line in (*header.above, *header.below) if len(line.text) < 60 and not line.is_own)
        | page.sites
    )
    stated = page.article.get("articleBody")
    stated = stated.strip() if isinstance(stated, str) else ""
    body = _of_element(_Reader(page, headline, known), candidate, stated)
    body.standfirsts += [*body.tidied.standfirsts, *_lifted(body.tidied, page)]
    length = _length(body.tidied.drafts)
    agrees = len(stated) > 120 and _compare(body, stated)
    if len(stated) >= _CUT * max(length, 1) and (agrees or length < _THIN):
        _take(body, _stated(stated, page, headline), "jsonld", length)
        body.warnings.append("body_from_jsonld")
    elif length < _THIN:
        held = held_article(page.tree, page.url, lambda title: likeness(title, headline or "") >= _OWN_TITLE)
        if held is not None:
            drafts, _ = walk_html(held.body, page.url, page.drops)
            other = tidy(drafts, headline=headline, known=known)
            if _length(other.drafts) > _CUT * length:
                _take(body, other, "state", length)
                body.told = held.facts
    return body


def _lifted(tidied: Tidied, page: Page) -> list[str]:
    """Takes out a first line that the head gives as the description and that is set apart, without a full stop.

    A first sentence in bold type is a lead, and stays.
    """
    first = tidied.drafts[0] if len(tidied.drafts) > 1 else None
    if not isinstance(first, TextDraft) or first.line.text.rstrip().endswith((".", "…", "،", ":")):
        return []
    if first.kind != "heading" and first.line.bold < 0.95:
        return []
    told = squeeze(first.line.text)
    metas = (page.head.first(name) for name in ("og:description", "description", "twitter:description"))
    if len(told) < 20 or all(not value or squeeze(plain(value)) != told for value in metas):
        return []
    del tidied.drafts[0]
    return [first.line.text]


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


@dataclass(frozen=True, slots=True)
class _Reader:
    """Makes bodies of elements of one page."""

    page: Page
    headline: str | None
    known: frozenset[str]

    def read(self, node: LexborNode, confidence: float) -> Body:
        body = self._read(node, confidence, self.page.drops)
        if self.page.drops and _length(body.tidied.drafts) < _THIN:
            whole = self._read(node, confidence, ())
            if _length(whole.tidied.drafts) > _CUT * _length(body.tidied.drafts):
                whole.missed.append(rules.missed("drops", ", ".join(self.page.drops), "takes most of the text away"))
                return whole
        return body

    def _read(self, node: LexborNode, confidence: float, drops: tuple[str, ...]) -> Body:
        drafts, standfirsts = walk(soup_of(node, drops, find_folds(node)), self.page.url)
        tidied = tidy(drafts, headline=self.headline, known=self.known)
        return Body(tidied, standfirsts, Provenance(method="dom", extractor=EXTRACTOR, confidence=confidence))


def _of_element(reader: _Reader, candidate: Candidate | None, stated: str) -> Body:
    """The body of the publisher's own element when that can be it, else of the one that the general rules found."""
    selector = reader.page.selectors.body
    general: Body | None = None
    miss: Rejected | None = None
    if selector is not None:
        why = "matches nothing" if is_css(selector) else "is no CSS that can be read"
        for node in matches(reader.page.tree, selector)[:2]:
            body = reader.read(node, 0.97)
            is_page = (
                candidate is not None and candidate.node.mem_id != node.mem_id and node.css_first("h1") is not None
            )
            if not is_page and not _is_odd(body, stated):
                return body
            if general is None and candidate is not None:
                general = reader.read(candidate.node, candidate.confidence)
            reason = _doubt(body, general, stated, is_page=is_page)
            if reason is None:
                return body
            why = reason
        miss = rules.missed("body", selector, why)
    if general is None:
        general = reader.read(candidate.node, candidate.confidence) if candidate is not None else _nothing()
    general.missed += [miss] if miss else []
    return general


def _nothing() -> Body:
    return Body(Tidied([]), [], Provenance(method="dom", extractor=EXTRACTOR, confidence=0.5))


def _is_odd(body: Body, stated: str) -> bool:
    """Whether a rule's body is odd enough to look at what the general rules find."""
    return _length(body.tidied.drafts) < _THIN or (len(stated) > _THIN and _shared(body, stated) < _ALIEN)


def _doubt(body: Body, general: Body | None, stated: str, *, is_page: bool) -> str | None:
    """What is wrong with a rule's body beside the general one; None when nothing is.

    `is_page`: its element has the headline in it too.
    """
    length = _length(body.tidied.drafts)
    other = _length(general.tidied.drafts) if general is not None else 0
    if length == 0:
        return "holds no text"
    if length < _THIN and other > _CUT * length:
        return f"holds {length} characters, and the general rules find {other}"
    if is_page and other >= _THIN:
        return "holds the headline too, which is more than the body"
    if general is not None and len(stated) > _THIN and _shared(body, stated) < _ALIEN < _shared(general, stated):
        return "holds another text than the page's JSON-LD"
    return None


def _length(drafts: list[Draft]) -> int:
    return sum(
        len(draft.line.text)
        if isinstance(draft, TextDraft)
        else sum(len(item.line.text) for item in getattr(draft, "items", ()))
        for draft in drafts
    )


def _compare(body: Body, stated: str) -> bool:
    """Whether page and JSON-LD agree: confidence rises when they do, and a contradiction is said aloud."""
    shared = _shared(body, stated)
    if shared >= 0.8:
        body.provenance = body.provenance.model_copy(update={"confidence": 0.98})
        return True
    if 0 <= shared < _ALIEN and len(squeeze(plain(stated))) > 300:
        body.warnings.append("body_contradicts_jsonld")
        why = "the page prints another text"
        body.provenance = body.provenance.model_copy(
            update={"confidence": 0.5, "rejected": (Rejected(method="jsonld", value=stated[:200], why=why),)}
        )
    return False


def _shared(body: Body, stated: str) -> float:
    """The share of the body's paragraphs that the JSON-LD has too, 0 to 1; -1 for a body without paragraphs."""
    text = squeeze(plain(stated))
    paragraphs = [
        squeeze(d.line.text) for d in body.tidied.drafts if isinstance(d, TextDraft) and len(d.line.text) > 60
    ]
    total = sum(map(len, paragraphs))
    return sum(len(part) for part in paragraphs if part[:60] in text) / total if total else -1.0
