"""`make eval-arabic DATA="folder …"`: every figure of khabar's Arabic rules that the folders hold labelled data for.

Data are told by what stands in the files (see `sources.py` and docs/arabic.md); the file's name matters not.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from evaluation.arabic import dates, tags, texts
from evaluation.arabic.sources import Kind, kinds_of
from evaluation.measures import Hits
from evaluation.search import lemmas_score, pairs_score, questions_score

_KINDS = {"person": "people", "organization": "organisations", "place": "places", "all": "all names"}


class Row(NamedTuple):
    """One line of the table."""

    data: str
    measure: str
    figures: str


Scorer = Callable[[list[Path]], Iterator[Row]]


def main() -> int:
    """0; 2 when the folders hold nothing that can be scored."""
    options = _options()
    missing = [str(path) for path in options.data if not path.exists()]
    if missing:
        print(f"{', '.join(missing)}: no such file or folder", file=sys.stderr)
        return 2
    files = kinds_of(options.data)
    rows: list[Row] = []
    for kind, (title, scored) in _SCORERS.items():
        paths = [path for path, found in files.items() if found == kind]
        if not paths:
            print(f"{title}: no data, left out", file=sys.stderr)
        elif kind == "questions" and options.without_server:
            print(f"{title}: left out, as asked", file=sys.stderr)
        else:
            for row in scored(paths):
                rows.append(row)
                print(f"{row.data[:38]:40}{row.measure:26}{row.figures}", flush=True)
    if options.json:
        told = [row._asdict() for row in rows]
        options.json.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0 if rows else 2


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make eval-arabic", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, nargs="+", help="folders, searched with all below them, or files")
    parser.add_argument("--without-server", action="store_true", help="leave out what needs PostgreSQL: questions")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows there too")
    return parser.parse_args()


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8-sig").splitlines()


def _tables(
    measure: str, answers: Callable[[Sequence[dates.Row]], dates.Answers]
) -> Callable[[list[Path]], Iterator[Row]]:
    """A scorer of tables with a line of column names."""

    def scored(paths: list[Path]) -> Iterator[Row]:
        for path in paths:
            yield Row(path.name, measure, str(answers(list(dates.rows_of(_lines(path))))))

    return scored


def _search(measure: str, score: Callable[[list[str]], str]) -> Scorer:
    def scored(paths: list[Path]) -> Iterator[Row]:
        for path in paths:
            yield Row(path.name, measure, score(_lines(path)))

    return scored


def _questions(paths: list[Path]) -> Iterator[Row]:
    for path in paths:
        yield Row(path.name, "search", questions_score(json.loads(path.read_text(encoding="utf-8"))))


def _timex(paths: list[Path]) -> Iterator[Row]:
    for folder, inside in _by_folder(paths):
        documents = [path.read_text(encoding="utf-8-sig", errors="replace") for path in inside]
        yield Row(f"{folder}, {len(inside)} texts", "dates with their year", str(dates.timex_dates(documents)))


def _texts(paths: list[Path]) -> Iterator[Row]:
    for folder, inside in _by_folder(paths):
        hits = texts.score([json.loads(path.read_text(encoding="utf-8")) for path in inside])
        for measure in texts.MEASURES:
            yield Row(f"{folder}, {len(inside)} texts", measure, _shares(hits[measure]))


def _tags(paths: list[Path]) -> Iterator[Row]:
    for folder, inside in _by_folder(paths):
        lines = [line for path in inside for line in [*_lines(path), ""]]
        found = tags.score(lines)
        title = f"{folder}, {found.tokens:,} tokens"
        for kind, exact in found.exact.items():
            yield Row(title, _KINDS[kind], f"{_shares(exact)}; some word in common: F1 {found.alike[kind].f1:.3f}")
        if found.tagger is not None:
            yield Row(title, "the tagger alone", _shares(found.tagger))


def _by_folder(paths: list[Path]) -> Iterator[tuple[str, list[Path]]]:
    """The files of one folder together: they are parts of one set."""
    for folder in dict.fromkeys(path.parent for path in paths):
        yield folder.name, [path for path in paths if path.parent == folder]


def _shares(hits: Hits) -> str:
    return f"P {hits.precision:.3f}  R {hits.recall:.3f}  F1 {hits.f1:.3f}  of {hits.wanted}"


_SCORERS: dict[Kind, tuple[str, Scorer]] = {
    "dates": ("Publication dates", _tables("publication dates", dates.published_dates)),
    "mentions": ("Dates in text, one by one", _tables("dates in text", dates.date_mentions)),
    "timex": ("Dates in text, TIMEX3", _timex),
    "languages": ("Languages", _tables("languages", dates.languages)),
    "texts": ("Annotated texts", _texts),
    "tags": ("Tagged names", _tags),
    "pairs": ("Pairs of words", _search("pairs of words", pairs_score)),
    "lemmas": ("Lemmas", _search("words of one lemma", lemmas_score)),
    "questions": ("Questions", _questions),
}

if __name__ == "__main__":
    raise SystemExit(main())
