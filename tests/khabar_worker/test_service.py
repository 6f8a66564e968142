"""The worker process: what it needs before it starts."""

from __future__ import annotations

import pkgutil

import pytest

from khabar import queue
from khabar.arabic.analyse import terms_of
from khabar.arabic.lexicon import vocabulary
from khabar.errors import BadSetting
from khabar.queue.jobs import ALLOWED
from khabar.settings import load_settings
from khabar_worker.service import load, work
from khabar_worker.warm import warm


@pytest.mark.parametrize(
    "known",
    [{}, {"database_url": "postgresql://localhost/x"}, {"redis_url": "redis://localhost:1/0"}],
    ids=["neither", "no redis", "no database"],
)
def test_a_worker_without_its_servers_says_which_settings_to_make(known: dict[str, str]) -> None:
    settings = load_settings(_env_file=None, **known)

    with pytest.raises(BadSetting, match="KHABAR_DATABASE_URL and KHABAR_REDIS_URL"):
        work(settings, "extract", burst=True)


def test_every_function_that_may_run_is_loaded_by_a_worker_of_its_queue() -> None:
    for name in queue.QUEUES:
        load(name)

    loaded = [path for name in queue.QUEUES for path in queue.functions(name)]
    assert set(loaded) == ALLOWED
    assert [path for path in loaded if not callable(pkgutil.resolve_name(path))] == []


def test_a_worker_that_stays_knows_the_commonest_words_before_its_first_job() -> None:
    known = vocabulary()
    commonest = max((word for word in known if len(word) > 5), key=known.__getitem__)
    terms_of.cache_clear()

    warm(load_settings(_env_file=None), words=120)

    missed = terms_of.cache_info().misses
    terms_of(commonest)
    assert terms_of.cache_info().misses == missed
