"""Single fields of feeds of every format, cleaned. Pure."""

from __future__ import annotations

import html
import re
from typing import Any

from khabar.arabic.clean import clean_title

_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,500}>")


def one_line(value: Any) -> str | None:
    """A one-line text. Markup that a publisher put into it is taken out, entities are read once more."""
    text = str(value or "")
    if "<" in text or "&" in text:
        text = html.unescape(_TAG.sub("", text))
    return clean_title(text) or None


def language_tag(value: Any) -> str | None:
    """A language tag in lower case, as `ar` or `ar-eg`; None for what is none."""
    tag = str(value or "").strip().lower().replace("_", "-")
    return tag if re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", tag) else None
