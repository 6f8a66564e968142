"""Drafts → drafts: drops what is not the story, finds the headings and lists that no tag marks. Rules only."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from khabar.arabic.fold import fold
from khabar_worker.extract.bylines.agencies import is_sign_off
from khabar_worker.extract.bylines.byline import is_byline, is_place_line, is_signed, is_signed_elsewhere
from khabar_worker.extract.bylines.introductions import opens_byline
from khabar_worker.extract.bylines.people import is_calling, is_person, is_signature
from khabar_worker.extract.dating.stamps import is_counter, is_date_line, is_stamp, says_nothing
from khabar_worker.extract.drafts import Draft, Line, ListDraft, MediaDraft, TextDraft
from khabar_worker.extract.refusals import is_walled
from khabar_worker.extract.text.lists import with_lists
from khabar_worker.extract.text.pointers import without_cards, without_pointers
from khabar_worker.extract.text.shapes import (
    SENTENCE_END,
    is_story,
    with_captions,
    with_gallery,
    with_headings,
    with_pull_quotes,
    word_count,
)
from khabar_worker.extract.text.wrapping import unwrapped

_PARTS = re.compile(r"\s*[-–—ـ:/|،,]\s*")
# Between the steps of a trail of sections.
_TRAIL = re.compile(r"\s*[>»›/]\s+")
# What a statement ends with: «حرر بالعاصمة في 12 ماي», «عن المكتب السياسي».
_ENDS_STATEMENT = re.compile(
    r"^\W*(?:و?حرر\s+(?:ب|في)|صدر\s+(?:ب|في|عن)|عن\s+(?:ال)?(?:مكتب|[أا]مانة|لجنة|هيئة|مجلس|قيادة|نقابة))"
)
_LABEL_WORDS = 2
_NAME_WORDS = 3
_VERSES = 6
# A header's date stands among the first lines, and three texts at least are the story and its standfirst.
_TOP = 8
_STORIES = 3
# No headline or label is longer.
_TITLE_LETTERS = 300


@dataclass(slots=True)
class Tidied:
    """The story's drafts, and the lines taken out that say something: bylines and sign-offs."""

    drafts: list[Draft]
    bylines: list[str] = field(default_factory=list)
    sign_offs: list[str] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)
    standfirsts: list[str] = field(default_factory=list)
    lead: MediaDraft | None = None
    inferred: bool = False
    # Whether the text ends with a request to subscribe.
    walled: bool = False
    # Whether no line is a sentence: verses, a list of results.
    is_verse: bool = False


def tidy(drafts: list[Draft], *, headline: str | None, known: frozenset[str] = frozenset()) -> Tidied:
    """`known` are folded texts that stand elsewhere in the record (headlines, section, site name)."""
    result = Tidied([])
    kept = with_lists(without_pointers(without_cards(_with_bylines(unwrapped(_uncounted(drafts))))))
    kept = _without_frame(kept, headline, known, result)
    kept, result.inferred = with_headings(with_pull_quotes(with_gallery(kept)))
    open_part = [draft for draft in kept if not (isinstance(draft, TextDraft) and is_walled(draft.line.text))]
    result.walled = len(open_part) < len(kept)
    result.drafts = _without_loose_ends(with_captions(open_part))
    return result


def _uncounted(drafts: list[Draft]) -> list[Draft]:
    """The pictures of a numbered gallery («1/3») with their captions, without the numbers."""
    kept = [draft for draft in drafts if not (isinstance(draft, TextDraft) and is_counter(draft.line.text))]
    return with_gallery(kept) if len(kept) < len(drafts) else drafts


def _with_bylines(drafts: list[Draft]) -> list[Draft]:
    """Joins «حاورتها» and the name on the next line, above the story."""
    kept: list[Draft] = []
    for index, draft in enumerate(drafts):
        if is_story(draft):
            return kept + drafts[index:]
        above = kept[-1] if kept else None
        if isinstance(draft, TextDraft) and isinstance(above, TextDraft) and opens_byline(above.line.text):
            byline = f"{above.line.text.rstrip(' :')}: {draft.line.text}"
            if is_byline(byline):
                kept[-1] = TextDraft("paragraph", Line(byline))
                continue
        kept.append(draft)
    return kept


