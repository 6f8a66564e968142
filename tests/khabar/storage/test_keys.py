"""API keys: what is stored of them, and which texts are one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from khabar.storage import keys
from khabar.storage.database import Connection

NOW = datetime.now(UTC)


def test_a_key_is_known_by_its_text_and_only_a_hash_is_stored(db: Connection) -> None:
    key, text = keys.create(db, name="قارئ", scopes=["read", "hooks:write"])

    found = keys.check(db, text)

    row = db.execute("select * from api_key").fetchone()
    assert row is not None
    assert found == key
    assert text.startswith(f"khb_{key.id}_")
    assert len(row["secret_hash"]) == 32
    assert text.split("_", 2)[2] not in str(row)


def test_two_keys_differ_in_id_and_secret(db: Connection) -> None:
    (first, text), (second, other) = (keys.create(db, name=name, scopes=["read"]) for name in ("a", "b"))

    assert first.id != second.id
    assert text.split("_", 2)[2] != other.split("_", 2)[2]
    assert [key.name for key in keys.find(db)] == ["a", "b"]


@pytest.mark.parametrize(
    "change",
    [
        lambda text, _: text[:-1] + ("A" if text[-1] != "A" else "B"),
        lambda text, other: text[:13] + other[13:],
        lambda text, _: text.removeprefix("khb_"),
        lambda text, _: text[:12] + "ff" + text[12:],
        lambda text, _: text + "\n",
        lambda text, _: text[:-1],
        lambda text, _: text.upper(),
        lambda text, _: text.replace("_", "\0", 1),
        lambda text, _: text[:-1] + "\ud800",
        lambda _text, _: "",
    ],
    ids=["last letter", "other's secret", "prefix", "long id", "newline", "short", "upper", "NUL", "surrogate", "none"],
)  # fmt: skip
def test_a_text_that_is_no_key_is_refused(db: Connection, change: object) -> None:
    _, text = keys.create(db, name="a", scopes=["read"])
    _, other = keys.create(db, name="b", scopes=["read"])
    assert callable(change)

    assert keys.check(db, change(text, other)) is None


def test_a_revoked_key_is_refused_and_revoked_once(db: Connection) -> None:
    key, text = keys.create(db, name="a", scopes=["read"])

    done, again, unknown = keys.revoke(db, key.id), keys.revoke(db, key.id), keys.revoke(db, "00000000")

    assert (done, again, unknown) == (True, False, False)
    assert keys.check(db, text) is None
    assert keys.find(db)[0].revoked_at is not None
    assert not keys.any_exists(db)


@pytest.mark.parametrize(("days", "works"), [(-1, False), (1, True), (None, True)], ids=["past", "future", "never"])
def test_a_key_works_until_it_expires(db: Connection, days: int | None, works: bool) -> None:
    expires_at = None if days is None else NOW + timedelta(days=days)
    _, text = keys.create(db, name="a", scopes=["read"], expires_at=expires_at)

    assert (keys.check(db, text) is not None) is works


def test_the_last_use_is_noted_once_a_minute(db: Connection) -> None:
    key, _ = keys.create(db, name="a", scopes=["read"])

    keys.touch(db, key.id)
    first = keys.find(db)[0].last_used_at
    keys.touch(db, key.id)
    second = keys.find(db)[0].last_used_at
    db.execute("update api_key set last_used_at = last_used_at - interval '2 minutes'")
    keys.touch(db, key.id)

    assert first is not None
    assert second == first
    assert keys.find(db)[0].last_used_at != first - timedelta(minutes=2)


def test_shared_secrets_are_there_before_a_service_asks_for_them(db: Connection) -> None:
    made = {row["name"] for row in db.execute("select name from setting")}

    db.execute("set default_transaction_read_only = on")  # as where there is no room for another one

    assert made >= set(keys.KEPT_SECRETS)
    assert all(keys.kept_secret(db, name) for name in keys.KEPT_SECRETS)


def test_a_kept_secret_stays_the_same_for_its_name(db: Connection) -> None:
    first, again, other = keys.kept_secret(db, "a"), keys.kept_secret(db, "a"), keys.kept_secret(db, "b")

    assert first == again != other
    assert len(first) == 43
