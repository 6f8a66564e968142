from __future__ import annotations

import pytest

from khabar_api.web.problems import Problem
from khabar_api.web.ranges import asked_range


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ({}, None),
        ({"range": "bytes=0-"}, (0, 10)),
        ({"range": "bytes=4-"}, (4, 10)),
        ({"range": "bytes=4-5"}, (4, 6)),
        ({"range": "bytes=4-99"}, (4, 10)),
        ({"range": "bytes=-3"}, (7, 10)),
        ({"range": "bytes=-99"}, (0, 10)),
        ({"range": "bytes=5-4"}, None),
        ({"range": "bytes=0-1,4-5"}, None),
        ({"range": "lines=1-2"}, None),
        ({"range": "bytes=٤-"}, None),
        ({"range": "bytes=4-", "if-range": '"a"'}, (4, 10)),
        ({"range": "bytes=4-", "if-range": '"b"'}, None),
    ],
    ids=str,
)
def test_a_range_is_read_as_http_means_it(headers: dict[str, str], found: tuple[int, int] | None) -> None:
    assert asked_range(headers, '"a"', 10) == found


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=-0"])
def test_a_range_behind_the_end_is_told_with_the_files_size(asked: str) -> None:
    with pytest.raises(Problem) as caught:
        asked_range({"range": asked}, '"a"', 10)

    assert (caught.value.status_code, caught.value.headers) == (416, {"Content-Range": "bytes */10"})
