"""Raw pages: kept once per content, compressed, so that every article can be extracted again later."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

import zstandard

from khabar.feed import Validators
from khabar.item import Page
from khabar.storage.database import Connection

LEVEL = 6


@dataclass(frozen=True)
class Packed:
    """A body ready to be stored: compressing 10 MB takes a while, and is not done inside a transaction."""

    sha256: bytes
    size: int
    compressed: bytes


def pack(body: bytes) -> Packed:
    return Packed(hashlib.sha256(body).digest(), len(body), zstandard.ZstdCompressor(level=LEVEL).compress(body))


def keep(
    db: Connection,
    packed: Packed,
    *,
    url: str,
    final_url: str,
    status: int,
    content_type: str | None,
    etag: str | None,
    last_modified: str | None,
    fetched_at: datetime | None = None,
) -> int:
    """Keep one answer; returns the page's id.

    `fetched_at` None: now, by the server's clock, as changes of items are dated: by one that is ahead, a page from
    before an edit would be taken for one from after it.
    """
    db.execute(
        """insert into page_body (sha256, bytes, body) values (%s, %s, %s)
           on conflict (sha256) do update set body = excluded.body, stored_at = now()
             where page_body.body is null or page_body.stored_at < now() - interval '1 day'""",
        (packed.sha256, packed.size, packed.compressed),
    )
    row = db.execute(
        """insert into page (url, final_url, status, content_type, etag, last_modified, sha256, fetched_at)
           values (%s, %s, %s, %s, %s, %s, %s, coalesce(%s, now())) returning id""",
        (url, final_url, status, content_type, etag, last_modified, packed.sha256, fetched_at),
    ).fetchone()
    assert row is not None
    return int(row["id"])


def recent(db: Connection, url: str, *, max_age_seconds: float, since: datetime | None) -> int | None:
    """A page of this address fetched a short while ago, not before `since` unless that is None; None: there is none."""
    row = db.execute(
        """select page.id from page join page_body using (sha256)
           where md5(url) = md5(%s) and status = 200 and body is not null
             and fetched_at > greatest(now() - make_interval(secs => %s), %s::timestamptz)
           order by page.id desc limit 1""",
        (url, max_age_seconds, since),
    ).fetchone()
    return int(row["id"]) if row else None


def validators(db: Connection, page_id: int, *, since: datetime | None) -> Validators | None:
    """What makes asking for a page again conditional; None: it had nothing of the kind, is from before `since`, or its
    bytes are not kept any more."""
    row = db.execute(
        """select final_url as url, etag, last_modified from page join page_body using (sha256)
           where page.id = %s and body is not null and status = 200 and coalesce(etag, last_modified) is not null
             and fetched_at >= coalesce(%s::timestamptz, '-infinity')""",
        (page_id, since),
    ).fetchone()
    return Validators.model_validate(row) if row else None


def get(db: Connection, page_id: int) -> Page | None:
    """The page with its bytes; None when it never was, or retention removed the bytes."""
    row = db.execute(
        """select url, final_url, status, content_type, etag, last_modified, fetched_at,
                  encode(page.sha256, 'hex') as sha256, bytes, body
           from page join page_body using (sha256) where page.id = %s""",
        (page_id,),
    ).fetchone()
    if row is None or row["body"] is None:
        return None
    size = row.pop("bytes")
    row["body"] = zstandard.ZstdDecompressor().decompress(row["body"], max_output_size=max(size, 1))
    return Page.model_validate(row)
