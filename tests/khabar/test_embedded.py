"""The embedded servers, started for real. `durable=False` only spares the disk."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from khabar import embedded, queue
from khabar.embedded import account as accounts
from khabar.embedded import process, programs
from khabar.embedded.account import Account
from khabar.errors import ServerWontStart
from khabar.settings import Settings, load_settings
from khabar.storage import database

IS_ROOT = os.geteuid() == 0


@pytest.fixture
def place(server_folder: Path) -> Iterator[Path]:
    """A folder of this test's own that the servers' account can enter."""
    folder = server_folder / uuid.uuid4().hex[:12]
    folder.mkdir(mode=0o755)
    yield folder
    embedded.stop_if_unused(at(folder))


@pytest.fixture(scope="module")
def made(server_folder: Path) -> Iterator[Path]:
    """A data folder whose servers have run once: making a cluster costs a second of CPU, copying it a tenth."""
    folder = server_folder / uuid.uuid4().hex[:12]
    folder.mkdir(mode=0o755)
    with embedded.running(at(folder), durable=False):
        pass
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def used(place: Path, made: Path) -> Path:
    """`place` with data of an earlier run."""
    copied(made, place)
    return place


def copied(made: Path, folder: Path) -> None:
    """Copy a data folder with its owners, which Python's own copying leaves out."""
    subprocess.run(["cp", "-a", f"{made}/.", folder], check=True)


def at(folder: Path, **more: object) -> Settings:
    return load_settings(_env_file=None, data_dir=folder, **more)


def ask(settings: Settings, statement: str) -> object:
    assert settings.database_url is not None
    with database.connect(settings.database_url, name="tests") as db:
        row = db.execute(statement.encode()).fetchone()
    assert row is not None
    return next(iter(row.values()))


def do(settings: Settings, statement: str) -> None:
    assert settings.database_url is not None
    with database.connect(settings.database_url, name="tests") as db:
        db.execute(statement.encode())


def postmaster(folder: Path) -> int:
    pid = process.read_pid(next(folder.glob("postgresql-*/data/postmaster.pid")))
    assert pid is not None
    return pid


