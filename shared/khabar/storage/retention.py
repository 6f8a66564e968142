"""What is kept for how long: one table, for ingest's hourly sweep and for `khabar prune`.

What it does not name stays: articles, versions, feeds, the quarantine.
"""

from __future__ import annotations

from dataclasses import dataclass

from khabar.export import EXPORT_DAYS
from khabar.settings import Settings
from khabar.storage.database import Connection
from khabar.storage.events import POSITION, PURGED

# What a feed did is shown for this long; its counters stay.
_HISTORY_DAYS = 30
# What a site offered is out of date by then, and what was tried was looked at.
_REQUEST_DAYS = 1


@dataclass(frozen=True)
class Kind:
    """One kind of row that grows old. Its SQL is written here and nowhere else."""

    name: str
    """What its rows are called, in the plural."""
    keep: int | str
    """Days, or the name of the setting that has them; there 0 means for ever."""
    table: str
    key: str
    since: str
    """The column that a row's age counts from."""
    only: str = "true"
    """Which rows may go at all."""
    step: int = 5000
    """Most rows removed at a time: nobody waits long for their locks."""
    removing: str = ""
    """The statement that removes, without its rows; empty: `delete` from the table."""
    also: str = ""
    """What is done in the same statement with the removed rows, `old`."""

    def days(self, settings: Settings) -> int:
        """How long such rows are kept. 0: for ever."""
        return self.keep if isinstance(self.keep, int) else int(getattr(settings, self.keep))

    @property
    def setting(self) -> str | None:
        """The variable that says how long; None when that is fixed."""
        return None if isinstance(self.keep, int) else f"KHABAR_{self.keep.upper()}"

    @property
    def too_old(self) -> str:
        """The condition under which a row goes; `%(days)s` is how long such rows are kept."""
        return f"{self.only} and {self.since} < now() - make_interval(days => %(days)s)"


_FINISHED = "not exists (select from delivery where event_seq = event.seq and state in ('pending', 'running'))"
# The highest position removed is kept, so that a reader who stands before it can be told that it missed events.
_MARK = f"""
, mark as (
  insert into setting (name, value)
  select '{PURGED}', max({POSITION}) from old having count(*) > 0
  on conflict (name) do update set value = greatest(setting.value, excluded.value))
"""

PAGES = Kind(
    "raw pages", "keep_pages_days", "page_body", "sha256", "stored_at", only="body is not null", step=1000,
    removing="update page_body set body = null",
)  # fmt: skip
# An entry that its feed still lists would come back as new, be fetched once more and found unchanged.
ITEMS = Kind("finished items", "keep_items_days", "item", "id", "done_at", only="state = 'done'", step=1000)
EVENTS = Kind("events", "keep_events_days", "event", "seq", "at", only=_FINISHED, also=_MARK)
AUDIT = Kind("audit lines", "keep_audit_days", "audit", "seq", "at")
POLLS = Kind("polls", _HISTORY_DAYS, "poll", "id", "at")
REEXTRACTIONS = Kind("reextractions", _HISTORY_DAYS, "reextraction", "id", "done_at", only="state = 'done'", step=1000)
DISCOVERIES = Kind("searches for feeds", _REQUEST_DAYS, "discovery", "id", "asked_at")
TRIALS = Kind("trials", _REQUEST_DAYS, "trial", "id", "asked_at", step=1000)
EXPORTS = Kind("exports", EXPORT_DAYS, "export", "id", "asked_at")
# Of exports that are gone: at once, as they have no age of their own. Each has some megabytes.
EXPORT_PARTS = Kind(
    "files of removed exports", _REQUEST_DAYS, "export_part", "ctid", "'-infinity'::timestamptz",
    only="not exists (select from export where id = export_id)", step=50,
)  # fmt: skip

KINDS = (PAGES, ITEMS, EVENTS, AUDIT, POLLS, REEXTRACTIONS, DISCOVERIES, TRIALS, EXPORTS, EXPORT_PARTS)


def count(db: Connection, kind: Kind, *, days: int) -> int:
    """How many rows of `kind` are older than `days` and may go."""
    found = db.execute(f"select count(*)::int as n from {kind.table} where {kind.too_old}".encode(), {"days": days})
    return int(found.fetchall()[0]["n"])


def prune(db: Connection, kind: Kind, *, days: int, limit: int | None = None) -> int:
    """Remove rows of `kind` older than `days`, at most `limit` (None: the kind's step); returns how many.

    Of a page only the bytes go; its hash stays. Call again until 0.
    """
    chosen = f"select {kind.key} from {kind.table} where {kind.too_old} order by {kind.since} limit %(limit)s"
    removing = kind.removing or f"delete from {kind.table}"
    found = db.execute(
        f"""with old as ({removing} where {kind.key} in ({chosen} for update skip locked) returning *) {kind.also}
            select count(*)::int as n from old""".encode(),
        {"days": days, "limit": limit or kind.step},
    )
    return int(found.fetchall()[0]["n"])
