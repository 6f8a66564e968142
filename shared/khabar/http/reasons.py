"""Why no whole answer came, in words a person can act on. Here: from exceptions to messages. Not here: statuses."""

from __future__ import annotations

import contextlib
import errno
import socket
import ssl
from collections.abc import AsyncIterator, Iterator

import httpcore

from khabar.answer import Limits
from khabar.errors import KhabarError, Unreachable

_FAILURES = (
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    httpcore.ConnectionNotAvailable,
    OSError,
)

# Verification results of OpenSSL, https://docs.openssl.org/3.0/man3/X509_STORE_CTX_get_error/.
_CERTIFICATE_REASONS = {
    9: "TLS certificate not valid yet",
    10: "TLS certificate expired",
    62: "TLS certificate is for another name",
    64: "TLS certificate is for another address",
}
_NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
_NO_FILE = {errno.EMFILE, errno.ENFILE}
_NO_ROUTE = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL}

_KNOWN: tuple[tuple[type[BaseException], str], ...] = (
    (ssl.SSLError, "TLS handshake failed"),
    (UnicodeError, "name not found"),  # a label that no name server can be asked for
    (ConnectionRefusedError, "connection refused"),
    (ConnectionResetError, "connection reset"),
    (BrokenPipeError, "connection reset"),
)


@contextlib.asynccontextmanager
async def plain_errors(url: str, limits: Limits) -> AsyncIterator[None]:
    """Turns what the libraries raise into `Unreachable`, and names the URL in every error."""
    subject = url[:200]
    try:
        yield
    except KhabarError as error:
        error.subject = error.subject or subject
        raise
    except TimeoutError:
        raise Unreachable(f"took longer than {limits.deadline_seconds:g} s", subject=subject) from None
    except _FAILURES as error:
        raise Unreachable(reason(error, limits), subject=subject) from error


def reason(error: BaseException, limits: Limits) -> str:
    """The plainest thing that is known about `error`, from it or from what caused it."""
    for cause in _causes(error):
        if known := _known(cause):
            return known
    if isinstance(error, httpcore.RemoteProtocolError):
        return _broken(str(error))
    waits: dict[type[BaseException], str] = {
        httpcore.ConnectTimeout: f"no connection within {limits.connect_seconds:g} s",
        httpcore.ReadTimeout: f"no data for {limits.read_seconds:g} s",
        httpcore.WriteTimeout: f"took no data for {limits.write_seconds:g} s",
        httpcore.ConnectError: "no connection",
    }
    return waits.get(type(error), "connection lost")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """`error` and what led to it, members of groups included, nearest first."""
    queue: list[BaseException] = [error]
    seen: set[int] = set()
    while queue:
        cause = queue.pop(0)
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        if isinstance(cause, BaseExceptionGroup):
            queue.extend(cause.exceptions)
        following = cause.__cause__ or cause.__context__
        if following is not None:
            queue.append(following)


def _known(cause: BaseException) -> str | None:
    if isinstance(cause, ssl.SSLCertVerificationError):
        return _CERTIFICATE_REASONS.get(cause.verify_code, "TLS certificate is not trusted")
    if isinstance(cause, socket.gaierror):
        return "name not found" if cause.errno in _NO_SUCH_NAME else "name lookup failed"
    if isinstance(cause, OSError) and cause.errno in _NO_ROUTE:
        return "no route to the server"
    if isinstance(cause, OSError) and cause.errno in _NO_FILE:
        return "this machine lets khabar open no more files: raise its limit (ulimit -n)"
    return next((words for kind, words in _KNOWN if isinstance(cause, kind)), None)


def _broken(message: str) -> str:
    """What httpcore and h11 say in English sentences only, told apart. Condition to go: an error class for each."""
    if "without sending complete message" in message or "incomplete chunked read" in message:
        return "cut off in the middle of its body"
    if "without sending a response" in message:
        return "connection closed without an answer"
    return "the answer is not valid HTTP"
