"""Search on labelled questions, pairs of words and lemmas.

Questions are stored as articles and asked through the function that the API uses, in a database of their own.
"""

from __future__ import annotations

import itertools
import math
import re
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from khabar import embedded
from khabar.arabic.analyse import terms_of, words
from khabar.arabic.fold import fold
from khabar.article import Article, Quality
from khabar.body import Paragraph
from khabar.errors import BadQuery
from khabar.indexing import index_of
from khabar.origin import Identity, Lineage, Raw, VersionRef
from khabar.query import ArticleQuery
from khabar.settings import load_settings
from khabar.storage import articles, database, lists, terms
from khabar.storage.database import Connection
from khabar.storage.migrate import migrate

_OPERATORS = re.compile(r'[()"«»“”„+*]|(?<!\S)-')
_SEEN = datetime(2026, 1, 1, tzinfo=UTC)
_DEPTH = 100
_CONTENT = {"NOUN", "VERB", "ADJ", "PROPN", "ADV"}
_BREAKS = {"PUNCT", "SYM", "NUM", "X"}


def questions_score(document: dict[str, object]) -> str:
    """MRR and nDCG@10 over all questions of a SQuAD document: one paragraph is right for each."""
    paragraphs: dict[str, int] = {}
    questions: list[tuple[str, int]] = []
    for entry in document["data"]:  # type: ignore[attr-defined]
        for paragraph in entry["paragraphs"]:
            number = paragraphs.setdefault(paragraph["context"], len(paragraphs) + 1)
            questions += [(one["question"], number) for one in paragraph["qas"]]
    reciprocal = gain = 0.0
    with _Database() as db:
        with db.transaction():
            for text, number in paragraphs.items():
                articles.save(db, _article(number, text), index_of(_article(number, text)), [], page_id=None)
        db.execute("analyze article")
        terms.refresh(db)
        for question, number in questions:
            rank = _rank(db, question, number)
            reciprocal += 1 / rank if rank else 0
            gain += 1 / math.log2(rank + 1) if rank and rank <= 10 else 0
    many = len(questions)
    return f"{len(paragraphs)} paragraphs, {many} questions, nDCG@10 {gain / many:.4f}, MRR {reciprocal / many:.4f}"


def _rank(db: Connection, question: str, right: int) -> int | None:
    try:
        query = ArticleQuery(q=_OPERATORS.sub(" ", question), sort="relevance", limit=_DEPTH)
        found = lists.find(db, query)
    except BadQuery:
        return None
    return next((place for place, row in enumerate(found.rows, 1) if row.article_id.int == right), None)


def _article(number: int, text: str) -> Article:
    seen = _SEEN + timedelta(minutes=number)
    version = VersionRef(version=1, created_at=seen, kind="created", origin="publisher", content_hash=str(number))
    return Article(
        id=UUID(int=number), url=f"https://example.com/{number}", language="ar", first_seen_at=seen, provenance={},
        body=(Paragraph(id="b1", text=text),), quality=Quality(score=1, completeness=1), raw=Raw(stored=False),
        content_hash=str(number), lineage=Lineage(identity=Identity(key="guid")), versions=(version,),
    )  # fmt: skip


class _Database:
    """A migrated, empty database on a server of its own, removed afterwards."""

    def __enter__(self) -> Connection:
        self._folder = Path(tempfile.mkdtemp(prefix="khabar-eval-"))
        self._folder.chmod(0o755)  # for root: PostgreSQL runs under another account, which has to get in
        own = load_settings(_env_file=None, data_dir=self._folder, database_url=None, redis_url=None)
        self._servers = embedded.running(own, durable=False)
        settings = self._servers.__enter__()
        assert settings.database_url is not None
        self._connection = database.connect(settings.database_url, name="eval", statement_seconds=600)
        db = self._connection.__enter__()
        migrate(db)
        return db

    def __exit__(self, *failure: object) -> None:
        self._connection.__exit__(None, None, None)
        self._servers.__exit__(None, None, None)
        shutil.rmtree(self._folder, ignore_errors=True)


def pairs_score(lines: list[str]) -> str:
    """Precision and recall over labelled pairs, and recall by kind."""
    counts: dict[tuple[bool, bool], int] = defaultdict(int)
    kinds: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for line in lines[1:]:
        kind, query, form, wanted = line.split("\t")
        joined, is_wanted = not _terms(query).isdisjoint(_terms(form)), wanted == "1"
        counts[joined, is_wanted] += 1
        if is_wanted:
            kinds[kind][0] += joined
            kinds[kind][1] += 1
    right = counts[True, True]
    figures = _figures(right, right + counts[True, False], right + counts[False, True])
    return f"{figures}; " + ", ".join(f"{kind} {found}/{many}" for kind, (found, many) in sorted(kinds.items()))


def lemmas_score(lines: list[str]) -> str:
    """Precision and recall over pairs of word types: of one lemma, or joined by a term."""
    lemmas: dict[str, set[str]] = defaultdict(set)
    for word, lemma in _lemmas(lines):
        lemmas[word].add(fold(lemma))
    ours = _paired((word, _terms(word)) for word in lemmas)
    gold = _paired(lemmas.items())
    return f"{len(lemmas)} words, {_figures(len(ours & gold), len(ours), len(gold))}"


def _lemmas(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Written words with one word of content in them, clitics and all, and its lemma."""
    parts: list[list[str]] = []
    for line in [*lines, ""]:
        fields = line.split("\t")
        if len(fields) == 10 and fields[0].isdigit() and fields[3] not in _BREAKS:
            parts.append(fields)
        if len(fields) != 10 or fields[3] in _BREAKS or "SpaceAfter=No" not in fields[9]:
            content = [one for one in parts if one[3] in _CONTENT]
            word = "".join(one[1] for one in parts)
            if len(content) == 1 and len(word) > 1:
                yield word, content[0][2]
            parts = []


def _paired(keyed: Iterable[tuple[str, set[str]]]) -> set[tuple[str, str]]:
    """All pairs of words that share a key."""
    having: dict[str, list[str]] = defaultdict(list)
    for word, keys in keyed:
        for key in keys:
            having[key].append(word)
    return {pair for sharing in having.values() for pair in itertools.combinations(sorted(sharing), 2)}


def _terms(text: str) -> set[str]:
    return {term for word in words(text) for term in terms_of(word.word)}


def _figures(right: int, found: int, wanted: int) -> str:
    precision, recall = right / max(found, 1), right / max(wanted, 1)
    return f"precision {precision:.3f}, recall {recall:.3f}"
