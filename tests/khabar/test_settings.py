"""Settings: what is read, refused and handed on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from khabar.errors import BadSetting
from khabar.settings import Settings, default_data_dir, environment, load_settings


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://khabar:pw@db:5432/khabar",
        "postgres://db/khabar",
        "postgresql://khabar@/khabar?host=/run/khabar",
        "postgresql://k:p%40%2Fs%25@[2001:db8::1]:5432/khabar?sslmode=require&options=-c%20jit%3Doff",
        "postgresql://k:p:w@one:5432,two/khabar?target_session_attrs=read-write",
        "postgresql://",
    ],
)
def test_a_database_url_may_name_a_host_or_a_socket(url: str) -> None:
    assert load_settings(_env_file=None, database_url=url).database_url == url


@pytest.mark.parametrize(
    "url",
    [
        "redis://queue/0",
        "rediss://k:p%40%2F@queue:6379/0",
        "redis://:p:w@[2001:db8::1]",
        "unix:///run/valkey.sock?db=0",
        "unix://:pw@/run/valkey.sock?db=0",
    ],
)
def test_a_redis_url_may_name_a_host_or_a_socket(url: str) -> None:
    assert load_settings(_env_file=None, redis_url=url).redis_url == url


def test_a_wrong_url_is_refused_by_name_without_its_value() -> None:
    with pytest.raises(BadSetting) as caught:
        load_settings(_env_file=None, database_url="mysql://root:s3cret@db")

    assert caught.value.message == "KHABAR_DATABASE_URL: must start with postgresql:// or postgres://"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://k:s3cret%zz@db/khabar",
        "postgresql://k:s3cret%@db/khabar",
        "postgresql://k:s3cret%00@db/khabar",
        "postgresql://k:s3cret%ff@db/khabar",
        "postgresql://k:s3@cret@db/khabar",
        "postgresql://k:s3/cret@db/khabar",
        "postgresql://k:s3?cret@db/khabar",
        "postgresql://k:s3#cret@db/khabar",
        "postgresql://k:33/s3cret@db/khabar",
        "postgresql://k:s3 cret@db/khabar",
        "postgresql://k@[s3cret/khabar",
        "postgresql://db/khabar?s3cret",
        "postgresql://db/khabar?password=s3cret=",
        "redis://:s3cret%zz@queue/0",
        "redis://:s3/cret@queue/0",
        "redis://:33/s3cret@queue/0",
        "redis://:s3@cret@queue/0",
        "redis://:33?s3cret@queue/0",
        "redis://:s3#cret@queue/0",
        "redis://:33#s3cret@queue/0",
        "redis://[s3cret/0",
    ],
)
def test_a_url_that_can_not_be_read_is_refused_without_its_value(url: str) -> None:
    name = "redis_url" if url.startswith("redis") else "database_url"

    with pytest.raises(BadSetting) as caught:
        load_settings(_env_file=None, **{name: url})

    told = f"{caught.value} {caught.value.subject}"
    assert told.startswith(f"KHABAR_{name.upper()}: is not a URL that can be read")
    assert "s3" not in told
    assert "cret" not in told


def test_a_short_cursor_secret_is_refused_without_its_value() -> None:
    with pytest.raises(BadSetting) as caught:
        load_settings(_env_file=None, cursor_secret="fifteen letters")

    assert caught.value.message == "KHABAR_CURSOR_SECRET: must have at least 16 characters"


def test_passwords_do_not_show_in_a_printed_object() -> None:
    settings = load_settings(_env_file=None, database_url="postgresql://k:s3cret@db", redis_url="redis://:s3cret@q")

    assert "s3cret" not in repr(settings)


def test_a_child_process_gets_the_same_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    given = load_settings(
        _env_file=None,
        database_url="postgresql://k@/khabar?host=/run",
        redis_url="unix:///run/valkey.sock?db=3",
        allow_networks="127.0.0.1/32, 10.0.0.0/8",
        obey_robots=False,
        cursor_secret="s3cret of a test",
        host_gap_seconds=0.5,
    )
    for name, value in environment(given).items():
        monkeypatch.setenv(name, value)

    assert Settings(_env_file=None) == given


@pytest.mark.parametrize("value", ["khabar/1\nX-Other: 1", "  ", "khabar\x00"], ids=["lines", "blank", "control"])
def test_a_name_that_no_request_could_carry_is_refused(value: str) -> None:
    with pytest.raises(BadSetting, match="KHABAR_USER_AGENT: must be one line"):
        load_settings(_env_file=None, user_agent=value)


@pytest.mark.parametrize(
    "value", ["https://news.example/khabar", "https://news.example/?a=1", "https://news.example/#a"]
)
def test_a_public_address_below_a_path_is_refused(value: str) -> None:
    with pytest.raises(BadSetting, match="KHABAR_PUBLIC_URL: must be scheme, host and port only"):
        load_settings(_env_file=None, public_url=value)


def test_a_file_of_settings_in_another_charset_is_named(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes("KHABAR_USER_AGENT=خبر".encode("cp1256"))

    with pytest.raises(BadSetting, match=r"\.env can't be read as UTF-8"):
        load_settings(_env_file=file)


def test_a_folder_may_be_given_from_home() -> None:
    assert load_settings(_env_file=None, data_dir="~/khabar").data_dir == Path.home() / "khabar"


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHABAR_DATABASE_URL", "")
    monkeypatch.setenv("KHABAR_API_PORT", "")

    settings = load_settings(_env_file=None)

    assert (settings.database_url, settings.api_port) == (None, 8000)


def test_a_home_that_is_nobodys_is_refused_by_name() -> None:
    with pytest.raises(BadSetting, match="KHABAR_DATA_DIR: there is no such home"):
        load_settings(_env_file=None, data_dir="~nobody-has-this-name/khabar")


def test_an_account_without_a_home_has_its_data_where_services_have_theirs() -> None:
    """Only root can become such an account; root's own data is there as well."""
    asked = """
import os
from khabar.settings import default_data_dir
if os.geteuid() == 0:
    os.setuid(54321)
print(default_data_dir())
"""

    done = subprocess.run([sys.executable, "-c", asked], env={}, capture_output=True, text=True, check=True)

    expected = Path("/var/lib/khabar") if os.geteuid() == 0 else default_data_dir()
    assert done.stdout.strip() == str(expected)
