"""Settings as text: what a page or a file says of them can be read back, and secrets are not among it."""

from __future__ import annotations

from khabar.settings import Settings, load_settings, variable
from khabar.settings_text import env_example, markdown, rows


def test_a_setting_fills_one_row_of_the_page() -> None:
    lines = [line for line in markdown().splitlines() if line.startswith("| `KHABAR_")]

    assert len(lines) == len(Settings.model_fields)
    assert [line for line in lines if line.replace("\\|", "").count("|") != 4] == []


def test_the_example_sets_nothing_of_khabar_until_it_is_changed() -> None:
    active = [line for line in env_example().splitlines() if line and not line.startswith("#")]

    assert [line.partition("=")[0] for line in active] == ["POSTGRES_PASSWORD", "VALKEY_PASSWORD"]


def test_the_value_of_a_secret_is_not_shown() -> None:
    secret = "sixteen characters and more"

    shown = {row.name: row.value for row in rows(load_settings(_env_file=None, cursor_secret=secret))}

    assert shown[variable("cursor_secret")] == "[hidden]"
    assert secret not in str(shown)
