"""Whether a line belongs to the frame of the story, and what it says there: bylines, dates, labels. Rules only.

Not here: where the story begins and ends (`tidy.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from khabar.arabic.fold import fold
from khabar_worker.extract.bylines.agencies import is_sign_off, signs_for_body
from khabar_worker.extract.bylines.byline import is_byline, is_signed, is_signed_elsewhere
from khabar_worker.extract.bylines.given_names import may_open_with_given_name
from khabar_worker.extract.bylines.introductions import may_tell, may_tell_of_writing
from khabar_worker.extract.bylines.newsrooms import is_desks, is_place_line
from khabar_worker.extract.bylines.people import is_calling, is_person, is_signature
from khabar_worker.extract.bylines.places import is_place
from khabar_worker.extract.dating.stamps import is_date_line, says_nothing
from khabar_worker.extract.drafts import Draft, MediaDraft, TextDraft
from khabar_worker.extract.text.shapes import SENTENCE_END, word_count

_PARTS = re.compile(r"\s*[-–—ـ:/|،,]\s*")
# What a statement ends with: «حرر بالعاصمة في 12 ماي», «عن المكتب السياسي».
_ENDS_STATEMENT = re.compile(
    r"^\W*(?:و?حرر\s+(?:ب|في)|صدر\s+(?:ب|في|عن)|عن\s+(?:ال)?(?:مكتب|[أا]مانة|لجنة|هيئة|مجلس|قيادة|نقابة))"
)
_FOR_BODY = re.compile(r"^\W*(?:صدر\s+)?عن\s")
# A book's «صدر عن دار …» is no statement's end.
_PUBLISHED = re.compile(r"^\W*صدر\s+عن\s+دار\s")
# Those who sign a statement as an office: «مجلس النقابة», «رئيس مجلس الإدارة»; not «مجلس الأمن يجتمع».
_OFFICE_WORD = (
    r"(?:ال)?(?:مجلس|مكتب|[أا]مانة|لجنة|هيئة|نقابة|قيادة|رابطة|جمعية|رئيس[ةه]?|[أا]مين[ةه]?|نقيب|مدير[ةه]?|عميد|"
    r"كاتب[ةه]?|ناطق[ةه]?|منسق[ةه]?)"
)
_OFFICE = re.compile(rf"^{_OFFICE_WORD}(?:\s+(?:{_OFFICE_WORD}|ال\w+)){{1,4}}$")
_MOST_SIGNERS = 5
# What a publisher calls itself right behind its own name, or where it is heard; folded.
_PRESENTS = re.compile(
    r"\s+(?:(?:ه[وي]\s+)?(?:موقع|منصه|منظمه|موءسسه|صحيفه|جريده|مجله|قناه|اذاعه|راديو|شبكه|وكاله)\s+"
    r"(?:\S+\s+)?(?:اعلامي|اخباري|صحفي|مستقل|اليكتروني|الكتروني|غير\s+ربحي)ه?|[يت]بث\s+علي\s+(?:الموج|تردد|الاثير)\w*)(?!\w)"
)
# What a publisher says that it does for its readers, the whole day; folded.
_SERVES = re.compile(
    r"^\W*و?[يت](?:قدم|وفر|تابع|رصد|عرض|ستعرض)\s+(?:لكم\s+)?(?:(?:موقع|بوابه|صحيفه|جريده|قناه|منصه|شبكه)\s+)?([«\"“]?)"
    r"(?=.*(?:علي\s+مدار\s+(?:الساعه|اليوم)|اولا\s+باول|لحظه\s+بلحظه))"
)
# Its readers: «لكم», «لزوارها»; a channel that shows matches is news.
_READERS = re.compile(r"(?<!\w)و?(?:لكم|يمكنكم|لزوارها?|لقراءها?|لمتابعيها?|ل?لقراء|القراء)(?!\w)")
_BOLD = 0.95
# «كتب نجيب محفوظ»: his books too.
_BOOKS = re.compile(r"^\W*كتب(?:\s+[^\W\d_]+){2,4}\s*$")
# «نص: قصيدة النهر»
_TEXT = re.compile(r"^\W*نص\s*[:：]\s*(?P<title>.+)$")
LABEL_WORDS = 2
_NAME_WORDS = 3
# «كتب» and a name of three parts.
_WRITER_WORDS = 4
# No headline or label is longer.
TITLE_LETTERS = 300


@dataclass(slots=True)
class Tidied:
    """The story's drafts, and the lines taken out that say something: bylines, sign-offs, dates below the text."""

    drafts: list[Draft]
    bylines: list[str] = field(default_factory=list)
    sign_offs: list[str] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)
    standfirsts: list[str] = field(default_factory=list)
    # Lines below the text that are there for a date.
    stamps: list[str] = field(default_factory=list)
    lead: MediaDraft | None = None
    inferred: bool = False
    # Whether the text ends with a request to subscribe.
    walled: bool = False
    # How many lines may still sign the statement that a line has dated; 0: none, and where the text is no statement.
    signers: int = 0
    # Whether the statement names the body that it is of, whoever signs.
    for_body: bool = False
    # Whether no line is a sentence: verses, a list of results.
    is_verse: bool = False


