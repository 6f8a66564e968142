"""`make robustness`: how reading falls as pages change, beside two other extractors, as a table.

Pages are the golden ones, or GOLD and PAGES as for `make eval`. Each is changed at rising strengths, every change alone
and all together, always the same way. Nothing is fetched. Read with docs/extraction.md.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean

from evaluation.measures import measure, passages, shared
from evaluation.mutations import MUTATIONS, STRANGE, Mutation, mutated
from evaluation.reading import NOTHING, Reading, Truth, Unit, read_record, read_truth, visible
from khabar.decode import decode
from khabar.errors import BadContent
from khabar_worker.preview import preview

GOLDEN = Path(__file__).parents[1] / "golden"
STRENGTHS = (0.0, 0.25, 0.5, 0.75, 1.0)
ALL = "all together"
COLUMNS = ("title", "body", "strange")
NOW = datetime(2026, 4, 14, 9, 0, tzinfo=UTC)

Texts = Mapping[str, tuple[str, str]]
Figures = dict[str, float]


@dataclass(frozen=True)
class Subject:
    """A page in text, with what stands on it."""

    truth: Truth
    html: str


def golden_subjects() -> list[Subject]:
    """The golden pages that are articles; their expected blocks are the truth."""
    paths = [path for path in sorted(GOLDEN.glob("*/*.html")) if path.parent.name != "refused"]
    return [Subject(_golden_truth(path), decode(path.read_bytes(), http_charset=None).text) for path in paths]


def stored_subjects(gold: Path, pages: Path) -> list[Subject]:
    """Pages and truth files as `make eval` takes them."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(gold.glob("*.json"))]
    truths = [read_truth(entry) for entry in found if entry.get("url") and "blocks" in entry]
    read = ((truth, (pages / f"{truth.id}.html").read_bytes()) for truth in truths)
    return [Subject(truth, decode(body, http_charset=None).text) for truth, body in read]


def read_by_khabar(html: str, url: str) -> Reading:
    """What khabar reads by its general rules; nothing when it refuses the page."""
    try:
        article = preview(
            html.encode("utf-8", "replace"), url=url, published=None, is_text=False, publisher=None,
            http_charset="utf-8", now=NOW,
        )  # fmt: skip
    except BadContent:
        return NOTHING
    return read_record(article)


def read_by_peer(title: str, text: str) -> Reading:
    """A peer's lines are paragraphs."""
    lines = [Unit("paragraph", visible(line)) for line in text.splitlines() if visible(line)]
    return Reading(title=visible(title), authors=frozenset(), published=None, body=tuple(lines))


def figures(truth: Truth, reading: Reading) -> Figures:
    """Title right, body F1, and how many texts of the changes are in the body."""
    printed = " ".join(unit.text for unit in reading.body)
    scores = measure(truth, reading)
    return {
        "title": scores["title"] or 0.0,
        "body": scores["body"] or 0.0,
        "strange": float(sum(visible(text) in printed for text in STRANGE)),
    }


def curve(
    subjects: Sequence[Subject], mutations: Sequence[Mutation], strength: float, ask: Callable[[str, str], Texts]
) -> dict[str, Figures]:
    """The mean figures of khabar and of each peer that `ask` knows, over all subjects at one strength."""
    rows: dict[str, list[Figures]] = {}
    for seed, subject in enumerate(subjects):
        paragraphs = [unit.text for unit in subject.truth.body if unit.kind == "paragraph"]
        html = mutated(subject.html, paragraphs, mutations, strength, seed)
        readings = {"khabar": read_by_khabar(html, subject.truth.url)}
        readings |= {name: read_by_peer(*texts) for name, texts in ask(html, subject.truth.url).items()}
        for name, reading in readings.items():
            rows.setdefault(name, []).append(figures(subject.truth, reading))
    return {name: {key: fmean(row[key] for row in found) for key in COLUMNS} for name, found in rows.items()}


