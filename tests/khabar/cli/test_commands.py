"""The other commands, and how errors end."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from khabar.errors import BadInput, KhabarError
from khabar.settings import Settings
from khabar.storage import database, server
from khabar.storage.database import Connection

PAGE = """<html lang="ar"><head><title>افتتاح مكتبة الحي</title><meta property="og:title" content="افتتاح مكتبة الحي">
</head><body><article><h1>افتتاح مكتبة الحي</h1>
<p>افتتحت بلدية المدينة اليوم مكتبة الحي الشرقي بعد ترميم استمر عاما كاملا، بحضور عدد كبير من السكان والطلاب.</p>
<p>وقال مدير المكتبة إن القاعة الجديدة تتسع لمئتي قارئ، وإنها ستفتح أبوابها كل يوم من الصباح حتى المساء.</p>
</article></body></html>"""


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as a shell runs it."""
    return subprocess.run(
        [str(Path(sys.executable).with_name("khabar")), *arguments],
        capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin", **environment}, cwd="/",
    )  # fmt: skip


def test_a_page_in_a_file_becomes_a_record_without_any_server(offline_khabar: Any, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(PAGE, encoding="utf-8")

    outcome = offline_khabar("extract", str(file), "--url", "https://example.com/news/1")

    record = json.loads(outcome.out)
    assert (outcome.status, record["headline"]) == (0, "افتتاح مكتبة الحي")
    assert outcome.out.startswith("{\n")


def test_arabic_is_written_whatever_the_locale_says(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(PAGE, encoding="utf-8")
    ascii_only = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}

    done = subprocess.run(
        [str(Path(sys.executable).with_name("khabar")), "extract", str(file)],
        capture_output=True, check=False, env={"PATH": "/usr/bin:/bin", **ascii_only}, cwd="/",
    )  # fmt: skip

    assert json.loads(done.stdout.decode())["headline"] == "افتتاح مكتبة الحي"
    assert done.returncode == 0


def test_a_file_that_can_not_be_opened_is_named_without_a_traceback(tmp_path: Path) -> None:
    lock = tmp_path / "start.lock"
    lock.mkdir()

    done = subprocess.run(
        [str(Path(sys.executable).with_name("khabar")), "--data-dir", str(tmp_path), "feeds", "list"],
        capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin"}, cwd="/",
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (2, f"khabar: {lock}: Is a directory\n")


def test_a_file_whose_name_is_no_text_stops_no_other(tmp_path: Path) -> None:
    good = tmp_path / "page.html"
    good.write_text(PAGE, encoding="utf-8")
    absent = bytes(tmp_path) + b"/\xc8\xff.html"

    done = subprocess.run(
        [str(Path(sys.executable).with_name("khabar")), "extract", absent, str(good)],
        capture_output=True, check=False, env={"PATH": "/usr/bin:/bin"}, cwd="/",
    )  # fmt: skip

    assert json.loads(done.stdout.decode())["headline"] == "افتتاح مكتبة الحي"
    assert "can't be read" in done.stderr.decode()
    assert done.returncode == 1


def test_several_pages_give_one_line_each_and_a_failure_does_not_stop_the_others(
    offline_khabar: Any, tmp_path: Path
) -> None:
    file = tmp_path / "page.html"
    file.write_text(PAGE, encoding="utf-8")

    outcome = offline_khabar("extract", str(file), str(tmp_path / "absent.html"), str(file))

    assert [json.loads(line)["headline"] for line in outcome.out.splitlines()] == ["افتتاح مكتبة الحي"] * 2
    assert outcome.status == 1


def test_plain_text_is_dated_as_told(offline_khabar: Any) -> None:
    text = "افتتاح مكتبة الحي\n\nافتتحت بلدية المدينة اليوم مكتبة الحي الشرقي بعد ترميم استمر عاما كاملا.\n"

    outcome = offline_khabar("extract", "--text", "-", "--published", "2026-07-09", typed=text.encode())

    assert json.loads(outcome.out)["published_at"].startswith("2026-07-0")


def test_a_page_without_a_date_takes_the_one_that_is_told(offline_khabar: Any) -> None:
    dated = PAGE.replace("<head>", '<head><meta property="article:published_time" content="2025-05-04T10:00:00Z">')

    without, own = (
        json.loads(offline_khabar("extract", "-", "--published", "2026-07-09", typed=page.encode()).out)
        for page in (PAGE, dated)
    )

    assert (without["published_at"][:10], without["dates"]["published"]["method"]) == ("2026-07-09", "manual")
    assert without["provenance"]["/published_at"]["method"] == "manual"
    assert own["published_at"][:10] == "2025-05-04"


@pytest.mark.parametrize(
    ("options", "body", "said"),
    [
        (("--url", "notaurl"), PAGE.encode(), "--url notaurl is not a web address"),
        (("--published", "2023-99-09"), PAGE.encode(), "'2023-99-09' is not a date"),
        (("--text", "--published", "2023-99-09"), PAGE.encode(), "'2023-99-09' is not a date"),
        ((), b"<html></html>", "page.html: "),
        ((), bytes(range(256)) * 9, "page.html: "),
    ],
    ids=["url", "date of a page", "date of a text", "nothing to read", "binary"],
)
def test_what_can_not_be_extracted_is_told_with_its_file(
    offline_khabar: Any, tmp_path: Path, options: tuple[str, ...], body: bytes, said: str
) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(body)

    outcome = offline_khabar("extract", str(file), *options)

    assert isinstance(outcome.error, KhabarError)
    assert said in outcome.error.message


def test_an_unknown_address_is_not_an_item(khabar: Any) -> None:
    outcome = khabar("items", "why", "https://example.com/never-seen")

    assert (json.loads(outcome.out), outcome.status) == ([], 1)


def test_a_dead_item_is_given_up_for_good(khabar: Any, db: Connection) -> None:
    khabar("feeds", "add", "https://example.com/rss")
    db.execute(
        """insert into item (feed_id, guid_key, guid, entry, entry_hash, stage, state, last_error)
           select id, '\\x01', 'g1', '{}', '\\x02', 'extract', 'dead', 'worker died 8 times' from feed"""
    )
    (item_id,) = [row["id"] for row in db.execute("select id from item").fetchall()]

    wrong = khabar("items", "dismiss", str(item_id), str(item_id + 1))
    dismissed = json.loads(khabar("items", "dismiss", str(item_id)).out)
    again = khabar("items", "requeue", str(item_id))

    assert isinstance(wrong.error, BadInput)
    assert isinstance(again.error, BadInput)
    assert dismissed == [item_id]
    assert json.loads(khabar("items", "quarantine").out) == []
    (line,) = db.execute("select state, outcome from item").fetchall()
    assert (line["state"], line["outcome"]) == ("done", "dismissed")
    assert [line["subject"] for line in db.execute("select subject from audit where action = 'item.dismiss'")] == [
        str(item_id)
    ]


def test_dead_items_are_listed_and_requeued(khabar: Any, db: Connection) -> None:
    khabar("feeds", "add", "https://example.com/rss")
    db.execute(
        """insert into item (feed_id, guid_key, guid, entry, entry_hash, stage, state, last_error)
           select id, '\\x01', 'g1', '{}', '\\x02', 'extract', 'dead', 'worker died 8 times' from feed"""
    )

    before = json.loads(khabar("items", "quarantine").out)
    requeued = json.loads(khabar("items", "requeue", str(before[0]["id"])).out)
    after = json.loads(khabar("items", "quarantine").out)
    again = khabar("items", "requeue", str(before[0]["id"]))

    assert (before[0]["last_error"], after) == ("worker died 8 times", [])
    assert requeued == [before[0]["id"]]
    assert isinstance(again.error, BadInput)


def test_a_key_is_shown_once_and_can_be_revoked(khabar: Any) -> None:
    made = json.loads(khabar("keys", "create", "app", "--scope", "read", "--scope", "feeds:write", "--days", "30").out)
    listed = khabar("keys", "list").out
    told = json.loads(khabar("keys", "revoke", made["key"]).out)
    revoked = json.loads(khabar("keys", "list").out)[0]["revoked_at"]

    assert made["key"].startswith(f"khb_{made['id']}_")
    assert made["scopes"] == ["read", "feeds:write"]
    assert made["key"] not in listed
    assert (told, revoked is not None) == ([made["id"]], True)


def test_a_key_without_a_name_is_refused(khabar: Any) -> None:
    assert isinstance(khabar("keys", "create", " ").error, BadInput)


def test_an_unknown_scope_is_refused_with_those_that_exist(khabar: Any) -> None:
    outcome = khabar("keys", "create", "app", "--scope", "everything")

    assert isinstance(outcome.error, BadInput)
    assert "read, feeds:write, hooks:write, admin" in outcome.error.message


def test_the_settings_hide_secrets() -> None:
    done = run(
        "settings", KHABAR_DATABASE_URL="postgresql://k:s3cret@db/khabar", KHABAR_CURSOR_SECRET="s3cret of a test"
    )

    values = {row["name"]: row["value"] for row in json.loads(done.stdout)}
    assert values["KHABAR_DATABASE_URL"] == "postgresql://k:[hidden]@db/khabar"
    assert values["KHABAR_CURSOR_SECRET"] == "[hidden]"
    assert "s3cret" not in done.stdout + done.stderr


def test_the_doctor_finds_everything_in_order(khabar: Any) -> None:
    outcome = khabar("doctor")

    verdicts = {check["name"]: check["verdict"] for check in json.loads(outcome.out)}
    assert (verdicts["database"], verdicts["queue"], verdicts["migrations"]) == ("ok", "ok", "ok")
    assert (verdicts["feeds"], outcome.status) == ("look", 0)


def test_the_doctor_names_a_server_that_does_not_answer(offline_khabar: Any) -> None:
    outcome = offline_khabar("doctor")

    verdicts = {check["name"]: check["verdict"] for check in json.loads(outcome.out)}
    assert (verdicts["database"], verdicts["queue"], outcome.status) == ("bad", "bad", 1)


def test_the_schema_names_the_fields_of_the_record(offline_khabar: Any) -> None:
    schema = json.loads(offline_khabar("schema").out)

    assert {"headline", "body", "published_at"} <= set(schema["properties"])


def test_publishers_of_a_country_are_listed(offline_khabar: Any) -> None:
    found = json.loads(offline_khabar("publishers", "list", "--country", "EG").out)

    assert {each["country"] for each in found} == {"EG"}


@pytest.mark.parametrize(
    ("arguments", "environment", "status", "said"),
    [
        (("settings",), {"KHABAR_API_PORT": "many"}, 2, "khabar: KHABAR_API_PORT: "),
        (("feeds", "list"), {"KHABAR_DATABASE_URL": "postgresql://127.0.0.1:1/x", "KHABAR_REDIS_URL": "redis://q"}, 1,
         "khabar: PostgreSQL does not answer"),
        (("extract", "absent.html"), {}, 2, "khabar: absent.html can't be read"),
    ],
    ids=["setting", "database", "file"],
)  # fmt: skip
def test_errors_are_one_line_without_traceback(
    arguments: tuple[str, ...], environment: dict[str, str], status: int, said: str
) -> None:
    done = run(*arguments, **environment)

    assert done.returncode == status
    assert done.stderr.startswith(said)
    assert done.stderr.count("\n") == 1


def test_an_own_database_is_migrated_only_when_asked(servers: Settings) -> None:
    assert servers.database_url is not None
    with database.connect(servers.database_url, name="tests") as db:
        server.create(db, "unmigrated")
    url = servers.database_url.replace("@/khabar?", "@/unmigrated?")

    before = run("feeds", "list", KHABAR_DATABASE_URL=url, KHABAR_REDIS_URL=str(servers.redis_url))
    migrated = run("migrate", KHABAR_DATABASE_URL=url, KHABAR_REDIS_URL=str(servers.redis_url))
    after = run("feeds", "list", KHABAR_DATABASE_URL=url, KHABAR_REDIS_URL=str(servers.redis_url))

    with database.connect(servers.database_url, name="tests") as db:
        server.drop(db, "unmigrated")
    assert (before.returncode, before.stderr.partition(". ")[2]) == (2, "Run: khabar migrate\n")
    first, *_, last = map(json.loads, migrated.stderr.splitlines())
    assert (first["event"], first["number"], first["service"]) == ("migrated", 1, "migrate")
    assert last["event"] == "up_to_date"
    assert migrated.stdout == ""
    assert after.stdout == "[]\n"
