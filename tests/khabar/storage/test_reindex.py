"""A new analysis: old rows are found before, while and after they are indexed anew."""

from __future__ import annotations

from uuid import UUID

from khabar.arabic.analyse import ANALYSIS_VERSION, earlier_terms, quoted, words
from khabar.settings import Settings
from khabar.storage import database, reindex, terms
from khabar.storage.database import Connection
from support.article_rows import an_article, numbers, store


def store_as_before(db: Connection, number: int, text: str) -> None:
    """An article as the analysis before this one has indexed it."""
    store(db, an_article(number, text=text))
    old = {f"{quoted(term)}:{word.position}C" for word in words(text) for term in earlier_terms(word.word)}
    db.execute(
        "update article set search = %s::tsvector, search_version = %s where id = %s",
        (" ".join(sorted(old)), ANALYSIS_VERSION - 1, UUID(int=number)),
    )


def test_rows_of_both_analyses_are_found_alike(db: Connection) -> None:
    store_as_before(db, 1, "افتتحت المدرسة الجديدة في القرية")
    store(db, an_article(2, text="مدارس القرى الجديدة"))

    assert numbers(db, q="مدرسة جديدة") == [2, 1]
    assert sorted(numbers(db, q="مدرسة", sort="relevance")) == [1, 2]
    assert numbers(db, q='"المدرسة الجديدة"') == [1]
    assert numbers(db, q="جديدة -مدرسة") == []


def test_a_step_brings_rows_up_to_date_and_the_next_goes_on_where_it_was(db: Connection) -> None:
    for number in (1, 2, 3):
        store_as_before(db, number, "افتتحت المدرسة الجديدة")

    first = reindex.step(db, limit=2)

    assert (first.done, reindex.stale(db)) == (2, 1)
    assert numbers(db, q="مدرسة") == [3, 2, 1]
    assert (reindex.step(db, limit=2).done, reindex.step(db, limit=2).done, reindex.stale(db)) == (1, 0, 0)
    assert numbers(db, q="مدارس") == [3, 2, 1]


def test_an_article_keeps_its_place_and_version_when_it_is_indexed_anew(db: Connection) -> None:
    store_as_before(db, 1, "افتتحت المدرسة الجديدة")
    columns = "select tx::text, seq, version, updated_tx::text from article"
    before = db.execute(columns).fetchone()

    reindex.step(db, limit=10)

    assert db.execute(columns).fetchone() == before


def test_a_record_that_can_not_be_read_is_told_and_keeps_its_index(db: Connection) -> None:
    store_as_before(db, 1, "افتتحت المدرسة الجديدة")
    store_as_before(db, 2, "افتتحت المدرسة الجديدة")
    db.execute("update article_version set record = '{}' where article_id = %s", (UUID(int=1),))

    step = reindex.step(db, limit=10)
    rest = reindex.step(db, limit=10, without=step.unreadable)

    assert (step.done, step.unreadable, rest.done, reindex.stale(db)) == (1, (UUID(int=1),), 0, 1)
    assert numbers(db, q="مدرسة") == [2, 1]


def test_the_sample_is_taken_anew_when_the_articles_have_grown(db: Connection) -> None:
    store(db, *(an_article(number, text="مدرسة") for number in range(1, 5)))

    taken = [terms.refresh(db), terms.refresh(db), terms.refresh(db, is_forced=True)]
    store(db, an_article(5, text="ميناء"))

    assert taken[0] == taken[2] > 0 == taken[1]
    assert terms.refresh(db) > 0
    found = db.execute("select share from search_term where term = 'مدرسه'").fetchone()
    assert found is not None
    assert round(found["share"], 3) == 0.8


def test_taking_the_sample_writes_nothing_so_that_no_event_waits_for_it(db: Connection) -> None:
    store(db, *(an_article(number, text="مدرسة") for number in range(1, 5)))

    with db.transaction():
        db.execute("set transaction read only")
        shares = terms.sample(db, 4)

    assert (shares["مدرسه"], shares[""]) == (1.0, 0.25)


def test_in_the_background_rows_of_a_later_analysis_are_left_alone(db: Connection) -> None:
    store_as_before(db, 1, "افتتحت المدرسة الجديدة")
    store(db, an_article(2, text="مدارس القرى الجديدة"))
    db.execute("update article set search_version = %s where id = %s", (ANALYSIS_VERSION + 1, UUID(int=2)))

    step = reindex.step_in_background(db, limit=10)

    assert (step.done, reindex.stale(db)) == (1, 1)


def test_in_the_background_one_process_works_at_a_time(db: Connection, settings: Settings) -> None:
    store_as_before(db, 1, "افتتحت المدرسة الجديدة")

    with database.connect(str(settings.database_url), name="other") as other:
        other.execute("select pg_advisory_lock(%s)", (reindex.LOCK,))
        meanwhile = reindex.step_in_background(db, limit=10)
        other.execute("select pg_advisory_unlock(%s)", (reindex.LOCK,))
    after = reindex.step_in_background(db, limit=10)

    assert (meanwhile.done, after.done) == (0, 1)