class Place(NamedTuple):
    """Where a line stands: above the first sentence, below the last, or between the second and the last."""

    is_above: bool
    is_below: bool
    is_deep: bool


def frames(draft: TextDraft, place: Place, titles: set[str], known: frozenset[str], result: Tidied) -> bool:
    """Whether a line belongs to the frame of the story; bylines and sign-offs are noted in `result`."""
    text = draft.line.text
    is_above, is_below = place.is_above, place.is_below
    words = word_count(text)
    is_edge = is_above or is_below
    is_inside = not (is_edge or result.is_verse)
    if is_below and is_date_line(draft):
        result.stamps.append(text)
    if says_nothing(text, words) or (is_inside and _is_stray(draft, words)):
        return True
    is_place = is_above and draft.kind == "paragraph" and is_place_line(text, known)
    is_signed = is_above and is_place and _names_writer(text)
    is_part = place.is_deep and _heads_part(draft)
    if is_place or (not is_part and is_byline(text) and (is_edge or (words < 8 and not _may_tell(draft, place)))):
        # A place that only the newsroom beside it vouches for is not taken for a name.
        if not is_place or is_signed or is_place_line(text):
            result.bylines.append(text)
        return True
    is_section = draft.kind == "heading" and draft.line.linked >= 0.9
    if is_above and (is_section or (draft.kind == "paragraph" and is_desks(text))):
        return True
    if is_above and is_signature(text) and any(fold(text) in title for title in titles):
        result.signatures.append(text)  # «سامي نور: العنوان» repeats its writer in a heading
        return True
    folded = fold(text) if len(text) <= TITLE_LETTERS else ""
    if (
        folded in titles
        or (is_edge and presents_publisher(draft, known))
        or (
            is_above
            and _is_known(folded, known)
            and not result.is_verse
            and not (draft.kind == "heading" and draft.level > 2)
        )
    ):
        return True
    return is_edge and _is_edge(draft, is_above=is_above, words=words, result=result)


def _may_tell(draft: TextDraft, place: Place) -> bool:
    """Whether a line between sentences may tell what somebody did or wrote; in bold it is one of several bylines.

    Right below a standfirst the writer stands; there a work must follow: «كتب نجيب محفوظ الثلاثية في عامين».
    """
    text = draft.line.text
    if may_tell(text) or text.endswith("."):
        return True
    is_work = place.is_deep or word_count(text) > _WRITER_WORDS
    return is_work and draft.line.bold < _BOLD and may_tell_of_writing(text)


def _heads_part(draft: TextDraft) -> bool:
    """Whether a heading only looks like a byline: «كتب نجيب محفوظ» are books; not «كتب: نجيب محفوظ»."""
    if draft.kind != "heading" and draft.line.bold < _BOLD:
        return False
    text = draft.line.text
    if shown := _TEXT.match(text):
        return not is_signature(shown["title"])
    return _BOOKS.match(text) is not None and not is_place(text.split()[-1])


