"""`khabar ner train` from a corpus to a model that tags."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from khabar.arabic.names import model
from khabar.cli import app
from khabar.errors import BadInput

CORPUS = "قال O\nسليم B-PERS\nمنصور I-PERS\nفي O\nطرابلس B-LOC\n. O\n\n" * 12


def test_a_corpus_becomes_a_model_and_its_figures(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.txt"
    corpus.write_text(CORPUS, encoding="utf-8")

    done = CliRunner().invoke(app, ["ner", "train", str(corpus), "-o", str(tmp_path / "model"), "--rounds", "15"])

    told = json.loads(done.stdout)
    assert done.exit_code == 0
    assert told["sentences"] == 10
    assert {row["names"]: row["f1"] for row in told["figures"]} == {
        "person": 1.0, "organization": 0.0, "place": 1.0, "all": 1.0,
    }  # fmt: skip
    (name,) = model.read(tmp_path / "model").names(["قال", "سليم", "منصور"])
    assert name[:3] == (1, 3, "P")


def test_a_file_that_is_no_corpus_is_named(tmp_path: Path) -> None:
    corpus = tmp_path / "empty.txt"
    corpus.write_text("\n\n", encoding="utf-8")

    done = CliRunner().invoke(app, ["ner", "train", str(corpus), "-o", str(tmp_path)])

    assert isinstance(done.exception, BadInput)
    assert "empty.txt" in done.exception.message
