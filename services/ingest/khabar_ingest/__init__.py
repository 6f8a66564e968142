"""Polls feeds, fetches article pages politely, keeps raw bytes, reconciles the ledger. Never parses article HTML."""
