"""A tagger's model as two files: a head in JSON, and its weights packed. Not here: tagging, training."""

from __future__ import annotations

import functools
import gzip
import json
from array import array
from collections.abc import Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from khabar.arabic.names.features import DISTANCES, FEATURES_VERSION, SENTENCE_VERSION
from khabar.arabic.names.tagger import Tagger, Weights
from khabar.errors import BadSetup


def write(folder: Path, labels: Sequence[str], transitions: Sequence[Sequence[int]], weights: Weights) -> int:
    """Write a model's two files into `folder`; the size in bytes. Equal weights give equal bytes."""
    head = {
        "features": FEATURES_VERSION,
        "labels": list(labels),
        "transitions": [list(row) for row in transitions],
        "rows": len(weights.buckets),
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.json").write_text(json.dumps(head) + "\n", encoding="utf-8")
    # Column by column: the same label at the same distance of all features packs better.
    columns = [weights.rows[column :: _columns(labels)] for column in range(_columns(labels))]
    packed = gzip.compress(weights.buckets.tobytes() + b"".join(map(array.tobytes, columns)), mtime=0)
    (folder / "weights.gz").write_bytes(packed)
    return len(packed)


def read(folder: Traversable | Path) -> Tagger:
    """The model in `folder`.

    Raises:
        BadSetup: it was made for other features, or its files do not fit together.
    """
    head = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    if head["features"] not in {FEATURES_VERSION, SENTENCE_VERSION}:
        raise BadSetup(
            f"{folder}: the model knows features {head['features']}, khabar has {FEATURES_VERSION}. "
            "Build it again with `khabar ner train`"
        )
    written = gzip.decompress((folder / "weights.gz").read_bytes())
    many, width = head["rows"], _columns(head["labels"])
    if len(written) != many * (4 + 2 * width):
        raise BadSetup(f"{folder}: weights.gz does not fit model.json. Build the model again with `khabar ner train`")
    buckets, columns, rows = array("I"), array("h"), array("h", bytes(2 * many * width))
    buckets.frombytes(written[: 4 * many])
    columns.frombytes(written[4 * many :])
    for column in range(width):
        rows[column::width] = columns[column * many : (column + 1) * many]
    sees_article = head["features"] != SENTENCE_VERSION
    return Tagger(head["labels"], head["transitions"], Weights(buckets, rows), sees_article=sees_article)


def _columns(labels: Sequence[str]) -> int:
    return len(DISTANCES) * len(labels)


@functools.cache
def shipped() -> Tagger | None:
    """The model packaged with khabar, read once; None when its folder was taken out: rules then do without."""
    folder = files("khabar.arabic") / "data" / "names_model"
    return read(folder) if (folder / "model.json").is_file() else None
