"""For those who run khabar: keys, the ledger, probes, figures, trials, and what was administered."""