def run_python(script: str, folder: Path) -> subprocess.Popen[str]:
    """Another process that works with the servers of `folder`."""
    return subprocess.Popen(
        [sys.executable, "-c", script, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


HOLDER = """
import sys
from khabar import embedded
from khabar.settings import load_settings
with embedded.running(load_settings(_env_file=None, data_dir=sys.argv[1]), durable=False):
    print("running", flush=True)
    sys.stdin.readline()
"""


def test_both_servers_start_keep_data_and_stop(place: Path) -> None:
    with embedded.running(at(place), durable=False) as first:
        do(first, "create table kept (word text); insert into kept values ('خبر')")
        assert first.redis_url is not None
        with queue.connect(first.redis_url) as client:
            client.set("word", "خبر")
    stopped = not (place / "run" / ".s.PGSQL.5432").exists() and not (place / "valkey" / "valkey.pid").exists()
    with embedded.running(at(place), durable=False) as second:
        word = ask(second, "select word from kept")
        assert second.redis_url is not None
        with queue.connect(second.redis_url) as client:
            hint = client.get("word")

    assert (stopped, word, hint) == (True, "خبر", "خبر".encode())


def test_nothing_listens_on_the_network(used: Path) -> None:
    with embedded.running(at(used), durable=False) as settings:
        addresses = ask(settings, "select current_setting('listen_addresses') as it")
        assert settings.redis_url is not None
        with queue.connect(settings.redis_url) as client:
            port = client.config_get("port")["port"]
        mode = (used / "run").stat().st_mode & 0o777

    assert (addresses, port, mode) == ("", "0", 0o700)


def test_a_second_process_joins_and_the_last_one_out_stops_the_servers(used: Path) -> None:
    with run_python(HOLDER, used) as other:
        assert other.stdout is not None
        other.stdout.readline()
        started_by_other = postmaster(used)
        with embedded.running(at(used), durable=False):
            joined = postmaster(used)
        still_runs = embedded.are_alive(at(used))
        other.communicate("\n")

    assert joined == started_by_other
    assert still_runs
    assert not embedded.are_alive(at(used))


def test_servers_of_a_killed_process_are_joined_and_then_stopped(used: Path) -> None:
    with run_python(HOLDER, used) as other:
        assert other.stdout is not None
        other.stdout.readline()
        other.kill()
    left_running = postmaster(used)

    with embedded.running(at(used), durable=False):
        joined = postmaster(used)

    assert joined == left_running
    assert not embedded.are_alive(at(used))


def test_killed_servers_are_recovered(used: Path) -> None:
    with embedded.running(at(used), durable=False) as settings:
        do(settings, "create table kept (n int); insert into kept values (7)")
        valkey = process.read_pid(used / "valkey" / "valkey.pid")
        assert valkey is not None
        for pid in (postmaster(used), valkey):
            os.kill(pid, signal.SIGKILL)
        while embedded.are_alive(at(used)):
            pass

        revived = embedded.revive(at(used), durable=False)

        assert revived
        assert ask(settings, "select n from kept") == 7
        assert not embedded.revive(at(used), durable=False)


def test_pid_files_that_name_other_programs_are_not_believed(used: Path) -> None:
    with embedded.running(at(used), durable=False):
        pid_file = next(used.glob("postgresql-*/data/postmaster.pid"))
        text = pid_file.read_text()
    mine = text.replace(text.split("\n", 1)[0], str(os.getpid()), 1)
    pid_file.write_text(mine)
    (used / "valkey" / "valkey.pid").write_text(f"{os.getpid()}\n")

    with embedded.running(at(used), durable=False) as settings:
        answer = ask(settings, "select 1 as one")

    assert answer == 1
    assert not process.answers(used / "run" / "valkey.sock")


def test_two_data_folders_work_at_the_same_time(place: Path, made: Path) -> None:
    for name in ("one", "two"):
        (place / name).mkdir(mode=0o755)
        copied(made, place / name)

    with (
        embedded.running(at(place / "one"), durable=False) as one,
        embedded.running(at(place / "two"), durable=False) as two,
    ):
        do(one, "create table only_here (n int)")
        there = ask(two, "select to_regclass('only_here') is not null as it")

    assert there is False


def test_a_long_path_gets_its_sockets_elsewhere(place: Path) -> None:
    deep = place / ("long" * 30)

    with embedded.running(at(deep), durable=False) as settings:
        answer = ask(settings, "select 1 as one")
        assert settings.redis_url is not None
        sockets = Path(settings.redis_url.removeprefix("unix://").partition("?")[0]).parent
        mode = sockets.stat().st_mode & 0o777

    sockets.rmdir()
    assert (answer, mode, sockets.is_relative_to(deep)) == (1, 0o700, False)


def test_only_the_server_without_url_is_started(place: Path, servers: Settings) -> None:
    with embedded.running(at(place, database_url=servers.database_url), durable=False) as settings:
        # Programs are copied there when PostgreSQL's account can't enter the folder they are installed in.
        started = sorted(path.name for path in place.iterdir() if path.is_dir() and path.name != "programs")

    assert settings.database_url == servers.database_url
    assert started == ["logs", "run", "valkey"]


def test_given_servers_mean_that_nothing_is_touched(tmp_path: Path) -> None:
    settings = at(tmp_path / "absent", database_url="postgresql://db/khabar", redis_url="redis://queue/0")

    with embedded.running(settings) as filled:
        assert filled == settings

    assert not (tmp_path / "absent").exists()


def test_what_the_environment_says_of_another_server_leads_nowhere_else(
    servers: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPORT", "54391")

    with database.connect(str(servers.database_url), name="tests") as db:
        assert db.execute("select 1 as n").fetchone() == {"n": 1}


def test_a_log_that_can_not_be_written_is_named(tmp_path: Path) -> None:
    me = Account("me", os.geteuid(), os.getegid(), is_other=False)
    log = tmp_path / "there.log"
    log.mkdir()  # root may write into any file, and nobody into a folder

    with pytest.raises(ServerWontStart, match=r"there\.log: Is a directory"):
        process.start("Server", ["/bin/true"], me, log, is_ready=lambda: True, seconds=1)


def test_a_cluster_half_made_is_made_again(used: Path) -> None:
    home = next(used.glob("postgresql-*"))
    (home / "data").rename(home / "data.half")
    (home / "data.half" / "PG_VERSION").unlink()

    with embedded.running(at(used), durable=False) as settings:
        answer = ask(settings, "select 1 as one")

    assert answer == 1
    assert not (home / "data.half").exists()


def test_a_torn_hint_log_is_put_aside(used: Path) -> None:
    manifest = next((used / "valkey" / "appendonlydir").glob("*.manifest"))
    manifest.write_text("torn")

    with embedded.running(at(used), durable=False) as settings:
        assert settings.redis_url is not None
        with queue.connect(settings.redis_url) as client:
            answered = client.ping()

    assert answered
    assert len(list((used / "valkey").glob("appendonlydir.broken-*"))) == 1


def test_a_data_folder_that_is_a_file_is_refused_plainly(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("in the way")

    with pytest.raises(ServerWontStart, match=r"can't be made or written.*KHABAR_DATA_DIR"):
        embedded.running(at(file)).__enter__()


def test_a_damaged_cluster_is_told_with_the_end_of_its_log(used: Path) -> None:
    data = next(used.glob("postgresql-*/data"))
    (data / "global" / "pg_control").unlink()

    with pytest.raises(ServerWontStart) as caught:
        embedded.running(at(used), durable=False).__enter__()

    assert "The embedded PostgreSQL ended with status" in caught.value.message
    assert str(used / "logs" / "postgresql.log") in caught.value.message
    assert "pg_control" in caught.value.message


def test_a_full_disk_is_named_as_such(tmp_path: Path) -> None:
    error = process.failure("PostgreSQL", "ended with status 1", "FATAL: x: No space left on device", tmp_path / "log")

    assert "the disk is full" in error.message


def test_data_of_another_version_is_not_touched(place: Path) -> None:
    data = place / "postgresql-9" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("9\n")

    with pytest.raises(ServerWontStart, match="was made by PostgreSQL 9, and the installed wheel has 16, 18"):
        embedded.running(at(place), durable=False).__enter__()

    shutil.rmtree(data.parent)


def test_a_user_runs_the_servers_as_itself() -> None:
    account = accounts.choose("", kept_uid=None)

    assert account.is_other == IS_ROOT
    assert account.uid != 0


def test_a_stale_socket_is_not_taken_for_a_server(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))

    assert not process.answers(tmp_path / "s")


# What root and users can try differs, so each has tests of its own.
if IS_ROOT:

    class TestAsRoot:
        """What differs when root starts the servers."""

        def test_the_servers_run_under_an_unprivileged_account(self, place: Path) -> None:
            with embedded.running(at(place, database_account="nobody"), durable=False):
                owner = Path(f"/proc/{postmaster(place)}").stat().st_uid
                valkey = process.read_pid(place / "valkey" / "valkey.pid")
                other = Path(f"/proc/{valkey}").stat().st_uid

            assert {owner, other} == {pwd.getpwnam("nobody").pw_uid}

        def test_data_of_an_account_is_served_by_that_account_again(self, place: Path) -> None:
            with embedded.running(at(place, database_account="nobody"), durable=False):
                pass

            with embedded.running(at(place), durable=False):
                owner = Path(f"/proc/{postmaster(place)}").stat().st_uid

            assert owner == pwd.getpwnam("nobody").pw_uid

        def test_a_closed_folder_on_the_way_is_named(self, place: Path) -> None:
            closed = place / "closed"
            closed.mkdir(mode=0o700)

            with pytest.raises(ServerWontStart) as caught:
                embedded.running(at(closed / "data"), durable=False).__enter__()

            assert f"may not enter {closed}." in caught.value.message
            assert f"chmod o+x {closed}" in caught.value.message
            assert "KHABAR_DATA_DIR" in caught.value.message

        def test_an_unknown_account_is_refused(self, place: Path) -> None:
            with pytest.raises(ServerWontStart, match="there is no account no-such-account"):
                embedded.running(at(place, database_account="no-such-account"), durable=False).__enter__()

        def test_programs_that_the_account_cannot_read_are_copied_once(self, place: Path) -> None:
            nobody = pwd.getpwnam("nobody")
            account = Account("nobody", nobody.pw_uid, nobody.pw_gid, is_other=True)
            home = place / "closed-home" / "site-packages"
            shipped = programs._wheel(programs.POSTGRES_WHEEL, "PostgreSQL", "KHABAR_DATABASE_URL")
            home.mkdir(parents=True)
            for folder in (shipped, shipped.with_name(shipped.name + ".libs")):
                (home / folder.name).symlink_to(folder)
            home.parent.chmod(0o700)

            found = programs._readable(
                home / shipped.name, account, place, lambda root: max(root.glob("pginstall*/bin/initdb"), default=root)
            )

            assert found.is_relative_to(place / "programs")
            assert account.run([max(found.glob("pginstall*")) / "bin" / "initdb", "--version"]).returncode == 0

else:

    def test_an_unwritable_data_folder_is_refused_plainly(tmp_path: Path) -> None:
        tmp_path.chmod(0o500)

        with pytest.raises(ServerWontStart, match=r"can't be made or written: Permission denied.*KHABAR_DATA_DIR"):
            embedded.running(at(tmp_path)).__enter__()
