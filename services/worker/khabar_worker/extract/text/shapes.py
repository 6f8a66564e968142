"""Headings and captions that no tag marks: found by how lines look and what stands around. Rules only."""

from __future__ import annotations

import re
from typing import TypeGuard

from khabar_worker.extract.drafts import (
    Draft,
    EmbedDraft,
    Line,
    ListDraft,
    MediaDraft,
    TableDraft,
    TextDraft,
)

SENTENCE_END = re.compile(r"[.!؟?…»\"”:؛)\]]\s*$")
FULL_STOP = re.compile(r"[.،,؛…]\s*$")
_SPEAKER_WORDS = 8
# Added to the class words of a line that its element centres.
CENTRED = "x-centred"
_CAPTION_LETTERS = 200
_GALLERY = 3
_PULLED_WORDS = 5
_QUOTED_WORDS = 3
_PULLED_LETTERS = 240
_MOST_COMPARED = 200
# What closes a caption and no sentence of a story: «(صورة سين)», «(أرشيف)», «تصوير: سامي».
_PICTURED = re.compile(
    r"(?:[(\[]\s*(?:صور[ةه]\s.{2,30}|[أا]رشيف\S*|تصوير.{2,30})[)\]]|تصوير\s*[:/]\s*[^:.]{3,30})\s*$|^[^.؟!]{8,110}[(\[][^()]{2,25}[)\]]$"
)
# «صورة أرشيفية»: what a picture is, and nothing of the story.
_PICTURE_NOTE = re.compile(r"^\W*(?:ال)?صور[ةه]\s+(?:[أا]رشيفي[ةه]|تعبيري[ةه]|توضيحي[ةه]|من\s+ال[أا]رشيف)\W*$")
# «س: كيف بدأت القصة؟»
_QUESTION = re.compile(r"^\W*س\s*[\d٠-٩]*\s*[:\-–)/]\s*[^؟]{4,100}؟$")
_NOTE = re.compile(r"^\W*(?:تصحيح|تنويه|توضيح من المحرر|ملاحظة المحرر)(?:\s*[(\-–—]?\s*[\d٠-٩][^:：]{4,30})?\s*[:：]")
_HEADING_CLASS = re.compile(
    r"(?:^|[\s_-])(?:sub-?title|sub-?heading|subhead|inner-?title|paragraph-?title|h[2-4]|heading|question)(?=$|[\s_-])"
)

# The title of a box with a list.
_TITLED = re.compile(r"(?:^|[\s_-])title(?=$|[\s_-])")

# A heading is a few words; a sentence of more is a paragraph, whatever tag it has.
HEADING_WORDS = 16
HEADING_LETTERS = 110
_PLAIN_HEADING_WORDS = 8
_LONG_WORDS = 25


def word_count(text: str) -> int:
    """The words of a draft's line, which has no other white space than one space between words."""
    return text.count(" ") + 1 if text else 0


def is_story(draft: Draft) -> bool:
    """Whether a draft is surely text of the story: a sentence, a list of them, a table."""
    if isinstance(draft, TextDraft):
        return draft.kind != "heading" and word_count(draft.line.text) >= 9
    if isinstance(draft, ListDraft):
        return any(word_count(item.line.text) >= 7 for item in draft.items)
    return isinstance(draft, TableDraft)


def notes_picture(draft: Draft) -> TypeGuard[TextDraft]:
    """Whether a line only says what kind of picture stands by it."""
    return (
        isinstance(draft, TextDraft) and draft.kind == "paragraph" and _PICTURE_NOTE.match(draft.line.text) is not None
    )


def noted(caption: str | None, note: str | None) -> str | None:
    """A picture's caption with what kind of picture it is: «قوارب الميناء (صورة أرشيفية)»."""
    return f"{caption} ({note.strip(' ().[]')})" if caption and note else caption or note


def with_headings(drafts: list[Draft]) -> tuple[list[Draft], bool]:
    """Tagged headings that are sentences become paragraphs; short lines that act as headings become headings."""
    inferred = False
    first_story = next((index for index, draft in enumerate(drafts) if is_story(draft)), 0)
    for index, draft in enumerate(drafts):
        if not isinstance(draft, TextDraft):
            continue
        words = word_count(draft.line.text)
        if draft.kind == "heading":
            if words > _LONG_WORDS or (words > HEADING_WORDS and FULL_STOP.search(draft.line.text)):
                draft.kind = "paragraph"
        elif draft.kind == "paragraph":
            if _NOTE.match(draft.line.text):
                draft.kind = "correction_note"
            elif _acts_as_heading(drafts, index, words, is_first=index <= first_story):
                draft.kind, draft.level = "heading", 2
                spans = tuple(span for span in draft.line.spans if span.kind == "link")
                draft.line = Line(draft.line.text, spans, draft.line.bold, draft.line.linked)
                inferred = True
    return drafts, inferred


