"""Searches that are kept: under a name, as a feed, as a file."""
