"""How far reading may fall when a page changes and its article does not."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pytest

from evaluation.mutations import MUTATIONS, STRANGE, mutated
from evaluation.robustness import Subject, curve, golden_subjects, has_text

# A little below what is reached, so that new golden pages don't break it: docs/extraction.md has the figures.
LEAST_ALONE = {"title": 0.93, "body": 0.95}
LEAST_TOGETHER = {"title": 0.95, "body": 0.92}
MOST_STRANGE = 0.1


@cache
def subjects() -> tuple[Subject, ...]:
    # A third of the pages, so that the test stays quick; `make robustness` takes all.
    return tuple(subject for subject in golden_subjects()[::3] if has_text(subject))


def nobody(html: str, url: str) -> Mapping[str, tuple[str, str]]:
    return {}


@pytest.mark.parametrize("name", MUTATIONS)
def test_one_change_to_the_pages_hardly_matters(name: str) -> None:
    found = curve(subjects(), [MUTATIONS[name]], 1.0, nobody)["khabar"]

    assert {key: found[key] for key in LEAST_ALONE if found[key] < LEAST_ALONE[key]} == {}
    assert found["strange"] <= MOST_STRANGE


def test_all_changes_at_once_leave_nearly_all_of_the_article() -> None:
    found = curve(subjects(), list(MUTATIONS.values()), 1.0, nobody)["khabar"]

    assert {key: found[key] for key in LEAST_TOGETHER if found[key] < LEAST_TOGETHER[key]} == {}
    assert found["strange"] <= MOST_STRANGE


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_change_strikes_and_is_the_same_every_time(name: str) -> None:
    pages = [(subject.html, [unit.text for unit in subject.truth.body]) for subject in subjects()]

    untouched = [mutated(html, texts, [MUTATIONS[name]], 0.0, 7) for html, texts in pages]
    once = [mutated(html, texts, [MUTATIONS[name]], 1.0, 7) for html, texts in pages]
    twice = [mutated(html, texts, [MUTATIONS[name]], 1.0, 7) for html, texts in pages]

    assert once == twice
    assert once != untouched


def test_boxes_are_put_between_the_paragraphs_and_never_behind_the_last() -> None:
    html = f"<html><body><article><p>{'أول ' * 15}</p><p>{'ثان ' * 15}</p></article></body></html>"
    paragraphs = [("أول " * 15).strip(), ("ثان " * 15).strip()]

    for seed in range(8):
        page = mutated(html, paragraphs, [MUTATIONS["related links"], MUTATIONS["advertisements"]], 1.0, seed)
        assert page.rindex("ثان") > max((page.find(text) for text in STRANGE), default=-1)
