"""Checks of settings and of the machine, before any server is asked. Rules take facts; the edges are at the end."""

from __future__ import annotations

import os
import shutil
import socket
import stat
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from khabar.address import is_loopback
from khabar.doctor.check import Check
from khabar.publishers.loader import Catalogue
from khabar.settings import Settings

LOW_DISK_BYTES, LOW_DISK_SHARE = 1_000_000_000, 0.05
# PostgreSQL writes its log in steps of 16 MB and stops when it can't: this is a dozen of them.
FULL_DISK_BYTES = 200_000_000
# File systems that are empty after the next start. Source: mount(8).
VANISHING = frozenset(("tmpfs", "ramfs"))
REACH_SECONDS = 3
NAMES_SHOWN = 3
# A fetch may take 30 s, a job a minute, and storing some seconds.
LEAST_LEASE_SECONDS = 75


def publishers(catalogue: Catalogue, today: date) -> Check:
    """Whether the rules of publishers are still looked after: a file says until when it was checked."""
    expired = [each.id for each in catalogue if each.valid_until is not None and each.valid_until < today]
    if expired:
        found = f"{len(expired)} of {len(catalogue)} files are past their valid_until: {named(expired)}"
        return Check("publishers", "look", found, "Try their pages with khabar feeds probe, and renew the date.")
    return Check("publishers", "ok", f"{len(catalogue)} files")


def contact(settings: Settings) -> Check:
    if settings.user_agent == Settings.model_fields["user_agent"].default or not (
        "@" in settings.user_agent or "://" in settings.user_agent
    ):
        advice = "Put your own address into KHABAR_USER_AGENT, so that publishers can reach you."
        return Check("user agent", "look", settings.user_agent, advice)
    return Check("user agent", "ok", settings.user_agent)


def lease(settings: Settings) -> Check:
    found = f"KHABAR_LEASE_SECONDS is {settings.lease_seconds}"
    if settings.lease_seconds < LEAST_LEASE_SECONDS:
        advice = f"Set it to {LEAST_LEASE_SECONDS} or more: what takes longer than its lease is done again and again."
        return Check("leases", "bad", found, advice)
    return Check("leases", "ok", found)


def variables(unknown: Mapping[str, str | None]) -> Check:
    """`unknown`: names that are no settings, with the setting each may be meant for."""
    if unknown:
        found = ", ".join(f"{name} is no setting" for name in unknown)
        meant = [f"{name}: did you mean {close}?" for name, close in unknown.items() if close]
        return Check("settings", "look", found, " ".join([*meant, "All of them: khabar settings"]))
    return Check("settings", "ok", "every KHABAR_… variable is one")


def proxies(names: Sequence[str]) -> Check:
    """`names`: variables of the environment that set a proxy."""
    if names:
        advice = "khabar asks publishers directly and ignores them; open the way out for it, or unset them."
        return Check("proxies", "look", f"{', '.join(names)} set", advice)
    return Check("proxies", "ok", "none set")


def env_file(path: Path) -> Check:
    """Whether others on this machine can read the file with the passwords."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return Check(".env", "ok", "none here")
    # A group may: whoever runs the services has to, where root owns the file.
    if mode & (stat.S_IROTH | stat.S_IWOTH | stat.S_IWGRP):
        return Check(".env", "look", f"others can read or change it (mode {mode:03o})", f"Run: chmod g-w,o= {path}")
    return Check(".env", "ok", f"closed to others (mode {mode:03o})")


def public_url(settings: Settings) -> Check:
    """Whether the links that clients get lead anywhere for them."""
    is_open = not is_loopback(settings.api_host)
    if settings.public_url is None:
        if is_open:
            advice = "Set KHABAR_PUBLIC_URL to the address under which clients reach the API."
            return Check("public url", "look", "not set, and other machines reach the API", advice)
        return Check("public url", "ok", "not set; the API is for this machine")
    url, host = str(settings.public_url), (settings.public_url.host or "").strip("[]")
    if is_open and is_loopback(host):
        return Check("public url", "bad", f"{url} leads every client to itself", "Set KHABAR_PUBLIC_URL to a real one.")
    if settings.public_url.scheme == "http" and not is_loopback(host):
        return Check("public url", "look", f"{url} is not encrypted", "Put a proxy with TLS in front; keys cross here.")
    return Check("public url", "ok", url)


def disk(free: int, total: int, file_system: str | None, folder: Path) -> Check:
    """`free` and `total` in bytes; `file_system` None where it can't be known."""
    found = f"{free / 1e9:.1f} GB free in {folder}"
    if file_system in VANISHING:
        advice = "Choose a KHABAR_DATA_DIR on a disk: everything here is gone after the next start."
        return Check("disk", "bad", f"{folder} is in memory ({file_system})", advice)
    if free < FULL_DISK_BYTES:
        return Check("disk", "bad", found, "Free some space now: PostgreSQL stops when the disk is full.")
    if free < LOW_DISK_BYTES or free < LOW_DISK_SHARE * total:
        return Check("disk", "look", found, "Free some space, or shorten KHABAR_KEEP_PAGES_DAYS.")
    return Check("disk", "ok", found)


