"""Serves records, search, events and administration over HTTP. Writes no article."""
