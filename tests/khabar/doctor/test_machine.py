"""What the doctor says of settings and of the machine."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from khabar.doctor import machine
from khabar.publishers.loader import Catalogue
from khabar.publishers.record import Publisher
from khabar.settings import ignored_proxies, load_settings, unknown_variables

FOLDER = Path("/var/lib/khabar")
GB = 1_000_000_000


def publisher(valid_until: date | None) -> Publisher:
    return Publisher(
        id="minbar", name_ar="منبر الوادي", name_en="Minbar", country="EG", time_zone="Africa/Cairo",
        site_url="https://minbar.example", domains=("minbar.example",), valid_until=valid_until,
    )  # fmt: skip


def test_rules_of_a_publisher_past_their_date_are_named() -> None:
    catalogue = Catalogue((publisher(date(2026, 11, 1)),))

    before, after = (machine.publishers(catalogue, date(2026, 11, day)) for day in (1, 2))

    assert before.verdict == "ok"
    assert (after.verdict, after.found) == ("look", "1 of 1 files are past their valid_until: minbar")


@pytest.mark.parametrize(
    ("agent", "verdict"),
    [
        ("khabar/0.1 (+https://github.com/khabar-news/khabar)", "look"),
        ("news reader", "look"),
        ("khabar/0.1 (desk@minbar.example)", "ok"),
        ("khabar/0.1 (+https://minbar.example/bot)", "ok"),
    ],
)
def test_publishers_must_be_able_to_reach_whoever_asks_them(agent: str, verdict: str) -> None:
    check = machine.contact(load_settings(_env_file=None, user_agent=agent))

    assert check.verdict == verdict


@pytest.mark.parametrize(("seconds", "verdict"), [(30, "bad"), (74, "bad"), (75, "ok"), (90, "ok")])
def test_a_lease_outlasts_a_fetch_and_a_job(seconds: int, verdict: str) -> None:
    assert machine.lease(load_settings(_env_file=None, lease_seconds=seconds)).verdict == verdict


def test_a_misspelt_variable_is_told_with_the_setting_it_may_mean(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("KHABAR_API_PROT=9000\n")

    unknown = unknown_variables()
    check = machine.variables({name: unknown[name] for name in ("KHABAR_API_PROT",)})

    assert check.verdict == "look"
    assert "did you mean KHABAR_API_PORT?" in check.advice
    assert machine.variables({}).verdict == "ok"


def test_a_proxy_in_the_environment_is_told_to_be_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ignored_proxies():
        monkeypatch.delenv(name)
    without = machine.proxies(ignored_proxies())
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")

    check = machine.proxies(ignored_proxies())

    assert without.verdict == "ok"
    assert (check.verdict, check.found) == ("look", "HTTPS_PROXY set")
    assert "ignores" in check.advice


def test_a_file_of_settings_that_others_can_read_is_found(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    absent = machine.env_file(file)
    file.write_text("KHABAR_CURSOR_SECRET=…", encoding="utf-8")
    file.chmod(0o644)
    opened = machine.env_file(file)
    file.chmod(0o640)

    closed = machine.env_file(file)

    assert (absent.verdict, opened.verdict, closed.verdict) == ("ok", "look", "ok")
    assert opened.advice == f"Run: chmod g-w,o= {file}"


def test_khabar_is_known_by_an_answer_that_comes_in_pieces() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor() as threads:

        def answer() -> None:
            there, _ = listener.accept()
            with there:
                there.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                there.recv(1000)
                for letter in b'HTTP/1.0 401 Unauthorized\r\n\r\n{"type":"/problems/key-required"}':
                    there.sendall(bytes([letter]))

        answered = threads.submit(answer)
        settings = load_settings(_env_file=None, api_port=listener.getsockname()[1])
        is_khabar = machine.answers_as_khabar(settings)
        answered.result()

    assert is_khabar


@pytest.mark.parametrize(
    ("host", "url", "verdict"),
    [
        ("127.0.0.1", None, "ok"),
        ("0.0.0.0", None, "look"),
        ("0.0.0.0", "http://localhost:8000", "bad"),
        ("0.0.0.0", "https://[::1]/", "bad"),
        ("0.0.0.0", "http://news.minbar.example", "look"),
        ("0.0.0.0", "https://news.minbar.example", "ok"),
        ("127.0.0.1", "http://localhost:8000", "ok"),
    ],
)
def test_the_public_url_must_lead_clients_to_the_api(host: str, url: str | None, verdict: str) -> None:
    check = machine.public_url(load_settings(_env_file=None, api_host=host, public_url=url))

    assert check.verdict == verdict


def test_a_public_address_without_a_name_is_not_reached() -> None:
    check = machine.reach(load_settings(_env_file=None, public_url="https://khabar.invalid"))

    assert check is not None
    assert (check.verdict, check.name) == ("look", "public address")


@pytest.mark.parametrize(
    ("free", "total", "kind", "verdict"),
    [
        (50 * GB, 100 * GB, "ext4", "ok"),
        (50 * GB, 100 * GB, None, "ok"),
        (GB // 2, 2 * GB, "ext4", "look"),
        (4 * GB, 100 * GB, "ext4", "look"),
        (GB // 10, 100 * GB, "ext4", "bad"),
        (50 * GB, 100 * GB, "tmpfs", "bad"),
    ],
)
def test_a_disk_that_is_full_or_in_memory_is_found(free: int, total: int, kind: str | None, verdict: str) -> None:
    assert machine.disk(free, total, kind, FOLDER).verdict == verdict


def test_the_kind_of_a_file_system_is_that_of_the_innermost_mount() -> None:
    assert machine.file_system_of(Path("/proc/self")) in {"proc", None}


def test_a_data_folder_that_is_no_folder_can_not_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    assert machine.folder_access(tmp_path / "file" / "data").verdict == "bad"


def test_a_data_folder_that_others_may_write_is_found(tmp_path: Path) -> None:
    fine = machine.folder_access(tmp_path / "not yet made")
    tmp_path.chmod(0o777)

    check = machine.folder_access(tmp_path)

    assert fine.verdict == "ok"
    assert (check.verdict, check.advice) == ("look", f"Run: chmod go-w {tmp_path}")
