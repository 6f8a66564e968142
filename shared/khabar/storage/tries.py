"""How often an item's extraction is tried, and how soon again after a death. Why: decision 18 (docs/decisions).

Not here: the claims that count the tries (`items.py`).
"""

from __future__ import annotations

from khabar.item import Item

# Of an item that has told of no failure, at most: each of its tries ended with its process.
SILENT_TRIES = 4
# `%(most)s` is KHABAR_MAX_ATTEMPTS.
MOST = f"case when last_error is null then least(%(most)s, {SILENT_TRIES}) else %(most)s end"
# The second try comes as the lease runs out: most who die once die with something else. Later ones come 1 and 3 times
# `%(rehint)s` after it, so that minutes in which every process ends use up no item's tries.
RESTED = "lease_until < now() - make_interval(secs => %(rehint)s * (2 ^ least(attempts - 1, 2) - 1))"


def most_tries(item: Item, max_attempts: int) -> int:
    """How many tries its extraction has, by what came of the former ones; `max_attempts` is the setting."""
    return min(max_attempts, SILENT_TRIES) if item.last_error is None else max_attempts
