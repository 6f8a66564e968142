"""Everything wrong with publisher files, told at once, for the person who writes them. Loading is loader.py's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path

from khabar.errors import BadInput, BadPublisher
from khabar.publishers.check import examine
from khabar.publishers.loader import SUFFIX, clashes, not_its_name, read_table, shipped_folder
from khabar.publishers.record import Publisher
from khabar.record import Record


class Remark(Record):
    """One thing about one file: which key, and what to do about it."""

    file: str
    key: str
    message: str


@dataclass(frozen=True)
class Audit:
    """`publishers`: those asked for, by file, as far as they can be read. `problems` must be mended."""

    publishers: dict[str, Publisher] = field(default_factory=dict)
    problems: tuple[Remark, ...] = ()
    warnings: tuple[Remark, ...] = ()


@dataclass
class _Files:
    """What has been read so far. A later file replaces an earlier one of the same id."""

    read: dict[str, Publisher] = field(default_factory=dict)
    problems: list[Remark] = field(default_factory=list)

    def add(self, entry: Traversable, file: str) -> None:
        try:
            table = read_table(entry, file)
        except BadPublisher as error:
            message = error.message.removeprefix(f"{file}: {error.key}: ")
            self.problems.append(Remark(file=file, key=error.key, message=message))
            return
        publisher, found = examine(table)
        publisher_id = table.get("id")
        if isinstance(publisher_id, str) and publisher_id + SUFFIX != entry.name:
            found.append(("id", not_its_name(publisher_id, entry.name)))
        self.problems += [Remark(file=file, key=key, message=message) for key, message in found]
        self.read = {name: each for name, each in self.read.items() if each.id != publisher.id}
        self.read[file] = publisher


def audit(names: Sequence[str], own_dir: Path | None, today: date) -> Audit:
    """Looks at the publishers that `names` name (ids, files, folders of files; none: all), beside all others.

    Raises:
        BadInput: a name is neither a file, nor a folder, nor the id of a publisher.
    """
    files = _Files()
    for entry in _listed(shipped_folder()):
        files.add(entry, entry.name)
    own = _listed(own_dir) if own_dir is not None and own_dir.is_dir() else []
    for entry in own:
        files.add(entry, f"{own_dir}/{entry.name}")
    wanted: set[str] = set()
    paths = {name: list(_paths(Path(name))) for name in names}
    for path in (path for found in paths.values() for path in found):
        files.add(path, str(path))
        wanted.add(str(path))
    for name in (name for name, found in paths.items() if not found):
        wanted |= _of_id(name, files)
    chosen = {file: each for file, each in files.read.items() if not names or file in wanted}
    clashing = [
        Remark(file=str(clash.subject), key=clash.key, message=clash.message.partition(f"{clash.key}: ")[2])
        for clash in clashes(files.read.items())
    ]
    problems = [each for each in (*files.problems, *clashing) if not names or each.file in wanted]
    warnings = tuple(warning for file, each in chosen.items() for warning in _warnings(file, each, today))
    return Audit(chosen, tuple(dict.fromkeys(problems)), warnings)


def _listed(folder: Traversable) -> list[Traversable]:
    found = [each for each in folder.iterdir() if each.name.endswith(SUFFIX) and not each.name.startswith(".")]
    return sorted(found, key=lambda each: each.name)


def _paths(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from (path / entry.name for entry in _listed(path))
    elif path.suffix == SUFFIX:
        # One that is not there is told about as a file that can't be read.
        yield path


def _of_id(name: str, files: _Files) -> set[str]:
    found = {file for file, each in files.read.items() if each.id == name}
    found |= {remark.file for remark in files.problems if Path(remark.file).stem == name}
    if not found:
        message = (
            f"There is no publisher {name!r}, and no file or folder of that name. List them: khabar publishers list"
        )
        raise BadInput(message, subject=name)
    return found


def _warnings(file: str, publisher: Publisher, today: date) -> Iterator[Remark]:
    day = publisher.valid_until
    if publisher.has_rules and day is None:
        message = "is missing: markup changes, so say by which day somebody looks at the selectors again"
        yield Remark(file=file, key="valid_until", message=message)
    if day is not None and day < today:
        message = f"{day} has passed: compare the selectors with an article of today, then move the day on by a year"
        yield Remark(file=file, key="valid_until", message=message)
