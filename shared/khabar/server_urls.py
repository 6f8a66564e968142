"""URLs of PostgreSQL and Redis as settings: refused when a driver could not take them apart. No server is asked."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator

# The messages never repeat a value: it may hold a password.
_UNREADABLE = "is not a URL that can be read; in a password write @ / ? # % [ ] as %40 %2F %3F %23 %25 %5B %5D"
_BROKEN_ESCAPE = re.compile("%(?![0-9A-Fa-f]{2})|%00")
_HOST = r"(?:\[[0-9A-Za-z:.%]+\]|[^][:/?@,\s]*)(?::[0-9]*)?"
# Several hosts, and none with a folder in the query, are PostgreSQL's own. Source: PostgreSQL 17 §32.1.1.2.
_DATABASE_URL = re.compile(
    rf"[a-z]+://(?:[^@/?#\s]*@)?{_HOST}(?:,{_HOST})*(?:/[^?@\s]*)?(?:\?(?:[a-z_]+=[^&=\s]*(?:&[a-z_]+=[^&=\s]*)*)?)?"
)


def _with_scheme(*schemes: str) -> AfterValidator:
    def check(value: str) -> str:
        if not value.startswith(tuple(f"{scheme}://" for scheme in schemes)):
            raise ValueError("must start with " + " or ".join(f"{scheme}://" for scheme in schemes))
        return value

    return AfterValidator(check)


def _are_escapes_whole(url: str) -> bool:
    try:
        unquote(url, errors="strict")
    except UnicodeDecodeError:
        return False
    return _BROKEN_ESCAPE.search(url) is None


def _readable_database_url(value: str) -> str:
    """`value`, when the driver can take it apart: its own message would show the part that it can't read."""
    if not _are_escapes_whole(value) or _DATABASE_URL.fullmatch(value) is None:
        raise ValueError(_UNREADABLE)
    return value


def _readable_redis_url(value: str) -> str:
    """As `_readable_database_url`."""
    try:
        parts = urlsplit(value)
        is_readable = parts.port is None or parts.scheme != "unix"
    except ValueError:
        raise ValueError(_UNREADABLE) from None
    # A password with / ? or # in it ends the host too soon, and its @ then stands behind.
    if not (is_readable and _are_escapes_whole(value) and value.count("@") == parts.netloc.count("@") <= 1):
        raise ValueError(_UNREADABLE)
    return value


# Text, not pydantic's URL types: those refuse the socket forms that the embedded servers have.
DatabaseUrl = Annotated[str, _with_scheme("postgresql", "postgres"), AfterValidator(_readable_database_url)]
RedisUrl = Annotated[str, _with_scheme("redis", "rediss", "unix"), AfterValidator(_readable_redis_url)]
