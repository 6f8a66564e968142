"""What the first and last lines of a story credit: the dateline («القاهرة - رويترز») and the agency. Rules only."""

from __future__ import annotations

import re

from khabar.arabic.clean import clean_name
from khabar_worker.extract.byline import is_agency, is_city
from khabar_worker.extract.drafts import Draft, TextDraft

_DATELINE = re.compile(
    r"^\W*(?P<place>[^\W\d_][^-–—:.()\[\]/|«»\"]{1,40}?)\s*(?:[(\[](?P<agency>[^)\]]{2,30})[)\]])?\s*(?:[-–—]{1,2}|:)\s*(?P<rest>.*)$",
    re.DOTALL,
)
_TAIL = re.compile(r"[(\[«]\s*(?P<agency>[^()\[\]«»]{2,40}?)\s*[)\]»]\s*\.?\s*$")


def dateline_of(drafts: list[Draft], lines: list[str]) -> str | None:
    """The place a story is filed from, as printed; None when it opens without one.

    `lines` are bylines and lines taken out of the body, which may hold it too.
    """
    first = next(
        (draft.line.text for draft in drafts if isinstance(draft, TextDraft) and draft.kind == "paragraph"), ""
    )
    for text in (first[:120], *lines):
        found = _DATELINE.match(text)
        if found:
            place = clean_name(found["place"])
            parts = [part.strip() for part in re.split(r"[،,]", place)]
            if any(map(is_city, parts)):
                return place
    return None


def tail_agency(drafts: list[Draft]) -> list[str]:
    """The agency in parentheses behind the last sentence, or in the dateline."""
    texts = [draft.line.text for draft in drafts if isinstance(draft, TextDraft) and draft.kind == "paragraph"]
    if not texts:
        return []
    found = _TAIL.search(texts[-1])
    names = [clean_name(found["agency"])] if found and is_agency(found["agency"]) else []
    opening = _DATELINE.match(texts[0][:120])
    if opening:
        named = opening["agency"] or re.split(r"[-–—:]", opening["rest"], maxsplit=1)[0]
        if is_agency(named):
            names.append(clean_name(named))
    return names