def _without_frame(drafts: list[Draft], headline: str | None, known: frozenset[str], result: Tidied) -> list[Draft]:
    """Drops bylines, dates, labels and repeated titles around the story, and paragraphs that come twice."""
    titles = {fold(headline)} if headline else set[str]()
    drafts = [draft for draft in _without_portraits(drafts) if not _is_trail(draft, titles)]
    dated = [index for index, draft in enumerate(drafts) if is_date_line(draft)]
    stories = [
        index
        for index, draft in enumerate(drafts)
        if is_story(draft) and index not in dated and not _repeats(draft, titles)
    ]
    stamps = [index for index in dated if is_stamp(drafts[index])]
    if len(stories) >= _STORIES and any(stories[0] < index < min(stories[1], _TOP) for index in stamps):
        # One text between the headline and the date: the header is part of the element, and this is its standfirst.
        lifted = drafts[stories.pop(0)]
        if isinstance(lifted, TextDraft):
            result.standfirsts.append(lifted.line.text)
            lifted.kind = "standfirst"
    result.is_verse = not stories and len(drafts) >= _VERSES
    first = _begins(drafts, stories)
    _lift_decks(drafts[:first], dated, result)
    section = first - 1 if _opens_section(drafts, first, dated) else None
    last = stories[-1] if stories else len(drafts)
    drafts = _without_card(drafts, last, result)
    # Two or more pictures behind the last sentence are the cards of other articles.
    cards = sum(isinstance(draft, MediaDraft) and draft.caption is None for draft in drafts[last + 1 :]) > 1
    kept: list[Draft] = []
    seen: set[str] = set()
    for index, draft in enumerate(drafts):
        if isinstance(draft, MediaDraft):
            if draft.kind == "image" and index < first and not kept and result.lead is None:
                result.lead = draft
            elif index < last or not cards:
                kept.append(draft)
        elif isinstance(draft, TextDraft):
            if index == section:
                kept.append(draft)
                continue
            if draft.kind == "standfirst" or _frames(draft, index < first, index > last, titles, known, result):
                continue
            text = draft.line.text
            if len(text) < 60 or text not in seen:
                kept.append(draft)
            seen.add(text)
        elif isinstance(draft, ListDraft) and index > last and all(is_sign_off(item.line.text) for item in draft.items):
            result.sign_offs += [item.line.text for item in draft.items]
        elif index > first or not (_is_known(draft, known) or index in dated):
            kept.append(draft)
    return kept


def _without_portraits(drafts: list[Draft]) -> list[Draft]:
    """Leaves out the writers' portraits above the story."""
    first = next((index for index, draft in enumerate(drafts) if is_story(draft)), len(drafts))
    return [
        draft
        for index, draft in enumerate(drafts)
        if not (index < first and isinstance(draft, MediaDraft) and _portrays(drafts[index + 1 : index + 3]))
    ]


def _portrays(below: list[Draft]) -> bool:
    """Whether a name and what that person is stand below a picture: a writer's portrait."""
    texts = [draft.line.text for draft in below if isinstance(draft, TextDraft)]
    return len(texts) > 1 and is_signature(texts[0]) and is_calling(texts[1])


def _is_trail(draft: Draft, titles: set[str]) -> bool:
    """Whether a line is the way from the front page to here: sections, and the headline last."""
    if not isinstance(draft, TextDraft) or len(draft.line.text) > _TITLE_LETTERS:
        return False
    *sections, last = _TRAIL.split(draft.line.text)
    return bool(sections) and fold(last) in titles


def _repeats(draft: Draft, titles: set[str]) -> bool:
    """Whether a line is the headline again, which may have as many words as a sentence."""
    return isinstance(draft, TextDraft) and len(draft.line.text) <= _TITLE_LETTERS and fold(draft.line.text) in titles


def _begins(drafts: list[Draft], stories: list[int]) -> int:
    """Where the story begins: a list above the writer's name is a summary."""
    if not stories:
        return len(drafts)
    first, second = [*stories, len(drafts)][:2]
    is_signed = any(
        isinstance(draft, TextDraft) and (is_byline(draft.line.text) or is_signature(draft.line.text))
        for draft in drafts[first + 1 : second]
    )
    return second if is_signed and isinstance(drafts[first], ListDraft) else first


def _opens_section(drafts: list[Draft], first: int, dated: list[int]) -> bool:
    """Whether the heading right above the first sentence, below the date, is one of several like it."""
    above = drafts[first - 1] if 0 < first < len(drafts) else None
    if not isinstance(above, TextDraft) or above.kind != "heading" or not any(index < first - 1 for index in dated):
        return False
    return any(
        isinstance(draft, TextDraft) and draft.kind == "heading" and draft.level == above.level
        for draft in drafts[first:]
    )


