"""What the tests of the worker share."""

from __future__ import annotations

import pytest

from khabar.publishers.loader import Catalogue, load_publishers


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The publishers that khabar ships."""
    return load_publishers(None)
