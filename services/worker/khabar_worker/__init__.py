"""Turns kept pages into article records, and delivers webhooks. Fetches no feed and no page."""
