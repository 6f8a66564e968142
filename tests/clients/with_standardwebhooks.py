"""standardwebhooks: verifies a request that khabar's worker sent, and refuses what somebody changed."""

import json
import sys
from datetime import UTC, datetime, timedelta

from standardwebhooks import Webhook, WebhookVerificationError

GOT = json.loads(sys.argv[1])["delivered"]
webhook = Webhook(GOT["secret"])


def refused(body, headers):
    try:
        webhook.verify(body, headers)
    except WebhookVerificationError as error:
        return str(error)
    raise AssertionError("it was verified")


event = webhook.verify(GOT["body"], GOT["headers"])
assert event["data"], event
print(f"verified the signature of {event['type']}")
print("refused a changed body:", refused(GOT["body"].replace("خبر", "خبرا"), GOT["headers"]))
old = datetime.now(UTC) - timedelta(minutes=6)
headers = {**GOT["headers"], "webhook-timestamp": str(int(old.timestamp()))}
headers["webhook-signature"] = webhook.sign(headers["webhook-id"], old, GOT["body"])
print("refused an old timestamp, rightly signed:", refused(GOT["body"], headers))
