"""Whether a date mention looks back or ahead. Pure.

Not here: the words that tell (`cues.py`).
"""

from __future__ import annotations

from khabar.arabic.mentions import cues
from khabar.arabic.mentions.context import bare, before, places_before, word_at, words_before
from khabar.arabic.mentions.grammar import Match
from khabar.arabic.mentions.kinds import BREAK, SIGNS, UNKNOWN
from khabar.arabic.mentions.words import Sketch
from khabar.arabic.node import Node

_ONWARD = 5
_PLANNED_REACH = 4
_CALLED_REACH = 4


def looks_ahead(node: Node, sketched: Sketch, match: Match, *, announced: bool = True) -> bool:
    """Whether its sentence speaks of the future before it, or right after it («يوم 5 مايو ستنطلق»).

    The nearest clue before it decides. `announced` False: a verb in the present is no clue.
    """
    if any(tells(node, sketched, match) for tells in (_PLANNED + _ANNOUNCED if announced else _PLANNED)):
        return True
    for word in words_before(node, sketched, match):
        if word in cues.REPORTING:
            return False
        if _is_future(word) or (word == cues.WILL_BE and _is_of_its_clause(node, sketched, match)):
            return True
        if announced and word in cues.ANNOUNCING:
            return _onward(node, sketched, match) is not False
    return _onward(node, sketched, match) is True


def _is_planned(node: Node, sketched: Sketch, match: Match) -> bool:
    """«قبل جلسته المقررة الثلاثاء», «الانتخابات المقبلة في نوفمبر».

    Not «ألغت جلستها المقررة الثلاثاء», which may be over.
    """
    if [token.kind for token in sketched.tokens[max(0, match.start - 2) : match.start]] == ["NEXT", "IN"]:
        return True
    if before(node, sketched, match) not in cues.PLANNED:
        return False
    close = range(max(0, match.start - _PLANNED_REACH), match.start - 1)
    return any(sketched.tokens[at].kind == "BEFORE" and sketched.tokens[at + 1].kind == UNKNOWN for at in close)


def _is_called_for(node: Node, sketched: Sketch, match: Match) -> bool:
    """«دعا الحزب أنصاره إلى التظاهر يوم الجمعة»; not «دعا إلى التحقيق في أحداث الجمعة»."""
    for place in range(match.start - 1, max(match.start - 1 - _CALLED_REACH, 0), -1):
        if sketched.tokens[place].kind == "TO":
            what = word_at(node, sketched, place + 1)
            return what in cues.GATHERINGS and any(word in cues.CALLING for word in words_before(node, sketched, match))
        if sketched.tokens[place].kind not in {UNKNOWN, "YEAR_WORD"}:  # «إضراب عام»
            return False
    return False


def is_put_off(node: Node, sketched: Sketch, match: Match) -> bool:
    """«أرجأت المحكمة الجلسة إلى يوم الاثنين»"""
    if match.start == 0 or sketched.tokens[match.start - 1].kind != "TO":
        return False
    return any(word in cues.PUT_OFF for word in words_before(node, sketched, match))


def _is_agreed(node: Node, sketched: Sketch, match: Match) -> bool:
    """«…، على أن تعلن النتائج في الأول من يونيو»; not «أكد على أن النتائج», and not after «بعد» and its like."""
    following = ""
    for place in places_before(sketched, match):
        word = bare(word_at(node, sketched, place))
        if looks_back(word):
            return False
        if word == cues.THAT and bare(word_at(node, sketched, place - 1)) == cues.ON:
            return following.startswith(cues.IMPERFECT) and sketched.text[: place - 1].endswith(SIGNS["COMMA"])
        following = word
    return False


def _is_fixed(node: Node, sketched: Sketch, match: Match) -> bool:
    """«حددت المحكمة 12 ديسمبر موعدا للنطق بالحكم»; not «حددت في 12 ديسمبر موعدا», when it was done."""
    if match.start and sketched.tokens[match.start - 1].kind == "IN":
        return False
    return word_at(node, sketched, match.end) == cues.APPOINTED


def _lasts_until(node: Node, sketched: Sketch, match: Match) -> bool:
    """«المعرض الذي يستمر حتى السبت»"""
    if match.start == 0 or sketched.tokens[match.start - 1].kind != "TO":
        return False
    return any(bare(word_at(node, sketched, place)) in cues.LASTING for place in places_before(sketched, match))


def _begins_by_decision(node: Node, sketched: Sketch, match: Match) -> bool:
    """«قرر المجلس إغلاق النفق اعتبارا من السبت»"""
    if word_at(node, sketched, match.start - 1) not in cues.BEGINNING:
        return False
    words = set(words_before(node, sketched, match))
    return not words.isdisjoint(cues.DECIDING) and words.isdisjoint(cues.WAS)


def _opens_ahead(node: Node, sketched: Sketch, match: Match) -> bool:
    """«وتنظر المحكمة الأحد في الطعن»: verbs that look ahead only at the head of their clause."""
    for place in places_before(sketched, match):
        word = bare(word_at(node, sketched, place))
        if looks_back(word) or word.endswith(cues.OF_PAST_DEEDS):
            return False
        if word in cues.OPENING:
            return place == 0 or sketched.text[place - 1] in f"{BREAK}.{SIGNS['COMMA']}"
    return False


def _is_of_its_clause(node: Node, sketched: Sketch, match: Match) -> bool:
    """Whether nothing between «سيكون» and the day leads to another clause or back in time."""
    for token in reversed(sketched.tokens[: match.start]):
        word = bare(node.words[token.first].folded) if token.last >= token.first else ""
        if word == cues.WILL_BE:
            return True
        if word in cues.BACKWARD:
            return False
    return False


def _onward(node: Node, sketched: Sketch, match: Match) -> bool | None:
    """Whether the words after it speak of the future (True) or report (False); None when they do neither."""
    for place in range(match.end, min(match.end + _ONWARD, len(sketched.tokens))):
        if sketched.text[place] in f"{BREAK}.":
            return None
        token = sketched.tokens[place]
        word = bare(node.words[token.first].folded) if token.kind == UNKNOWN else ""
        if word in cues.REPORTING:
            return False
        if word and _is_future(word):
            return True
    return None


def looks_back(word: str) -> bool:
    """Whether a folded word leads back in time or tells what has been."""
    word = bare(word)
    return word in cues.REPORTING or word in cues.WAS or word.startswith(cues.BACK) or word in cues.BACKWARD


def _is_future(word: str) -> bool:
    if word in cues.FUTURE_WORDS:
        return True
    return len(word) > 4 and word.startswith(("سي", "ست")) and not word.startswith(cues.NO_FUTURE)


_PLANNED = (_is_planned, _is_called_for, is_put_off, _is_agreed, _is_fixed)
_ANNOUNCED = (_lasts_until, _begins_by_decision, _opens_ahead)
