"""The turns of an interview: which paragraphs answer, and how each tells whose answer it is. Pure.

Three forms: «س: … ‖ ج: …», «الضفاف: … ‖ فلان: …», and questions that stand as headings or behind a bullet.
Not here: who gives the answers (`quotes.py`), questions of the record (`questions.py`).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from khabar.arabic.fold import fold
from khabar.arabic.node import Node
from khabar.arabic.speech.particles import FIRST_PERSON
from khabar.arabic.speech.words import word_set
from khabar.body import At
from khabar_worker.enrich.questions import ANSWERED, ASKS, LABELLED

_FEWEST_TURNS = 4  # two questions with their answers
_FEWEST_HEADINGS = 3  # questions that stand as headings; two may be an explainer's
_NAME = re.compile(r"^\W*([^\W\d_][^:：\n]{0,40}?)\s*[:：]\s+(?=\S)")
_LONGEST_NAME = 4  # words before the colon
_BULLET = re.compile(r"^\s*[*•●■◾▪]\s*")
_DASH = re.compile(r"^\s*[-–—*•●■◾▪]?\s*")
# What tells that an interview follows; «حوار» alone is also what parties hold with each other.
_ANNOUNCES = frozenset(
    fold(f"{noun} {other}")
    for noun, others in {
        "هذا": ("الحوار",),
        "هذه": ("المقابلة",),
        "نص": ("الحوار", "المقابلة"),
        "حوار": ("خاص",),
        "حوارا": ("خاصا",),
        "مقابلة": ("خاصة",),
        "الحوار": ("التالي", "الآتي"),
        "المقابلة": ("التالية", "الآتية"),
    }.items()
    for other in others
)
_MET = word_set("حاورته حاورتها حاورناه حاورناها حاوره حاورها التقيناه التقيناها", joined=True)


class Turn(NamedTuple):
    """A paragraph of an interview: its words begin at `start`. `name` ends the label that names who speaks, else 0.

    `of`: the answer's first paragraph, where this one goes on with it.
    """

    is_answer: bool
    start: int
    name: int = 0
    of: int | None = None


def turns(nodes: Sequence[Node]) -> Mapping[int, Turn]:
    """The turns by their nodes' places; none where no question ends in a question mark, or there are too few."""
    found = _lettered(nodes) or _named(nodes) or _headed(nodes)
    return found if len(found) >= _FEWEST_TURNS else {}


def intro_of(nodes: Sequence[Node], index: int, turn: Turn) -> At:
    """What introduces an answer: its question, or the label before it."""
    asked = nodes[index - 1 if turn.of == index else index]
    end = len(asked.text if turn.of == index else asked.text[: turn.start].rstrip())
    return At(node=asked.id, start=0, end=end)


def _lettered(nodes: Sequence[Node]) -> dict[int, Turn]:
    """«س: …؟ ‖ ج: …». Lists are lettered alike: «س- شرط أول»."""
    found: dict[int, Turn] = {}
    for at, node in enumerate(nodes):
        for is_answer, label in ((True, ANSWERED), (False, LABELLED)):
            if at not in found and (match := label.match(node.text)):
                found[at] = Turn(is_answer, match.end())
    is_asked = any(not turn.is_answer and ASKS.search(nodes[at].text) for at, turn in found.items())
    return found if is_asked else {}


def _named(nodes: Sequence[Node]) -> dict[int, Turn]:
    """«الضفاف: …؟ ‖ فلان: …»: one label asks again and again, and others answer it."""
    labelled: dict[str, list[int]] = defaultdict(list)
    ends: dict[int, re.Match[str]] = {}
    for at, node in enumerate(nodes):
        match = _NAME.match(node.text)
        if match and len(match[1].split()) <= _LONGEST_NAME:
            labelled[fold(match[1])].append(at)
            ends[at] = match
    asking = Counter({label: sum(_asks(nodes[at]) for at in places) for label, places in labelled.items()})
    askers = [label for label, count in asking.items() if count > 1 and 2 * count >= len(labelled[label])]
    if len(askers) != 1:
        return {}
    asked = labelled.pop(askers[0])
    answers = {at for places in labelled.values() if len(places) > 1 for at in places if at - 1 >= asked[0]}
    if sum(at + 1 in answers for at in asked) < _FEWEST_TURNS // 2:
        return {}
    return {at: Turn(at in answers, ends[at].end(), ends[at].end(1)) for at in sorted({*asked, *answers})}


def _headed(nodes: Sequence[Node]) -> dict[int, Turn]:
    """Questions as headings, or behind a bullet, in a text that is announced as an interview and answers as «I»."""
    asked = [
        at for at, node in enumerate(nodes) if _asks(node) and (node.kind == "heading" or _BULLET.match(node.text))
    ]
    if len(asked) < _FEWEST_HEADINGS or not _is_announced(nodes[: asked[0]]):
        return {}
    found: dict[int, Turn] = {}
    for question, following in pairwise([*asked, len(nodes)]):
        found[question] = Turn(False, 0)
        for at in _answer(nodes, question, following):
            found[at] = Turn(True, _end_of(_DASH, nodes[at]), of=question + 1)
    answers = [at for at, turn in found.items() if turn.of == at]
    is_told_by_one = 2 * sum(_says_i(nodes[at]) for at in answers) >= len(answers)
    return found if answers and is_told_by_one else {}


def _answer(nodes: Sequence[Node], question: int, following: int) -> Iterator[int]:
    """The paragraphs that answer; behind the last question only those that go on as «I», as nothing ends it."""
    for at in range(question + 1, following):
        is_text = nodes[at].kind in ("paragraph", "item")
        if not is_text or (following == len(nodes) and at > question + 1 and not _says_i(nodes[at])):
            return
        yield at


def _says_i(node: Node) -> bool:
    return not FIRST_PERSON.isdisjoint(word.folded for word in node.words)


def _asks(node: Node) -> bool:
    return ASKS.search(node.text) is not None


def _end_of(opening: re.Pattern[str], node: Node) -> int:
    match = opening.match(node.text)
    return match.end() if match else 0


def _is_announced(nodes: Sequence[Node]) -> bool:
    texts = [[word.folded for word in node.words] for node in nodes]
    pairs = {f"{first} {second}" for words in texts for first, second in pairwise(words)}
    return not _ANNOUNCES.isdisjoint(pairs) or any(not _MET.isdisjoint(words) for words in texts)
