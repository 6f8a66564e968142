"""Other extractors over the same pages, in their own environment: `make bench` starts this file as a process.

Reads one JSON line, a list of {url, text}; then, for each line `round`, runs every peer once over every page and
answers with one JSON line, {peer: [CPU ms of each page]}. Imports nothing of khabar.
"""

from __future__ import annotations

import contextlib
import gc
import json
import logging
import sys
import time
from collections.abc import Callable
from importlib.metadata import version

import goose3
import newspaper
import trafilatura
from goose3.text import StopWordsArabic


def run_trafilatura(text: str, url: str) -> object:
    return trafilatura.bare_extraction(text, url=url, with_metadata=True, include_comments=False)


def run_newspaper(text: str, url: str) -> object:
    article = newspaper.Article(url, language="ar", fetch_images=False)
    article.download(input_html=text)
    article.parse()
    return article


def run_goose(text: str, url: str) -> object:
    with goose3.Goose({"stopwords_class": StopWordsArabic, "enable_image_fetching": False}) as goose:
        return goose.extract(raw_html=text)


PEERS: dict[str, Callable[[str, str], object]] = {
    f"trafilatura {version('trafilatura')}, with metadata": run_trafilatura,
    f"newspaper4k {version('newspaper4k')}": run_newspaper,
    f"goose3 {version('goose3')}": run_goose,
}


def cpu_ms(peer: Callable[[str, str], object], text: str, url: str) -> float:
    gc.collect()
    start = time.process_time()
    with contextlib.suppress(Exception):  # a peer that fails on a page is billed for the attempt
        peer(text, url)
    return (time.process_time() - start) * 1000


def main() -> None:
    logging.disable(logging.CRITICAL)
    pages = json.loads(sys.stdin.readline())
    gc.collect()
    gc.freeze()  # as khabar's own timing does: each collection sees one call's objects only
    for _ in sys.stdin:
        spent: dict[str, list[float]] = {name: [] for name in PEERS}
        for page in pages:
            for name, peer in PEERS.items():
                spent[name].append(cpu_ms(peer, page["text"], page["url"]))
        print(json.dumps(spent), flush=True)


if __name__ == "__main__":
    main()
