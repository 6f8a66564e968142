"""Content codings undone within a limit."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from khabar.coding import coding_of, decoded
from khabar.errors import KhabarError, TooLarge, Unreachable, WrongType

Compress = Callable[[bytes], bytes]


def bare_deflate(body: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-15)
    return compressor.compress(body) + compressor.flush()


CODINGS = [
    pytest.param("identity", bytes, id="identity"),
    pytest.param("gzip", gzip.compress, id="gzip"),
    pytest.param("deflate", zlib.compress, id="deflate"),
    pytest.param("deflate", bare_deflate, id="deflate-bare"),
    pytest.param("br", brotli.compress, id="br"),
    pytest.param("zstd", zstandard.compress, id="zstd"),
]
TEXT = ("خبر من وكالة الأنباء. " * 500).encode()


@pytest.mark.parametrize(("coding", "compress"), CODINGS)
@given(body=st.binary(max_size=5000))
def test_what_was_coded_comes_back(coding: str, compress: Compress, body: bytes) -> None:
    assert decoded(compress(body), coding, max_bytes=5000) == body


@pytest.mark.parametrize(("coding", "compress"), CODINGS)
def test_the_limit_itself_is_allowed_and_one_more_is_not(coding: str, compress: Compress) -> None:
    wire = compress(TEXT)

    assert decoded(wire, coding, max_bytes=len(TEXT)) == TEXT
    with pytest.raises(TooLarge):
        decoded(wire, coding, max_bytes=len(TEXT) - 1)


@pytest.mark.parametrize(("coding", "compress"), CODINGS)
def test_truncating_keeps_the_beginning(coding: str, compress: Compress) -> None:
    assert decoded(compress(TEXT), coding, max_bytes=1000, truncate=True) == TEXT[:1000]


@pytest.mark.parametrize(("coding", "compress"), CODINGS[1:])
def test_a_coding_without_its_end_was_cut_off(coding: str, compress: Compress) -> None:
    half = compress(TEXT)[:-3]

    with pytest.raises(Unreachable):
        decoded(half, coding, max_bytes=100_000)
    assert TEXT.startswith(decoded(half, coding, max_bytes=100_000, is_cut=True))


@pytest.mark.parametrize("coding", ["identity", "gzip", "deflate", "br", "zstd"])
@given(wire=st.binary(max_size=300))
def test_any_bytes_end_in_a_body_or_an_error(coding: str, wire: bytes) -> None:
    try:
        body = decoded(wire, coding, max_bytes=1000)
    except KhabarError:
        return

    assert len(body) <= 1000


@pytest.mark.parametrize(("coding", "compress"), [CODINGS[1], CODINGS[5]])
def test_a_few_members_are_joined_and_many_refused(coding: str, compress: Compress) -> None:
    assert decoded(compress(b"a") * 100, coding, max_bytes=1000, is_cut=False) == b"a" * 100
    with pytest.raises(TooLarge):
        decoded(compress(b"a") * 101, coding, max_bytes=1000)


@pytest.mark.parametrize("compress", [gzip.compress, zstandard.compress], ids=["gzip", "zstd"])
def test_padding_after_the_end_is_left_alone(compress: Compress) -> None:
    coding = "gzip" if compress is gzip.compress else "zstd"

    assert decoded(compress(TEXT) + b"\0" * 50, coding, max_bytes=100_000) == TEXT


def test_a_zstd_window_larger_than_the_web_allows_is_refused() -> None:
    parameters = zstandard.ZstdCompressionParameters.from_level(3, window_log=24)
    wire = zstandard.ZstdCompressor(compression_params=parameters).compressobj().compress(TEXT * 2000)

    with pytest.raises(WrongType):
        decoded(wire, "zstd", max_bytes=10_000_000)


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        (None, "identity"),
        ("", "identity"),
        ("identity", "identity"),
        ("UTF-8", "identity"),
        ("none", "identity"),
        ("GZip", "gzip"),
        ("x-gzip", "gzip"),
        (" gzip , identity", "gzip"),
        ("br", "br"),
        ("zstd", "zstd"),
        ("deflate", "deflate"),
    ],
)
def test_the_header_names_one_coding(header: str | None, coding: str) -> None:
    assert coding_of(header) == coding


@pytest.mark.parametrize("header", ["gzip, gzip", "gzip,br,identity", "compress", "x-br", "gzip;q=1", "dcb"])
def test_other_headers_are_refused(header: str) -> None:
    with pytest.raises(WrongType):
        coding_of(header)
