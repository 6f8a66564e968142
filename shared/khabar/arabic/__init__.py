"""Arabic language rules: cleaning, folding, search terms, language, dates. Pure; no I/O but packaged data."""
