"""What a client may have meant by a query parameter that does not exist."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

# What others call it → what it is called here.
# Source: the parameters of NewsAPI.org, GNews, Event Registry, Elasticsearch and common web frameworks.
_ELSEWHERE = {
    "after": "from",
    "before": "to",
    "category": "section",
    "country": "publisher_country",
    "date_from": "from",
    "date_to": "to",
    "end": "to",
    "exclude_domains": "domain_not",
    "keyword": "q",
    "keywords": "q",
    "lang": "language",
    "location": "entity",
    "offset": "cursor",
    "order_by": "sort",
    "org": "entity",
    "organization": "entity",
    "page": "cursor",
    "page_size": "limit",
    "people": "entity",
    "per_page": "limit",
    "person": "entity",
    "place": "entity",
    "publisher": "source",
    "query": "q",
    "search": "q",
    "since": "from",
    "size": "limit",
    "sort_by": "sort",
    "start": "from",
    "tag": "section",
    "topic": "section",
    "until": "to",
}
_WORD_ENDS = re.compile(r"(?<=[a-z])(?=[A-Z])")


def suggestion(name: str, known: Iterable[str]) -> str | None:
    """The parameter among `known` that `name` stands for, if one does: by what others call it, or by its letters."""
    names = sorted(known)
    spelt = _WORD_ENDS.sub("_", name).lower().replace("-", "_")
    meant = _ELSEWHERE.get(spelt) or _ELSEWHERE.get(spelt.removesuffix("s"))
    if meant in names:
        return meant
    return next(iter(get_close_matches(spelt, names, n=1, cutoff=0.75)), None)
