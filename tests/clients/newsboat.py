"""newsboat with its FeedHQ source: logs in, reloads, and has the articles in its cache."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from clients.newsroom import Newsroom

CONFIG = """urls-source "feedhq"
feedhq-url "{url}"
feedhq-login "khabar"
feedhq-password "{key}"
"""


def read_with_newsboat(room: Newsroom) -> Iterator[tuple[str, bool]]:
    """With a slash at the address's end and without one: newsboat then asks for `//accounts/ClientLogin`."""
    if shutil.which("newsboat") is None:
        yield "newsboat is not installed; on Debian: apt-get install newsboat", False
        return
    wanted = {article.headline for article in room.articles}
    for ending, name in (("", "without"), ("/", "with")):
        with tempfile.TemporaryDirectory() as text:
            home = Path(text)
            (home / "config").write_text(CONFIG.format(url=f"{room.base}/compat/greader{ending}", key=room.key))
            (home / "urls").touch()
            cache = home / "cache.db"
            done = subprocess.run(
                ["newsboat", "-C", home / "config", "-u", home / "urls", "-c", cache, "-d", home / "log", "-l", "4",
                 "-x", "reload"],
                env={**os.environ, "HOME": text, "TERM": "xterm", "LC_ALL": "C.UTF-8"}, capture_output=True, text=True,
                timeout=60, check=False,
            )  # fmt: skip
            with closing(sqlite3.connect(cache)) as db:
                unread = {row[0] for row in db.execute("select title from rss_item where unread = 1")}
                feeds = [row[0] for row in db.execute("select title from rss_feed")]
            yield (
                f"logged in {name} a slash at the end, {len(feeds)} feed, {len(unread)} unread Arabic titles",
                done.returncode == 0 and len(feeds) == 1 and unread == wanted,
            )