def _is_known(folded: str, known: frozenset[str]) -> bool:
    """Whether a line is one of the header's, or two of them that no space parts."""
    return folded in known or any(folded.startswith(one) and folded[len(one) :].strip() in known for one in known)


def presents_publisher(draft: Draft, known: frozenset[str]) -> bool:
    """Whether a line says what its publisher is or does: «المنارة منصة إعلامية مستقلة …», «ويقدم «المنارة» لكم …»."""
    if not isinstance(draft, TextDraft) or len(draft.line.text) > TITLE_LETTERS:
        return False
    folded = fold(draft.line.text)
    if found := _SERVES.match(folded):
        ends = r"[»\"”]" if found[1] else r"(?!\w)"
        is_named = any(re.compile(re.escape(name) + ends).match(folded, found.end()) for name in known if name)
        return is_named and _READERS.search(folded) is not None
    found = _PRESENTS.search(folded)
    return found is not None and folded[: found.start()] in known


def _is_stray(draft: TextDraft, words: int) -> bool:
    """One plain word on a line of its own: the label of something that is not there."""
    return words == 1 and draft.kind == "paragraph" and draft.line.text.isalpha() and draft.line.bold < _BOLD


def _names_writer(text: str) -> bool:
    """Whether a line of a place or a newsroom has a name too; before a closing colon, one too long for a place."""
    parts = _PARTS.split(text.rstrip(" :"))
    is_long = text.rstrip().endswith(":") and any(
        len(part.split()) >= _NAME_WORDS and is_person(part) for part in parts
    )
    return is_long or any(map(is_signature, parts))


def _is_edge(draft: TextDraft, *, is_above: bool, words: int, result: Tidied) -> bool:
    """Whether a line above or below the story is a credit, a date or a label."""
    text = draft.line.text
    if not is_above and _is_statements(text, result):
        return False
    if _credits(draft, result, is_above=is_above) or is_date_line(draft):
        return True
    # «TT», «خاص»: a label above the first sentence.
    is_short = words <= LABEL_WORDS and not SENTENCE_END.search(text)
    if is_above and is_short and draft.kind == "paragraph" and not result.is_verse:
        return True
    # A few words without a full stop behind the story label what follows it.
    return not is_above and draft.kind == "paragraph" and words <= 6 and not SENTENCE_END.search(text)


def _is_statements(text: str, result: Tidied) -> bool:
    """Whether a line below the text dates a statement, or signs one right below that line."""
    if _ENDS_STATEMENT.match(text):
        result.signers = 0 if _PUBLISHED.match(text) else _MOST_SIGNERS
        result.for_body = result.for_body or _FOR_BODY.match(text) is not None
        return True
    if not result.signers or not all(map(_is_signer, text.split(":"))):
        result.signers = 0
        return False
    result.signers -= 1
    if is_signature(text) and not result.for_body:
        result.signatures.append(text)
    return True


def _is_name(text: str) -> bool:
    """Below a statement's date a name may be an ordinary word too: «الأسعد الوادي»."""
    return is_signature(text) or may_open_with_given_name(text)


def _is_signer(text: str) -> bool:
    return _is_name(text) or is_calling(text.strip()) or _OFFICE.match(text.strip()) is not None


def _signs_for_body(draft: TextDraft, *, is_above: bool) -> bool:
    return not is_above and draft.kind == "paragraph" and signs_for_body(draft.line.text)


def _credits(draft: TextDraft, result: Tidied, *, is_above: bool) -> bool:
    """Whether a line above or below the story credits a source or is the writer's bare name; notes it in `result`."""
    text = draft.line.text
    if is_sign_off(text):
        result.sign_offs.append(text)
        return True
    is_bare = draft.kind == "paragraph" and (is_signed(text) or is_signed_elsewhere(text))
    if is_bare or (is_above and is_signature(text)) or _signs_for_body(draft, is_above=is_above):
        result.signatures.append(text)
        return True
    return False
