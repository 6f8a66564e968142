"""Every curl line of the documents, run by a shell against a server that has something to show."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from khabar.article import Article
from khabar.entities import entity_id
from khabar.publishers.loader import load_publishers
from khabar.storage import publishers
from khabar.storage.database import Connection

Shelf = Callable[..., Article]

ROOT = Path(__file__).parents[2]
DOCUMENTS = ("docs/api.md", "docs/start.md", "docs/start.ar.md", "README.md", "README.ar.md")
# A stream never ends by itself; curl says 28 when its time is up.
STREAM_SECONDS, TIME_IS_UP = 2, 28
# What these lines name is not there: no page or entry was kept, no export written, no day has passed, nothing was sent,
# and nothing died.
MISSING = (
    ":refetch", "/raw", "/$EXPORT/file", "-1.atom", "deliveries/7:resend", "dead-letters/41:requeue",
    "dead-letters/41:dismiss",
)  # fmt: skip
OPML = '<opml version="2.0"><head/><body><outline type="rss" text="خبر" xmlUrl="https://press.com/rss"/></body></opml>'


def lines(name: str) -> list[str]:
    """The lines of a document's shell blocks that call curl."""
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.startswith("curl ")]


def run(line: str, folder: Path, names: dict[str, str]) -> tuple[int, str]:
    """Exit status of `line` and the HTTP status it got, in a shell where curl also tells the latter."""
    seconds = STREAM_SECONDS if " -N " in line else 20
    told = f"curl() {{ command curl -sS --max-time {seconds} -w '\\n%{{http_code}}' \"$@\"; }}\n{line}"
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8", **names}
    done = subprocess.run(
        ["sh", "-c", told], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )  # fmt: skip
    return done.returncode, done.stdout.rpartition("\n")[2]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_line_of_curl_does_what_it_shows(
    document: str, api: httpx.Client, shelf: Shelf, db: Connection, tmp_path: Path
) -> None:
    assert shutil.which("curl"), "curl is needed to try the documents' commands: install it"
    publishers.keep(db, load_publishers(None))
    shelf(1)
    article = shelf(1, version=2, headline="معرض الكتاب في الميناء")
    (tmp_path / "feeds.opml").write_text(OPML, encoding="utf-8")
    extraction = api.post("/v1/articles:extract?wait=0", json={"text": "خبر"})
    wrong = []
    export = api.post("/v1/exports", json={}).json()

    for number, shown in enumerate(lines(document)):
        # Made again for each line: one of them removes it, others pause it or change its version.
        made = api.post("/v1/feeds", json={"url": "https://sahifa-press.com/rss"})
        feed = api.post(f"/v1/feeds/{made.json()['id']}:resume")
        hook = api.post("/v1/webhooks", json={"url": f"https://example.com/hook/{number}"})
        search = api.post("/v1/searches", json={"name": "الميناء", "filters": {}})
        search_of_site = api.post("/v1/feeds:discover", json={"url": "https://sahifa-press.com/"})
        key = api.post("/v1/keys", json={"name": "app"})
        if api.get(f"/v1/exports/{export['id']}").is_error:  # taking an article down removes what may hold it
            export = api.post("/v1/exports", json={}).json()
        names = {
            "EXPORT": export["id"],
            "EXTRACTION": extraction.json()["id"],
            "DISCOVERY": search_of_site.json()["id"],
            "SEARCH": search.json()["id"],
            "ARTICLE": str(article.id),
            "FEED": feed.json()["id"],
            "HOOK": hook.json()["id"],
            "KEY": key.json()["id"],
            "ENTITY": str(entity_id("author", article.authors[0].name)),
        }
        tagged = hook if "$HOOK" in shown else search if "$SEARCH" in shown else feed
        names["ETAG"] = tagged.headers["etag"]
        line = re.sub(r"(?:http://127\.0\.0\.1|localhost):8000", str(api.base_url).rstrip("/"), shown)
        status, answer = run(line, tmp_path, names)
        expected = TIME_IS_UP if " -N " in line else 0
        if status != expected or not (answer.startswith("2") or (answer in ("404", "409") and shown.endswith(MISSING))):
            wrong.append(f"{shown}: exit {status}, HTTP {answer}")

    assert lines(document)
    assert wrong == []
