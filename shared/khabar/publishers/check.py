"""What one publisher file may say, and the message when it says something else. Reading files is loader.py's."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from khabar.errors import BadPublisher
from khabar.publishers.countries import COUNTRIES
from khabar.publishers.record import CatalogueFeed, Publisher, Selectors
from khabar.publishers.selector import selector_problem

# RFC 1123 labels, at least two (or localhost); Arabic names may be written as they are or as xn--….
_DOMAIN = re.compile(r"localhost|(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W_](?:[\w-]{0,61}[^\W_])?")
# RFC 5646, the part news feeds use: a language and optional script or region.
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")

_PATTERNS = {
    "id": "use 1 to 64 lower-case letters, digits and hyphens, beginning with a letter or digit",
    "country": "use the two capital letters of ISO 3166-1, such as EG",
}

_STAND_IN = {
    "id": "x",
    "name_ar": "x",
    "name_en": "x",
    "country": "EG",
    "time_zone": "Africa/Cairo",
    "site_url": "https://x.example/",
    "domains": ["x.example"],
}


def check_publisher(data: Mapping[str, Any], file: str) -> Publisher:
    """The publisher that a file's table describes.

    Raises:
        BadPublisher: the first thing wrong, by file and key, and what to do about it.
    """
    publisher, problems = examine(data)
    for key, problem in problems:
        raise BadPublisher(problem, file=file, key=key)
    return publisher


def examine(data: Mapping[str, Any]) -> tuple[Publisher, list[tuple[str, str]]]:
    """The publisher that a file's table describes, and everything wrong with it: (key, what to do), the worst first.

    What could not be read of it is a stand-in (no domain), so that the rest can still be looked at.
    """
    try:
        publisher = Publisher.model_validate(data)
    except ValidationError as error:
        # Unknown keys first: one mistyped key also makes the right one missing.
        details = sorted(error.errors(), key=lambda each: each["type"] != "extra_forbidden")
    else:
        return publisher, _problems(publisher)
    found = [(_key(detail["loc"]), _told(detail)) for detail in details]
    wrong = {str(detail["loc"][0]) for detail in details}
    rest = {key: value for key, value in data.items() if key not in wrong}
    publisher = Publisher.model_validate({**_STAND_IN, **rest})
    found += [(key, told) for key, told in _problems(publisher) if re.split(r"[.\[]", key)[0] in rest]
    return publisher if "domains" in rest else publisher.model_copy(update={"domains": ()}), found


def ascii_host(host: str) -> str:
    """A host as it is compared: lower-case, no trailing dot, Arabic labels as `xn--…` where they can be."""
    bare = host.lower().rstrip(".")
    if bare.isascii():
        return bare
    try:
        return bare.encode("idna").decode("ascii")
    except UnicodeError:
        return bare


def _problems(publisher: Publisher) -> list[tuple[str, str]]:
    """What pydantic can't see, as (key, message), in the order of the record."""
    found: list[tuple[str, str]] = []
    for key in ("name_ar", "name_en"):
        if not getattr(publisher, key).strip():
            found.append((key, "is empty: write the publisher's name"))
    if publisher.country not in COUNTRIES:
        found.append(("country", f"'{publisher.country}' is not a country code: use ISO 3166-1, such as EG"))
    if not _is_zone(publisher.time_zone):
        found.append(
            ("time_zone", f"'{publisher.time_zone}' is not an IANA time zone: use a name such as Africa/Cairo")
        )
    if not _LANGUAGE.fullmatch(publisher.language):
        found.append(("language", f"'{publisher.language}' is not a language tag: use one such as ar, or mul for many"))
    found += _domain_problems(publisher.domains)
    if not _is_web_url(publisher.site_url):
        found.append(("site_url", _not_a_url(publisher.site_url)))
    for name, selector in publisher.selectors:
        if selector is not None and (why := selector_problem(selector)):
            found.append((f"selectors.{name}", f"'{selector}' {why}"))
    for at, selector in enumerate(publisher.drops):
        if why := selector_problem(selector):
            found.append((f"drops[{at}]", f"'{selector}' {why}"))
    for at, feed in enumerate(publisher.feeds):
        found += _feed_problems(at, feed)
    return found


def _domain_problems(domains: Sequence[str]) -> list[tuple[str, str]]:
    found = []
    for at, domain in enumerate(domains):
        if domain != domain.lower() or not _DOMAIN.fullmatch(domain):
            found.append(
                (f"domains[{at}]", f"'{domain}' is not a bare host: write it as example.com, no https:// and no path")
            )
    return found


def _feed_problems(at: int, feed: CatalogueFeed) -> list[tuple[str, str]]:
    found = []
    for url_at, url in enumerate(feed.urls):
        if not _is_web_url(url):
            found.append((f"feeds[{at}].urls[{url_at}]", _not_a_url(url)))
    if not _LANGUAGE.fullmatch(feed.language):
        found.append((f"feeds[{at}].language", f"'{feed.language}' is not a language tag: use one such as ar"))
    return found


@cache
def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown, not a relative path, a folder such as "Africa"
        return False
    return True


def _is_web_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", url)


def _not_a_url(url: str) -> str:
    return f"'{url}' is not a web address: write it in full, from https:// on"


def _key(loc: Sequence[int | str]) -> str:
    """`("feeds", 0, "urls")` as a person writes it: `feeds[0].urls`."""
    key = ""
    for part in loc:
        key += f"[{part}]" if isinstance(part, int) else f".{part}" if key else part
    return key


def _told(detail: ErrorDetails) -> str:
    """One pydantic error in words that say what to do."""
    last = str(detail["loc"][-1])
    match detail["type"]:
        case "missing":
            return "is missing: add it"
        case "extra_forbidden":
            known = list(_record_at(detail["loc"]).model_fields)
            near = get_close_matches(last, known, n=1)
            meant = f"did you mean '{near[0]}'?" if near else f"the keys are {', '.join(known)}"
            return f"is not a key khabar knows: {meant}"
        case "string_pattern_mismatch":
            return f"'{detail['input']}' can't be used: {_PATTERNS.get(last, detail['msg'])}"
        case "literal_error":
            return f"'{detail['input']}' can't be used: choose {detail['ctx']['expected']}"
        case "too_short":
            return "is an empty list: name at least one"
        case _:
            return f"{detail['input']!r} can't be used: {detail['msg'].lower()}"


def _record_at(loc: Sequence[int | str]) -> type[BaseModel]:
    if len(loc) > 1 and loc[0] == "feeds":
        return CatalogueFeed
    return Selectors if len(loc) > 1 else Publisher
