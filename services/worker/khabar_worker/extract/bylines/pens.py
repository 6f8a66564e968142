"""A writer's name behind a pen («✍️ سلمى الوادي»), which beside players is the sign of a contract. Rules only."""

from __future__ import annotations

import re
from collections.abc import Iterable

from khabar.arabic.fold import fold
from khabar_worker.extract.bylines.people import is_signature
from khabar_worker.extract.dating.stamps import undated
from khabar_worker.extract.heading.header import HeaderLine

_PEN = re.compile("^[✍🖊🖋]\ufe0f?\\s*")
# Between a date and the writer stand counters: so many lines.
_NEAR = 4


def writer_with_pen(lines: tuple[HeaderLine, ...], titles: Iterable[str | None]) -> str | None:
    """The name on the only line behind a pen, where a date stands in it or near it; None when there is no such line.

    Not whom one of the page's `titles` names: the story is about them.
    """
    pens = [index for index, line in enumerate(lines) if _PEN.match(line.text)]
    if len(pens) != 1:
        return None
    at = pens[0]
    names = [part.strip(" -–—|") for part in undated(_PEN.sub("", lines[at].text))]
    near = lines[max(at - _NEAR, 0) : at + _NEAR + 1]
    is_dated = any(undated(line.text) != [line.text] for line in near)
    if not is_dated or len(names) != 1 or not is_signature(names[0]):
        return None
    return None if any(fold(names[0]) in fold(title) for title in titles if title) else names[0]
