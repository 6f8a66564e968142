"""How values are written: lists, instants, domains, codes of countries and languages. Rules over text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from khabar.url import host_key, registrable_domain
from khabar_api.web.wrong_values import WrongValue

# Twenty of one filter is more than a person writes, and keeps the statement small.
MAX_VALUES = 100

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_COUNTRY = re.compile(r"[A-Za-z]{2}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+\- ]\d\d:\d\d)", re.ASCII)


def split(values: Any) -> Any:
    """Repeated and comma-separated values as one list. An empty one is an error, never "no filter"."""
    if values is None:
        return None
    given = [values] if isinstance(values, str) else values
    if not isinstance(given, list | tuple):
        raise ValueError("neither text nor a list")
    return some([part.strip() for value in given for part in str(value).split(",")])


def some(values: Sequence[Any]) -> Sequence[Any]:
    """`values`, when none is blank and there are not too many."""
    if not all(str(value).strip() for value in values):
        raise WrongValue("a value is empty", "قيمة فارغة")
    if len(values) > MAX_VALUES:
        raise WrongValue(f"more than {MAX_VALUES} values", f"أكثر من {MAX_VALUES} قيمة")
    return values


def instant(value: str) -> datetime:
    """An RFC 3339 instant or a day, in UTC. A `+` that a client forgot to escape arrives as a space, and is meant."""
    if _DAY.fullmatch(value):
        value += "T00:00:00Z"
    try:
        if not _INSTANT.fullmatch(value):
            raise ValueError
        return datetime.fromisoformat(f"{value[:10]}T{value[11:].replace(' ', '+')}".upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise WrongValue(
            "not a day, as 2026-11-22 is, nor an instant with a zone, as 2026-11-22T10:00:00+03:00 is (RFC 3339)",
            "ليس يومًا مثل 2026-11-22، ولا لحظة بمنطقة زمنية مثل 2026-11-22T10:00:00+03:00 (RFC 3339)",
        ) from None


def registered(domain: str) -> str:
    """The name that a list is filtered by: registered, in ASCII, without port; of a literal address, the address."""
    try:
        return registrable_domain(urlsplit(f"//{host_key(f'https://{domain}')}").hostname or "")
    except ValueError as error:
        raise WrongValue(f"not a domain name: {error}", "ليس اسم نطاق، مثل example.com") from None


def country_codes(values: tuple[str, ...]) -> tuple[str, ...]:
    """As records have them: `eg` is EG. What is no code is an error, never an empty list."""
    if not all(map(_COUNTRY.fullmatch, values)):
        raise WrongValue("not an ISO 3166-1 alpha-2 code, as EG is", "ليس رمز بلد من حرفين، مثل EG")
    return tuple(value.upper() for value in values)


def language_tags(values: tuple[str, ...]) -> tuple[str, ...]:
    """As records have them; see `language_tag`."""
    return tuple(map(language_tag, values))


def language_tag(value: str) -> str:
    """As records have it: `AR-eg` is ar-EG.

    Source: BCP 47 §2.1.1 (case).
    """
    if not _LANGUAGE.fullmatch(value):
        raise WrongValue("not a BCP 47 tag, as ar and ar-EG are", "ليس رمز لغة، مثل ar و ar-EG")
    first, *rest = value.split("-")
    cased = (part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part.lower() for part in rest)
    return "-".join([first.lower(), *cased])
