"""Both servers of one data folder, shared by every process that uses it. Not here: how each one is run."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from khabar.embedded import account as accounts
from khabar.embedded.account import Account
from khabar.embedded.locks import Share, alone
from khabar.embedded.postgres import SOCKET, Postgres
from khabar.embedded.process import answers
from khabar.embedded.programs import find_postgres, find_valkey
from khabar.embedded.valkey import Valkey
from khabar.errors import ServerWontStart
from khabar.settings import Settings

# A socket's path has 108 bytes on Linux and 104 on macOS, its closing zero included.
SOCKET_PATH_BYTES = 100
VALKEY_SOCKET = "valkey.sock"


@contextmanager
def running(settings: Settings, *, durable: bool = True) -> Iterator[Settings]:
    """Settings with both URLs filled; what has no URL is started under the data folder, or joined if it runs.

    Whoever leaves last stops the servers. Killed processes leave theirs running, and the next one joins those.
    `durable` False is for tests: faster, and data survives a killed server but not a power cut.

    Raises:
        ServerWontStart: says which server, why, and what to do.
    """
    if not settings.is_embedded:
        yield settings
        return
    folder = data_folder(settings)
    with alone(folder / "start.lock"):
        share = Share(folder / "users.lock")
        try:
            filled = _start(settings, folder, durable=durable)
        except BaseException:
            _leave(share, settings, folder)
            raise
    try:
        yield filled
    finally:
        with alone(folder / "start.lock"):
            _leave(share, settings, folder)


def revive(settings: Settings, *, durable: bool = True) -> bool:
    """Start again what died; whether anything had. `settings` are the ones that `running` was given.

    Raises:
        ServerWontStart: it does not come back.
    """
    if not settings.is_embedded:
        return False
    folder = data_folder(settings)
    with alone(folder / "start.lock"):
        if all(server.is_ready() for server in _servers(settings, folder, durable=durable)):
            return False
        _start(settings, folder, durable=durable)
        return True


def stop_if_unused(settings: Settings) -> bool:
    """Stop servers that a killed process left running; False when some process still uses them."""
    folder = data_folder(settings)
    with alone(folder / "start.lock"):
        return _leave(Share(folder / "users.lock"), settings, folder)


def are_alive(settings: Settings) -> bool:
    """Whether the servers that `settings` embed take connections; cheap enough for every second."""
    folder = data_folder(settings)
    sockets = _socket_folder(folder, accounts.choose(settings.database_account, kept_uid=_owner(folder)))
    wanted = {SOCKET: settings.database_url, VALKEY_SOCKET: settings.redis_url}
    return all(answers(sockets / name) for name, url in wanted.items() if url is None)


def _leave(share: Share, settings: Settings, folder: Path) -> bool:
    is_last = share.leave()
    if is_last:
        for server in _servers(settings, folder, durable=True):
            server.stop()
    return is_last


def _start(settings: Settings, folder: Path, *, durable: bool) -> Settings:
    urls: dict[str, str] = {}
    for server in _servers(settings, folder, durable=durable):
        server.start()
        urls["database_url" if isinstance(server, Postgres) else "redis_url"] = server.url()
    return settings.model_copy(update=urls)


def _servers(settings: Settings, folder: Path, *, durable: bool) -> list[Postgres | Valkey]:
    """The servers that no URL stands for, as they are laid out under `folder`."""
    clusters = sorted(folder.glob("postgresql-*/data/PG_VERSION"))
    account = accounts.choose(settings.database_account, kept_uid=_owner(folder))
    sockets = _socket_folder(folder, account)
    logs = folder / "logs"
    logs.mkdir(exist_ok=True)
    found: list[Postgres | Valkey] = []
    if settings.database_url is None:
        major = int(clusters[-1].parent.parent.name.removeprefix("postgresql-")) if clusters else None
        program = find_postgres(account, folder, major=major)
        home = folder / f"postgresql-{program.major}"
        account.own(home)
        found.append(Postgres(program, account, home, sockets, logs / "postgresql.log", durable))
    if settings.redis_url is None:
        home = folder / "valkey"
        account.own(home)
        found.append(Valkey(find_valkey(account, folder), account, home, sockets / VALKEY_SOCKET, logs / "valkey.log"))
    accounts.require_entry(account, folder)
    return found


def _owner(folder: Path) -> int | None:
    """Whose data exists in `folder`; None when there is none yet."""
    homes = [*folder.glob("postgresql-*"), *folder.glob("valkey")]
    return homes[0].stat().st_uid if homes else None


def data_folder(settings: Settings) -> Path:
    """The data folder, made if it is missing.

    Raises:
        ServerWontStart: it can't be made or written.
    """
    folder = settings.data_dir.absolute()
    try:
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            # Root's servers run under another account, which has to get in; what is inside is closed to others.
            folder.chmod(0o755 if os.geteuid() == 0 else 0o700)
        (folder / "logs").mkdir(exist_ok=True)
        if not os.access(folder, os.W_OK):
            number = errno.EROFS if os.statvfs(folder).f_flag & os.ST_RDONLY else errno.EACCES
            raise OSError(number, os.strerror(number))
    except OSError as error:
        raise ServerWontStart(
            f"The data folder {folder} can't be made or written: {error.strerror}. "
            "Choose another one with KHABAR_DATA_DIR or --data-dir.",
            subject=str(folder),
        ) from error
    return folder


def _socket_folder(folder: Path, account: Account) -> Path:
    """Where the sockets are: under the data folder, or in the temporary folder when that path would be too long."""
    place = folder / "run"
    if len(os.fsencode(place / SOCKET)) > SOCKET_PATH_BYTES:
        # Not $TMPDIR: every process that uses this data folder has to come to the same place.
        name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
        place = Path("/tmp") / f"khabar-{account.uid}-{name}"  # noqa: S108  # own() refuses a folder of somebody else's
    account.own(place)
    return place
