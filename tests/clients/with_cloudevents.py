"""cloudevents: reads every type of event from the log."""

import json
import sys

import httpx
from cloudevents.core.bindings.http import HTTPMessage, from_structured
from cloudevents.core.formats.json import JSONFormat

TOLD = json.loads(sys.argv[1])
answer = httpx.get(
    f"{TOLD['base']}/v1/events",
    params={"types": ",".join(TOLD["event_types"]), "limit": 200},
    headers={"Authorization": f"Bearer {TOLD['key']}"},
)
answer.raise_for_status()
envelopes = answer.json()["data"]
seen = {}
for envelope in envelopes:
    body = json.dumps(envelope, ensure_ascii=False).encode()
    event = from_structured(HTTPMessage({"content-type": "application/cloudevents+json"}, body), JSONFormat())
    assert (event.get_id(), event.get_source()) == (envelope["id"], "/khabar/events")
    assert event.get_time().tzinfo is not None
    assert event.get_data() == envelope["data"]
    seen[event.get_type()] = event
assert sorted(seen) == sorted(TOLD["event_types"]), sorted(seen)
print(f"parsed {len(envelopes)} events of {len(seen)} types")
