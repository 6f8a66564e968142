"""All problems of all files are told at once, each with its file, key and what to do."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from khabar.errors import BadInput
from khabar.publishers.audit import audit
from khabar.publishers.loader import load_publishers

TODAY = date(2026, 11, 26)
GOOD = """\
id = "delta"
name_ar = "صوت الدلتا"
name_en = "Delta Voice"
country = "EG"
time_zone = "Africa/Cairo"
site_url = "https://delta.example/"
domains = ["delta.example"]
"""
BAD = """\
id = "nile"
name_ar = " "
country = "ZQ"
timezone = "Africa/Cairo"
time_zone = "Cairo"
site_url = "nile.example"
domains = ["hespress.com", "https://nile.example"]

[selectors]
headline = "h1["
body = "div >"

[[feeds]]
urls = ["nile.example/rss"]
confidence = "C"
"""


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")


def test_every_problem_of_a_file_is_told_in_one_go(tmp_path: Path) -> None:
    write(tmp_path, nile=BAD)

    found = audit([], tmp_path, TODAY)

    assert {each.key for each in found.problems} == {
        "timezone",
        "name_en",
        "name_ar",
        "country",
        "time_zone",
        "site_url",
        "domains[1]",
        "domains[0]",
        "selectors.headline",
        "selectors.body",
        "feeds[0].confidence",
    }
    assert {each.file for each in found.problems} == {f"{tmp_path}/nile.toml"}
    assert next(each.message for each in found.problems if each.key == "domains[0]") == (
        "'hespress.com' is already in hespress.toml: keep it in one place"
    )


def test_every_file_is_looked_at_whatever_the_others_are_like(tmp_path: Path) -> None:
    write(tmp_path, delta=GOOD, broken="id = ", nile=BAD, other=GOOD.replace("delta", "another"))
    (tmp_path / "latin.toml").write_bytes(b'name = "caf\xe9"')

    found = audit([], tmp_path, TODAY)

    keys = {(Path(each.file).name, each.key) for each in found.problems}
    assert {("broken.toml", "(file)"), ("latin.toml", "(file)"), ("nile.toml", "country"), ("other.toml", "id")} <= keys
    assert not any(name == "delta.toml" for name, _ in keys)


def test_the_shipped_files_have_no_problems() -> None:
    found = audit([], None, TODAY)

    assert (found.problems, found.warnings) == ((), ())
    assert len(found.publishers) == len(load_publishers())


def test_only_what_is_named_is_looked_at(tmp_path: Path) -> None:
    write(tmp_path, delta=GOOD, nile=BAD)

    by_id = audit(["delta", "hespress"], tmp_path, TODAY)
    by_file = audit([str(tmp_path / "nile.toml")], None, TODAY)
    by_folder = audit([str(tmp_path)], None, TODAY)

    assert [publisher.id for publisher in by_id.publishers.values()] == ["hespress", "delta"]
    assert by_id.problems == ()
    assert {each.file for each in by_file.problems} == {str(tmp_path / "nile.toml")}
    assert [publisher.id for publisher in by_folder.publishers.values()] == ["delta", "nile"]


def test_a_file_replaces_the_shipped_one_of_its_id(tmp_path: Path) -> None:
    write(tmp_path, hespress=GOOD.replace('"delta"', '"hespress"').replace("delta.example", "hespress.com"))

    assert audit([str(tmp_path / "hespress.toml")], None, TODAY).problems == ()


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("", []),
        ('drops = [".ad"]\n', ["is missing: markup changes"]),
        ('drops = [".ad"]\nvalid_until = 2026-11-26\n', []),
        ('drops = [".ad"]\nvalid_until = 2026-11-25\n', ["2026-11-25 has passed: compare the selectors"]),
        ("valid_until = 2020-01-01\n", ["2020-01-01 has passed"]),
    ],
)
def test_selectors_that_nobody_has_looked_at_for_long_are_warned_of(
    tmp_path: Path, lines: str, told: list[str]
) -> None:
    write(tmp_path, delta=GOOD + lines)

    found = audit(["delta"], tmp_path, TODAY)

    assert found.problems == ()
    assert [each.key for each in found.warnings] == ["valid_until"] * len(told)
    assert all(part in each.message for part, each in zip(told, found.warnings, strict=True))


def test_a_name_of_nothing_is_refused() -> None:
    with pytest.raises(BadInput, match="There is no publisher 'nobody-knows', and no file or folder of that name"):
        audit(["nobody-knows"], None, TODAY)
