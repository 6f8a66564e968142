"""What a header of wishes says, as Accept and Accept-Language are. A rule over header text."""

from __future__ import annotations


def wishes(header: str | None) -> list[tuple[str, float]]:
    """What is wished, in small letters and without parameters, and how much: 0 (not at all) to 1.

    Source: RFC 9110 §12.4.2.

    >>> wishes("ar-EG, en;q=0.5")
    [('ar-eg', 1.0), ('en', 0.5)]
    """
    return [_wish(part) for part in (header or "").split(",") if part.strip()]


def _wish(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return name, min(1.0, max(0.0, float(parameter[2:])))
            except ValueError:
                return name, 0.0
    return name, 1.0
