"""Lists: those that tags make, and those that no tag marks, by the marks of their lines. Rules only."""

from __future__ import annotations

import re

from khabar_worker.extract.drafts import Draft, ItemDraft, ListDraft, TextDraft, cut, join
from khabar_worker.extract.text.shapes import FULL_STOP, HEADING_LETTERS, HEADING_WORDS, with_headings, word_count

_BULLET = re.compile(r"^\s*(?P<mark>[-–—•●▪■◾◆♦*✔✅◼⬛▫‣⁃·٭○◦➤►▶◀◄🔴🔵🔹🔸📌👉]|ـ(?=\s))\ufe0f?\s*(?=\S)")
_NUMBER = re.compile(r"^\s*\(?(?P<mark>[\d٠-٩]{1,2})\s*[-.)ـ/–]\s*(?=[^\W\d])")
# An item of more lines is a card, or a part of an article laid out in a list.
_ITEM_LINES = 3


def list_of(items: list[list[Draft]], *, ordered: bool) -> list[Draft]:
    """What a list element gives, from what stands in each of its items: a list, a heading, or just that.

    «● سؤال» is a heading in a list of its own, as some editors' templates have it. Cards, and articles laid out in
    list items, have the list only as a frame.
    """
    found: list[ItemDraft] = []
    for drafts in items:
        lines = [draft.line for draft in drafts if isinstance(draft, TextDraft)]
        if len(lines) > _ITEM_LINES or any(not isinstance(draft, TextDraft | ListDraft) for draft in drafts):
            return [draft for drafts in items for draft in drafts]
        nested = [item for draft in drafts if isinstance(draft, ListDraft) for item in draft.items]
        if lines:
            found.append(ItemDraft(join(lines), nested))
        elif nested and found:
            found[-1].items += nested
        else:
            found += nested
    if len(found) == 1 and _is_bold_heading(found[0]):
        return [TextDraft("heading", found[0].line, 3)]
    return [ListDraft(ordered, found)] if found else []


def tidy_lines(drafts: list[Draft]) -> tuple[list[Draft], bool]:
    """Lists and headings in lines of plain text, nothing dropped; the flag says that headings were inferred."""
    return with_headings(with_lists(drafts))


def with_lists(drafts: list[Draft]) -> list[Draft]:
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


def _counts_up(drafts: list[Draft]) -> bool:
    numbers = [
        int(found["mark"])
        for draft in drafts
        if isinstance(draft, TextDraft) and (found := _NUMBER.match(draft.line.text))
    ]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _is_bold_heading(item: ItemDraft) -> bool:
    """Whether a list item is a few words in bold, without a full stop or a link."""
    text = item.line.text
    is_short = word_count(text) <= HEADING_WORDS and len(text) <= HEADING_LETTERS
    return (
        is_short and item.line.bold >= 0.95 and not item.line.linked and not item.items and not FULL_STOP.search(text)
    )
