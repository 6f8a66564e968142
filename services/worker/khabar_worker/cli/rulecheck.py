"""`khabar publishers check`: what is wrong with publisher files, and what their rules make of golden pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from khabar.cli.context import Json, is_json, quiet_settings
from khabar.cli.show import json_out, progress, say, table
from khabar.errors import BadInput
from khabar.publishers.audit import Audit, Remark, audit
from khabar_worker.study import golden

GOLDEN = "golden"


class Page(NamedTuple):
    """One golden page, compared."""

    publisher: str
    file: str
    compared: golden.Compared


def check(
    context: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="ID_OR_FILE…", help="Ids, files or folders. Default: your own and the shipped ones."),
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option("--against", help="Folder of golden pages. Default: golden/ in your publishers' folder."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Check publisher files: every problem at once, outdated selectors, and golden pages.

    Golden pages are in FOLDER/<publisher's id>/: a page NAME.html and its correct record NAME.json, in the format of
    docs/extraction.md. The exit status is 1 when a file has a problem or a page comes out wrong.

    \b
    khabar publishers check ./publishers
    khabar publishers check delta-voice --against golden
    """
    settings = quiet_settings(context)
    now = datetime.now(UTC)
    found = audit(names or (), settings.publishers_dir, now.date())
    folder = _golden_folder(against, [*(Path(name) for name in names or ()), settings.publishers_dir])
    told = {(each.file, each.key) for each in found.problems}
    problems = [*found.problems, *(each for each in _unreadable(found) if (each.file, each.key) not in told)]
    pages = list(_compared(found, folder, now)) if folder is not None else []
    unmatched = list(_unmatched(found, pages))
    if is_json(as_json):
        json_out(_plain(found, problems, pages, unmatched))
    else:
        _show(found, problems, pages, unmatched)
    if problems or any(not page.compared.right for page in pages):
        raise typer.Exit(1)


def _golden_folder(against: Path | None, beside: list[Path | None]) -> Path | None:
    if against is not None:
        if not against.is_dir():
            raise BadInput(f"--against {against} is not a folder", subject=str(against))
        return against
    # A folder of files, or the folder that a named file lies in, may have its golden pages beside them.
    places = [each if each.is_dir() else each.parent for each in beside if each is not None and each.exists()]
    return next((place / GOLDEN for place in places if (place / GOLDEN).is_dir()), None)


def _unreadable(found: Audit) -> Iterator[Remark]:
    for file, publisher in found.publishers.items():
        for key, selector in golden.unreadable(publisher):
            yield Remark(file=file, key=key, message=f"'{selector}' is not valid CSS. Try it in a browser")


def _compared(found: Audit, folder: Path, now: datetime) -> Iterator[Page]:
    wanted = [
        (publisher, page)
        for publisher in found.publishers.values()
        for page in sorted((folder / publisher.id).glob("*.html"))
    ]
    with progress() as step:
        for number, (publisher, page) in enumerate(wanted, start=1):
            truth = golden.read_truth(_truth_text(page), str(page.with_suffix(".json")))
            yield Page(publisher.id, str(page), golden.compare(page.read_bytes(), truth, publisher, now))
            step("golden pages", number, len(wanted))


def _truth_text(page: Path) -> str:
    file = page.with_suffix(".json")
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        message = f"{page} has no {file.name} beside it. Write down its correct record; see docs/extraction.md"
        raise BadInput(message, subject=str(file)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{file} can't be read: {error}", subject=str(file)) from None


def _unmatched(found: Audit, pages: list[Page]) -> Iterator[Remark]:
    """Selectors that matched no element of any golden page of their publisher."""
    for file, publisher in found.publishers.items():
        own = [page for page in pages if page.publisher == publisher.id]
        for key in own[0].compared.matched if own else ():
            if not any(page.compared.matched[key] for page in own):
                yield Remark(file=file, key=key, message=_nothing(key, len(own)))


def _nothing(key: str, pages: int) -> str:
    where = "the golden page" if pages == 1 else f"any of the {pages} golden pages"
    action = "add a page that has it, or remove the selector"
    return f"matches nothing on {where}: {action}" + ("" if key.startswith("drops") else "; the general rules decide")


def _plain(found: Audit, problems: list[Remark], pages: list[Page], unmatched: list[Remark]) -> dict[str, Any]:
    return {
        "publishers": len(found.publishers),
        "problems": [each.model_dump() for each in problems],
        "warnings": [each.model_dump() for each in (*found.warnings, *unmatched)],
        "pages": [
            {
                "publisher": page.publisher,
                "file": page.file,
                "right": page.compared.right,
                "checked": page.compared.checked,
                "refused": page.compared.refused,
                "missed": page.compared.missed,
                "fields": [
                    {"field": v.field, "right": v.right, "found": v.found, "wanted": v.wanted}
                    for v in page.compared.verdicts
                ],
            }
            for page in pages
        ],
    }


def _show(found: Audit, problems: list[Remark], pages: list[Page], unmatched: list[Remark]) -> None:
    for title, remarks in (("problems", problems), ("look at these", [*found.warnings, *unmatched])):
        if remarks:
            table(title, ("file", "key", "what to do"), ((each.file, each.key, each.message) for each in remarks))
            say("")
    if pages:
        table(
            "golden pages",
            ("page", "right", "wrong", "found", "wanted"),
            [row for page in pages for row in _rows(page)],
        )
        say("")
    right = sum(page.compared.right for page in pages)
    unchecked = sum(not page.compared.checked for page in pages)
    feeds = sum(len(each.feeds) for each in found.publishers.values())
    told = f"{len(found.publishers)} publishers, {feeds} feeds: {_count(problems, 'problem')}"
    told += f"; {right} of {_count(pages, 'golden page')} right" if pages else "; no golden pages"
    told += f' ({unchecked} not checked by a person yet: see "checked")' if unchecked else ""
    say(told)


def _count(things: list[Any], name: str) -> str:
    return f"{len(things)} {name}" if len(things) == 1 else f"{len(things) or 'no'} {name}s"


def _rows(page: Page) -> Iterator[tuple[str | None, ...]]:
    name = f"{page.publisher}/{Path(page.file).stem}"
    if page.compared.refused is not None:
        yield name, None, "all", page.compared.refused, "a record"
        return
    right = " ".join(verdict.field for verdict in page.compared.verdicts if verdict.right)
    wrong = [verdict for verdict in page.compared.verdicts if not verdict.right]
    if not wrong:
        yield name, right, None, None, None
    for at, verdict in enumerate(wrong):
        yield name if at == 0 else "", right if at == 0 else "", verdict.field, verdict.found, verdict.wanted
    for missed in page.compared.missed:
        yield "", "", "(rule)", missed, None
