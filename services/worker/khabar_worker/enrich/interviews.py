"""The turns of an interview: which paragraphs answer, and how each tells whose answer it is. Pure.

Three forms: «س: … ‖ ج: …», «الضفاف: … ‖ فلان: …», and questions that stand as headings or behind a bullet.
Not here: who gives the answers (`quotes.py`), questions of the record (`questions.py`).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from khabar.arabic.fold import fold
from khabar.arabic.node import Node
from khabar.arabic.speech.particles import FIRST_PERSON
from khabar.arabic.speech.roles import ROLES, is_given
from khabar.arabic.speech.stops import OUTLETS
from khabar.arabic.speech.words import word_set
from khabar.body import At
from khabar_worker.enrich.questions import ANSWERED, ASKS, LABELLED

_FEWEST_TURNS = 4  # two questions with their answers
_FEWEST_HEADINGS = 3  # questions that stand as headings; two may be an explainer's
_NAME = re.compile(r"^\W*([^\W\d_][^:：\n]{0,40}?)\s*[:：]\s+(?=\S)")
_LONGEST_NAME = 4  # words before the colon
_BULLET = re.compile(r"^\s*[*•●■◾▪]\s*")
_OPENING_DASH = re.compile(r"^\s*[-–—]\s")
_DASH = re.compile(r"^\s*[-–—*•●■◾▪]?\s*")
# Who asks, where no name tells it; what is printed above links, and no label of a speaker.
_ASKERS = word_set(
    """سؤال السؤال س المذيع المذيعة المحاور المحاورة مذيع محاور محاورة الصحيفة الجريدة المجلة القناة الموقع الوكالة
    الصحفي الصحفية الصحافي الصحافية المراسل المراسلة المحرر المحررة مقدم مقدمة"""
)
_NO_LABELS = word_set("اقرأ اقرئي اقرأوا إقرأ شاهد شاهدوا تابع تابعوا تابعنا طالع المزيد أيضا المكان الزمان ملاحظة")
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
_BETWEEN = "بين"  # «الحوار التالي بين الحكومة والمعارضة»: parties hold it with each other
_HELD = word_set("أجرى أجرت أجراه أجراها أجرته أجرتها يجري تجري", joined=True)
# The newsroom's own words, which are no answer.
_OF_THE_NEWSROOM = word_set("ذكرنا تقريرنا تحقيقنا رصدنا تحققنا", joined=True)
_MET = word_set("حاورته حاورتها حاورناه حاورناها حاوره حاورها التقيناه التقيناها", joined=True)


class Turn(NamedTuple):
    """A paragraph of an interview: its words begin at `start`. `name` ends the label that names who speaks, else 0.

    `of`: the answer's first paragraph, where this one goes on with it.
    """

    is_answer: bool
    start: int
    name: int = 0
    of: int | None = None


def turns(nodes: Sequence[Node], names: Collection[str] = ()) -> Mapping[int, Turn]:
    """The turns by their nodes' places; none where no question ends in a question mark, or there are too few.

    `names`: folded names of everybody and everything that the article names.
    """
    found = _lettered(nodes) or _named(nodes, names) or _headed(nodes)
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


def _named(nodes: Sequence[Node], names: Collection[str]) -> dict[int, Turn]:
    """«الضفاف: …؟ ‖ فلان: …»: one label asks again and again, and others answer it."""
    labelled: dict[str, list[int]] = defaultdict(list)
    ends: dict[int, re.Match[str]] = {}
    for at, node in enumerate(nodes):
        match = _NAME.match(node.text)
        if match and len(match[1].split()) <= _LONGEST_NAME and fold(match[1]).split()[0] not in _NO_LABELS:
            labelled[fold(match[1])].append(at)
            ends[at] = match
    asking = Counter({label: sum(_asks(nodes[at]) for at in places) for label, places in labelled.items()})
    askers = [label for label, count in asking.items() if count > 1 and 2 * count >= len(labelled[label])]
    if len(askers) != 1 or not _may_ask(askers[0], nodes, ends, names):
        return {}
    asked = labelled.pop(askers[0])
    behind = set(asked) | _between_questions(asked, ends)
    answers = {
        at
        for places in labelled.values()
        if len(places) > 1 and any(at - 1 in behind for at in places)
        for at in places
        if at > asked[0]
    }
    if sum(at + 1 in answers for at in asked) < _FEWEST_TURNS // 2:
        return {}
    found = {at: Turn(at in answers, ends[at].end(), ends[at].end(1)) for at in sorted({*asked, *answers})}
    return {**found, **_going_on(nodes, found)}


def _may_ask(label: str, nodes: Sequence[Node], ends: Collection[int], names: Collection[str]) -> bool:
    """Whether a label is an interviewer's: an outlet's, a word for who asks, or a name that the page has elsewhere."""
    words = label.split()
    if words[0] in _ASKERS or words[0].removeprefix("ال") in OUTLETS or label in names:
        return True
    if words[0] in ROLES or (len(words) == 1 and is_given(label)):
        return False  # «الزوج: …», «سامر: …» of a play
    told = (f" {' '.join(word.folded for word in node.words)} " for at, node in enumerate(nodes) if at not in ends)
    return any(f" {label} " in text for text in told)


def _between_questions(asked: Sequence[int], labelled: Collection[int]) -> set[int]:
    """Labelled paragraphs between two questions, where nothing unlabelled stands: several may answer one."""
    return {
        at
        for question, following in pairwise(asked)
        if all(at in labelled for at in range(question, following))
        for at in range(question + 1, following)
    }


def _going_on(nodes: Sequence[Node], found: Mapping[int, Turn]) -> dict[int, Turn]:
    """Unlabelled paragraphs between an answer and the next question, which go on with it."""
    more: dict[int, Turn] = {}
    for at, following in pairwise(found):
        between = range(at + 1, following)
        is_closed = found[at].is_answer and not found[following].is_answer
        if is_closed and all(nodes[k].kind == "paragraph" for k in between):
            more.update({k: Turn(True, 0, of=at) for k in between})
    return more


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
    if any(not _OF_THE_NEWSROOM.isdisjoint(word.folded for word in nodes[at].words) for at in found):
        return {}
    is_told_by_one = 2 * sum(_says_i(nodes[at]) for at in answers) >= len(answers)
    is_told_by_one = is_told_by_one or _take_turns(nodes, asked, answers)
    return found if answers and is_told_by_one else {}


def _take_turns(nodes: Sequence[Node], asked: Sequence[int], answers: Sequence[int]) -> bool:
    """Whether each question has a bullet and each answer a dash: «* وماذا بعد؟ ‖ - سنواصل العمل»."""
    has_bullets = all(_BULLET.match(nodes[at].text) for at in asked)
    return has_bullets and all(_OPENING_DASH.match(nodes[at].text) for at in answers)


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
    return any(_announces(node, [word.folded for word in node.words]) for node in nodes)


def _announces(node: Node, words: Sequence[str]) -> bool:
    if not _MET.isdisjoint(words):
        return True
    announced = (at for at, pair in enumerate(pairwise(words)) if " ".join(pair) in _ANNOUNCES)
    return any(words[at + 2 : at + 3] != [_BETWEEN] and not _is_anothers(node, words[:at]) for at in announced)


def _is_anothers(node: Node, words: Sequence[str]) -> bool:
    """«أجرى فريق التحقق مقابلة خاصة»: whether somebody other than an outlet holds what `words` lead to."""
    held = next((at for at, word in enumerate(words) if word in _HELD), None)
    if held is None:
        return False
    is_marked = any(mark in gap for gap in node.gaps[held + 1 : len(words) + 1] for mark in '«"“')
    return not is_marked and not any(word.removeprefix("ال") in OUTLETS for word in words[held + 1 :])
