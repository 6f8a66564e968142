"""What is wrong with a value, in English and in Arabic: an error of our own, and a table over pydantic's kinds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class WrongValue(ValueError):
    """A value that a validator of ours refuses, with why in both languages."""

    def __init__(self, english: str, arabic: str) -> None:
        super().__init__(english)
        self.arabic = arabic


# Kind of error → English (None: pydantic's own words do) and Arabic; braces name what pydantic knows of it.
# Source: https://docs.pydantic.dev/latest/errors/validation_errors/
_KINDS: Mapping[str, tuple[str | None, str]] = {
    "extra_forbidden": ("there is no such key", "لا مفتاح بهذا الاسم"),
    "missing": ("it is needed, and is not there", "لا بدّ منه، وليس موجودًا"),
    "tuple_type": ("it must be a list", "يجب أن يكون قائمة"),
    "model_attributes_type": ("it must be an object", "يجب أن يكون كائن JSON"),
    "too_short": ("it must not be empty", "يجب ألا يكون فارغًا"),
    "too_long": (None, "أكثر من {max_length}"),
    "literal_error": (None, "ليس واحدًا من {expected}"),
    "int_parsing": (None, "ليس عددًا صحيحًا"),
    "int_type": (None, "ليس عددًا صحيحًا"),
    "float_parsing": (None, "ليس عددًا"),
    "float_type": (None, "ليس عددًا"),
    "bool_parsing": (None, "ليس true ولا false"),
    "bool_type": (None, "ليس true ولا false"),
    "uuid_parsing": (None, "ليس معرّفًا (UUID)"),
    "greater_than_equal": (None, "أقل من {ge}"),
    "less_than_equal": (None, "أكثر من {le}"),
    "string_type": (None, "ليس نصًا"),
    "string_too_short": (None, "أقصر من {min_length} حرف"),
    "string_too_long": (None, "أطول من {max_length} حرف"),
}


def in_words(error: Mapping[str, Any], language: str) -> str:
    """What is wrong; in English too where Arabic has no words."""
    told = in_both(error)
    return told.get("detail_ar", told["detail"]) if language == "ar" else told["detail"]


def in_both(error: Mapping[str, Any]) -> dict[str, str]:
    """`detail` in English, without the words pydantic puts before ours, and `detail_ar` where there are words."""
    words, _ = _KINDS.get(error["type"], (None, ""))
    told = {"detail": words or str(error["msg"]).removeprefix("Value error, ")}
    known = error.get("ctx", {})
    if isinstance(own := known.get("error"), WrongValue):
        told["detail_ar"] = own.arabic
    elif error["type"] in _KINDS:
        told["detail_ar"] = _KINDS[error["type"]][1].format(**known).replace(" or ", " أو ")
    return told