def _without_card(drafts: list[Draft], last: int, result: Tidied) -> list[Draft]:
    """Takes out the writer's card below the story: a picture, a name, and what the writer is."""
    for index in range(last + 1, len(drafts) - 1):
        name, calling = drafts[index], drafts[index + 1]
        if not (isinstance(name, TextDraft) and isinstance(calling, TextDraft)):
            continue
        if is_signature(name.line.text) and is_calling(calling.line.text):
            result.signatures.append(name.line.text)
            start = index - 1 if isinstance(drafts[index - 1], MediaDraft) else index
            return drafts[:start] + drafts[index + 2 :]
    return drafts


def _lift_decks(above: list[Draft], dated: list[int], result: Tidied) -> None:
    """Headings over the date line above the story are its decks."""
    behind = max((index for index in dated if index < len(above)), default=0)
    for draft in above[:behind]:
        if isinstance(draft, TextDraft) and draft.kind == "heading":
            result.standfirsts.append(draft.line.text)
            draft.kind = "standfirst"


def _is_known(draft: Draft, known: frozenset[str]) -> bool:
    """Whether each item of a list is one of the header's lines, or a label and its value that no space parts."""
    if not isinstance(draft, ListDraft):
        return False
    folded = {fold(item.line.text) for item in draft.items}
    return folded <= known or folded <= set(map(_closed, known))


def _closed(label: str) -> str:
    """«نص: مراد بن عمر» as the text has it where no space parts label and value."""
    word, _, name = label.partition(": ")
    return word + name


def _frames(
    draft: TextDraft, is_above: bool, is_below: bool, titles: set[str], known: frozenset[str], result: Tidied
) -> bool:
    """Whether a line belongs to the frame of the story; bylines and sign-offs are noted in `result`."""
    text = draft.line.text
    words = word_count(text)
    is_inside = not (is_above or is_below or result.is_verse)
    if says_nothing(text, words) or (is_inside and _is_stray(draft, words)):
        return True
    is_place = is_above and draft.kind == "paragraph" and is_place_line(text, known)
    is_signed = is_above and is_place and _names_writer(text)
    if is_place or (is_byline(text) and (is_above or is_below or words < 8)):
        # A place that only the newsroom beside it vouches for is not taken for a name.
        if not is_place or is_signed or is_place_line(text):
            result.bylines.append(text)
        return True
    if is_above and draft.kind == "heading" and draft.line.linked >= 0.9:
        return True  # a section's name
    if is_above and is_signature(text) and any(fold(text) in title for title in titles):
        result.signatures.append(text)  # «سامي نور: العنوان» repeats its writer in a heading
        return True
    folded = fold(text) if len(text) <= _TITLE_LETTERS else ""
    if folded in titles or (
        is_above and folded in known and not result.is_verse and not (draft.kind == "heading" and draft.level > 2)
    ):
        return True
    return (is_above or is_below) and _is_edge(draft, is_above=is_above, words=words, result=result)


def _is_stray(draft: TextDraft, words: int) -> bool:
    """One plain word on a line of its own: the label of something that is not there."""
    return words == 1 and draft.kind == "paragraph" and draft.line.text.isalpha() and draft.line.bold < 0.95


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
    if not is_above and _ENDS_STATEMENT.match(text):
        return False
    if _credits(draft, result, is_above=is_above) or is_date_line(draft):
        return True
    # «TT», «خاص»: a label above the first sentence.
    is_short = words <= _LABEL_WORDS and not SENTENCE_END.search(text)
    if is_above and is_short and draft.kind == "paragraph" and not result.is_verse:
        return True
    # A few words without a full stop behind the story label what follows it.
    return not is_above and draft.kind == "paragraph" and words <= 6 and not SENTENCE_END.search(text)


def _credits(draft: TextDraft, result: Tidied, *, is_above: bool) -> bool:
    """Whether a line above or below the story credits a source or is the writer's bare name; notes it in `result`."""
    text = draft.line.text
    if is_sign_off(text):
        result.sign_offs.append(text)
        return True
    is_bare = draft.kind == "paragraph" and (is_signed(text) or is_signed_elsewhere(text))
    if is_bare or (is_above and is_signature(text)):
        result.signatures.append(text)
        return True
    return False


def _without_loose_ends(drafts: list[Draft]) -> list[Draft]:
    """Headings and labels at the end head nothing."""
    end = len(drafts)
    while end:
        last = drafts[end - 1]
        if not isinstance(last, TextDraft):
            break
        is_label = last.line.text.endswith(":") and word_count(last.line.text) <= _LABEL_WORDS
        if not (last.kind == "heading" or is_label):
            break
        end -= 1
    return drafts[:end]
