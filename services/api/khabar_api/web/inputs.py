"""What the values of request bodies must be: text, addresses, event types. The bodies are in schemas.py."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, AliasChoices, BeforeValidator, ConfigDict, Field, StringConstraints

from khabar.event import EventType, plain_type
from khabar.record import Record
from khabar.url import host_key
from khabar_api.web.wrong_values import WrongValue

# A change that changes nothing is a mistake; `null` where it means nothing is told by a validator.
SOMETHING_CHANGES = ConfigDict(json_schema_extra={"minProperties": 1})
# Text that a database can hold.
NO_NUL = r"^[^\x00]*$"
Line = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=NO_NUL)]
Url = Annotated[str, StringConstraints(min_length=1, max_length=4000, pattern=NO_NUL)]
# Numbers of versions, and of rows, as the database counts them.
VersionNumber = Annotated[int, Field(ge=1, le=2**31 - 1)]
RowNumber = Annotated[int, Field(ge=1, le=2**63 - 1)]


NO_WEB_ADDRESS = "ليس عنوان ويب كاملًا، مثل https://example.com/feed"


def _web_url(text: str) -> str:
    try:
        host_key(text)
    except ValueError as error:
        raise WrongValue(f"not a web address, as https://example.com/feed is: {error}", NO_WEB_ADDRESS) from None
    return text


def _number(value: Any) -> Any:
    if isinstance(value, bool | str):
        raise WrongValue("not a number", "ليس عددًا")
    return value


# JSON has numbers and truth values of its own: "5" and true are no numbers, "yes" and 1 are not true.
Number = BeforeValidator(_number)
Flag = Annotated[bool, Field(strict=True)]
WebUrl = Annotated[Url, AfterValidator(_web_url)]
# The resource's own word; `publisher` was the first one, and is still taken.
PublisherId = Annotated[Line | None, Field(validation_alias=AliasChoices("publisher_id", "publisher"))]


def _plain_types(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [plain_type(name) if isinstance(name, str) else name for name in value]
    return value


# `article.created`, or as envelopes have it: `khabar.article.created.v1`.
EventTypes = Annotated[tuple[EventType, ...], Field(max_length=20), BeforeValidator(_plain_types)]


class Rotation(Record):
    """How long the old key or secret stays valid beside the new one."""

    overlap_seconds: Annotated[int, Field(ge=0, le=30 * 86_400), Number] = 86_400


# Of a request without a body, which is one that names nothing.
USUAL_ROTATION = Rotation()
