"""Drafts → drafts: drops what is not the story, finds the headings and lists that no tag marks. Rules only."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from khabar.arabic.fold import fold
from khabar_worker.extract.boilerplate import is_pointer, is_service
from khabar_worker.extract.byline import is_byline, is_sign_off
from khabar_worker.extract.drafts import (
    Draft,
    EmbedDraft,
    ItemDraft,
    Line,
    ListDraft,
    MediaDraft,
    TableDraft,
    TextDraft,
    cut,
    join,
)

_SENTENCE_END = re.compile(r"[.!؟?…»\"”:؛)\]]\s*$")
_FULL_STOP = re.compile(r"[.،,؛…]\s*$")
_BULLET = re.compile(r"^\s*(?P<mark>[-–—•●▪■◾◆♦*✔✅◼⬛▫‣⁃·])\s*(?=\S)")
_NUMBER = re.compile(r"^\s*\(?(?P<mark>[\d٠-٩]{1,2})\s*[-.)ـ/–]\s*(?=[^\W\d])")
_DATE_LINE = re.compile(
    r"^\W*(?:(?:تاريخ|تم|نشر|آخر|اخر|تحديث|النشر|منذ|الساعة|بتاريخ|في|يوم|أضيف|اضيف|حدث|نُشر|published|updated|last)\b.{0,40})?"
    r"(?=.*[\d٠-٩])[^.!؟]{4,70}$",
    re.IGNORECASE,
)
_MONTH_OR_CLOCK = re.compile(
    r"[\d٠-٩]{1,2}\s*[:：]\s*[\d٠-٩]{2}|[\d٠-٩]{1,4}\s*[/.-]\s*[\d٠-٩]{1,2}\s*[/.-]\s*[\d٠-٩]{2,4}|"
    r"(?:يناير|فبراير|مارس|[أا]بريل|مايو|يونيو|يوليو|[أا]غسطس|سبتمبر|[أا]كتوبر|نوفمبر|ديسمبر|كانون|شباط|[آا]ذار|نيسان|"
    r"[أا]يار|حزيران|تموز|[آا]ب|[أا]يلول|تشرين|جانفي|فيفري|أفريل|ماي|جوان|جويلية|أوت|غشت|شتنبر|نونبر|دجنبر|يوليوز|محرم|صفر|"
    r"ربيع|جمادى|رجب|شعبان|رمضان|شوال|ذو\s+(?:القعدة|الحجة))\W+(?:/\s*\S+\s+)?[\d٠-٩]{4}",
)
_NOTE = re.compile(r"^\W*(?:تصحيح|تنويه|توضيح من المحرر|ملاحظة المحرر)\s*[:：]")
_HEADING_CLASS = re.compile(
    r"(?:^|[\s_-])(?:sub-?title|sub-?heading|subhead|inner-?title|paragraph-?title|h[2-4]|heading)(?=$|[\s_-])"
)

# A heading is a few words; a sentence of more is a paragraph, whatever tag it has.
_HEADING_WORDS = 16
_HEADING_LETTERS = 110
_PLAIN_HEADING_WORDS = 8
_LONG_WORDS = 25


@dataclass(slots=True)
class Tidied:
    """The story's drafts, and the lines taken out that say something: bylines and sign-offs."""

    drafts: list[Draft]
    bylines: list[str] = field(default_factory=list)
    sign_offs: list[str] = field(default_factory=list)
    lead: MediaDraft | None = None
    inferred: bool = False


def tidy(drafts: list[Draft], *, headline: str | None, known: frozenset[str] = frozenset()) -> Tidied:
    """`known` are folded texts that stand elsewhere in the record (headlines, section, site name)."""
    result = Tidied([])
    kept = _without_pointers(_unwrapped(drafts))
    kept = _without_frame(kept, headline, known, result)
    kept = _with_lists(kept)
    kept, result.inferred = _with_headings(kept)
    result.drafts = _without_loose_ends(kept)
    return result


def tidy_lines(drafts: list[Draft]) -> tuple[list[Draft], bool]:
    """Lists and headings in lines of plain text, nothing dropped; the flag says that headings were inferred."""
    return _with_headings(_with_lists(drafts))


def word_count(text: str) -> int:
    return len(text.split())


