"""Reads the publisher files, shipped and your own, into one frozen catalogue. What a file may say is in check.py."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from khabar.errors import BadPublisher
from khabar.publishers.check import ascii_host, check_publisher
from khabar.publishers.record import Publisher

SUFFIX = ".toml"


@dataclass(frozen=True)
class Catalogue:
    """All publishers, ordered by id. No id, domain or feed URL occurs twice."""

    publishers: tuple[Publisher, ...] = ()

    def __iter__(self) -> Iterator[Publisher]:
        return iter(self.publishers)

    def __len__(self) -> int:
        return len(self.publishers)

    def by_id(self, publisher_id: str) -> Publisher | None:
        """The publisher with this id; None when the catalogue has none."""
        return self._ids.get(publisher_id)

    def for_url(self, url: str) -> Publisher | None:
        """The publisher whose domain is the longest suffix of the URL's host, by whole labels; None when none is.

        Only the host counts: a host that also serves other languages gives the same publisher for all of them.
        None also for what is no URL.
        """
        try:
            host = urlsplit(url).hostname
        except ValueError:
            return None
        labels = ascii_host(host or "").split(".")
        for start in range(len(labels)):
            if found := self._domains.get(".".join(labels[start:])):
                return found
        return None

    @cached_property
    def _ids(self) -> dict[str, Publisher]:
        return {publisher.id: publisher for publisher in self.publishers}

    @cached_property
    def _domains(self) -> dict[str, Publisher]:
        return {ascii_host(domain): publisher for publisher in self.publishers for domain in publisher.domains}


def load_publishers(extra_dir: Path | None = None) -> Catalogue:
    """The shipped publishers, with those of `extra_dir` added; on the same id the file in `extra_dir` wins whole.

    Files that do not end in `.toml` are passed over, so a README may lie beside them.

    Raises:
        BadPublisher: a file, or two files together, are wrong; the message says what to change.
    """
    shipped = dict(_read_folder(shipped_folder(), prefix=""))
    own = dict(_read_folder(_own_folder(extra_dir), prefix=f"{extra_dir}/")) if extra_dir is not None else {}
    overridden = {publisher.id for publisher in own.values()}
    # Own files come last, so that a clash is told about the file its reader can change.
    kept = [(file, each) for file, each in shipped.items() if each.id not in overridden] + list(own.items())
    for clash in clashes(kept):
        raise clash
    return Catalogue(tuple(sorted((publisher for _, publisher in kept), key=lambda each: each.id)))


def shipped_folder() -> Traversable:
    return files("khabar.publishers") / "catalogue"


def _own_folder(folder: Path) -> Path:
    if not folder.is_dir():
        message = "is not a folder: create it, or unset KHABAR_PUBLISHERS_DIR"
        raise BadPublisher(message, file=str(folder), key="publishers_dir")
    return folder


def _read_folder(folder: Traversable, prefix: str) -> Iterator[tuple[str, Publisher]]:
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        if entry.name.endswith(SUFFIX) and not entry.name.startswith("."):
            yield prefix + entry.name, _read_file(entry, prefix + entry.name)


def _read_file(entry: Traversable, file: str) -> Publisher:
    publisher = check_publisher(read_table(entry, file), file)
    if publisher.id + SUFFIX != entry.name:
        raise BadPublisher(not_its_name(publisher.id, entry.name), file=file, key="id")
    return publisher


def read_table(entry: Traversable, file: str) -> dict[str, Any]:
    """What a publisher file holds, unchecked.

    Raises:
        BadPublisher: it can't be read, or is no TOML.
    """
    try:
        return tomllib.loads(entry.read_bytes().decode("utf-8"))
    except OSError as error:
        raise BadPublisher(f"can't be read: {error.strerror}", file=file, key="(file)") from None
    except UnicodeDecodeError as error:
        message = f"is not UTF-8 at byte {error.start}: save it as UTF-8"
        raise BadPublisher(message, file=file, key="(file)") from None
    except tomllib.TOMLDecodeError as error:
        raise BadPublisher(f"is not TOML: {error}", file=file, key="(file)") from None


def not_its_name(publisher_id: str, name: str) -> str:
    return f"is '{publisher_id}' in a file called '{name}': make them the same"


def clashes(kept: Iterable[tuple[str, Publisher]]) -> Iterator[BadPublisher]:
    """Every domain and feed address that two places claim; ids can't clash, file names being unique."""
    domains: dict[str, str] = {}
    addresses: dict[str, str] = {}
    for file, publisher in kept:
        for at, domain in enumerate(publisher.domains):
            first = domains.setdefault(ascii_host(domain), file)
            if first != file or domain in publisher.domains[:at]:
                message = f"'{domain}' is already in {first}: keep it in one place"
                yield BadPublisher(message, file=file, key=f"domains[{at}]")
        for feed_at, feed in enumerate(publisher.feeds):
            for url_at, url in enumerate(feed.urls):
                key = f"feeds[{feed_at}].urls[{url_at}]"
                first = addresses.setdefault(_same_feed(url), f"{file} {key}")
                if first != f"{file} {key}":
                    yield BadPublisher(f"'{url}' is already in {first}: keep it in one place", file=file, key=key)


def _same_feed(url: str) -> str:
    """Addresses that differ only in http/https, `www.` or a last slash are one feed."""
    parts = urlsplit(url)
    host = ascii_host(parts.netloc).removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}?{parts.query}"


@cache
def kept_publishers(extra_dir: Path | None) -> Catalogue:
    """As load_publishers, but read once for the life of the process, and of those forked from it."""
    return load_publishers(extra_dir)
