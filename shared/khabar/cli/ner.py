"""`khabar ner …`: build the model that tags names, from a corpus of your own. By hand; no service calls it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from khabar.arabic.names import corpus, model, train
from khabar.cli.context import Json, is_json
from khabar.cli.show import json_out, note, progress, table
from khabar.errors import BadInput


class Layout(StrEnum):
    conll = "conll"
    segmented = "segmented"


def train_(
    paths: Annotated[
        list[Path], typer.Argument(metavar="CORPUS…", help="One token a line: token, then B-PERS, I-LOC, O …")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Folder to write the model to.")],
    layout: Annotated[
        Layout,
        typer.Option("--format", help="segmented: «و», «ب», pronouns … are on separate lines (NewsFANE Gold)."),
    ] = Layout.conll,
    test: Annotated[
        Path | None,
        typer.Option("--test", help="Measure on this file (conll), and train on none of its sentences."),
    ] = None,
    rounds: Annotated[int, typer.Option("--rounds", min=1, help="Rounds of training.")] = 90,
    as_json: Json = False,
) -> None:
    """Train the tagger on a corpus, measure it, and write model.json and weights.gz.

    Without --test, the last sixth of the corpus is held out for measuring. Equal corpora give equal files. A model is
    derived from its corpus, so the corpus's licence says what you may do with it.

    \b
    khabar ner train ANERcorp.txt -o my-model
    """
    sentences = [sentence for path in paths for sentence in _read(path, layout)]
    if test is not None:
        measured = _read(test, Layout.conll)
        kept = corpus.apart(sentences, measured)
    else:
        kept, measured = corpus.parted(sentences)
    with progress() as step:
        learned = train.learn(kept, rounds=rounds, progress=lambda done: step("training", done, rounds))
    size = model.write(output, train.LABELS, learned.transitions, learned.weights)
    figures = train.measure(learned.tagger(), measured)
    told = [{"names": kind, **row._asdict()} for kind, row in figures.items()]
    if is_json(as_json):
        json_out(
            {"folder": output, "bytes": size, "sentences": len(kept), "measured_on": len(measured), "figures": told}
        )
        return
    rows = [(kind, *(f"{share:.3f}" for share in row[:3]), row.gold) for kind, row in figures.items()]
    table(None, ("names", "precision", "recall", "F1", "in the test"), rows)
    note(f"{output}: {size:,} bytes, from {len(kept):,} of {len(sentences):,} sentences")


def _read(path: Path, layout: Layout) -> list[corpus.Sentence]:
    try:
        with path.open(encoding="utf-8") as lines:
            found = list(corpus.sentences(lines, layout.value))
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} can't be read as UTF-8 text: {error}", subject=str(path)) from error
    if not found:
        raise BadInput(f"{path} has no line of the form «token tag»; see khabar ner train --help", subject=str(path))
    return found
