"""`khabar feeds …`."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from khabar.cli.feeds import show
from khabar.errors import BadInput
from khabar.newsroom.server import Newsroom
from khabar.publishers.loader import load_publishers
from khabar.storage import feeds
from khabar.storage.database import Connection

A, B = "https://example.com/rss", "https://example.org/feed?cat=1"
NOW = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom(NOW, publishers=("sample-bosla",)) as room:
        yield room


def listed(khabar: Any) -> dict[str, dict[str, Any]]:
    return {feed["url"]: feed for feed in json.loads(khabar("feeds", "list").out)}


def test_added_feeds_are_listed_once(khabar: Any) -> None:
    first = json.loads(khabar("feeds", "add", A, B).out)
    second = json.loads(khabar("feeds", "add", A).out)

    assert [feed["is_new"] for feed in first] == [True, True]
    assert [feed["is_new"] for feed in second] == [False]
    assert set(listed(khabar)) == {A, B}


def test_a_known_domain_gives_its_publisher(khabar: Any) -> None:
    owner = next(iter(load_publishers()))

    added = json.loads(khabar("feeds", "add", f"https://{owner.domains[0]}/another-feed").out)

    assert added[0]["publisher_id"] == owner.id


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "ftp://example.com/rss"), "ftp://example.com/rss"),
        (("add", "http://192.168.0.1/rss"), "192.168.0.1"),
        (("add", "--publisher", "nobody-knows", A), "There is no publisher 'nobody-knows'"),
        (("pause", "https://example.net/none"), "There is no feed"),
        (("pause", "neither"), "neither an id nor an address"),
        (("import",), "a file or --catalogue, not both"),
        (("import", "absent.opml"), "absent.opml can't be read"),
        (("import", "-"), "lists no feeds"),
        (("add", "--title", "خبر", A, B), "--title works for one feed only"),
        (("add", "--languages", "ar,xx", A), "'xx' is no language that khabar can tell"),
        (("set", A), "Give what to set: --languages, --pages or --no-pages."),
    ],
    ids=[
        "scheme", "private address", "publisher", "unknown feed", "no feed at all", "no list", "no file",
        "empty list", "one title for two", "unknown language", "nothing to set",
    ],
)  # fmt: skip
def test_wrong_input_is_told_plainly(khabar: Any, arguments: tuple[str, ...], said: str) -> None:
    outcome = khabar("feeds", *arguments, typed=b"# nothing\n")

    assert isinstance(outcome.error, BadInput)
    assert said in outcome.error.message


def test_pause_resume_and_remove(khabar: Any) -> None:
    feed_id = json.loads(khabar("feeds", "add", A).out)[0]["id"]

    paused = json.loads(khabar("feeds", "pause", A).out)
    listed_then = listed(khabar)[A]["state"]
    resumed = json.loads(khabar("feeds", "resume", feed_id).out)
    polled = json.loads(khabar("feeds", "poll", feed_id[-8:]).out)
    removed = json.loads(khabar("feeds", "remove", A).out)

    assert [(feed["id"], feed["state"]) for feed in paused + resumed] == [(feed_id, "paused"), (feed_id, "active")]
    assert (listed_then, polled, removed[0]["url"], listed(khabar)) == ("paused", {"due": 1, "named": 1}, A, {})


@pytest.mark.parametrize("command", [("set", "--no-pages"), ("remove",)], ids=["set", "remove"])
def test_each_feed_is_changed_by_itself(khabar: Any, db: Connection, command: tuple[str, ...]) -> None:
    """So no items of two feeds are locked at once: not in the order in which others lock them."""
    khabar("feeds", "add", A, B)
    db.execute(
        """create function give_up() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
           create trigger gives_up before update on feed for each row when (old.url like '%%example.org%%')
             execute function give_up()"""
    )

    outcome = khabar("feeds", *command, A, B)

    changed = db.execute("select url from feed where removed_at is not null or not fetch_pages").fetchall()
    assert outcome.error is not None
    assert changed == [{"url": A}]


def test_people_see_what_fails_first_and_addresses_whole(khabar: Any, db: Connection) -> None:
    long = "https://example.net/" + "a" * 60
    khabar("feeds", "add", A, B, long)
    db.execute("update feed set failures = 3, last_error = 'it was refused' where url = %s", (long,))
    db.execute("update feed set state = 'suspended' where url = %s", (B,))
    drawn = io.StringIO()

    with contextlib.redirect_stdout(drawn):
        show(feeds.find(db))

    lines = drawn.getvalue().splitlines()
    assert [url for line in lines for url in (A, B, long) if url in line] == [B, long, A]


def test_a_list_survives_export_and_import(khabar: Any, tmp_path: Path) -> None:
    khabar("feeds", "add", "--title", "خبر", A)
    khabar("feeds", "add", B)
    file = tmp_path / "feeds.opml"
    khabar("feeds", "export", str(file))
    printed = khabar("feeds", "export", "-").out
    khabar("feeds", "remove", A, B)

    done = json.loads(khabar("feeds", "import", str(file)).out)

    assert (done["new"], done["known"], done["refused"]) == (2, 0, {})
    assert [(line["url"], line["result"]) for line in done["lines"]] == [(A, "added"), (B, "added")]
    assert listed(khabar)[A]["title"] == "خبر"
    assert printed == file.read_text(encoding="utf-8")
    assert not Path("-").exists()


def test_a_plain_list_is_read_and_what_is_wrong_in_it_named(khabar: Any) -> None:
    text = f"# mine\n{A}\n\nnot an address\n{B}\n"

    outcome = khabar("feeds", "import", "-", typed=text.encode())

    done = json.loads(outcome.out)
    assert (done["new"], list(done["refused"]), outcome.status) == (2, ["not an address"], 1)


def test_the_catalogue_can_be_subscribed_to(khabar: Any) -> None:
    done = json.loads(khabar("feeds", "import", "--catalogue").out)

    assert done["new"] > 50
    assert done["refused"] == {}


def test_probing_tells_a_feed_from_other_pages(khabar: Any, newsroom: Newsroom) -> None:
    site = newsroom.site("sample-bosla")

    outcome = khabar("feeds", "probe", site.feed_url, site.base_url + "/")

    feed, page = json.loads(outcome.out)
    assert (feed["verdict"], feed["entries"] > 0, outcome.status) == ("ok", True, 1)
    assert page["verdict"].startswith("not_a_feed")
    assert page["linked_feeds"] == [site.feed_url]
    assert site.feed_url in page["verdict"]
    assert "probe" not in page["verdict"]
    assert listed(khabar) == {}


def test_the_kept_languages_are_set_and_travel_with_the_list(khabar: Any, tmp_path: Path) -> None:
    khabar("feeds", "add", "--languages", "ar, fa", A)
    listing = tmp_path / "feeds.opml"
    khabar("feeds", "export", str(listing))
    khabar("feeds", "set", "--languages", "all", A)
    kept_all = listed(khabar)[A]["languages"]
    khabar("feeds", "set", "--languages", "ar", A)

    assert 'khabarLanguages="ar,fa"' in listing.read_text(encoding="utf-8")
    assert kept_all == []
    assert listed(khabar)[A]["languages"] == ["ar"]


def test_whether_pages_are_fetched_is_set_and_travels_with_the_list(khabar: Any, tmp_path: Path) -> None:
    khabar("feeds", "add", "--no-pages", A)
    listing = tmp_path / "feeds.opml"
    khabar("feeds", "export", str(listing))
    khabar("feeds", "set", "--pages", A)
    fetched = listed(khabar)[A]["fetch_pages"]
    khabar("feeds", "remove", A)
    khabar("feeds", "import", str(listing))

    assert fetched
    assert not listed(khabar)[A]["fetch_pages"]


def test_an_imported_list_brings_its_kept_languages(khabar: Any, tmp_path: Path) -> None:
    listing = tmp_path / "feeds.opml"
    listing.write_text(f'<opml version="2.0"><body><outline xmlUrl="{A}" khabarLanguages="ar"/></body></opml>')

    khabar("feeds", "import", str(listing))

    assert listed(khabar)[A]["languages"] == ["ar"]
