"""What `khabar doctor` looks at. Rules judge facts that edges have read; each says what it found, and what to do."""

from khabar.doctor.check import Check
from khabar.doctor.examination import examine

__all__ = ["Check", "examine"]
