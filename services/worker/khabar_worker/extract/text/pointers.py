"""Drafts → drafts: drops what leads to other stories: pointers, cards, labels, lists of links. Rules only."""

from __future__ import annotations

import re

from khabar_worker.extract.bylines.agencies import is_sign_off
from khabar_worker.extract.dating.stamps import is_clock, past_clock
from khabar_worker.extract.drafts import Draft, ItemDraft, Line, ListDraft, MediaDraft, TextDraft
from khabar_worker.extract.text.keep import OWN_PLACE
from khabar_worker.extract.text.shapes import FULL_STOP, is_story, noted, notes_picture, word_count
from khabar_worker.extract.text.wordings import is_comments_label, is_pointer, is_service

_SOURCES = re.compile(
    r"^\W*(?:ال)?(?:مصادر|مراجع)(?:\s+(?:و?ال)?(?:مصادر|مراجع)|\s+(?:ال)?(?:تحقق|معلومات|صور|تقرير|مقال|بيانات))?\W*$"
)
# So many cards are a column; each is a title and a paragraph, and perhaps a picture.
_CARDS = 3
_CARD_DRAFTS = 3
_TEASER_LETTERS = 250
# Shorter ones are a word of the text.
_LINK_LETTERS = 12
# «خلفية: عنوان آخر»: words before the colon at most, and words of a title at least.
_LABEL_WORDS = 6
_TITLE_WORDS = 4


def without_cards(drafts: list[Draft]) -> list[Draft]:
    """Drops a column of other stories above or below the text: linked headings, each with one short paragraph."""
    titles = [index for index, draft in enumerate(drafts) if _is_card_title(draft)]
    if len(titles) < _CARDS:
        return drafts
    run = [index for index in titles if _is_teaser(drafts[index + 1 : index + 3])]
    behind = run[-1] + 2 if run else 0
    if len(run) < _CARDS or behind - run[0] > _CARD_DRAFTS * len(run):
        return drafts
    outside = [*drafts[: run[0]], *drafts[behind:]]
    is_edge = not any(map(is_story, drafts[: run[0]])) or not any(map(is_story, drafts[behind:]))
    return outside if is_edge and outside else drafts


def _is_card_title(draft: Draft) -> bool:
    return isinstance(draft, TextDraft) and draft.kind == "heading" and draft.line.linked >= 0.9


def _is_teaser(following: list[Draft]) -> bool:
    """Whether one short paragraph stands below a title, and no second one."""
    lines = [draft for draft in following if isinstance(draft, TextDraft) and draft.kind == "paragraph"]
    return len(lines) == 1 and lines[0] is following[0] and len(lines[0].line.text) <= _TEASER_LETTERS


def _linked(items: list[ItemDraft]) -> float:
    total = sum(len(item.line.text) for item in items)
    return sum(item.line.linked * len(item.line.text) for item in items) / total if total else 1.0


def without_pointers(drafts: list[Draft]) -> list[Draft]:
    kept: list[Draft] = []
    pointing = False
    for index, draft in enumerate(drafts):
        if notes_picture(draft):
            beside = (*kept[-1:], *drafts[index + 1 : index + 2])
            pictures = [media for media in beside if isinstance(media, MediaDraft) and media.kind == "image"]
            for picture in pictures[:1]:
                picture.caption = noted(picture.caption, draft.line.text)
        elif isinstance(draft, TextDraft):
            text = draft.line.text
            if is_comments_label(text) and any(map(is_story, kept)):
                break
            if is_pointer(text):
                # A pointer that is a whole sentence carries its own target.
                pointing = True
                continue
            if _is_label(text) or _leads_away(draft, pointing=pointing):
                continue
            pointing = False
            kept.append(draft)
        elif isinstance(draft, ListDraft):
            share = _linked(draft.items)
            if (share >= 0.8 and not (kept and _heads_sources(kept[-1]))) or (pointing and (share >= 0.3 or not kept)):
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


def _is_label(text: str) -> bool:
    return is_service(text) or is_clock(text) or ((rest := past_clock(text)) != "" and is_service(rest))


def _leads_away(draft: TextDraft, *, pointing: bool) -> bool:
    """Whether a line is a link to another story; `pointing`: a pointer stands above."""
    if pointing and draft.line.linked >= 0.5:
        return True
    if draft.line.linked >= 0.9 and draft.kind != "quote" and len(draft.line.text) > _LINK_LETTERS:
        # An update's heading links to its own place on the page.
        return not all(OWN_PLACE.search(span.href or "") for span in draft.line.spans if span.kind == "link")
    return draft.kind == "paragraph" and _labels_link(draft.line) and not is_sign_off(draft.line.text)


def _heads_sources(draft: Draft) -> bool:
    """Whether a heading announces what the story rests on: a list of links below it is the story's."""
    return isinstance(draft, TextDraft) and _SOURCES.match(draft.line.text) is not None


def _labels_link(line: Line) -> bool:
    """Whether a line is a few words, a colon, and a linked title: «خلفية: كيف بدأت القصة»."""
    start = next((span.start for span in line.spans if span.kind == "link"), 0)
    label, title = line.text[:start].rstrip(), line.text[start:]
    if not label.endswith(":") or line.linked < 0.5 or FULL_STOP.search(title):
        return False
    return word_count(label) <= _LABEL_WORDS and word_count(title) >= _TITLE_WORDS
