"""Questions that a text puts and answers: interviews, explainers. Positions only; the text stays where it is.

Not here: the turns of an interview (`interviews.py`), and who speaks in the answers (`quotes.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from khabar.body import BodyBlock, TextBlock
from khabar.findings import Question

# «س:», «السؤال 3:», «* سؤال:»: what newsrooms print before a question.
LABELLED = re.compile(r"^\W*(?:س|سؤال|السؤال)\s*[\d٠-٩]*\s*[:：/\-–]")
ANSWERED = re.compile(r"^\W*(?:ج|جواب|الجواب|الإجابة)\s*[\d٠-٩]*\s*[:：/\-–]\s*")
ASKS = re.compile(r"[؟?]\s*[\"»”)\]]?\s*$")
# One question is a heading like others.
_FEWEST = 2


def find_questions(body: Sequence[BodyBlock]) -> tuple[Question, ...]:
    """The questions of a body with the blocks that answer them, in order; none when there are fewer than two.

    A question is a heading that ends in a question mark, or a paragraph that is labelled as one. Its answer is what
    follows, down to the next heading or question.
    """
    found: list[tuple[str, list[str]]] = []
    is_open = False
    for block in body:
        if _is_question(block):
            found.append((block.id, []))
            is_open = True
        elif block.type == "heading":
            is_open = False
        elif is_open and block.type != "separator":
            found[-1][1].append(block.id)
    answered = [Question(question=asked, answer=tuple(answer)) for asked, answer in found if answer]
    return tuple(answered) if len(answered) >= _FEWEST else ()


def _is_question(block: BodyBlock) -> bool:
    if not isinstance(block, TextBlock):
        return False
    is_labelled = block.type == "paragraph" and LABELLED.match(block.text) is not None
    return (is_labelled or block.type == "heading") and ASKS.search(block.text) is not None
