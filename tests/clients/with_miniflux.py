"""miniflux: who it is, feeds, entries, marking."""

import json
import sys

import miniflux

TOLD = json.loads(sys.argv[1])
client = miniflux.Client(f"{TOLD['base']}/compat/miniflux", api_key=TOLD["key"])


def titles(answer):
    return [entry["title"] for entry in answer["entries"]]


print(f"me: {client.me()['username']}, version: {client.get_version()['version']}")
(feed,) = client.get_feeds()
assert client.get_feed(feed["id"]) == feed
print(f"get_feeds: {feed['title']}; get_categories: {len(client.get_categories())}")
every = client.get_entries(order="published_at", direction="desc", limit=100)
assert titles(every) == TOLD["titles"]
assert titles(client.get_feed_entries(feed["id"], direction="desc", limit=5)) == TOLD["titles"][:5]
last = every["entries"][0]
assert client.get_entry(last["id"])["title"] == last["title"]
print(f"get_entries: {every['total']}; get_feed_entries, get_entry")
client.update_entries([last["id"]], status="read")
client.toggle_bookmark(last["id"])
assert titles(client.get_entries(status="unread", direction="desc")) == TOLD["titles"][1:]
assert titles(client.get_entries(starred=True)) == TOLD["titles"][:1]
client.update_entries([last["id"]], status="unread")
client.toggle_bookmark(last["id"])
print("update_entries, toggle_bookmark: read, unread, starred")
try:
    client.get_entry(10**6)
except miniflux.ResourceNotFound as error:
    print("errors:", error.get_error_reason())
else:
    raise AssertionError("it was found")
try:
    miniflux.Client(f"{TOLD['base']}/compat/miniflux", api_key="wrong").me()
except miniflux.AccessUnauthorized as error:
    print("errors:", error.get_error_reason())
else:
    raise AssertionError("it was let in")
