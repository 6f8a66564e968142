"""`khabar publishers new`: a publisher file proposed from sample pages. The studying is khabar_worker.study's."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NamedTuple
from urllib.parse import urljoin

import typer
from rich.console import Console

from khabar.answer import FEED, Fetched
from khabar.cli import services
from khabar.cli.context import quiet_settings
from khabar.cli.show import Step, json_out, note, progress, table
from khabar.errors import BadInput, KhabarError, WrongType
from khabar.http import Client, open_client
from khabar.publishers.loader import load_publishers
from khabar.publishers.record import CatalogueFeed
from khabar.settings import Settings
from khabar_worker.study import Draft, Proposal, Sample, draft, propose, read_sample
from khabar_worker.study.golden import truth_of
from khabar_worker.study.site import Site

# Where content systems put their feeds, the commonest first.
COMMON_PATHS = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml")


class Source(NamedTuple):
    """A sample as it was read. `url` None: the page has to say it itself."""

    name: str
    body: bytes
    url: str | None
    charset: str | None


def new(
    context: typer.Context,
    sources: Annotated[
        list[str], typer.Argument(metavar="URL_OR_FILE…", help="Articles of one publisher; three are enough.")
    ],
    urls: Annotated[
        list[str] | None,
        typer.Option("--url", help="Address a file came from, once per file, in order. Default: its canonical link."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="File to write; an existing one is not overwritten.")
    ] = None,
    golden: Annotated[
        Path | None, typer.Option("--golden", help="Folder to keep the samples in as golden pages, for you to check.")
    ] = None,
    probe_feeds: Annotated[
        bool,
        typer.Option("--probe-feeds", help="Request the feeds that the pages link to, and up to six common addresses."),
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON: the file's text and the evidence for it.")
    ] = False,
) -> None:
    """Propose a publisher file from one publisher's articles, given as addresses or saved pages.

    The file goes to standard output, the evidence for it to the terminal. Selectors are proposed only where the general
    rules fail or the pages contradict themselves; whatever the pages do not say is left as a comment to fill in, never
    guessed. Only the addresses you give are requested, unless you add --probe-feeds.

    \b
    khabar publishers new https://delta.example/1 https://delta.example/2 -o publishers/delta.toml
    khabar publishers new a.html b.html --url https://delta.example/1 --url https://delta.example/2
    """
    settings = quiet_settings(context)
    if output is not None and output.exists():
        raise BadInput(f"{output} already exists. Choose another name, or move it away", subject=str(output))
    now = datetime.now(UTC)
    with progress() as step:
        read = asyncio.run(_read_all(settings, sources, urls or [], step))
    samples = [read_sample(s.body, name=s.name, url=s.url, charset=s.charset, now=now) for s in read]
    proposal = propose(samples, load_publishers(settings.publishers_dir), now)
    named = proposal.known.feeds if proposal.known else ()
    found = asyncio.run(_probed(settings, proposal.site, now)) if probe_feeds else _named(proposal.site.feeds)
    drafted = draft(proposal, named or found)
    if golden is not None:
        _keep(golden / (proposal.known.id if proposal.known else proposal.site.id), proposal.results, read)
    if as_json:
        json_out(_plain(proposal, drafted, named or found))
    elif output is not None:
        output.write_text(drafted.text, encoding="utf-8")
    else:
        sys.stdout.write(drafted.text)
        sys.stdout.flush()
    if not as_json:
        _tell(proposal, drafted, output)


async def _read_all(settings: Settings, sources: list[str], urls: list[str], step: Step) -> list[Source]:
    files = [name for name in sources if not _is_url(name)]
    if urls and len(urls) != len(files):
        raise BadInput(f"--url is given {len(urls)} times for {len(files)} files. Give it once per file, in order")
    where = dict(zip(files, urls, strict=True)) if urls else {}
    read: list[Source] = []
    async with open_client(settings) as client:
        for number, name in enumerate(sources, start=1):
            read.append(await _fetched(client, name) if _is_url(name) else _of_file(name, where.get(name)))
            step("samples", number, len(sources))
    return read


async def _fetched(client: Client, url: str) -> Source:
    try:
        answer = await client.fetch(url)
    except WrongType as error:
        raise BadInput(f"{url} is not a page: {error.message}. Give addresses of articles", subject=url) from None
    except KhabarError as error:
        error.message = error.message if url in error.message else f"{url}: {error.message}"
        raise
    assert isinstance(answer, Fetched)  # nothing conditional was asked
    return Source(url, answer.body, answer.final_url, answer.charset)


def _of_file(name: str, url: str | None) -> Source:
    if url is not None and not _is_url(url):
        raise BadInput(f"--url {url[:200]} is not a web address that begins with https://", subject=url[:200])
    try:
        return Source(name, Path(name).read_bytes(), url, None)
    except OSError as error:
        raise BadInput(f"{name} can't be read: {error.strerror}", subject=name) from error


def _is_url(name: str) -> bool:
    return name.startswith(("http://", "https://"))


def _named(urls: tuple[str, ...]) -> tuple[CatalogueFeed, ...]:
    return tuple(CatalogueFeed(urls=(url,), confidence="B", note="linked from its pages, not tried") for url in urls)


async def _probed(settings: Settings, site: Site, now: datetime) -> tuple[CatalogueFeed, ...]:
    """The feeds that answer as feeds: of those the pages name, else the first of the usual addresses that does."""
    parse = services.parse_feed()
    found: list[CatalogueFeed] = []
    usual = [urljoin(site.site_url, path) for path in COMMON_PATHS]
    async with open_client(settings) as client:
        for url in dict.fromkeys([*site.feeds, *usual]):
            if found and url not in site.feeds:
                break
            try:
                answer = await client.fetch(url, limits=FEED)
                assert isinstance(answer, Fetched)  # nothing conditional was asked
                parsed = parse(answer.body, url=answer.final_url, http_charset=answer.charset)
            except KhabarError as error:
                note(f"khabar: {url}: {error.code}: not a feed")
                continue
            told = f"{len(parsed.entries)} entries on {now.date()}"
            known = parsed.format if parsed.format in ("rss", "atom", "rdf", "json") else "unknown"
            found.append(CatalogueFeed(urls=(url,), confidence="A", format=known, note=told))
    return tuple(found)


def _keep(folder: Path, samples: tuple[Sample, ...], read: list[Source]) -> None:
    """The samples as golden pages. Their truth is what the rules say, marked as not compared by anybody."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, (sample, source) in enumerate(zip(samples, read, strict=True), start=1):
        page = folder / f"sample-{number}.html"
        if page.exists():
            note(f"khabar: {page} already exists and was not changed")
            continue
        page.write_bytes(source.body)
        page.with_suffix(".json").write_text(truth_of(sample), encoding="utf-8")


