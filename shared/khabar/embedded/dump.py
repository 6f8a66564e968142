"""PostgreSQL's own programs for backup and restore, from the wheel. They also serve a database of your own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

from khabar.embedded import account as accounts
from khabar.embedded.account import ENVIRONMENT
from khabar.embedded.programs import PostgresProgram, find_postgres
from khabar.errors import BadInput
from khabar.storage.server import session_variables

LOOK_SECONDS = 0.2
# Its progress in bytes of the file, as often as anybody wants to see it.
Told = Callable[[int], None]


def dump(url: str, file: Path, data_dir: Path, *, told: Told) -> None:
    """Write the whole database at `url` into `file`, consistent while everything runs. Only the caller can read it.

    `file` appears when it is whole.

    Raises:
        BadInput: it exists or can't be written, or what pg_dump said.
    """
    if file.exists():
        raise BadInput(f"{file} exists. Choose another name, or remove it first.", subject=str(file))
    half = file.with_name(file.name + ".half")
    try:
        half.touch(mode=0o600)
        half.chmod(0o600)
    except OSError as error:
        raise BadInput(f"{file} can't be written: {error.strerror}", subject=str(file)) from error
    try:
        command: list[str | Path] = [_program(data_dir).dump, "--format=custom", f"--file={half}"]
        _run(command, url, lambda: told(half.stat().st_size), file)
        half.rename(file)
    finally:
        half.unlink(missing_ok=True)


def restore(url: str, file: Path, data_dir: Path, *, told: Told) -> None:
    """Fill the empty database at `url` from `file`: wholly, or not at all.

    Raises:
        BadInput: `file` can't be read or is no dump, or what pg_restore said.
    """
    if not os.access(file, os.R_OK):
        raise BadInput(f"{file} can't be read.", subject=str(file))
    size = file.stat().st_size
    command: list[str | Path] = [
        _program(data_dir).restore, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
        "--dbname=", file,
    ]  # fmt: skip
    _run(command, url, lambda: told(size), file)


def _program(data_dir: Path) -> PostgresProgram:
    # As the caller: it is the caller's file, and the sockets let root in.
    me = accounts.Account(accounts.owner_name(os.geteuid()), os.geteuid(), os.getegid(), is_other=False)
    return find_postgres(me, data_dir, major=None)


def _run(command: list[str | Path], url: str, look: Callable[[], None], file: Path) -> None:
    environment: Mapping[str, str] = {**ENVIRONMENT, **session_variables(url)}
    process = subprocess.Popen(  # noqa: S603  # our own programs and arguments, no shell
        [str(part) for part in command],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace",
        env=environment,
    )  # fmt: skip
    with process:
        try:
            while True:
                try:
                    _, said = process.communicate(timeout=LOOK_SECONDS)
                    break
                except subprocess.TimeoutExpired:
                    look()
        finally:
            process.kill()
    if process.returncode != 0:
        name = Path(str(command[0])).name
        raise BadInput(f"{file}: {said.strip() or f'{name} failed without a message'}", subject=str(file))
