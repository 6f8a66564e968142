"""How many files a service may open, by what the system and its operator allow."""

from __future__ import annotations

import subprocess
import sys

import pytest

TRIED = """
import resource, sys
from khabar import open_files
from khabar.log import configure
from khabar.settings import load_settings

configure(load_settings(_env_file=None), "tests")
resource.setrlimit(resource.RLIMIT_NOFILE, (64, int(sys.argv[1])))
open_files.allow(200)
print(resource.getrlimit(resource.RLIMIT_NOFILE)[0])
"""


@pytest.mark.parametrize(("most", "allowed", "is_told"), [(4096, "200", False), (128, "128", True)])
def test_a_low_limit_is_raised_as_far_as_may_be(most: int, allowed: str, *, is_told: bool) -> None:
    done = subprocess.run([sys.executable, "-c", TRIED, str(most)], capture_output=True, text=True, check=True)

    assert (done.stdout.strip(), "few_open_files" in done.stderr) == (allowed, is_told)
