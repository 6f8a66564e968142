"""What the text of an article says: who speaks, who and what is named, which days it means. The flow only.

nodes_of → find_entities → find_quotes (speakers are entities) → find_mentions → find_key_terms →
find_questions
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import accumulate
from typing import TypeVar

from khabar.arabic.node import Node
from khabar.body import BodyBlock, Media
from khabar.findings import Correction, DateMention, Entity, KeyTerm, Question, Statement
from khabar.log import get_logger
from khabar.origin import Provenance
from khabar.queue import JobTimeout
from khabar.record import Record
from khabar_worker.enrich.corrections import find_corrections
from khabar_worker.enrich.drafts import Said
from khabar_worker.enrich.entities import find_entities
from khabar_worker.enrich.key_terms import find_key_terms
from khabar_worker.enrich.mentions import find_mentions
from khabar_worker.enrich.nodes import nodes_of
from khabar_worker.enrich.questions import find_questions
from khabar_worker.enrich.quotes import find_quotes
from khabar_worker.extract.dating.zones import Where
from khabar_worker.extraction import Found

log = get_logger()
T = TypeVar("T")

# So much text is read; what stands behind it is not. Looking for who is meant takes the square of how many are named: a
# page made of nothing else would take its worker's whole time. Measured: 6 s at this length, an hour at 2 million.
MOST_LETTERS = 80_000


class Enrichment(Record):
    """What was read in the text. `failed` names the steps that broke; their part is empty, the rest is there. `length`
    among them: the text is too long to be read to its end.
    """

    quotes: tuple[Statement, ...] = ()
    reported: tuple[Statement, ...] = ()
    entities: tuple[Entity, ...] = ()
    date_mentions: tuple[DateMention, ...] = ()
    key_terms: tuple[KeyTerm, ...] = ()
    questions: tuple[Question, ...] = ()
    corrections: tuple[Correction, ...] = ()
    provenance: dict[str, Provenance] = {}
    failed: tuple[str, ...] = ()


def enrich(
    headline: str | None,
    body: tuple[BodyBlock, ...],
    media: tuple[Media, ...],
    *,
    published: Found | None,
    where: Where,
    now: datetime,
) -> Enrichment:
    """Quotes, reported speech, entities, date mentions, key terms, questions, corrections of an Arabic article.

    `where` is the publisher's clock and country. A fault in one step never costs the article nor the other steps.
    """
    whole = nodes_of(headline, body, media)
    nodes = _begun(whole)
    failed = [] if len(nodes) == len(whole) else ["length"]
    entities = _step("entities", failed, lambda: find_entities(nodes)) or ()
    said = _step("quotes", failed, lambda: find_quotes(nodes, entities)) or Said((), (), {})
    mentions = _step("date_mentions", failed, lambda: find_mentions(nodes, published=published, where=where, now=now))
    key_terms = _step("key_terms", failed, lambda: find_key_terms(nodes, entities))
    questions = _step("questions", failed, lambda: find_questions(body))
    corrections = _step("corrections", failed, lambda: find_corrections(body, where=where, now=now))
    return Enrichment(
        quotes=said.quotes,
        reported=said.reported,
        entities=entities,
        date_mentions=mentions or (),
        key_terms=key_terms or (),
        questions=questions or (),
        corrections=corrections or (),
        provenance=dict(said.provenance),
        failed=tuple(failed),
    )


def _begun(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Those of `nodes` that stand within the first MOST_LETTERS."""
    ends = accumulate(len(node.text) for node in nodes)
    return tuple(node for node, end in zip(nodes, ends, strict=True) if end <= MOST_LETTERS)


def _step(name: str, failed: list[str], step: Callable[[], T]) -> T | None:
    try:
        return step()
    except JobTimeout:
        raise
    except Exception:
        log.exception("enrichment_failed", step=name)
        failed.append(name)
        return None
