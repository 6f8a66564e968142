"""The khabar kernel: records, language rules, settings, the guarded HTTP client, the queue and all SQL."""

__version__ = "0.1.0"
