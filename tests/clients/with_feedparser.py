"""feedparser, and a reading of JSON Feed by its own rules: the same titles, ids and dates as the list has."""

import json
import sys
from calendar import timegm
from datetime import datetime

import feedparser
import httpx

TOLD = json.loads(sys.argv[1])
api = httpx.Client(base_url=TOLD["base"], headers={"Authorization": f"Bearer {TOLD['key']}"})


def seconds(text):
    return int(datetime.fromisoformat(text).timestamp())


wanted = [
    (article["id"], article["headline"], seconds(article["published_at"]), article["canonical_url"])
    for article in api.get("/v1/articles", params={"sort": "published"}).raise_for_status().json()["data"]
]
assert [title for _, title, _, _ in wanted] == TOLD["titles"]
for name in ("atom", "rss"):
    answer = api.get("/v1/articles", params={"sort": "published", "format": name}).raise_for_status()
    parsed = feedparser.parse(answer.content, response_headers=dict(answer.headers))
    assert not parsed.bozo, parsed.bozo_exception
    found = [
        (entry.id.removeprefix("urn:uuid:"), entry.title, timegm(entry.published_parsed), entry.link)
        for entry in parsed.entries
    ]
    assert found == wanted, found
    print(f"{parsed.version}: {len(found)} titles, ids, dates and links as in the list")

feed = api.get("/v1/articles", params={"sort": "published", "format": "jsonfeed"}).raise_for_status().json()
assert feed["version"] == "https://jsonfeed.org/version/1.1"
assert feed["title"]
assert all(isinstance(item["id"], str) and ("content_html" in item or "content_text" in item) for item in feed["items"])
assert [(item["id"], item["title"], seconds(item["date_published"]), item["url"]) for item in feed["items"]] == wanted
print(f"JSON Feed 1.1: {len(feed['items'])} items as in the list")
