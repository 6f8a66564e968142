"""Search at scale: `make bench-search N=1000000`. Invented articles, words as common as in the vocabulary.

Builds a database in a folder of its own, asks queries of several classes by `storage.lists.find`, prints medians and
95th percentiles, and removes it. A million rows need 6 GB of disk and some minutes.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path

from khabar import embedded
from khabar.arabic.analyse import ANALYSIS_VERSION, form_of, quoted, terms_of
from khabar.arabic.lexicon import vocabulary
from khabar.query import ArticleQuery, Sort
from khabar.settings import load_settings
from khabar.storage import database, lists, terms
from khabar.storage.database import Connection
from khabar.storage.migrate import migrate

HEADLINE_WORDS, WORDS = 9, 120
TEXTS = 20_000
_BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
_BATCH = 20_000
# Class → bounds of a word's count in the vocabulary's 19 million words.
CLASSES = {"common": (20_000, 10**9), "medium": (1_500, 6_000), "rare": (60, 250)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=int)
    parser.add_argument("--queries", type=int, default=60, help="of each class, 2 or more")
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
    """`rows` articles with their records; nothing to do if they are there.

    The words of TEXTS articles are indexed; each row has the first half of one and the second half of another.
    """
    row = db.execute("select count(*)::int as n from article").fetchone()
    if row is not None and row["n"] >= rows:
        return
    started = time.monotonic()
    db.execute("set synchronous_commit = off")
    db.execute("set time zone 'UTC'")
    db.execute("drop index article_search")
    db.execute("create temp table half (number int primary key, first tsvector, second tsvector)")
    with db.cursor() as cursor, cursor.copy("copy half from stdin") as copy:
        for number, (first, second) in enumerate(_halves()):
            copy.write_row((number, first, second))
    for first_number in range(1, rows + 1, _BATCH):
        values = {"from": first_number, "to": min(first_number + _BATCH - 1, rows), "texts": TEXTS, "begin": _BEGIN}
        db.execute(_ARTICLES, values)
        db.execute(_RECORDS, values)
        if first_number % 100_000 == 1:
            print(f"{first_number - 1} rows, {time.monotonic() - started:.0f} s", flush=True)
    db.execute("set maintenance_work_mem = '1GB'")
    db.execute("create index article_search on article using gin (search)")
    print(f"index, {time.monotonic() - started:.0f} s", flush=True)
    db.execute("vacuum analyze article")
    db.execute("vacuum analyze article_version")
    before = time.monotonic()
    print(f"{terms.refresh(db)} terms sampled in {time.monotonic() - before:.1f} s", flush=True)


_ARTICLES = f"""
    insert into article (id, version, status, type, canonical_url, domain, headline, quality, feed_only, content_hash,
      first_seen_at, sort_at, search_version, search)
    select lpad(to_hex(n), 32, '0')::uuid, 1, 'usable', 'article', 'https://news.example/a/' || n, 'news.example',
      repeat('خبر ', {HEADLINE_WORDS}), 0.9, false, repeat(md5(n::text), 2), at, at, {ANALYSIS_VERSION},
      a.first || b.second || array_to_tsvector(array[
        '@h' || to_char(at, 'YYYYMMDDHH24'), '@d' || to_char(at, 'YYYYMMDD'), '@m' || to_char(at, 'YYYYMM')])
    from generate_series(%(from)s::bigint, %(to)s) n
    cross join lateral (select %(begin)s + n * interval '30 seconds' as at) seen
    join half a on a.number = n %% %(texts)s
    join half b on b.number = (n * 7919 + n / %(texts)s * 1299709) %% %(texts)s
    order by n"""
_RECORDS = """
    insert into article_version (article_id, version, created_at, kind, origin, content_hash, record)
    select id, version, first_seen_at, 'created', 'publisher', content_hash,
      json_build_object('id', id, 'headline', headline)
    from article where id between lpad(to_hex(%(from)s::bigint), 32, '0')::uuid
      and lpad(to_hex(%(to)s::bigint), 32, '0')::uuid"""


def _halves() -> Iterator[tuple[str, str]]:
    """Vectors of the two halves of each text. Stop words are left out: a text stands for one of about 200 words."""
    chance = random.Random(7)
    words = [(word, count) for word, count in vocabulary().items() if terms_of(word)][:60_000]
    found = [[quoted(term) for term in (*terms_of(word), form_of(word))] for word, _ in words]
    weights = list(accumulate(count for _, count in words))
    numbers = range(len(words))

    def vector(headline_words: int) -> str:
        places: dict[str, str] = {}
        for position, word in enumerate(chance.choices(numbers, cum_weights=weights, k=WORDS // 2), 1):
            place = f"{position}A" if position <= headline_words else f"{position}C"
            for term in found[word]:
                places[term] = f"{places[term]},{place}" if term in places else place
        return " ".join(f"{term}:{at}" for term, at in places.items())

    for _ in range(TEXTS):
        yield vector(HEADLINE_WORDS), vector(0)


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
    print("\n| query | sort | p50 ms | p95 ms | p50 CPU ms of the server | p95 |\n|---|---|---|---|---|---|")
    totals: dict[str, list[tuple[float, float]]] = {}
    for name, make in asked.items():
        for sort in ("first_seen", "published", "relevance"):
            timed = [_timed(db, make(), sort) for _ in range(queries)]
            if " " in name:
                totals.setdefault(sort, []).extend(timed)
            print(f"| {name} | {sort} | {_row(timed)} |", flush=True)
    for sort, timed in totals.items():
        print(f"| all of two words | {sort} | {_row(timed)} |")


def _row(timed: list[tuple[float, float]]) -> str:
    return " | ".join(f"{statistics.median(one):.1f} | {_p95(one):.1f}" for one in zip(*timed, strict=True))


def _p95(times: Sequence[float]) -> float:
    """The twentieth part is slower than this; a single time is its own."""
    return statistics.quantiles(times, n=20)[18] if len(times) > 1 else times[0]


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
