"""The system account that the embedded servers run under, and what it can reach. Not here: the servers."""

from __future__ import annotations

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from khabar.errors import ServerWontStart

# PostgreSQL refuses to run as root. A distribution's package makes `postgres`; `nobody` is everywhere.
CANDIDATES = ("postgres", "nobody")
# Nothing is inherited: PGDATA, PGPORT and the like would change what the servers do.
ENVIRONMENT = {"LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/bin:/bin"}


@dataclass(frozen=True)
class Account:
    """Who the servers run as. `is_other` False: the caller, so that no change of user is needed."""

    name: str
    uid: int
    gid: int
    is_other: bool

    def run(self, command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
        """Run `command` to its end under this account; output and errors come back together as text."""
        return subprocess.run(  # noqa: S603  # our own programs and arguments, no shell
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
            cwd="/",
            env=ENVIRONMENT,
            user=self.uid if self.is_other else None,
            group=self.gid if self.is_other else None,
            extra_groups=[] if self.is_other else None,
        )

    def spawn(self, command: Sequence[str | Path], log: IO[bytes]) -> subprocess.Popen[bytes]:
        """Start `command` under this account in a session of its own, so that Ctrl-C does not reach it."""
        return subprocess.Popen(  # noqa: S603  # our own programs and arguments, no shell
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=ENVIRONMENT,
            start_new_session=True,
            user=self.uid if self.is_other else None,
            group=self.gid if self.is_other else None,
            extra_groups=[] if self.is_other else None,
        )

    def can_enter(self, folder: Path) -> bool:
        """Whether the account may go through `folder`; asked of the kernel, which also knows ACLs."""
        return not self.is_other or self.run(["test", "-x", folder]).returncode == 0

    def own(self, folder: Path) -> None:
        """Make `folder` if it is missing, and give it to the account alone.

        Raises:
            ServerWontStart: it can't be made, or it belongs to somebody else.
        """
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            status = folder.lstat()
            if self.is_other and status.st_uid == 0:
                os.chown(folder, self.uid, self.gid, follow_symlinks=False)
            elif status.st_uid != self.uid:
                raise ServerWontStart(
                    f"{folder} belongs to {owner_name(status.st_uid)}, and the servers would run as {self.name}. "
                    "Run khabar as that account, or choose another folder with KHABAR_DATA_DIR."
                )
            folder.chmod(0o700)
        except OSError as error:
            raise ServerWontStart(f"{folder} can't be prepared for {self.name}: {error.strerror}.") from error


def owner_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def choose(wanted: str, *, kept_uid: int | None) -> Account:
    """The account to use. A user runs the servers as itself; root as `wanted`, else postgres, else nobody.

    `kept_uid` owns the data that exists (None: there is none yet): root goes on as that account.

    Raises:
        ServerWontStart: there is no such account.
    """
    uid = os.geteuid()
    if uid != 0:
        return Account(owner_name(uid), uid, os.getegid(), is_other=False)
    if kept_uid:
        try:
            entry = pwd.getpwuid(kept_uid)
            return Account(entry.pw_name, kept_uid, entry.pw_gid, is_other=True)
        except KeyError:
            return Account(f"user {kept_uid}", kept_uid, kept_uid, is_other=True)
    for name in (wanted,) if wanted else CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(name, entry.pw_uid, entry.pw_gid, is_other=True)
    names = wanted or " or ".join(CANDIDATES)
    raise ServerWontStart(
        f"PostgreSQL does not run as root, and there is no account {names} to run it under. "
        "Name an unprivileged account with KHABAR_DATABASE_ACCOUNT, or run khabar as an ordinary user."
    )


def require_entry(account: Account, folder: Path) -> None:
    """See to it that `account` can reach `folder`.

    Raises:
        ServerWontStart: names the folder that is closed, and what to do.
    """
    if account.can_enter(folder):
        return
    closed = next((part for part in (*reversed(folder.parents), folder) if not account.can_enter(part)), folder)
    raise ServerWontStart(
        f"The embedded servers run as {account.name}, which may not enter {closed}. "
        f"Choose another data folder with KHABAR_DATA_DIR or --data-dir, or open this one: chmod o+x {closed}",
        subject=str(closed),
    )
