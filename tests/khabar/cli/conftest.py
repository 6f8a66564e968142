"""Running commands in this process, against the test's own database."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import pytest
import structlog
from typer.testing import CliRunner

from khabar.cli import app
from khabar.settings import Settings

Command = Callable[..., "Outcome"]


class Outcome:
    """What a command left behind. `error` is None when it ended by itself."""

    def __init__(self, status: int, out: str, error: BaseException | None) -> None:
        self.status = status
        self.out = out
        self.error = error


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = before
    root.setLevel(level)


def _invoke(arguments: tuple[str, ...], environment: dict[str, str], typed: bytes | None) -> Outcome:
    result = CliRunner().invoke(app, list(arguments), env=environment, input=typed)
    error = result.exception if not isinstance(result.exception, SystemExit) else None
    return Outcome(result.exit_code, result.stdout, error)


@pytest.fixture
def khabar(settings: Settings) -> Command:
    """Runs `khabar …` with the settings of the test."""
    assert settings.database_url is not None
    assert settings.redis_url is not None
    environment = {
        "KHABAR_DATABASE_URL": settings.database_url,
        "KHABAR_REDIS_URL": settings.redis_url,
        "KHABAR_ALLOW_NETWORKS": "127.0.0.1/32",
    }
    return lambda *arguments, typed=None: _invoke(arguments, environment, typed)


@pytest.fixture
def offline_khabar() -> Command:
    """Runs commands that need no database: one they asked for would not answer."""
    environment = {"KHABAR_DATABASE_URL": "postgresql://127.0.0.1:1/none", "KHABAR_REDIS_URL": "redis://127.0.0.1:1"}
    return lambda *arguments, typed=None: _invoke(arguments, environment, typed)


@pytest.fixture
def bare_khabar() -> Command:
    """Runs commands with no server of their own: the embedded ones of a `--data-dir`."""
    return lambda *arguments, typed=None: _invoke(arguments, {}, typed)
