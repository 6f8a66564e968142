"""Look-ups by guid."""

from __future__ import annotations

from khabar.feed import FeedEntry, PollLog
from khabar.storage import lookup, polls
from khabar.storage.database import Connection
from support.ledger_rows import a_feed, a_story, an_update


def test_guids_are_found_by_their_index_and_the_newest_item_counts(db: Connection) -> None:
    long = "غ" * 1_200
    for name, url in (("feed", "https://news.example.com/1"), ("again", "https://news.example.com/2")):
        story = a_story(1).model_copy(update={"entry": FeedEntry(guid=long, link=url), "outcome": name})
        polls.record(db, a_feed(db, name), an_update(), PollLog(outcome="new"), new=[story], gap_seconds=0)

    with db.transaction():
        db.execute("set local enable_seqscan = off")
        found = lookup.by_guids(db, [long, "unknown"])
        scans = db.execute("select seq_scan from pg_stat_xact_user_tables where relname = 'item'").fetchone()

    assert {guid: row["outcome"] for guid, row in found.items()} == {long[:1000]: "again"}
    assert scans == {"seq_scan": 0}
