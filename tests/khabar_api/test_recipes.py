"""Every program in docs/recipes.md, run as it stands there, against a real API."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import feedparser
import httpx
import pytest

from khabar.article import Article
from khabar.body import At, Paragraph
from khabar.findings import Entity, QuotePart, Speaker, Statement
from khabar.settings import Settings
from khabar.storage import database
from khabar.storage.database import Connection
from khabar_worker import export
from support.site import Site
from support.waiting import wait_for

Shelf = Callable[..., Article]

GUIDE = (Path(__file__).parents[2] / "docs" / "recipes.md").read_text(encoding="utf-8")
PROGRAMS = dict(re.findall(r"```python title=\"(\w+\.py)\"\n(.*?)```", GUIDE, re.DOTALL))
TEXT = "قال سالم البحري إن الموسم واعد."
SAID = At(node="b1", start=19, end=29)
FOUND = {
    "body": (Paragraph(id="b1", text=TEXT),),
    "reported": (
        Statement(
            id="r1", speaker=Speaker(name="سالم البحري"), verb="قال", direct=False, method="verb_anna", confidence=0.9,
            parts=(QuotePart(at=SAID, text=TEXT[SAID.start : SAID.end]),),
        ),
    ),
    "entities": (
        Entity(
            id="e1", type="person", name="سالم البحري", confidence=0.9, mentions=(At(node="b1", start=4, end=15),)
        ),
    ),
}  # fmt: skip


@pytest.fixture
def program(tmp_path: Path, api: httpx.Client) -> Callable[..., str]:
    """Runs one of the guide's programs in a folder with all of them; returns what it printed."""
    for name, text in PROGRAMS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    def run(name: str, **variables: str) -> str:
        environment = {**os.environ, "KHABAR": str(api.base_url).rstrip("/"), "PYTHONIOENCODING": "utf-8", **variables}
        done = subprocess.run(
            [sys.executable, name], cwd=tmp_path, env=environment, capture_output=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    return run


@pytest.fixture
def chat() -> Iterator[Site]:
    with Site() as running:
        yield running


def test_the_guide_has_its_programs() -> None:
    assert set(PROGRAMS) == {
        "khabar_client.py", "to_chat.py", "quotes_feed.py", "export_month.py", "count_names.py", "mirror.py",
    }  # fmt: skip


def test_a_channel_is_told_of_each_article_once(program: Callable[..., str], shelf: Shelf, chat: Site) -> None:
    def told() -> list[str]:
        program("to_chat.py", CHAT_URL=f"{chat.home}/hook")
        return [json.loads(one.body)["text"] for one in chat.asked]

    shelf(1)
    shelf(2, headline="حفل موسيقي", summary=None, body=(), keywords=())
    first, again = told(), told()
    shelf(3)
    later = told()

    assert [text.splitlines()[0] for text in first] == ["*افتتاح ميناء الصيد رقم 1*"]
    assert again == first
    assert len(later) == 2


def test_what_a_person_says_is_a_feed(program: Callable[..., str], shelf: Shelf) -> None:
    shelf(1, **FOUND)
    shelf(2)

    feed = feedparser.parse(program("quotes_feed.py").encode())

    assert [entry.title for entry in feed.entries] == [TEXT[SAID.start : SAID.end]]
    assert feed.entries[0].link == "https://sahifa.example/news/1"


def test_a_month_is_exported_and_its_names_are_counted(
    program: Callable[..., str], shelf: Shelf, db: Connection, settings: Settings
) -> None:
    shelf(1, **FOUND)
    shelf(2, **FOUND)
    shelf(3)

    def write() -> None:
        asked = wait_for(lambda: db.execute("select number from export").fetchone())
        assert asked is not None
        export.run(settings, [asked["number"]])

    worker = threading.Thread(target=write, daemon=True)
    worker.start()
    program("export_month.py", FIRST="2026-11-01", AFTER="2026-12-01")
    worker.join(30)
    table = program("count_names.py")

    assert re.search(r"سالم البحري\s*│\s*person\s*│\s*2", table)


def test_another_database_is_kept_in_step(
    program: Callable[..., str], shelf: Shelf, db: Connection, settings: Settings
) -> None:
    db.execute("create schema elsewhere")
    url = f"{settings.database_url}&options=-csearch_path%3Delsewhere"
    article = shelf(1)

    program("mirror.py", MIRROR_URL=url)
    shelf(1, version=2, headline="عنوان جديد")
    shelf(2)
    program("mirror.py", MIRROR_URL=url)

    with database.connect(str(settings.database_url), name="tests") as mirror:
        rows = mirror.execute("select id, version, record ->> 'headline' as headline from elsewhere.mirror").fetchall()
    assert len(rows) == 2
    assert {(row["version"], row["headline"]) for row in rows if row["id"] == article.id} == {(2, "عنوان جديد")}
