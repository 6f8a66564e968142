"""Drafts → drafts: lines that a page broke by width, joined again. Rules only."""

from __future__ import annotations

from khabar_worker.extract.drafts import Draft, TextDraft, join
from khabar_worker.extract.text.shapes import SENTENCE_END


def unwrapped(drafts: list[Draft]) -> list[Draft]:
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
    ended = sum(bool(SENTENCE_END.search(draft.line.text)) for draft in group[:-1])
    return 40 <= middle <= 130 and lengths[-1] <= 1.3 * middle and lengths[0] >= 0.5 * middle and ended * 4 < len(group)