def _unwrapped(drafts: list[Draft]) -> list[Draft]:
    """Joins lines that a typewriter-like page broke by width rather than by sense."""
    result: list[Draft] = []
    group: list[TextDraft] = []

    def close() -> None:
        if _is_hard_wrapped(group):
            first = group[0]
            result.append(TextDraft(first.kind, join([draft.line for draft in group]), first.level, first.cite))
        else:
            result.extend(group)
        group.clear()

    for draft in drafts:
        if isinstance(draft, TextDraft) and draft.kind == "paragraph" and (not draft.own or group):
            if draft.own and group and group[-1].own:
                close()
            group.append(draft)
            continue
        close()
        result.append(draft)
    close()
    return result


def _is_hard_wrapped(group: list[TextDraft]) -> bool:
    if len(group) < 5:
        return False
    lengths = sorted(len(draft.line.text) for draft in group[:-1])
    middle = lengths[len(lengths) // 2]
    ended = sum(bool(_SENTENCE_END.search(draft.line.text)) for draft in group[:-1])
    return 40 <= middle <= 130 and lengths[-1] <= 1.3 * middle and lengths[0] >= 0.5 * middle and ended * 4 < len(group)


def _linked(items: list[ItemDraft]) -> float:
    total = sum(len(item.line.text) for item in items)
    return sum(item.line.linked * len(item.line.text) for item in items) / total if total else 1.0


def _without_pointers(drafts: list[Draft]) -> list[Draft]:
    kept: list[Draft] = []
    pointing = False
    for draft in drafts:
        if isinstance(draft, TextDraft):
            text, linked = draft.line.text, draft.line.linked
            if is_pointer(text):
                # A pointer that is a whole sentence carries its own target.
                pointing = True
                continue
            if is_service(text):
                continue
            if linked >= 0.9 and draft.kind != "quote" and (pointing or len(text) > 12):
                continue
            if pointing and linked >= 0.5:
                continue
            pointing = False
            kept.append(draft)
        elif isinstance(draft, ListDraft):
            share = _linked(draft.items)
            if share >= 0.8 or (pointing and (share >= 0.3 or not kept)):
                continue
            items = [item for item in draft.items if not is_service(item.line.text) and not is_pointer(item.line.text)]
            if items:
                kept.append(ListDraft(draft.ordered, items))
            pointing = False
        elif isinstance(draft, MediaDraft) and pointing:
            continue
        else:
            kept.append(draft)
    return kept


def _is_story(draft: Draft) -> bool:
    """Whether a draft is surely text of the story: a sentence, a list of them, a table."""
    if isinstance(draft, TextDraft):
        return draft.kind != "heading" and word_count(draft.line.text) >= 9
    if isinstance(draft, ListDraft):
        return any(word_count(item.line.text) >= 7 for item in draft.items)
    return isinstance(draft, TableDraft)


def _without_frame(drafts: list[Draft], headline: str | None, known: frozenset[str], result: Tidied) -> list[Draft]:
    """Drops bylines, dates and repeated titles before the first sentence and after the last, and repeated paragraphs."""
    stories = [index for index, draft in enumerate(drafts) if _is_story(draft)]
    first = stories[0] if stories else len(drafts)
    last = stories[-1] if stories else -1
    titles = {fold(headline)} if headline else set()
    kept: list[Draft] = []
    seen: set[str] = set()
    for index, draft in enumerate(drafts):
        if isinstance(draft, MediaDraft):
            if draft.kind == "image" and index < first and not kept and result.lead is None:
                result.lead = draft
                continue
            kept.append(draft)
            continue
        if not isinstance(draft, TextDraft):
            if (
                index <= first
                and isinstance(draft, ListDraft)
                and all(fold(item.line.text) in known for item in draft.items)
            ):
                continue
            kept.append(draft)
            continue
        text = draft.line.text
        folded = fold(text)
        if is_byline(text) and (index < first or index > last or word_count(text) < 8):
            result.bylines.append(text)
            continue
        if folded in titles or (index < first and folded in known):
            continue
        if (
            (index < first or index > last)
            and len(text) < 90
            and _DATE_LINE.match(text)
            and _MONTH_OR_CLOCK.search(text)
        ):
            continue
        if (index < first or index > last) and is_sign_off(text):
            result.sign_offs.append(text)
            continue
        if len(text) > 60:
            if folded in seen:
                continue
            seen.add(folded)
        kept.append(draft)
    return kept


def _mark(draft: Draft) -> tuple[str, int] | None:
    """(kind of marker, where the text behind it starts) of a line that looks like a list item."""
    if not isinstance(draft, TextDraft) or draft.kind != "paragraph":
        return None
    if found := _BULLET.match(draft.line.text):
        if draft.line.text.startswith("--"):
            return None
        return found["mark"], found.end()
    if found := _NUMBER.match(draft.line.text):
        return "number", found.end()
    return None


def _with_lists(drafts: list[Draft]) -> list[Draft]:
    """Runs of two or more lines with the same marker become one list; the markers go."""
    kept: list[Draft] = []
    index = 0
    while index < len(drafts):
        mark = _mark(drafts[index])
        end = index + 1
        while mark and end < len(drafts) and (other := _mark(drafts[end])) and other[0] == mark[0]:
            end += 1
        if mark and end - index >= 2 and (mark[0] != "number" or _counts_up(drafts[index:end])):
            items = [
                ItemDraft(cut(draft.line, found[1]))
                for draft in drafts[index:end]
                if isinstance(draft, TextDraft) and (found := _mark(draft))
            ]
            kept.append(ListDraft(mark[0] == "number", items))
            index = end
        else:
            kept.append(drafts[index])
            index += 1
    return kept


def _counts_up(drafts: list[Draft]) -> bool:
    numbers = [
        int(found["mark"])
        for draft in drafts
        if isinstance(draft, TextDraft) and (found := _NUMBER.match(draft.line.text))
    ]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _with_headings(drafts: list[Draft]) -> tuple[list[Draft], bool]:
    """Tagged headings that are sentences become paragraphs; short lines that act as headings become headings."""
    inferred = False
    first_story = next((index for index, draft in enumerate(drafts) if _is_story(draft)), 0)
    for index, draft in enumerate(drafts):
        if not isinstance(draft, TextDraft):
            continue
        words = word_count(draft.line.text)
        if draft.kind == "heading":
            if words > _LONG_WORDS or (words > _HEADING_WORDS and _FULL_STOP.search(draft.line.text)):
                draft.kind = "paragraph"
        elif draft.kind == "paragraph":
            if _NOTE.match(draft.line.text):
                draft.kind = "correction_note"
            elif _acts_as_heading(drafts, index, words, is_first=index <= first_story):
                draft.kind, draft.level = "heading", 2
                draft.line = Line(draft.line.text, tuple(s for s in draft.line.spans if s.kind == "link"))
                inferred = True
    return drafts, inferred


def _acts_as_heading(drafts: list[Draft], index: int, words: int, *, is_first: bool) -> bool:
    draft = drafts[index]
    assert isinstance(draft, TextDraft)
    text = draft.line.text
    following = _next_text(drafts, index)
    if (
        following is None
        or words > _HEADING_WORDS
        or len(text) > _HEADING_LETTERS
        or words < 1
        or draft.line.linked > 0.5
    ):
        return False
    if _HEADING_CLASS.search(draft.words) and not _FULL_STOP.search(text):
        return True
    if draft.line.bold >= 0.95:
        if _FULL_STOP.search(text) or _looks_bold(following) or text[0] in '«"“(':
            return False
        # A short bold line on top is a place or a label more often than a heading.
        return not is_first or words >= 3
    return not is_first and _is_plain_heading(drafts, index, words, text, following)


def _is_plain_heading(drafts: list[Draft], index: int, words: int, text: str, following: Draft) -> bool:
    """A short line without a full stop between long ones, unmarked in any way."""
    if (
        not 2 <= words <= _PLAIN_HEADING_WORDS
        or text[0] in '-–—•*«"“('
        or re.search(r"[.،,؛…!:»\"”)\]\d٠-٩]\s*$", text)
    ):
        return False
    before = drafts[index - 1] if index else None
    if isinstance(before, TextDraft):
        if before.kind == "paragraph" and (
            word_count(before.line.text) < 10 or not _SENTENCE_END.search(before.line.text)
        ):
            return False
    elif not isinstance(before, ListDraft | MediaDraft | EmbedDraft | TableDraft):
        return False
    if isinstance(following, ListDraft):
        return any(word_count(item.line.text) >= 6 for item in following.items)
    return isinstance(following, TextDraft) and word_count(following.line.text) >= 14


def _next_text(drafts: list[Draft], index: int) -> Draft | None:
    return next((draft for draft in drafts[index + 1 :] if not isinstance(draft, MediaDraft | EmbedDraft)), None)


def _looks_bold(draft: Draft) -> bool:
    return (
        isinstance(draft, TextDraft)
        and draft.kind == "paragraph"
        and draft.line.bold >= 0.95
        and word_count(draft.line.text) <= _HEADING_WORDS
    )


def _without_loose_ends(drafts: list[Draft]) -> list[Draft]:
    """Headings at the end head nothing."""
    end = len(drafts)
    while end:
        last = drafts[end - 1]
        if not (isinstance(last, TextDraft) and last.kind == "heading"):
            break
        end -= 1
    return drafts[:end]
