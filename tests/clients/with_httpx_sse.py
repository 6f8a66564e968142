"""httpx-sse: prints the ids of events as they come; when the stream breaks it goes on behind the last one."""

import json
import sys
import time

import httpx
from httpx_sse import connect_sse

TOLD = json.loads(sys.argv[1])
HEADERS = {"Authorization": f"Bearer {TOLD['key']}"}
seen, last, is_new = 0, None, True
with httpx.Client(base_url=TOLD["base"], timeout=20) as api:
    while seen < TOLD["wanted"]:
        headers = {**HEADERS, "Last-Event-ID": last} if last else HEADERS
        try:
            with connect_sse(api, "GET", "/v1/events/stream", headers=headers) as source:
                source.response.raise_for_status()
                if is_new:
                    print("listening", flush=True)
                    is_new = False
                for event in source.iter_sse():
                    if not event.data:  # the pause before a new try, which the client hands on like an event
                        continue
                    last = event.id
                    print(json.loads(event.data)["id"], flush=True)
                    seen += 1
                    if seen == TOLD["wanted"]:
                        break
        except httpx.TransportError:
            time.sleep(0.2)