def has_text(subject: Subject) -> bool:
    """Whether there is running text to score."""
    return bool(passages(subject.truth.body)) and bool(shared(subject.truth.titles, subject.truth.titles).wanted)


@contextmanager
def peers(python: Path | None) -> Iterator[Callable[[str, str], Texts]]:
    """A function that asks the peers' process; without an interpreter there are no peers."""
    if python is None:
        yield lambda html, url: {}
        return
    command = [str(python), str(Path(__file__).with_name("peer_texts.py"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        asked, answers = process.stdin, process.stdout

        def ask(html: str, url: str) -> Texts:
            asked.write(json.dumps({"url": url, "text": html}) + "\n")
            asked.flush()
            answer = answers.readline()
            if not answer:
                raise RuntimeError("the peers' process has died; what it said stands above")
            found: Texts = json.loads(answer)
            return found

        yield ask
        asked.close()


def main() -> int:
    """0; 2 when there is nothing to score."""
    parser = argparse.ArgumentParser(prog="make robustness", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--gold", type=Path, metavar="FOLDER")
    parser.add_argument("--pages", type=Path, metavar="FOLDER")
    parser.add_argument("--peers-python", type=Path, metavar="FILE", help="interpreter of the other extractors")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    options = parser.parse_args()
    if bool(options.gold) != bool(options.pages):
        parser.error("give both --gold and --pages, or neither for the golden pages")
    found = stored_subjects(options.gold, options.pages) if options.gold else golden_subjects()
    subjects = [subject for subject in found if has_text(subject)]
    if not subjects:
        print("no page to score", file=sys.stderr)
        return 2
    table: dict[str, dict[str, dict[str, Figures]]] = {}
    with peers(options.peers_python) as ask:
        for name, mutations in [*((name, [one]) for name, one in MUTATIONS.items()), (ALL, list(MUTATIONS.values()))]:
            for strength in STRENGTHS if name == ALL else STRENGTHS[::4]:
                if strength == 0 and name != ALL:
                    continue
                print(f"\r{name}, strength {strength}   ", end="", file=sys.stderr, flush=True)
                table.setdefault(name, {})[str(strength)] = curve(subjects, mutations, strength, ask)
    print(file=sys.stderr)
    print(_lines(table, len(subjects)))
    if options.json:
        options.json.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    return 0


def _lines(table: dict[str, dict[str, dict[str, Figures]]], pages: int) -> str:
    names = list(next(iter(table[ALL].values())))
    lines = [f"{pages} pages; title and body 0..1, strange: texts of the changes found in a body, a page", ""]
    lines.append(f"{'change':20}{'strength':>9}" + "".join(f"{f'{n} {c}':>21}" for n in names for c in COLUMNS))
    for change, rows in sorted(table.items(), key=lambda entry: entry[0] == ALL):
        for strength, found in rows.items():
            cells = "".join(f"{found[name][column]:>21.3f}" for name in names for column in COLUMNS)
            lines.append(f"{change:20}{strength:>9}{cells}")
    return "\n".join(lines)


def _golden_truth(path: Path) -> Truth:
    wanted = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return read_truth(
        {
            "id": f"{path.parent.name}/{path.stem}",
            "url": wanted["url"],
            "title": wanted.get("headline"),
            "published": wanted.get("published_at"),
            "authors": wanted.get("authors"),
            "lead_image": {"src": wanted["lead"]} if wanted.get("lead") else None,
            "blocks": [_block(kind, value) for kind, value in wanted["blocks"]],
        }
    )


def _block(kind: str, value: object) -> dict[str, object]:
    if kind == "list":
        assert isinstance(value, list)
        return {"type": "list", "items": [_item(item) for item in value]}
    if kind == "table":
        return {"type": "table", "rows": value}
    return (
        {"type": kind, "src": value} if kind in ("image", "video", "audio", "embed") else {"type": kind, "text": value}
    )


def _item(item: object) -> object:
    return {"text": item[0], "items": [_item(inner) for inner in item[1]]} if isinstance(item, list) else item


if __name__ == "__main__":
    raise SystemExit(main())
