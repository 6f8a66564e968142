"""Titles and texts by other extractors, in their own environment: robustness.py starts this file as a process.

Each line read is one JSON {url, text}; each line written {peer: [title, text]}. Imports nothing of khabar.
"""

from __future__ import annotations

import json
import logging
import sys

import newspaper
import trafilatura


def by_trafilatura(text: str, url: str) -> tuple[str, str]:
    found = trafilatura.bare_extraction(text, url=url, with_metadata=True, include_comments=False)
    return (found.title or "", found.text or "") if found else ("", "")


def by_newspaper(text: str, url: str) -> tuple[str, str]:
    article = newspaper.Article(url, language="ar", fetch_images=False)
    article.download(input_html=text)
    article.parse()
    return article.title or "", article.text or ""


PEERS = {"trafilatura": by_trafilatura, "newspaper4k": by_newspaper}


def answered(text: str, url: str) -> dict[str, tuple[str, str]]:
    found = {}
    for name, peer in PEERS.items():
        try:
            found[name] = peer(text, url)
        except Exception:
            found[name] = ("", "")
    return found


def main() -> None:
    logging.disable(logging.CRITICAL)
    for line in sys.stdin:
        page = json.loads(line)
        print(json.dumps(answered(page["text"], page["url"])), flush=True)


if __name__ == "__main__":
    main()
