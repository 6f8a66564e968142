"""A web address taken apart, its syntax checked. Not here: which addresses may be asked, which are one (khabar.url)."""

from __future__ import annotations

import ipaddress
import re
from typing import NamedTuple

import idna

DEFAULT_PORTS = {"http": 80, "https": 443}
# RFC 3986 appendix B, scheme and authority required.
_URL = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<authority>[^/?#]*)"
    r"(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?"
)
_AUTHORITY = re.compile(r"(?P<host>\[[^\]]*\]|[^:\[\]]*)(?::(?P<port>[0-9]{0,5}))?")
# C0 and C1 control characters, and halves of a character.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
# A host that ends so is read as a number by resolvers (127.1, 0x7f.1, 017700000001). Source: WHATWG URL §3.5.
_NUMERIC_END = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")
# Direction marks and zero-width characters that copying Arabic text leaves around a URL.
_EDGE_MARKS = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"


class Parts(NamedTuple):
    """A URL taken apart. `host` is ASCII, an IPv6 address without brackets; `port` None when it is the scheme's own."""

    scheme: str
    host: str
    is_literal: bool
    port: int | None
    path: str
    query: str | None
    fragment: str | None

    @property
    def netloc(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port is None else f"{host}:{self.port}"


def parts_of(url: str) -> Parts:
    """`url` taken apart and checked for syntax.

    Raises:
        ValueError: says what is wrong.
    """
    text = url.strip().strip(_EDGE_MARKS).strip()
    if _UNPRINTABLE.search(text):
        raise ValueError("it holds a control character")
    if "\\" in text:
        raise ValueError("it holds a backslash")
    match = _URL.fullmatch(text)
    if match is None:
        raise ValueError("it has no scheme and host")
    scheme = match["scheme"].lower()
    if scheme not in DEFAULT_PORTS:
        raise ValueError(f"only http and https are read, not {scheme[:20]}")
    authority = match["authority"]
    if "@" in authority:
        raise ValueError("it holds a user name or password")
    raw_host, port = _host_and_port(authority)
    host, is_literal = _host(raw_host)
    if port == DEFAULT_PORTS[scheme]:
        port = None
    return Parts(scheme, host, is_literal, port, match["path"] or "/", match["query"], match["fragment"])


def _host_and_port(authority: str) -> tuple[str, int | None]:
    match = _AUTHORITY.fullmatch(authority)
    if match is None:
        raise ValueError("its host or port can't be read")
    port = int(match["port"]) if match["port"] else None
    if port is not None and not 0 < port < 65_536:
        raise ValueError(f"there is no port {port}")
    return match["host"], port


def _host(raw: str) -> tuple[str, bool]:
    """The host in lower-case ASCII, and whether it is a literal address."""
    if raw.startswith("["):
        if "%" in raw:
            raise ValueError("its address carries a zone")
        return str(ipaddress.IPv6Address(raw[1:-1])), True
    host = raw.lower()
    if not host.isascii():
        if len(host) > 253:
            raise ValueError("its host name is too long")
        # Also turns full-width digits and the ideographic full stop into plain ones, hence before every other look.
        host = idna.encode(host, uts46=True).decode("ascii")
    host = host.removesuffix(".")
    if _NUMERIC_END.fullmatch(host):
        return str(ipaddress.IPv4Address(host)), True
    if len(host) > 253 or not all(_LABEL.fullmatch(label) and label != "xn--" for label in host.split(".")):
        raise ValueError("its host name can't exist")
    return host, False
