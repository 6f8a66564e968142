"""Publisher files and pages side by side: rules tried on golden pages, and proposed from samples. Stores nothing."""

from khabar_worker.study.draft import Draft, draft
from khabar_worker.study.proposal import Proposal, propose
from khabar_worker.study.sample import Sample, read_sample

__all__ = ["Draft", "Proposal", "Sample", "draft", "propose", "read_sample"]
