"""Every khabar command that a document, a container file or a message names exists, with its options."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

from khabar.cli import app

ROOT = Path(__file__).parents[2]
DOCUMENTS = ["README.md", "README.ar.md", "CONTRIBUTING.md", *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))]


def in_text(text: str) -> set[str]:
    """The commands in shell blocks and in backticks."""
    blocks = "\n".join(re.findall(r"```(?:sh|console)\n(.*?)```", text, re.DOTALL))
    lines = re.findall(r"(?:^|/bin/|\$ |exec \w+ )khabar +([a-z-][^#\n|]*)", blocks, re.MULTILINE)
    return {*lines, *re.findall(r"`khabar +([a-z-][^`\n]*)`", text)}


def in_containers(text: str) -> set[str]:
    """The commands in JSON lists of docker-compose.yml and Dockerfile, with a health check's leading CMD or without."""
    found = [json.loads(found) for found in re.findall(r'\[(?:"CMD", )?"khabar"[^\]]*\]', text)]
    return {" ".join(words[words.index("khabar") + 1 :]) for words in found}


def in_units(text: str) -> set[str]:
    """The commands that systemd units start."""
    return set(re.findall(r"^ExecStart=\S+/khabar (.+)$", text, re.MULTILINE))


def mistakes(command: str) -> list[str]:
    """The words of `command` that khabar does not know: subcommands and options; values are not looked at."""
    here = typer.main.get_command(app)
    options = {"--help", *(option for parameter in here.params for option in parameter.opts)}
    wrong: list[str] = []
    for word in command.split():
        if word.startswith("--"):
            wrong += [word] if word.split("=")[0] not in options else []
        elif isinstance(here, TyperGroup):
            if word not in here.commands:
                return [*wrong, word]
            here = here.commands[word]
            options |= {option for parameter in here.params for option in parameter.opts}
    return wrong


def test_the_check_knows_right_from_wrong() -> None:
    assert mistakes("feeds import --catalogue") == []
    assert mistakes("worker --queue deliver") == []
    assert mistakes("doctor --swift") == ["--swift"]
    assert mistakes("feed add https://example.com/feed") == ["feed"]
    assert mistakes("feeds ad") == ["ad"]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_commands_of_documents_exist(name: str) -> None:
    named = in_text((ROOT / name).read_text(encoding="utf-8"))

    assert [command for command in sorted(named) if mistakes(command)] == []


@pytest.mark.parametrize("name", ["docker-compose.yml", "Dockerfile"])
def test_commands_of_containers_exist(name: str) -> None:
    named = in_containers((ROOT / name).read_text(encoding="utf-8"))

    assert len(named) >= 2
    assert [command for command in sorted(named) if mistakes(command)] == []


@pytest.mark.parametrize("name", ["ingest", "worker", "deliver", "api"])
def test_commands_of_manifests_exist(name: str) -> None:
    named = in_containers((ROOT / "deploy" / "kubernetes" / f"{name}.yaml").read_text(encoding="utf-8"))

    assert len(named) >= 2
    assert [command for command in sorted(named) if mistakes(command)] == []


@pytest.mark.parametrize("path", sorted((ROOT / "deploy" / "systemd").glob("*.service")), ids=lambda path: path.name)
def test_commands_of_units_exist(path: Path) -> None:
    (command,) = in_units(path.read_text(encoding="utf-8"))

    assert mistakes(command) == []
