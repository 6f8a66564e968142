"""The one way out: every request of every service, bounded in time and size, and kept off inside machines.

`client` asks, `guard` dials, `reasons` says what went wrong. Not here: when to ask whom (khabar_ingest).
"""

from khabar.answer import FEED, PAGE, ROBOTS, WEBHOOK, Fetched, Limits, NotModified
from khabar.http.client import Client, authorities, open_client, warm
from khabar.http.guard import Resolver

__all__ = [
    "FEED",
    "PAGE",
    "ROBOTS",
    "WEBHOOK",
    "Client",
    "Fetched",
    "Limits",
    "NotModified",
    "Resolver",
    "authorities",
    "open_client",
    "warm",
]
