"""What can go wrong at a publisher: one record for each fault, and what it does to a feed or an answer. Rules only."""

from __future__ import annotations

import gzip
from typing import Final, Literal

from khabar.newsroom.exchange import Answer, Request
from khabar.newsroom.render_feed import FeedContents
from khabar.newsroom.render_site import CHALLENGE_PAGE
from khabar.record import Record

# Content below this prefix is served as without it: the new home after a redirect.
MOVED: Final = "/moved"


class Status(Record):
    """Answers with this status instead: 404, 410, 429, 500, 503. `retry_after` goes into Retry-After as it is."""

    kind: Literal["status"] = "status"
    code: int
    retry_after: str | None = None


class Redirect(Record):
    """Sends the reader on. `to` None: to the same address below /moved, where the content is."""

    kind: Literal["redirect"] = "redirect"
    code: Literal[301, 302, 307, 308] = 301
    to: str | None = None


class RedirectLoop(Record):
    """Sends the reader to the same address for ever."""

    kind: Literal["redirect_loop"] = "redirect_loop"
    code: Literal[301, 302, 307, 308] = 302


class Challenge(Record):
    """A page that asks for a browser; `code` is often 403 or 503, sometimes 200."""

    kind: Literal["challenge"] = "challenge"
    code: int = 403


class Disconnect(Record):
    """Closes the connection without an answer."""

    kind: Literal["disconnect"] = "disconnect"


class Slow(Record):
    """Drips the body: `chunk_bytes`, a pause, the next."""

    kind: Literal["slow"] = "slow"
    chunk_bytes: int = 64
    pause_seconds: float = 0.05


class Truncated(Record):
    """Announces the whole body and closes after `keep_bytes`."""

    kind: Literal["truncated"] = "truncated"
    keep_bytes: int = 200


class WrongCharset(Record):
    """The Content-Type names an encoding that the bytes are not in."""

    kind: Literal["wrong_charset"] = "wrong_charset"
    charset: str = "iso-8859-1"


class WrongType(Record):
    """The Content-Type names another kind of document."""

    kind: Literal["wrong_type"] = "wrong_type"
    content_type: str = "application/octet-stream"


class IgnoredValidators(Record):
    """Conditional requests get the whole document, as if nothing had been asked."""

    kind: Literal["ignored_validators"] = "ignored_validators"


class GzipBomb(Record):
    """A gzip body that grows a thousandfold."""

    kind: Literal["gzip_bomb"] = "gzip_bomb"
    megabytes: int = 64


class EmptyFeed(Record):
    """A whole feed without entries."""

    kind: Literal["empty_feed"] = "empty_feed"


class BrokenXml(Record):
    """A bare ampersand, a control character and an end in the middle of a tag."""

    kind: Literal["broken_xml"] = "broken_xml"


class GuidReset(Record):
    """All guids are new, as after a move to another system; links stay."""

    kind: Literal["guid_reset"] = "guid_reset"
    salt: str = "-v2"


class Reordered(Record):
    """The oldest entry comes first."""

    kind: Literal["reordered"] = "reordered"


class SplitPages(Record):
    """Stories go on over numbered pages, with this many blocks on each."""

    kind: Literal["split_pages"] = "split_pages"
    blocks: int = 2


class OnlyAmp(Record):
    """Story pages have no text; their AMP pages have it all."""

    kind: Literal["only_amp"] = "only_amp"


FeedFault = EmptyFeed | GuidReset | Reordered
Fault = (
    Status
    | Redirect
    | RedirectLoop
    | Challenge
    | Disconnect
    | Slow
    | Truncated
    | WrongCharset
    | WrongType
    | IgnoredValidators
    | GzipBomb
    | BrokenXml
    | SplitPages
    | OnlyAmp
    | FeedFault
)


def instead(fault: Fault, request: Request) -> Answer | None:  # noqa: PLR0911  # one row for each kind
    """The answer that comes in place of the content; None when this fault lets the content through."""
    match fault:
        case Status(code=code, retry_after=retry_after):
            body = f"<html><head><title>{code}</title></head><body><h1>{code}</h1></body></html>".encode()
            headers = [("Content-Type", "text/html"), *([("Retry-After", retry_after)] if retry_after else [])]
            return Answer(status=code, headers=tuple(headers), body=body)
        case Redirect(code=code, to=to):
            return Answer(status=code, headers=(("Location", to or MOVED + request.target),))
        case RedirectLoop(code=code):
            return Answer(status=code, headers=(("Location", request.target),))
        case Challenge(code=code):
            headers = [("Content-Type", "text/html; charset=UTF-8"), ("cf-mitigated", "challenge")]
            return Answer(status=code, headers=tuple(headers), body=CHALLENGE_PAGE.encode())
        case Disconnect():
            return Answer(status=0, is_silent=True)
        case GzipBomb(megabytes=megabytes):
            body = gzip.compress(bytes(megabytes * 2**20), mtime=0)
            return Answer(status=200, headers=(("Content-Type", "text/html"), ("Content-Encoding", "gzip")), body=body)
        case _:
            return None


def in_feed(fault: Fault, contents: FeedContents) -> FeedContents:
    """What the feed lists under this fault."""
    match fault:
        case EmptyFeed():
            return contents.model_copy(update={"stories": ()})
        case GuidReset(salt=salt):
            return contents.model_copy(update={"guid_salt": salt})
        case Reordered():
            return contents.model_copy(update={"stories": contents.stories[::-1]})
        case _:
            return contents


def in_text(fault: Fault, text: str) -> str:
    """What becomes of a feed's text under this fault."""
    match fault:
        case BrokenXml():
            half = text[: text.rindex("<")]
            return half.replace("<title>", "<title>A & B \x0b ", 1)[:-3] + "<ite"
        case _:
            return text


def on_the_wire(fault: Fault, answer: Answer) -> Answer:
    """The answer as it is sent under this fault."""
    match fault:
        case Slow(chunk_bytes=chunk_bytes, pause_seconds=pause_seconds):
            return answer.model_copy(update={"chunk_bytes": chunk_bytes, "pause_seconds": pause_seconds})
        case Truncated(keep_bytes=keep_bytes):
            return answer.model_copy(update={"keep_bytes": keep_bytes})
        case WrongCharset(charset=charset):
            kind = (answer.header("Content-Type") or "text/html").partition(";")[0]
            return answer.with_header("Content-Type", f"{kind}; charset={charset}")
        case WrongType(content_type=content_type):
            return answer.with_header("Content-Type", content_type)
        case _:
            return answer
