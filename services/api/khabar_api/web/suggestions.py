"""What a client may have meant by a query parameter that does not exist."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

# What others call it → what it is called here: the first of these that the route has.
# Source: the parameters of NewsAPI.org, GNews, Event Registry, Elasticsearch and common web frameworks.
_ELSEWHERE = {
    "after": ("since", "from"),
    "before": ("to",),
    "bucket": ("interval",),
    "category": ("section",),
    "count": ("limit",),
    "country": ("publisher_country",),
    "cursor": ("after", "since"),
    "date": ("from",),
    "date_from": ("from",),
    "date_to": ("to",),
    "direction": ("order",),
    "end": ("to",),
    "granularity": ("interval",),
    "group_by": ("by",),
    "keyword": ("q",),
    "keywords": ("q",),
    "lang": ("language",),
    "location": ("entity",),
    "name": ("q",),
    "offset": ("cursor", "after", "since"),
    "order_by": ("sort",),
    "org": ("entity",),
    "organization": ("entity",),
    "page": ("cursor", "after", "since"),
    "page_size": ("limit",),
    "people": ("entity",),
    "per_page": ("limit",),
    "person": ("entity",),
    "place": ("entity",),
    "position": ("after", "since"),
    "publisher": ("source",),
    "query": ("q",),
    "search": ("q",),
    "since": ("after", "from"),
    "size": ("limit",),
    "sort_by": ("sort",),
    "sort_order": ("order",),
    "start": ("from",),
    "tag": ("section",),
    "topic": ("section",),
    "until": ("to",),
}
_WORD_ENDS = re.compile(r"(?<=[a-z])(?=[A-Z])")
# `not_source`, `exclude_source`, `-source`, `source!`, `source_exclude`.
_NEGATION = re.compile(r"^(?:(?:not|no|exclude|without)_|[_!]+)|(?:_(?:not|exclude|excluded)|!)$")
_NEGATED = "_not"


def suggestion(name: str, known: Iterable[str]) -> str | None:
    """The parameter among `known` that `name` stands for, if one does: by what others call it, or by its letters.

    For what excludes, one that excludes or none: never its opposite.
    """
    names = sorted(known)
    spelt = _WORD_ENDS.sub("_", name).lower().replace("-", "_")
    base = _NEGATION.sub("", spelt)
    if base == spelt:
        return _meant(spelt, names)
    meant = _meant(base, [one.removesuffix(_NEGATED) for one in names if one.endswith(_NEGATED)])
    return meant and meant + _NEGATED


def _meant(spelt: str, names: Sequence[str]) -> str | None:
    elsewhere = _ELSEWHERE.get(spelt) or _ELSEWHERE.get(spelt.removesuffix("s"), ())
    by_spelling = get_close_matches(spelt, names, n=1, cutoff=0.75)
    return next((one for one in (*elsewhere, *by_spelling) if one in names), None)
