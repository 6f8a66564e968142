"""How many files and sockets a service may have open at once. Not here: how many there are."""

from __future__ import annotations

import resource

from khabar.log import get_logger

log = get_logger()


def allow(needed: int) -> None:
    """Raise this process's own limit to `needed`, as far as the system lets it; tell where that is not enough.

    At the limit no connection can be made, which would look as if all publishers were away.
    """
    own, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if own == resource.RLIM_INFINITY or own >= needed:
        return
    allowed = needed if most == resource.RLIM_INFINITY else min(needed, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, most))
    if allowed < needed:
        advice = "Raise its limit of open files: ulimit -n, or LimitNOFILE= in its unit."
        log.warning("few_open_files", allowed=allowed, needed=needed, advice=advice)