def named(names: Sequence[str]) -> str:
    """The first of `names`, and how many more there are.

    >>> named(["a", "b", "c", "d"])
    'a, b, c and 1 more'
    """
    more = len(names) - NAMES_SHOWN
    return ", ".join(names[:NAMES_SHOWN]) + (f" and {more} more" if more > 0 else "")


def look_at_disk(folder: Path) -> Check:
    usage = shutil.disk_usage(folder)
    return disk(usage.free, usage.total, file_system_of(folder), folder)


def file_system_of(folder: Path) -> str | None:
    """The kind of file system that holds `folder`, such as ext4; None where the kernel does not tell.

    Source: proc_pid_mountinfo(5): the mount point is field 5, the kind follows the lone hyphen.
    """
    try:
        lines = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    place, kind = Path("/"), None
    for line in lines:
        before, _, after = line.partition(" - ")
        # Spaces are written as \040.
        point = Path(before.split()[4].replace("\\040", " "))
        # Of two mounts on one point the later one is seen.
        if folder.resolve().is_relative_to(point) and len(point.parts) >= len(place.parts):
            place, kind = point, after.split()[0]
    return kind


def folder_access(folder: Path) -> Check:
    """Whether this account can use the data folder, and no other may write into it."""
    at = next(each for each in (folder, *folder.parents) if each.exists())
    if os.statvfs(at).f_flag & os.ST_RDONLY:
        advice = "Mount it for writing, or choose another KHABAR_DATA_DIR."
        return Check("data folder", "bad", f"the file system of {at} is read-only", advice)
    if not at.is_dir() or not os.access(at, os.W_OK | os.X_OK):
        advice = "Run as the account that owns it, or choose another KHABAR_DATA_DIR."
        return Check("data folder", "bad", f"{at} can't be written by account {os.geteuid()}", advice)
    if at == folder and at.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return Check("data folder", "look", f"others can write into {folder}", f"Run: chmod go-w {folder}")
    return Check("data folder", "ok", str(folder))


def answers_as_khabar(settings: Settings) -> bool:
    """Whether an API of khabar answers at the address that is to be bound."""
    host = "127.0.0.1" if settings.api_host in ("0.0.0.0", "::") else settings.api_host  # noqa: S104 - compared only
    try:
        with socket.create_connection((host, settings.api_port), timeout=REACH_SECONDS) as there:
            there.sendall(b"GET /version HTTP/1.0\r\nHost: localhost\r\n\r\n")
            with there.makefile("rb") as answer:  # head and body may come one after the other
                said = answer.read(65_536)
    except OSError:
        return False
    return b"khabar.article/" in said or b"/problems/key-required" in said


def reach(settings: Settings) -> Check | None:
    """Whether the public address takes connections, from here; None when there is none or it was found wrong."""
    url = settings.public_url
    if url is None or url.host is None or is_loopback(url.host.strip("[]")):
        return None
    try:
        with socket.create_connection((url.host.strip("[]"), url.port or 443), timeout=REACH_SECONDS):
            return Check("public address", "ok", f"{url.host} takes connections")
    except OSError as error:
        advice = "Check name, proxy and firewall; some networks can't reach their own public address from inside."
        return Check("public address", "look", f"{url.host} can't be reached from here: {error}", advice)