def with_gallery(drafts: list[Draft]) -> list[Draft]:
    """The short line below each of several pictures as its caption."""
    if not _is_gallery(drafts):
        return drafts
    kept: list[Draft] = []
    for draft in drafts:
        above = kept[-1] if kept else None
        if isinstance(above, MediaDraft) and above.caption is None and _may_be_caption(draft):
            above.caption = draft.line.text
        else:
            kept.append(draft)
    return kept


def _may_be_caption(draft: Draft) -> TypeGuard[TextDraft]:
    if not isinstance(draft, TextDraft) or draft.kind not in ("paragraph", "heading"):
        return False
    return len(draft.line.text) <= _CAPTION_LETTERS and draft.line.bold < 0.95


def with_captions(drafts: list[Draft]) -> list[Draft]:
    """Captions that no element ties to what they caption.

    A heading that only a line break parts from the table below it; a short centred line, or one that ends in a
    photographer's credit, right below a picture.
    """
    kept: list[Draft] = []
    centred = sum(isinstance(draft, TextDraft) and CENTRED in draft.words for draft in drafts)
    for draft in drafts:
        above = kept[-1] if kept else None
        if (
            isinstance(above, MediaDraft)
            and (above.caption is None or _PICTURE_NOTE.match(above.caption))
            and _may_be_caption(draft)
            and ((CENTRED in draft.words and 2 * centred < len(drafts)) or _PICTURED.search(draft.line.text))
        ):
            above.caption = noted(draft.line.text, above.caption)
            continue
        if (
            isinstance(draft, TableDraft)
            and draft.caption is None
            and isinstance(above, TextDraft)
            and above.kind == "heading"
            and not above.own
        ):
            draft.caption = above.line.text
            kept.pop()
        kept.append(draft)
    return kept


def with_pull_quotes(drafts: list[Draft]) -> list[Draft]:
    """A paragraph that repeats words from inside a longer one, marked or not, is a pull quote; in bold, a heading.

    The first paragraph is a lead. Each is compared with all, so a page of very many is left as it is.
    """
    paragraphs = [draft for draft in drafts if isinstance(draft, TextDraft) and draft.kind == "paragraph"]
    texts = [draft.line.text for draft in paragraphs]
    for draft in paragraphs[1:_MOST_COMPARED]:
        words = draft.line.text.strip(' «»"“”')
        fewest = _QUOTED_WORDS if _is_quoted(draft.line.text) else _PULLED_WORDS
        if len(words) > _PULLED_LETTERS or word_count(words) < fewest or draft.line.bold >= 0.95:
            continue
        if any(words in text and len(text) > 1.2 * len(draft.line.text) for text in texts):
            draft.kind = "quote"
    return drafts


def _is_gallery(drafts: list[Draft]) -> bool:
    """Whether below each of several pictures stands a short line without a full stop."""
    below = [after for media, after in zip(drafts, [*drafts, None][1:], strict=True) if isinstance(media, MediaDraft)]
    return len(below) >= _GALLERY and all(
        isinstance(line, TextDraft) and line.kind == "paragraph" and not FULL_STOP.search(line.line.text)
        for line in below
    )


def _acts_as_heading(drafts: list[Draft], index: int, words: int, *, is_first: bool) -> bool:
    draft = drafts[index]
    assert isinstance(draft, TextDraft)
    text = draft.line.text
    following = _next_text(drafts, index)
    if (
        following is None
        or words > HEADING_WORDS
        or len(text) > HEADING_LETTERS
        or words < 1
        or draft.line.linked > 0.5
    ):
        return False
    is_named = _HEADING_CLASS.search(draft.words) or (isinstance(following, ListDraft) and _TITLED.search(draft.words))
    if (is_named and not FULL_STOP.search(text)) or _QUESTION.match(text):
        return True
    if draft.line.bold >= 0.95:
        if FULL_STOP.search(text) or _looks_bold(following) or _is_quoted(text):
            return False
        # A short bold line on top is a place or a label more often than a heading.
        return not is_first or words >= 3
    # Partly bold is a speaker's name, and what he asks.
    return not (is_first or draft.line.bold) and _is_plain_heading(drafts, index, words, text, following)


def _is_quoted(text: str) -> bool:
    """Words of somebody, or an aside: bold for weight, not as a heading."""
    return (text[0], text[-1]) in {("«", "»"), ('"', '"'), ("“", "”"), ("(", ")")}


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
        if before.kind == "quote" and "،" in text:
            return False  # who said it: «فلان، نقيب الصيادين»
        if before.kind == "paragraph" and (
            word_count(before.line.text) < 10 or not SENTENCE_END.search(before.line.text)
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
        and word_count(draft.line.text) <= HEADING_WORDS
    )


def names_speaker(lines: list[Line]) -> bool:
    """Whether the last line under a quotation names who said it: a few words, bold alone or behind a dash."""
    last = lines[-1]
    if len(last.text.split()) > _SPEAKER_WORDS or last.text.rstrip().endswith((".", "»", "؟", "!")):
        return False
    return last.text[0] in "-–—ـ" or (last.bold >= 0.95 and all(line.bold < 0.95 for line in lines[:-1]))
