"""Dates inside running text. Start at `resolve.py`."""
