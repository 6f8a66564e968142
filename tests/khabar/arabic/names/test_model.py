"""The tagger's files, and the corpora that make them."""

from __future__ import annotations

from array import array
from pathlib import Path

import pytest

from khabar.arabic.names import corpus, model, train
from khabar.arabic.names.tagger import Weights
from khabar.errors import BadSetup

CORPUS = """قال O
سليم B-PERS
منصور I-PERS
في O
طرابلس B-LOC
. O

أعلنت O
شركة B-ORG
نورسال I-ORG
أرباحها O
. O

"""


def sentences(text: str, layout: corpus.Format = "conll") -> list[corpus.Sentence]:
    return list(corpus.sentences(text.splitlines(), layout))


def test_a_corpus_is_cut_into_khabars_tokens_with_their_labels() -> None:
    first, second = sentences(CORPUS)

    assert first.tokens == ("قال", "سليم", "منصور", "في", "طرابلس", ".")
    assert first.labels == ("O", "B-P", "I-P", "O", "B-L", "O")
    assert second.labels == ("O", "B-O", "I-O", "O", "O")


def test_a_token_of_a_corpus_that_khabar_cuts_keeps_its_label() -> None:
    (sentence,) = sentences("(د B-ORG\nب I-ORG\nأ) I-ORG\n")

    assert sentence.tokens == ("(", "د", "ب", "ا", ")")
    assert [label[2:] for label in sentence.labels[1:4]] == ["O", "O", "O"]


def test_clitics_on_lines_of_their_own_are_written_together_again() -> None:
    (sentence,) = sentences("و\tO\nقال\tO\nل\tO\nالقاهرة\tB-Nation\nان\tO\nها\tO\n", "segmented")

    assert sentence.tokens == ("وقال", "للقاهره", "انها")
    assert sentence.labels == ("O", "B-L", "O")


def test_a_corpus_is_parted_by_its_tokens() -> None:
    corpus_of_six = [corpus.Sentence(("قال",) * many, ("O",) * many) for many in (10, 10, 10, 20, 1, 9)]

    learned, measured = corpus.parted(corpus_of_six)

    assert [len(sentence.tokens) for sentence in measured] == [1, 9]
    assert learned + measured == corpus_of_six


def test_what_a_corpus_shares_with_the_test_is_left_out() -> None:
    shared = ["وصل", "الوفد", "الكبير", "إلى", "المدينة", "القديمة", "صباح", "اليوم", "الأول"]
    other = ["تراجعت", "أسعار", "القمح", "في", "الأسواق", "العالمية", "هذا", "الشهر", "كثيرا"]
    rows = [corpus.Sentence(tuple(words), ("O",) * len(words)) for words in (shared, other)]

    assert corpus.apart(rows, rows[:1]) == rows[1:]


def test_a_model_learns_what_its_corpus_says(tmp_path: Path) -> None:
    told: list[int] = []

    learned = train.learn(sentences(CORPUS * 5), rounds=15, progress=told.append)
    model.write(tmp_path, train.LABELS, learned.transitions, learned.weights)
    read = model.read(tmp_path)

    assert told[0] == 1
    found = read.names(["قال", "سليم", "منصور", "في", "طرابلس"])
    assert [name[:3] for name in found] == [(1, 3, "P"), (4, 5, "L")]
    assert all(name.lead > 0 for name in found)
    assert train.measure(read, sentences(CORPUS))["all"].f1 == 1.0


def test_equal_corpora_give_equal_models(tmp_path: Path) -> None:
    for name in ("one", "two"):
        learned = train.learn(sentences(CORPUS * 3), rounds=5, progress=lambda _: None)
        model.write(tmp_path / name, train.LABELS, learned.transitions, learned.weights)

    for file in ("model.json", "weights.gz"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_a_corpus_without_names_is_refused() -> None:
    with pytest.raises(BadSetup, match="no name"):
        train.learn(sentences("قال O\nنعم O\n"), rounds=5, progress=lambda _: None)


def test_a_model_for_other_features_is_refused(tmp_path: Path) -> None:
    model.write(tmp_path, train.LABELS, [[0] * 7] * 7, Weights(array("I"), array("h")))
    head = tmp_path / "model.json"
    head.write_text(head.read_text(encoding="utf-8").replace('"features": ', '"features": 9'), encoding="utf-8")

    with pytest.raises(BadSetup, match="khabar ner train"):
        model.read(tmp_path)


def test_a_model_of_version_2_sees_its_sentence_alone(tmp_path: Path) -> None:
    model.write(tmp_path, train.LABELS, [[0] * 7] * 7, Weights(array("I"), array("h")))
    head = tmp_path / "model.json"
    newer = model.read(tmp_path)
    head.write_text(head.read_text(encoding="utf-8").replace('"features": 3', '"features": 2'), encoding="utf-8")

    assert newer.sees_article
    assert not model.read(tmp_path).sees_article


def test_the_shipped_model_lies_beside_its_licence() -> None:
    folder = Path(model.__file__).parents[1] / "data" / "names_model"

    assert model.shipped() is not None
    assert "Attribution-ShareAlike 3.0" in (folder / "LICENSE").read_text(encoding="utf-8")
    assert "NewsFANE" in (folder / "NOTICE.md").read_text(encoding="utf-8")
