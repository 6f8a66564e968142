"""Every setting is explained, and the files that list them are true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from khabar.settings import Settings, variable
from khabar.settings_text import env_example, markdown

ROOT = Path(__file__).parents[2]


def test_every_setting_says_what_it_means() -> None:
    unexplained = [name for name, field in Settings.model_fields.items() if not field.description]

    assert unexplained == []


@pytest.mark.parametrize(
    ("file", "text", "command"),
    [
        (".env.example", env_example(), "khabar settings --env > .env.example"),
        ("docs/settings.md", markdown(), "khabar settings --markdown > docs/settings.md"),
    ],
    ids=["example", "page"],
)
def test_the_files_that_list_the_settings_are_true(file: str, text: str, command: str) -> None:
    assert (ROOT / file).read_text(encoding="utf-8") == text, f"out of date: run {command}"


def test_every_setting_is_in_both_files() -> None:
    missing = [
        name
        for name in map(variable, Settings.model_fields)
        if f"#{name}=" not in env_example() or f"`{name}`" not in markdown()
    ]

    assert missing == []


@pytest.mark.parametrize(
    "name", ["README.md", "README.ar.md", "Dockerfile", "docker-compose.yml", "docs", "shared", "services"]
)
def test_every_setting_that_is_named_exists(name: str) -> None:
    place = ROOT / name
    files = (
        [place] if place.is_file() else [path for path in place.rglob("*") if path.suffix in {".md", ".py", ".json"}]
    )
    named = {found for file in files for found in re.findall(r"KHABAR_[A-Z_]*[A-Z]", file.read_text(encoding="utf-8"))}

    # The one variable that compose reads itself.
    assert sorted(named - {variable(field) for field in Settings.model_fields} - {"KHABAR_PUBLISH"}) == []
