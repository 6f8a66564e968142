"""Pages, plain texts and feed entries → extractions. Here: the three doors. Not here: fetching, storing, enrichment."""

from khabar_worker.extract.entry import extract_entry
from khabar_worker.extract.page import extract_page
from khabar_worker.extract.plain import extract_text

__all__ = ["extract_entry", "extract_page", "extract_text"]
