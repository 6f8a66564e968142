"""How well copies are told: made copies of real texts that are found, and real pairs to read.

Run: make eval-copies DATA=folder of zip files with JSON lists of {title, content, source, url}
"""

from __future__ import annotations

import json
import random
import sys
import time
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from khabar.fingerprint import COPY, EDITED, bands, fingerprint, similarity

TRIED, LEAST_WORDS = 300, 60
Edit = Callable[[list[str], random.Random], list[str]]
EDITS: dict[str, Edit] = {
    "agency's line and ending added": lambda words, _: ["الرياض", "وكالات", *words, "اقرأ", "المزيد", "على", "موقعنا"],
    "cut by 20 %": lambda words, _: words[: int(len(words) * 0.8)],
    "cut by 40 %": lambda words, _: words[: int(len(words) * 0.6)],
    "5 % of words changed": lambda words, chance: _changed(words, chance, 0.05),
    "10 % of words changed": lambda words, chance: _changed(words, chance, 0.1),
}


def _changed(words: list[str], chance: random.Random, share: float) -> list[str]:
    return [chance.choice(words) if chance.random() < share else word for word in words]


def texts_of(folder: Path) -> Iterator[dict[str, str]]:
    seen: set[str] = set()
    for path in sorted(folder.glob("*.zip")):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith(".json") and "MACOSX" not in name:
                    for text in json.loads(archive.read(name)):
                        if text["url"] not in seen:
                            seen.add(text["url"])
                            yield text


def main(folder: Path, *, shown: int) -> None:
    texts = [text for text in texts_of(folder) if len(text["content"].split()) >= LEAST_WORDS]
    started = time.process_time()
    prints = [fingerprint([text["content"]]) or b"" for text in texts]
    found_by: dict[int, list[int]] = defaultdict(list)
    for number, one in enumerate(prints):
        for band in bands(one):
            found_by[band].append(number)
    print(f"{len(texts)} texts, {(time.process_time() - started) / len(texts) * 1000:.2f} ms each")
    chance = random.Random(7)
    tried = chance.sample(range(len(texts)), min(TRIED, len(texts)))
    for name, edit in EDITS.items():
        edited = [fingerprint([" ".join(edit(texts[n]["content"].split(), chance))]) or b"" for n in tried]
        right = sum(
            bool(set(bands(one)) & set(bands(prints[n]))) and similarity(one, prints[n]) >= EDITED
            for n, one in zip(tried, edited, strict=True)
        )
        print(f"{name}: {right / len(tried):.3f} found")
    pairs = {(a, b) for numbers in found_by.values() for a in numbers for b in numbers if a < b}
    measured = [(similarity(prints[a], prints[b]), a, b) for a, b in sorted(pairs)]
    for kind, least, most in (("copies", COPY, 1.01), ("edited copies", EDITED, COPY)):
        chosen = [
            (share, texts[a], texts[b])
            for share, a, b in measured
            if least <= share < most and (share >= COPY or texts[a]["source"] != texts[b]["source"])
        ]
        print(f"{len(chosen)} pairs of {kind}")
        for share, one, other in chance.sample(chosen, min(shown, len(chosen))):
            print(f"  {share:.2f} {one['source']} | {one['title']} | {one['content'][:120]!r}")
            print(f"       {other['source']} | {other['title']} | {other['content'][:120]!r}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), shown=int(sys.argv[2]) if len(sys.argv) > 2 else 0)
