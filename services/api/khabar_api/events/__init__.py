"""The event log: by pull, by push and to webhooks."""
