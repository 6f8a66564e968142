"""Why something failed, in Arabic: a table over the kernel's English. Words of pages are in pages/words."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

# Of an English reason, in letters: what is longer has a stranger's text in it.
LONGEST = 1000


def in_arabic(said: str) -> str | None:
    """What `said` says; None where the table has no words for it.

    >>> in_arabic("no data for 15 s")
    'لا بيانات منذ 15 ث'
    """
    if len(said) > LONGEST:
        return None
    for form, words in _reasons():
        if fitting := form.fullmatch(said):
            return words.format(*(in_arabic(part) or part for part in fitting.groups()))
    return None


@cache
def _reasons() -> list[tuple[re.Pattern[str], str]]:
    text = files("khabar_api.web").joinpath("reasons.toml").read_text(encoding="utf-8")
    return [(_form(said), words) for said, words in tomllib.loads(text).items()]


def _form(said: str) -> re.Pattern[str]:
    return re.compile(re.escape(said).replace(r"\{\}", "(.+?)"), re.DOTALL)
