"""Feeds and their publishers: subscribed, found, listed."""
