"""Which bytes of a file a client asks for, so that a broken download goes on. A rule over header text."""

from __future__ import annotations

import re
from collections.abc import Mapping

from khabar_api.web.problems import Problem

# One range of bytes. Several at once are answered with the whole file, which RFC 9110 §14.2 allows.
_ONE = re.compile(r"\s*bytes=(?:(\d{1,18})-(\d{0,18})|-(\d{1,18}))\s*", re.ASCII)


def asked_range(headers: Mapping[str, str], tag: str, size: int) -> tuple[int, int] | None:
    """The first byte and the one behind the last, of `size`; None: the whole file.

    Raises:
        Problem: nothing of it is there.

    Source: RFC 9110 §14.1.2 (bytes), §13.1.5 (If-Range).
    """
    found = _ONE.fullmatch(headers.get("range", ""))
    if found is None or headers.get("if-range", tag) != tag:
        return None
    first, last, length = found.groups()
    if length is not None:
        begin, end = max(0, size - int(length)), size
    else:
        begin, end = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < begin:
            return None
    if begin >= end:
        raise Problem(
            "range-not-there",
            f"The file has {size} bytes.",
            f"في الملف {size} بايت.",
            headers={"Content-Range": f"bytes */{size}"},
        )
    return begin, end
