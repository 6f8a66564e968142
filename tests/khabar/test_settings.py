"""Settings: what is read, refused and handed on."""

from __future__ import annotations

from pathlib import Path

import pytest

from khabar.errors import BadSetting
from khabar.settings import Settings, environment, load_settings


@pytest.mark.parametrize(
    "url",
    ["postgresql://khabar:pw@db:5432/khabar", "postgres://db/khabar", "postgresql://khabar@/khabar?host=/run/khabar"],
)
def test_a_database_url_may_name_a_host_or_a_socket(url: str) -> None:
    assert load_settings(_env_file=None, database_url=url).database_url == url


@pytest.mark.parametrize("url", ["redis://queue/0", "rediss://queue/0", "unix:///run/valkey.sock?db=0"])
def test_a_redis_url_may_name_a_host_or_a_socket(url: str) -> None:
    assert load_settings(_env_file=None, redis_url=url).redis_url == url


def test_a_wrong_url_is_refused_by_name_without_its_value() -> None:
    with pytest.raises(BadSetting) as caught:
        load_settings(_env_file=None, database_url="mysql://root:s3cret@db")

    assert caught.value.message == "KHABAR_DATABASE_URL: must start with postgresql:// or postgres://"


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
        cursor_secret="s3cret",
        host_gap_seconds=0.5,
    )
    for name, value in environment(given).items():
        monkeypatch.setenv(name, value)

    assert Settings(_env_file=None) == given


def test_a_folder_may_be_given_from_home() -> None:
    assert load_settings(_env_file=None, data_dir="~/khabar").data_dir == Path.home() / "khabar"


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHABAR_DATABASE_URL", "")
    monkeypatch.setenv("KHABAR_API_PORT", "")

    settings = load_settings(_env_file=None)

    assert (settings.database_url, settings.api_port) == (None, 8000)
