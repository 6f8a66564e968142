"""Structured logs for every process: text at a terminal, JSON when piped, secrets blacked out. Not here: metrics."""

from __future__ import annotations

import logging
import logging.config
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, FilteringBoundLogger, Processor

from khabar.errors import BadSetup, KhabarError
from khabar.settings import Settings

HIDDEN = "[hidden]"
# Keys whose values are secrets whatever they look like.
SECRET_KEYS = frozenset(
    (
        "authorization",
        "proxy-authorization",
        "cookie",
        "set-cookie",
        "password",
        "secret",
        "api_key",
        "apikey",
        "passwd",
        "x-api-key",
        "x-auth-token",
    )
)
# pattern → what stays of it. A key keeps its id, so that the log still says whose it was.
SECRET_TEXTS = (
    (re.compile(r"(khb_[0-9a-f]{8})_[A-Za-z0-9_-]{8,}"), r"\1_" + HIDDEN),
    (re.compile(r"(\bwhsec_)[A-Za-z0-9+/=_-]{8,}"), r"\1" + HIDDEN),
    (re.compile(r"(\b[a-z][a-z0-9+.-]*://[^\s:/?#@]*:)[^\s/?#@]+(?=@)", re.IGNORECASE), r"\1" + HIDDEN),
    (re.compile(r"(\b(?:Bearer|Basic)\s+)[A-Za-z0-9+/=._~-]{8,}", re.IGNORECASE), r"\1" + HIDDEN),
    (re.compile(r"([?&](?:api_?key|token|password|passwd|secret)=)[^&#\s]+", re.IGNORECASE), r"\1" + HIDDEN),
)
DEPTH = 4


def get_logger() -> FilteringBoundLogger:
    """A logger for a module. What it writes, and where, is decided by `configure`, also later."""
    logger: FilteringBoundLogger = structlog.get_logger()
    return logger


def about(**ids: object) -> AbstractContextManager[None]:
    """While it lasts, all that this task says, its libraries included, carries `ids`: one search follows one story."""
    return structlog.contextvars.bound_contextvars(**{name: _plain(value) for name, value in ids.items()})


def _plain(value: object) -> object:
    return value if isinstance(value, int | None) else str(value)


@contextmanager
def last_words() -> Iterator[None]:
    """What a service can't do its work for is the last line of its log, and its exit status: 2 where a person has to
    change something first, else 1. A fault of khabar's ends it with its traceback.

    Raises:
        SystemExit
    """
    try:
        yield
    except KhabarError as error:
        if structlog.is_configured():
            get_logger().critical("service_failed", code=error.code, error=error.message)
        else:  # the settings that say how to log can't be read
            print(hide_secrets(error.message), file=sys.stderr)
        sys.exit(2 if isinstance(error, BadSetup) else 1)


def configure(settings: Settings, service: str, *, stream: TextIO | None = None) -> None:
    """Send this process's logs, those of its libraries included, to `stream` (stderr), each with its `service`."""
    out = stream or sys.stderr
    as_text = settings.log_format == "text" or (settings.log_format == "auto" and out.isatty())
    level = settings.log_level.upper()

    def add_service(_: Any, __: str, event: EventDict) -> EventDict:
        event["service"] = service
        return event

    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        add_service,
    ]
    plain = structlog.dev.plain_traceback
    # Tracebacks become text before secrets are blacked out, and never hold local variables.
    ending: list[Processor] = [structlog.processors.format_exc_info]
    if as_text:
        colors = out.isatty()
        console = structlog.dev.ConsoleRenderer(colors=colors, pad_event_to=24, exception_formatter=plain)
        ending += [_short_time, redact, console]
    else:
        ending += [redact, structlog.processors.JSONRenderer(ensure_ascii=False)]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ending],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    _quieten(level)


def _quieten(level: str) -> None:
    """Let libraries speak through the root handler, and only when it matters."""
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "rq", "rq.worker"):
        library = logging.getLogger(name)
        library.handlers.clear()
        library.propagate = True
    for name in ("httpx", "httpcore", "rq", "rq.worker", "uvicorn.access", "psycopg.pool", "asyncio"):
        logging.getLogger(name).setLevel(level if level == "DEBUG" else "WARNING")


def _short_time(_: Any, __: str, event: EventDict) -> EventDict:
    # A person at a terminal knows the day.
    if isinstance(moment := event.get("timestamp"), str):
        event["timestamp"] = moment[11:19]
    return event


def redact(_: Any, __: str, event: EventDict) -> EventDict:
    """The last step before rendering: no secret leaves, wherever in the event it stands."""
    return {key: _clean(key, value, DEPTH) for key, value in event.items()}


def hide_secrets(text: str) -> str:
    """`text` with keys, tokens and passwords in URLs blacked out.

    >>> hide_secrets("postgresql://khabar:s3cret@db/khabar")
    'postgresql://khabar:[hidden]@db/khabar'
    """
    for pattern, kept in SECRET_TEXTS:
        text = pattern.sub(kept, text)
    return text


def _clean(key: str, value: Any, depth: int) -> Any:
    if key.lower() in SECRET_KEYS and value is not None:
        return HIDDEN
    if isinstance(value, str):
        return hide_secrets(value)
    if depth and isinstance(value, Mapping):
        return {name: _clean(str(name), inner, depth - 1) for name, inner in value.items()}
    if depth and isinstance(value, list | tuple):
        return [_clean("", inner, depth - 1) for inner in value]
    return value if isinstance(value, int | float | bool | type(None)) else hide_secrets(str(value))
