"""Search at scale: `make bench-search N=1000000`. Invented articles, words as common as in the vocabulary.

Builds a database in a folder of its own, asks queries of several classes by `storage.lists.find`, prints medians and
95th percentiles, and removes it. A million rows need 6 GB of disk and about half an hour.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from uuid import UUID

from khabar import embedded
from khabar.arabic.analyse import ANALYSIS_VERSION, form_of, quoted, terms_of
from khabar.arabic.lexicon import vocabulary
from khabar.query import ArticleQuery, Sort
from khabar.settings import load_settings
from khabar.storage import database, lists, terms
from khabar.storage.database import Connection
from khabar.storage.migrate import migrate

HEADLINE_WORDS, WORDS = 9, 120
_BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
_BATCH = 2_000
# Class → bounds of a word's count in the vocabulary's 19 million words.
CLASSES = {"common": (20_000, 10**9), "medium": (1_500, 6_000), "rare": (60, 250)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=int)
    parser.add_argument("--queries", type=int, default=60, help="of each class")
    parser.add_argument("--folder", type=Path, help="keep the database here, and use the one that is here")
    options = parser.parse_args()
    folder: Path = options.folder or Path(tempfile.mkdtemp(prefix="khabar-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)  # for root: PostgreSQL runs under another account, which has to get in
    try:
        own = load_settings(_env_file=None, data_dir=folder, database_url=None, redis_url=None)
        with embedded.running(own, durable=False) as settings:
            assert settings.database_url is not None
            with database.connect(settings.database_url, name="bench", statement_seconds=7_200) as db:
                migrate(db)
                _fill(db, options.rows)
                _measure(db, options.queries)
    finally:
        if options.folder is None:
            shutil.rmtree(folder, ignore_errors=True)


def _fill(db: Connection, rows: int) -> None:
    """`rows` articles with their records; nothing to do if they are there."""
    row = db.execute("select count(*)::int as n from article").fetchone()
    if row is not None and row["n"] >= rows:
        return
    started = time.monotonic()
    db.execute("set synchronous_commit = off")
    db.execute("drop index article_search")
    made = _articles(rows)
    for first in range(0, rows, _BATCH):
        batch = [next(made) for _ in range(min(_BATCH, rows - first))]
        columns = (
            "id, version, status, type, quality, feed_only, content_hash, first_seen_at, sort_at, search_version,"
            " search"
        )
        with db.cursor() as cursor:
            with cursor.copy(f"copy article ({columns}) from stdin") as copy:
                for number, at, vector in batch:
                    copy.write_row(
                        (UUID(int=number), 1, "usable", "article", 0.9, False, "x", at, at, ANALYSIS_VERSION, vector)
                    )
            with cursor.copy(
                "copy article_version (article_id, version, created_at, kind, origin, content_hash, record) from stdin"
            ) as copy:
                for number, at, _ in batch:
                    record = f'{{"id":"{UUID(int=number)}","headline":"{"خبر " * HEADLINE_WORDS}"}}'
                    copy.write_row((UUID(int=number), 1, at, "created", "publisher", "x", record))
        if first % 100_000 == 0:
            print(f"{first} rows, {time.monotonic() - started:.0f} s", flush=True)
    db.execute("set maintenance_work_mem = '1GB'")
    db.execute("create index article_search on article using gin (search)")
    print(f"index, {time.monotonic() - started:.0f} s", flush=True)
    db.execute("vacuum analyze article")
    before = time.monotonic()
    print(f"{terms.refresh(db)} terms sampled in {time.monotonic() - before:.1f} s", flush=True)


def _articles(rows: int) -> Iterator[tuple[int, datetime, str]]:
    """Number, time and vector of each article. Stop words are left out, so a text stands for one of about 200 words."""
    chance = random.Random(7)
    words = [(word, count) for word, count in vocabulary().items() if terms_of(word)][:60_000]
    found = [[quoted(term) for term in (*terms_of(word), form_of(word))] for word, _ in words]
    weights = list(accumulate(count for _, count in words))
    numbers = range(len(words))
    for number in range(1, rows + 1):
        places: dict[str, str] = {}
        for position, word in enumerate(chance.choices(numbers, cum_weights=weights, k=WORDS), 1):
            place = f"{position}A" if position <= HEADLINE_WORDS else f"{position}C"
            for term in found[word]:
                places[term] = f"{places[term]},{place}" if term in places else place
        yield number, _BEGIN + timedelta(seconds=number * 60), " ".join(f"{term}:{at}" for term, at in places.items())


def _measure(db: Connection, queries: int) -> None:
    chance = random.Random(3)
    by_class = {
        name: [
            word
            for word, count in vocabulary().items()
            if low <= count < high and len(terms_of(word)) and len(word) > 3
        ]
        for name, (low, high) in CLASSES.items()
    }

    def ask(*classes: str) -> Callable[[], str]:
        return lambda: " ".join(chance.choice(by_class[name]) for name in classes)

    asked = {
        "common": ask("common"), "medium": ask("medium"), "rare": ask("rare"),
        "common common": ask("common", "common"), "common medium": ask("common", "medium"),
        "common rare": ask("common", "rare"), "medium medium": ask("medium", "medium"),
        "medium rare": ask("medium", "rare"), "rare rare": ask("rare", "rare"),
    }  # fmt: skip
    print("\n| query | sort | p50 ms | p95 ms | p50 CPU ms of the server |\n|---|---|---|---|---|")
    totals: dict[str, list[float]] = {}
    for name, make in asked.items():
        for sort in ("first_seen", "published", "relevance"):
            times, cpu = zip(*(_timed(db, make(), sort) for _ in range(queries)), strict=True)
            if " " in name:
                totals.setdefault(sort, []).extend(times)
            print(f"| {name} | {sort} | {_row(times)} | {statistics.median(cpu):.1f} |", flush=True)
    for sort, times in totals.items():
        print(f"| all of two words | {sort} | {_row(times)} | |")


def _row(times: list[float] | tuple[float, ...]) -> str:
    return f"{statistics.median(times):.1f} | {statistics.quantiles(times, n=20)[18]:.1f}"


def _timed(db: Connection, text: str, sort: Sort) -> tuple[float, float]:
    """Wall milliseconds of one search, and the CPU milliseconds that its connection's server process spent."""
    before, started = _server_cpu(db), time.perf_counter()
    lists.find(db, ArticleQuery(q=text, sort=sort, limit=20))
    return (time.perf_counter() - started) * 1000, (_server_cpu(db) - before) * 1000


def _server_cpu(db: Connection) -> float:
    # Source: proc_pid_schedstat(5): its first figure is nanoseconds on a processor.
    path = Path(f"/proc/{db.info.backend_pid}/schedstat")
    return int(path.read_text().split()[0]) / 1e9 if os.access(path, os.R_OK) else 0.0


if __name__ == "__main__":
    main()
