"""Drafts → drafts: drops what is not the story, finds the headings and lists that no tag marks. Rules only."""

from __future__ import annotations

import re

from khabar.arabic.fold import fold
from khabar_worker.extract.bylines.agencies import is_sign_off
from khabar_worker.extract.bylines.byline import is_byline
from khabar_worker.extract.bylines.introductions import opens_byline
from khabar_worker.extract.bylines.newsrooms import is_place_line
from khabar_worker.extract.bylines.people import is_calling, is_signature
from khabar_worker.extract.dating.stamps import is_counter, is_date_line, is_stamp
from khabar_worker.extract.drafts import Draft, Line, ListDraft, MediaDraft, TextDraft
from khabar_worker.extract.refusals import is_walled
from khabar_worker.extract.text.frame import LABEL_WORDS, TITLE_LETTERS, Place, Tidied, frames, presents_publisher
from khabar_worker.extract.text.lists import with_lists
from khabar_worker.extract.text.pointers import without_cards, without_pointers
from khabar_worker.extract.text.shapes import (
    is_story,
    with_captions,
    with_gallery,
    with_headings,
    with_pull_quotes,
    word_count,
)
from khabar_worker.extract.text.wrapping import unwrapped

# Between the steps of a trail of sections.
_TRAIL = re.compile(r"[>»›/]\s+")
_VERSES = 6
# Where a poem has its writer and its date: so many lines above it and below it.
_VERSE_EDGE = 3
# A header's date stands among the first lines, and three texts at least are the story and its standfirst.
_TOP = 8
_STORIES = 3
_SECTION_WORDS = 4


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
    stories = _stories(drafts, dated, titles, known)
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
    places = _verse_places(drafts, dated) if result.is_verse else _places(drafts, stories, first, last)
    kept: list[Draft] = []
    seen: set[str] = set()
    for index, draft in enumerate(drafts):
        if isinstance(draft, MediaDraft):
            if draft.kind == "image" and index < first and not kept and result.lead is None:
                result.lead = draft
            elif index < last or not draft.leads_away or draft.caption is not None:
                # Behind the last sentence a bare picture with a link is the card of another article.
                kept.append(draft)
        elif isinstance(draft, TextDraft):
            if index == section:
                kept.append(draft)
                continue
            if draft.kind == "standfirst" or frames(draft, places[index], titles, known, result):
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


def _places(drafts: list[Draft], stories: list[int], first: int, last: int) -> list[Place]:
    second = stories[1] if len(stories) > 1 else last
    return [Place(index < first, index > last, second < index < last) for index in range(len(drafts))]


def _verse_places(drafts: list[Draft], dated: list[int]) -> list[Place]:
    """A poem's middle may name a place or a person; a list of places or names has none."""
    texts = [draft.line.text if isinstance(draft, TextDraft) else "" for draft in drafts]
    named = sum(is_signature(text) or is_byline(text) or is_place_line(text) for text in texts)
    first, last = (_VERSE_EDGE, len(texts) - _VERSE_EDGE) if 2 * named <= len(texts) else (0, 0)
    while first < last and is_signature(texts[first]):
        first += 1
    while first < last and is_signature(texts[last - 1]):
        last -= 1
    header = {near for index in dated for near in (index - 1, index, index + 1)}
    middle = {index for index in range(first, last) if index not in header}
    return [Place(index not in middle, is_below=False, is_deep=index in middle) for index in range(len(texts))]


def _stories(drafts: list[Draft], dated: list[int], titles: set[str], known: frozenset[str]) -> list[int]:
    """Where the story's sentences stand; not what a publisher says of itself above or below them."""
    stories = [
        index
        for index, draft in enumerate(drafts)
        if is_story(draft) and index not in dated and not _repeats(draft, titles)
    ]
    while stories and (presents_publisher(drafts[stories[-1]], known) or _is_byline(drafts[stories[-1]])):
        stories.pop()
    while stories and (presents_publisher(drafts[stories[0]], known) or _is_wrapped_byline(drafts[stories[0]])):
        stories.pop(0)
    return stories


def _is_byline(draft: Draft) -> bool:
    """Whether a line is a byline, however long: «(إعداد فلانة للنشرة العربية - تحرير فلان)»."""
    return isinstance(draft, TextDraft) and is_byline(draft.line.text)


def _is_wrapped_byline(draft: Draft) -> bool:
    """«( أجرى اللقاء: فلان - المدينة - البلد )» above the first sentence."""
    return isinstance(draft, TextDraft) and draft.line.text.startswith("(") and _is_byline(draft)


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
    if not isinstance(draft, TextDraft) or len(draft.line.text) > TITLE_LETTERS:
        return False
    *sections, last = _TRAIL.split(draft.line.text)
    return bool(sections) and fold(last) in titles


def _repeats(draft: Draft, titles: set[str]) -> bool:
    """Whether a line is the headline again, which may have as many words as a sentence."""
    return isinstance(draft, TextDraft) and len(draft.line.text) <= TITLE_LETTERS and fold(draft.line.text) in titles


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
    if not isinstance(above, TextDraft) or above.kind != "heading":
        return False
    alike = sum(
        isinstance(draft, TextDraft) and draft.kind == "heading" and draft.level == above.level
        for draft in drafts[first:]
    )
    if any(index < first - 1 for index in dated):
        return alike > 0
    # Without a date above it a deck may look so: a section's name is short, and one of three.
    return alike > 1 and word_count(above.line.text) <= _SECTION_WORDS


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


def _without_loose_ends(drafts: list[Draft]) -> list[Draft]:
    """Headings and labels at the end head nothing."""
    end = len(drafts)
    while end:
        last = drafts[end - 1]
        if not isinstance(last, TextDraft):
            break
        is_label = last.line.text.endswith(":") and word_count(last.line.text) <= LABEL_WORDS
        if not (last.kind == "heading" or is_label):
            break
        end -= 1
    return drafts[:end]
