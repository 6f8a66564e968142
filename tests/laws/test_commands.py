"""Every khabar command that a document, a container file or a message names exists, with its options.

Also: what is said of a command before it is imported is what it says itself, and help imports little.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

from khabar.cli import app
from khabar.cli.commands import COMMANDS
from khabar.cli.later import Entry, LaterCommand

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
            here = here.loaded() if isinstance(here, LaterCommand) else here
            options |= {option for parameter in here.params for option in parameter.opts}
    return wrong


ALL = [one for entry in COMMANDS for one in entry.entries or (entry,)]


@pytest.mark.parametrize("entry", ALL, ids=lambda entry: entry.place)
def test_the_list_of_commands_says_of_each_what_its_own_help_says_first(entry: Entry) -> None:
    command = LaterCommand(entry, rich_markup_mode=None)

    assert command.get_short_help_str(1000) == command.loaded().get_short_help_str(1000) == entry.about


def test_every_function_that_takes_a_command_line_is_in_the_table() -> None:
    commands = {
        f"{path.parent.parent.name}.cli.{path.stem}:{name}"
        for path in [*ROOT.glob("shared/khabar/cli/*.py"), *ROOT.glob("services/*/*/cli/*.py")]
        if path.stem not in ("__init__", "context")
        for name in re.findall(r"^def ([a-z]\w*)\(\s*context: typer\.Context", path.read_text("utf-8"), re.MULTILINE)
    }

    assert commands
    assert commands - {entry.place for entry in ALL} == set()


# What services, storage, language and terminals need, each for itself a tenth of a second and more.
HEAVY = (
    "bs4", "fastapi", "feedparser", "httpx", "khabar.arabic", "khabar.settings", "khabar_api", "khabar_ingest",
    "khabar_worker", "psycopg", "redis", "rich", "rq", "selectolax", "structlog", "uvicorn",
)  # fmt: skip


ASK = """
import sys
from khabar.cli import main
try:
    main()
finally:
    print(*sys.modules, file=sys.stderr)
"""


@pytest.mark.parametrize("words", ["--help", "--version", "no-such-command", "keys --help", "feeds"])
def test_help_loads_nothing_that_commands_need(words: str) -> None:
    asked = subprocess.run([sys.executable, "-c", ASK, *words.split()], capture_output=True, text=True, check=False)

    loaded = asked.stderr.split()
    assert "khabar.cli" in loaded
    assert [name for name in HEAVY if name in loaded] == []


@pytest.mark.parametrize(
    ("words", "library", "extra"),
    [("extract page.html", "selectolax", "worker"), ("feeds probe", "feedparser", "ingest"), ("api", "fastapi", "api")],
)
def test_a_command_whose_libraries_are_missing_says_how_they_are_installed(
    words: str, library: str, extra: str
) -> None:
    without = f"import sys; sys.modules[{library!r}] = None; {ASK}"
    asked = subprocess.run([sys.executable, "-c", without, *words.split()], capture_output=True, text=True, check=False)

    assert asked.returncode == 2
    assert f"pip install 'khabar[{extra}]'" in asked.stderr
    assert f"{library} is missing" in asked.stderr


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


@pytest.mark.parametrize("document", ["README.md", "README.ar.md", "docs/start.md", "docs/start.ar.md"])
def test_what_a_newcomer_searches_for_is_in_the_sample_newsroom(document: str) -> None:
    stories = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "shared/khabar/newsroom/stories").iterdir())
    asked = re.findall(r"'(?:q|speaker)=\"?([^'\"]+)\"?'", (ROOT / document).read_text(encoding="utf-8"))

    assert asked
    assert [words for words in asked if words not in stories] == []
