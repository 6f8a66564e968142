"""Logs as they leave the process."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator

import pytest
import structlog

from khabar.errors import BadSetup
from khabar.log import about, configure, get_logger, hide_secrets, last_words
from khabar.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = before
    root.setLevel(level)


def settings(**given: object) -> Settings:
    return load_settings(_env_file=None, **given)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("postgresql://khabar:s3cret@db/khabar", "postgresql://khabar:[hidden]@db/khabar"),
        ("redis://:s3cret@queue:6379/0", "redis://:[hidden]@queue:6379/0"),
        ("Authorization: Bearer abcdefgh12345678", "Authorization: Bearer [hidden]"),
        ("key khb_0a1b2c3d_Zm9vYmFyYmF6cXV4 was used", "key khb_0a1b2c3d_[hidden] was used"),
        ("https://h/v1?api_key=abc&q=خبر", "https://h/v1?api_key=[hidden]&q=خبر"),
        ("https://example.com/a:b@c", "https://example.com/a:b@c"),
        ("postgresql://khabar@/khabar?host=/run", "postgresql://khabar@/khabar?host=/run"),
    ],
    ids=["password", "redis", "bearer", "key", "query", "no secret", "socket"],
)
def test_secrets_are_blacked_out_and_nothing_else(text: str, kept: str) -> None:
    assert hide_secrets(text) == kept


def test_piped_logs_are_json_with_service_and_arabic() -> None:
    out = io.StringIO()
    configure(settings(), "ingest", stream=out)

    get_logger().info("feed_polled", title="الجزيرة", headers={"Authorization": "abc"})

    line = json.loads(out.getvalue())
    assert "الجزيرة" in out.getvalue()
    assert (line["event"], line["service"], line["level"]) == ("feed_polled", "ingest", "info")
    assert line["headers"] == {"Authorization": "[hidden]"}


def test_logs_of_libraries_come_in_the_same_form() -> None:
    out = io.StringIO()
    configure(settings(), "api", stream=out)

    logging.getLogger("uvicorn.error").warning("lost %s", "redis://:s3cret@queue/0")

    line = json.loads(out.getvalue())
    assert (line["event"], line["service"]) == ("lost redis://:[hidden]@queue/0", "api")


def test_a_traceback_holds_no_local_variables_and_no_secrets() -> None:
    out = io.StringIO()
    configure(settings(), "api", stream=out)
    unspoken = "a local value"

    try:
        raise ValueError(f"redis://:s3cret@queue/0 {len(unspoken)}")
    except ValueError:
        get_logger().exception("failed")

    line = json.loads(out.getvalue())
    assert "ValueError: redis://:[hidden]@queue/0" in line["exception"]
    assert unspoken not in line["exception"].replace('unspoken = "a local value"', "")


def test_what_is_below_the_level_is_not_said() -> None:
    out = io.StringIO()
    configure(settings(log_level="warning", log_format="text"), "api", stream=out)

    get_logger().info("unheard")
    get_logger().warning("heard")

    assert "unheard" not in out.getvalue()
    assert "heard" in out.getvalue()


def test_every_line_of_a_task_carries_its_ids_also_those_of_libraries() -> None:
    out = io.StringIO()
    configure(settings(), "extract", stream=out)

    with about(item=4711, article=None):
        get_logger().info("inside")
        logging.getLogger("a library").warning("said")
    get_logger().info("outside")

    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [line.get("item") for line in lines] == [4711, 4711, None]


@pytest.mark.parametrize("service", ["khabar_api", "khabar_ingest", "khabar_worker"])
def test_a_service_that_can_not_begin_says_why_in_its_last_line(service: str) -> None:
    done = subprocess.run([sys.executable, "-m", service], env={}, cwd="/", capture_output=True, text=True, check=False)

    (line,) = (json.loads(each) for each in done.stderr.splitlines())
    assert (done.returncode, line["event"], line["code"]) == (2, "service_failed", "bad_setting")
    assert "KHABAR_DATABASE_URL" in line["error"]


def test_last_words_before_there_is_a_log_go_to_stderr_without_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.reset_defaults()

    with pytest.raises(SystemExit) as ended, last_words():
        raise BadSetup("redis://:s3cret@queue/0 is no address")

    said = capsys.readouterr()
    assert (ended.value.code, said.out, said.err) == (2, "", "redis://:[hidden]@queue/0 is no address\n")