def _plain(proposal: Proposal, drafted: Draft, feeds: tuple[CatalogueFeed, ...]) -> dict[str, Any]:
    site = asdict(proposal.site)
    return {
        "toml": drafted.text,
        "missing": drafted.missing,
        "known": proposal.known.id if proposal.known else None,
        "site": site,
        "feeds": [feed.model_dump(mode="json") for feed in feeds],
        "selectors": proposal.selectors,
        "reasons": proposal.reasons,
        "unsettled": proposal.unsettled,
        "drops": proposal.drops,
        "fields": [asdict(row) for row in proposal.rows],
    }


def _tell(proposal: Proposal, drafted: Draft, output: Path | None) -> None:
    """What the file rests on, beside the output proper: nothing of it is part of the file."""
    console = Console(stderr=True)
    if console.is_terminal:
        columns = ("field", "sample", "general rules", "sure", "in doubt", "with the rule")
        rows = [
            (row.field, _last(row.sample), row.value, f"{row.sure:.2f}", row.doubt, row.with_rule)
            for row in proposal.rows
        ]
        table("\nwhat each sample gave", columns, rows, beside=True)
        note("")
    if len(proposal.samples) == 1:
        note("khabar: one sample may show what is true of that story only. Add two or three more")
    if drafted.missing:
        note(f"khabar: fill in {', '.join(drafted.missing)}; the pages do not say")
    check = f"khabar publishers check {output}" if output else "khabar publishers check FILE"
    note(f"khabar: read the file, then run: {check}")


def _last(name: str) -> str:
    return name.rstrip("/").rsplit("/", 1)[-1][-30:]
