"""`make eval GOLD=folder PAGES=folder`: khabar's records of stored pages against hand-made truth, as a table.

PAGES has `<id>.html`, GOLD `<id>.json`; nothing is fetched. What is measured, and how to write a truth file:
docs/extraction.md.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from evaluation.measures import MEASURES, Scores, averages, measure, measure_nothing
from evaluation.reading import NOTHING, Truth, read_record, read_truth
from khabar.article import Article
from khabar.errors import BadContent
from khabar.publishers.loader import load_publishers
from khabar.publishers.record import Publisher
from khabar_worker.preview import preview

TIME = "cpu_ms"


def main() -> int:
    """0; 1 when an average is below its `--min`; 2 when there is nothing to score."""
    options = _options()
    truths = _truths(options.gold)
    missing = [truth.id for truth in truths if not _page(options.pages, truth).is_file()]
    if missing or not truths:
        print(f"no page for: {', '.join(missing)}" if missing else f"no truth in {options.gold}", file=sys.stderr)
        return 2
    catalogue, now = load_publishers(), datetime.now(UTC)
    rows: dict[str, Scores] = {}
    for truth in truths:
        body, publisher = _page(options.pages, truth).read_bytes(), catalogue.for_url(truth.url)
        article, milliseconds = _timed(body, truth.url, publisher, now, options.rounds)
        scores = measure_nothing(truth, NOTHING) if article is None else measure(truth, read_record(article))
        rows[truth.id] = {**scores, TIME: milliseconds}
        if article is not None and options.records:
            options.records.mkdir(parents=True, exist_ok=True)
            (options.records / f"{truth.id}.json").write_text(article.model_dump_json(by_alias=True), encoding="utf-8")
    average = averages(rows.values())
    average[TIME] = median(row[TIME] or 0.0 for row in rows.values())
    print(_table({**rows, "AVERAGE": average}))
    print(
        f"\n{len(rows)} pages, each counting the same; {TIME}: CPU time, median of {options.rounds} rounds, and of all"
    )
    if options.json:
        options.json.write_text(json.dumps({"pages": rows, "average": average}, indent=1) + "\n", encoding="utf-8")
    return _judge(average, dict(options.min))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make eval", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--gold", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--pages", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument("--records", type=Path, metavar="FOLDER", help="keep the records there")
    parser.add_argument("--rounds", type=int, default=3, help="timed rounds a page, after one that warms up")
    parser.add_argument("--min", type=_least, action="append", default=[], metavar="MEASURE=VALUE")
    return parser.parse_args()


def _least(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    if name not in MEASURES:
        raise argparse.ArgumentTypeError(f"{name} is not one of {', '.join(MEASURES)}")
    return name, float(value)


def _truths(folder: Path) -> list[Truth]:
    """Every truth in `folder` that is about a page."""
    found = (json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json")))
    return [read_truth(entry) for entry in found if entry.get("url") and "blocks" in entry]


def _page(folder: Path, truth: Truth) -> Path:
    return folder / f"{truth.id}.html"


def _timed(
    body: bytes, url: str, publisher: Publisher | None, now: datetime, rounds: int
) -> tuple[Article | None, float]:
    """The record, None when the page is refused; and the CPU milliseconds of decoding, extraction and assembly."""
    spent: list[float] = []
    article: Article | None = None
    for _ in range(rounds + 1):
        start = time.process_time()
        try:
            article = preview(
                body, url=url, published=None, is_text=False, publisher=publisher, http_charset=None, now=now
            )
        except BadContent as error:
            if not spent:
                print(f"{url}: {error}", file=sys.stderr)
        spent.append((time.process_time() - start) * 1000)
    return article, median(spent[1:] or spent)


def _table(rows: dict[str, Scores]) -> str:
    columns = (*MEASURES, TIME)
    width = max(map(len, rows))
    lines = [" " * width + "".join(f"{name:>11}" for name in columns)]
    for title, scores in rows.items():
        cells = ("-" if (value := scores[name]) is None else _figure(name, value) for name in columns)
        lines.append(f"{title:{width}}" + "".join(f"{cell:>11}" for cell in cells))
    return "\n".join(lines)


def _figure(name: str, value: float) -> str:
    return f"{value:.1f}" if name == TIME else f"{value:.3f}"


def _judge(average: Scores, least: dict[str, float]) -> int:
    """1 when a measure is below its least value, or was not measured; says which."""
    low = {name: value for name, value in least.items() if (average[name] or 0.0) < value or average[name] is None}
    for name, value in low.items():
        print(f"{name} is {average[name]}, wanted {value}", file=sys.stderr)
    return int(bool(low))


if __name__ == "__main__":
    raise SystemExit(main())
