"""Backup into a file and restore into a fresh data folder, with real servers at both ends."""

from __future__ import annotations

import json
import stat
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from khabar import embedded
from khabar.errors import BadSetup
from khabar.settings import load_settings
from khabar.storage import articles, database, events, server
from khabar.storage.database import Connection
from khabar.storage.migrate import migrate
from khabar.storage.server import session_variables
from support.article_rows import an_article, store
from support.settled import settle


@pytest.fixture
def place(server_folder: Path) -> Iterator[Path]:
    """A data folder of this test's own that the servers' account can enter."""
    folder = server_folder / uuid.uuid4().hex[:12]
    folder.mkdir(mode=0o755)
    yield folder
    embedded.stop_if_unused(load_settings(_env_file=None, data_dir=folder))


def test_a_backup_restored_elsewhere_is_read_and_gone_on_with(
    khabar: Any, bare_khabar: Any, db: Connection, tmp_path: Path, place: Path
) -> None:
    stored = an_article(1, headline="افتتاح مكتبة الحي")
    store(db, stored)
    # As in an older cluster: with a number that a new one has not reached yet.
    db.execute(
        """insert into event (tx, id, type, data, article_id)
           select (pg_current_xact_id()::text::bigint + 5000)::text::xid8, gen_random_uuid(), 'article.created', '{}',
                  %s""",
        (stored.id,),
    )
    file = tmp_path / "khabar.dump"

    written = khabar("backup", str(file))
    restored = bare_khabar("restore", str(file), "--data-dir", str(place))

    assert (written.status, restored.status) == (0, 0), (written.error, restored.error)
    assert restored.out.startswith("1 articles restored.")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with embedded.running(load_settings(_env_file=None, data_dir=place), durable=False) as running:
        assert running.database_url is not None
        with database.connect(running.database_url, name="tests") as there:
            settle(there)
            record = articles.record_text(there, stored.id)
            assert record is not None
            assert json.loads(record)["headline"] == "افتتاح مكتبة الحي"
            (known,) = events.after(there, None)
            events.append(there, now=datetime.now(UTC), type="article.updated", article_id=stored.id, data={})
            settle(there)
            assert [event.type for event in events.after(there, known.position)] == ["article.updated"]


def test_what_a_database_of_another_encoding_holds_goes_into_one_of_utf8(
    db: Connection, bare_khabar: Any, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = an_article(1, headline="افتتاح مكتبة الحي")
    store(db, stored)
    names = {name: f"{name}_{uuid.uuid4().hex[:12]}" for name in ("narrow", "wide")}
    urls = {name: database_url.replace(f"/{db.info.dbname}?", f"/{other}?") for name, other in names.items()}
    files = {"whole": tmp_path / "whole.dump", "kept": tmp_path / "kept.dump"}
    try:
        db.execute(f"create database {names['narrow']} encoding 'SQL_ASCII' locale 'C' template template0".encode())
        db.execute(f"create database {names['wide']} encoding 'UTF8' template template0".encode())
        embedded.dump(database_url, files["whole"], tmp_path, told=lambda size: None)
        embedded.restore(urls["narrow"], files["whole"], tmp_path, told=lambda size: None)
        with database.connect(urls["narrow"], name="tests") as narrow, pytest.raises(BadSetup, match="khabar backup"):
            migrate(narrow)

        monkeypatch.setenv("KHABAR_DATABASE_URL", urls["narrow"])
        written = bare_khabar("backup", str(files["kept"]))
        monkeypatch.setenv("KHABAR_DATABASE_URL", urls["wide"])
        restored = bare_khabar("restore", str(files["kept"]))

        assert (written.status, restored.status) == (0, 0), (written.error, restored.error)
        with database.connect(urls["wide"], name="tests") as wide:
            record = articles.record_text(wide, stored.id)
        assert record is not None
        assert json.loads(record)["headline"] == "افتتاح مكتبة الحي"
    finally:
        for name in names.values():
            server.drop(db, name)


def test_a_restore_overwrites_nothing(khabar: Any, db: Connection, tmp_path: Path) -> None:
    store(db, an_article(1))
    file = tmp_path / "khabar.dump"
    khabar("backup", str(file))

    refused = khabar("restore", str(file))

    assert "not empty" in str(refused.error)
    assert articles.count(db) == 1


def test_a_backup_never_overwrites_a_file(khabar: Any, tmp_path: Path) -> None:
    file = tmp_path / "khabar.dump"
    file.write_bytes(b"precious")

    refused = khabar("backup", str(file))

    assert "exists" in str(refused.error)
    assert file.read_bytes() == b"precious"


def test_what_is_no_dump_leaves_the_database_empty(bare_khabar: Any, tmp_path: Path, place: Path) -> None:
    file = tmp_path / "khabar.dump"
    file.write_bytes(b"no dump")

    first = bare_khabar("restore", str(file), "--data-dir", str(place))
    again = bare_khabar("restore", str(file), "--data-dir", str(place))

    assert "pg_restore: " in str(first.error)
    assert "not empty" not in str(again.error)


def test_a_password_goes_to_the_program_by_the_environment() -> None:
    found = session_variables("postgresql://khabar:s3%40cret@db.example:5433/khabar")

    assert found == {
        "PGUSER": "khabar", "PGPASSWORD": "s3@cret", "PGHOST": "db.example", "PGPORT": "5433", "PGDATABASE": "khabar",
    }  # fmt: skip
