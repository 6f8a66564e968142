"""`khabar feeds import` and `export`: subscriptions as OPML, or one address a line."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from khabar.cli.context import Json, is_json, opened, quiet_settings
from khabar.cli.show import json_out, note, progress, say, table
from khabar.errors import BadInput
from khabar.feed_list import as_opml, subscribe_line
from khabar.opml import read_opml
from khabar.opml_shapes import Outline
from khabar.publishers.loader import load_publishers
from khabar.storage import audit, feed_places, feeds
from khabar.subscribe import subscribe


def import_(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="OPML, or one address per line; - for stdin.")] = None,
    catalogue: Annotated[
        bool, typer.Option("--catalogue", help="Subscribe to the feeds of the shipped publishers.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Subscribe to every feed of a list. Nothing is added twice.

    \b
    khabar feeds import subscriptions.opml
    khabar feeds import --catalogue
    """
    if (file is None) == (not catalogue):
        raise BadInput("Give a file or --catalogue, not both.")
    settings = quiet_settings(context)
    known = load_publishers(settings.publishers_dir)
    listed = _listed(file) if file else []
    if file and not listed:
        raise BadInput(f"{file} lists no feeds. Use OPML, or one address per line.", subject=str(file))
    refused: dict[str, str] = {}
    lines: list[dict[str, str | None]] = []
    new = old = 0
    with opened(settings) as (filled, db), progress() as step:
        if catalogue:
            done = subscribe(db, known, filled, datetime.now(UTC))
            new, old, refused = done.new, done.known, dict(done.refused)
        for number, (folders, outline) in enumerate(listed, start=1):
            url = (outline.xml_url or "").strip()
            try:
                now, publisher = datetime.now(UTC), known.for_url(url)
                _, is_new = subscribe_line(db, folders, outline, settings=filled, now=now, publisher=publisher)
                new, old = new + is_new, old + (not is_new)
                lines.append({"url": url, "result": "added" if is_new else "known", "detail": None})
            except BadInput as error:
                refused[url] = error.message
                lines.append({"url": url, "result": "refused", "detail": error.message})
            step("feeds", number, len(listed))
        audit.note(db, "feeds.import", "catalogue" if catalogue else str(file), added=new, known=old)
    if is_json(as_json):
        json_out({"new": new, "known": old, "refused": refused, "lines": lines})
    else:
        if refused:
            table("Refused", ("feed", "reason"), refused.items())
        say(f"{new} added, {old} known, {len(refused)} refused")
    if refused:
        raise typer.Exit(1)


def _read(file: Path) -> bytes:
    if str(file) == "-":
        return sys.stdin.buffer.read()
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInput(f"{file} can't be read: {error.strerror}", subject=str(file)) from error


def _listed(file: Path) -> list[tuple[tuple[Outline, ...], Outline]]:
    """Each line with the folders it lies in."""
    data = _read(file)
    if b"<" in data[:1000]:
        try:
            return list(read_opml(data).feeds())
        except BadInput as error:
            raise BadInput(f"{file}: {error.message}", subject=str(file)) from error
    lines = (line.strip() for line in data.decode("utf-8-sig", "replace").splitlines())
    return [((), Outline(xml_url=line)) for line in lines if line and not line.startswith("#")]


def export(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="File to write; without it, or with -, stdout.")] = None,
) -> None:
    """Write all subscriptions as OPML 2.0.

    \b
    khabar feeds export > subscriptions.opml
    """
    with opened(quiet_settings(context)) as (_, db):
        found, places = feeds.find(db), feed_places.of_all(db)
    data = as_opml(found, places)
    if file is None or str(file) == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        try:
            file.write_bytes(data)
        except OSError as error:
            raise BadInput(f"{file} can't be written: {error.strerror}", subject=str(file)) from error
        note(f"{len(found)} feeds written to {file}")
