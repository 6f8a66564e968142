"""The questions of the crash matrix see what they are there for: damage, and nothing where all is well."""

from __future__ import annotations

import pytest

from chaos.invariants import QUERIES
from khabar.storage.database import Connection

WELL = """
insert into host (host, gap_seconds) values ('news.example.com', 0);
insert into feed (id, url, url_key, host, interval_seconds)
  values ('00000000-0000-0000-0000-000000000001', 'https://news.example.com/feed', 'f', 'news.example.com', 900);
insert into article (id, version, status, type, canonical_url, quality, feed_only, content_hash, first_seen_at, sort_at,
                     search)
  values ('00000000-0000-0000-0000-000000000002', 2, 'live', 'news', 'https://news.example.com/1', 1, false, 'b', now(),
          now(), '');
insert into article_version (article_id, version, created_at, kind, origin, content_hash, record)
  select '00000000-0000-0000-0000-000000000002', v, now(), 'updated', 'publisher', chr(96 + v), '{}'
  from generate_series(1, 2) v;
insert into event (id, type, article_id, article_version, data)
  select gen_random_uuid(), case v when 1 then 'article.created' else 'article.updated' end,
    '00000000-0000-0000-0000-000000000002', v, '{}' from generate_series(1, 2) v;
insert into webhook (id, url, secret, after_tx, after_seq)
  values (gen_random_uuid(), 'https://example.com', 's', '0', 0);
insert into delivery (webhook_id, event_seq, state) select webhook.id, event.seq, 'done' from webhook, event;
insert into item (feed_id, guid_key, url, entry, entry_hash, outcome, article_id, stage, state)
  values ('00000000-0000-0000-0000-000000000001', 'g', 'https://news.example.com/1', '{}', 'h', 'new',
          '00000000-0000-0000-0000-000000000002', 'extract', 'done');
"""
DAMAGE = {
    "open items": "update item set state = 'running'",
    "open deliveries": "update delivery set state = 'pending'",
    "two articles of one address": """insert into article (id, version, status, type, canonical_url, quality, feed_only,
        content_hash, first_seen_at, sort_at, search) select gen_random_uuid(), version, status, type, canonical_url,
        quality, feed_only, content_hash, first_seen_at, sort_at, search from article""",
    "two items of one entry": """insert into item (feed_id, guid_key, url, entry, entry_hash, stage, state)
        select feed_id, 'other', url, entry, entry_hash, stage, state from item""",
    "items done without an article": "update item set article_id = null",
    "versions not told exactly once": "delete from event where article_version = 2",
    "events of no version": "delete from article_version where version = 2",
    "two created events of one article": "update event set type = 'article.created'",
    "one content stored twice in a row": "update article_version set content_hash = 'same'",
    "gaps in versions": "update article_version set version = 3 where version = 2",
    "leases of nobody": "update item set lease_token = gen_random_uuid()",
    "events without a delivery": "delete from delivery",
}


def broken(db: Connection) -> set[str]:
    return {name for name, query in QUERIES.items() if db.execute(query.encode()).fetchall()}


def test_a_ledger_that_is_well_breaks_no_promise(db: Connection) -> None:
    db.execute(WELL.encode())

    assert broken(db) == set()


@pytest.mark.parametrize("name", QUERIES)
def test_damage_is_seen(db: Connection, name: str) -> None:
    db.execute(WELL.encode())
    db.execute(DAMAGE[name].encode())

    assert name in broken(db)
