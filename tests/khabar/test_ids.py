"""UUIDv7: shape, order, and the moment inside."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import RFC_4122, UUID

from khabar.ids import uuid7

NOW = datetime(2026, 11, 22, 10, 5, 0, 123000, tzinfo=UTC)


def test_the_example_of_the_standard_comes_out_bit_for_bit() -> None:
    """RFC 9562, appendix A.6: 2022-02-22 14:22:22 at UTC-5, rand_a 0xCC3, rand_b 0x18C4DC0C0C07398F."""
    moment = datetime(2022, 2, 22, 19, 22, 22, tzinfo=UTC)
    noise = (0xCC3 << 64 | 0x18C4DC0C0C07398F).to_bytes(10, "big")

    assert uuid7(moment, noise) == UUID("017F22E2-79B0-7CC3-98C4-DC0C0C07398F")


def test_an_id_says_its_version_variant_and_moment() -> None:
    made = uuid7(NOW)

    assert (made.version, made.variant) == (7, RFC_4122)
    assert made.int >> 80 == int(NOW.timestamp() * 1000)


def test_ids_sort_by_age_as_numbers_and_as_text() -> None:
    made = [uuid7(NOW + timedelta(milliseconds=n), b"\xff" * 10 if n % 2 else bytes(10)) for n in range(5)]

    assert sorted(made) == made
    assert sorted(map(str, made)) == list(map(str, made))


def test_ids_of_one_moment_differ() -> None:
    assert len({uuid7(NOW) for _ in range(100)}) == 100
