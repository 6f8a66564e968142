"""Checks of the work: is anybody doing it, is it on time, and what was given up. Rules over counted facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from khabar.address import is_loopback
from khabar.doctor.check import Check
from khabar.log import hide_secrets
from khabar.settings import Settings
from khabar.storage.overview import Work
from khabar.storage.vitals import Unwell

# An ingester and a worker that run leave nothing waiting this long, politeness included.
STALE_SECONDS = 3600

# Why a feed is unwell → what to do about it.
FEED_ADVICE: Mapping[str, str] = {
    "overdue": "Nobody polls them: does an ingester run, and is one enough?",
    "stale": "Nothing was read for a day or longer. Reasons: khabar feeds list",
    "failing": "Reasons: khabar feeds list",
    "silent": "They answer, and bring nothing any more: look whether the publisher moved. khabar feeds probe URL",
}


def feeds(active: int, unwell: Mapping[str, Unwell]) -> Iterator[Check]:
    """`active`: subscriptions that are polled; `unwell` by reason."""
    if not active:
        yield Check("feeds", "look", "none", "Add some: khabar feeds add URL, or khabar feeds import --catalogue")
        return
    failing = sum(unwell[reason].count for reason in ("stale", "failing") if reason in unwell)
    if failing == active:
        advice = "Is there a way to the Internet? Reasons: khabar feeds list"
        yield Check("feeds", "bad", f"all {active} feeds fail", advice)
    else:
        yield Check("feeds", "ok", f"{active} feeds, {failing} of them failing")
    for reason, advice in FEED_ADVICE.items():
        if reason in unwell:
            found = f"{unwell[reason].count}: {', '.join(map(hide_secrets, unwell[reason].examples))}"
            yield Check(f"feeds, {reason}", "look", found, advice)


def hubs(named: int, subscriptions: Mapping[str, int], *, is_on: bool) -> Check | None:
    """`named`: active feeds that name a hub; `subscriptions` by state. None: no feed names one."""
    if not named:
        return None
    if not is_on:
        return Check("websub", "ok", f"off without a KHABAR_PUBLIC_URL; {named} feeds name a hub, and are only polled")
    found = ", ".join(f"{count} {state}" for state, count in sorted(subscriptions.items())) or "none yet"
    if subscriptions.get("denied"):
        advice = "Can hubs reach KHABAR_PUBLIC_URL/websub/? Their reasons: khabar feeds show URL"
        return Check("websub", "look", found, advice)
    return Check("websub", "ok", found)


def work(known: Work, articles: int) -> Iterator[Check]:
    """Items on the way, and those that were given up."""
    found = f"{articles} records, {known.pending + known.running} items on the way"
    if known.pending and known.oldest_seconds > STALE_SECONDS:
        late = f"{found}, the oldest due since {known.oldest_seconds // 60} min"
        yield Check("work", "look", late, "Check that ingest and enough workers are running.")
    else:
        yield Check("work", "ok", found)
    if known.dead:
        yield Check("quarantine", "look", f"{known.dead} items", "See: khabar items quarantine")


def hints(unhinted: int) -> Check | None:
    """`unhinted`: items that no worker was told of for longer than the reconciler waits; None when all is well."""
    if not unhinted:
        return None
    advice = "Ingest tells the workers: does one run, and does it reach Redis? Its log has hint_failed."
    return Check("hints", "look", f"workers were not told of {unhinted} items", advice)


def hands(ingesters: int, workers: Mapping[str, int], waiting: Mapping[str, int]) -> Iterator[Check]:
    """Who is alive. `ingesters`: sessions of them; `workers` by queue; `waiting`: deliveries and items due."""
    if ingesters:
        yield Check("ingest", "ok", "runs")
    else:
        yield Check("ingest", "look", "no ingester is connected", "Start one: khabar up, or khabar ingest")
    if alone := [name for name, count in workers.items() if not count]:
        is_needed = any(waiting.get(name) for name in alone)
        found = f"no worker for {' and '.join(alone)}" + (", and work waits" if is_needed else "")
        advice = "Start one: khabar up, or " + " and ".join(f"khabar worker --queue {name}" for name in alone)
        yield Check("workers", "look", found, advice)
    else:
        yield Check("workers", "ok", ", ".join(f"{count} {name}" for name, count in workers.items()))


def deliveries(dead: int, disabled: int) -> Iterator[Check]:
    """Webhook deliveries that were given up, and webhooks that get none any more."""
    if dead:
        advice = "Mend the receiver, then send them again: POST /v1/webhooks/{id}/deliveries/{delivery_id}:resend"
        yield Check("deliveries", "look", f"{dead} given up", advice)
    if disabled:
        advice = "Their receivers answered 410 Gone. Remove them, or enable them again on the page Webhooks."
        yield Check("webhooks", "look", f"{disabled} disabled", advice)


def keys(settings: Settings, *, has_key: bool) -> Check:
    """Whether the API is closed to strangers, and open to somebody."""
    is_open = not is_loopback(settings.api_host)
    if has_key:
        return Check("api keys", "ok", "there are some")
    if settings.api_keys == "required":
        return Check("api keys", "look", "none, so nobody can ask the API", "Run: khabar keys create NAME")
    if is_open:
        found = f"none, and other machines reach {settings.api_host}: the API refuses to start"
        return Check("api keys", "bad", found, "Run: khabar keys create NAME")
    return Check("api keys", "ok", "not needed on loopback")


def index(stale: int) -> Check:
    """`stale`: articles whose search terms an earlier analysis made."""
    if stale:
        found = f"{stale} articles of an earlier analysis; ingest renews them slowly, searches find them meanwhile"
        return Check("search index", "look", found, "To have it done sooner, run: khabar reindex")
    return Check("search index", "ok", "up to date")
