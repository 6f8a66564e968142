"""What is wrong with a value, in English and in Arabic: an error of our own, and a table over pydantic's kinds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class WrongValue(ValueError):
    """A value that a validator of ours refuses, with why in both languages."""

    def __init__(self, english: str, arabic: str) -> None:
        super().__init__(english)
        self.arabic = arabic


def did_you_mean(meant: str | None) -> tuple[str, str]:
    """What follows the refusal of an unknown name, in English and in Arabic; nothing where nothing else was `meant`."""
    return (f"; did you mean {meant}?", f"؛ أتريد {meant}؟") if meant else ("", "")


_EMPTY = ("it must not be empty", "يجب ألا يكون فارغًا")
_NO_WHOLE_NUMBER = ("not a whole number", "ليس عددًا صحيحًا")
_NO_NUMBER = ("not a number", "ليس عددًا")
_NO_TRUTH = ("neither true nor false", "ليس true ولا false")
_NO_ID = ("not a UUID, as ids are", "ليس معرّفًا (UUID)")
# Kind of error → English and Arabic; braces name what pydantic knows of it.
# Source: https://docs.pydantic.dev/latest/errors/validation_errors/
_KINDS: Mapping[str, tuple[str, str]] = {
    "extra_forbidden": ("there is no such key", "لا مفتاح بهذا الاسم"),
    "missing": ("it is needed, and is not there", "لا بدّ منه، وليس موجودًا"),
    "tuple_type": ("it must be a list", "يجب أن يكون قائمة"),
    "model_attributes_type": ("it must be an object", "يجب أن يكون كائن JSON"),
    "too_short": _EMPTY,
    "too_long": ("more than {max_length} values", "أكثر من {max_length} قيمة"),
    "literal_error": ("not one of {expected}", "ليس واحدًا من {expected}"),
    "int_parsing": _NO_WHOLE_NUMBER,
    "int_parsing_size": _NO_WHOLE_NUMBER,
    "int_type": _NO_WHOLE_NUMBER,
    "int_from_float": _NO_WHOLE_NUMBER,
    "float_parsing": _NO_NUMBER,
    "float_type": _NO_NUMBER,
    "bool_parsing": _NO_TRUTH,
    "bool_type": _NO_TRUTH,
    "uuid_parsing": _NO_ID,
    "uuid_type": _NO_ID,
    "greater_than_equal": ("less than {ge}", "أقل من {ge}"),
    "less_than_equal": ("more than {le}", "أكثر من {le}"),
    "string_type": ("not a text", "ليس نصًا"),
    "string_too_short": _EMPTY,  # no text has to be longer than one character
    "string_too_long": ("longer than {max_length} characters", "أطول من {max_length} حرف"),
    "string_pattern_mismatch": ("it has a character that is none of a text", "فيه رمز ليس من النصوص"),
}


def in_words(error: Mapping[str, Any], language: str) -> str:
    """What is wrong; in English too where Arabic has no words."""
    told = in_both(error)
    return told.get("detail_ar", told["detail"]) if language == "ar" else told["detail"]


def in_both(error: Mapping[str, Any]) -> dict[str, str]:
    """`detail` in English, without the words pydantic puts before ours, and `detail_ar` where there are words."""
    known = {name: _plain(value) for name, value in error.get("ctx", {}).items()}
    if isinstance(own := known.get("error"), WrongValue):
        return {"detail": str(own), "detail_ar": own.arabic}
    if error["type"] in _KINDS:
        english, arabic = (
            words.format(**known) + more
            for words, more in zip(_KINDS[error["type"]], did_you_mean(known.get("meant")), strict=True)
        )
        return {"detail": english, "detail_ar": arabic.replace(", ", "، ").replace(" or ", " أو ")}
    return {"detail": str(error["msg"]).removeprefix("Value error, ")}


def _plain(known: Any) -> Any:
    """1 for 1.0, and names without quotation marks."""
    if isinstance(known, float) and known.is_integer():
        return int(known)
    return known.replace("'", "") if isinstance(known, str) else known
