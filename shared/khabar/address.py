"""Which IP addresses are public, so that a URL from outside never reaches a machine inside.

Here: the refused networks and the rule. Not here: names, URLs (khabar.url) and the dialling (khabar.http).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True)
class Endpoint:
    """One port of one machine."""

    address: Address
    port: int

    def __str__(self) -> str:
        host = f"[{self.address}]" if self.address.version == 6 else str(self.address)
        return f"{host}:{self.port}"


# What an operator opens: a network with all its ports, or one port.
Opening = Network | Endpoint

# The standard library's `is_global` isn't used: Python 3.11.7 calls 192.0.0.192, 64:ff9b::/96, 2002::/16, fec0::/10 and
# multicast global, and it can't know that 168.63.129.16 is a cloud's inside.
_REFUSED_ROWS: tuple[tuple[str, str], ...] = (
    # IANA IPv4 Special-Purpose Address Registry, https://www.iana.org/assignments/iana-ipv4-special-registry
    ("0.0.0.0/8", "this network, RFC 791 §3.2"),
    ("10.0.0.0/8", "private use, RFC 1918"),
    ("100.64.0.0/10", "shared address space, RFC 6598; holds Alibaba Cloud's metadata server 100.100.100.200"),
    ("127.0.0.0/8", "loopback, RFC 1122 §3.2.1.3"),
    ("169.254.0.0/16", "link local, RFC 3927; holds the metadata server 169.254.169.254 of most clouds"),
    ("172.16.0.0/12", "private use, RFC 1918"),
    ("192.0.0.0/24", "IETF protocol assignments, RFC 6890 §2.1; holds Oracle Cloud's metadata server 192.0.0.192"),
    ("192.0.2.0/24", "documentation, RFC 5737"),
    ("192.31.196.0/24", "AS112-v4, RFC 7535"),
    ("192.52.193.0/24", "AMT, RFC 7450"),
    ("192.88.99.0/24", "6to4 relay anycast, RFC 7526"),
    ("192.168.0.0/16", "private use, RFC 1918"),
    ("192.175.48.0/24", "direct delegation AS112, RFC 7534"),
    ("198.18.0.0/15", "benchmarking, RFC 2544"),
    ("198.51.100.0/24", "documentation, RFC 5737"),
    ("203.0.113.0/24", "documentation, RFC 5737"),
    ("224.0.0.0/4", "multicast, RFC 5771"),
    ("240.0.0.0/4", "reserved, RFC 1112 §4; holds broadcast 255.255.255.255"),
    # Public by its number, yet internal: https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
    ("168.63.129.16/32", "Azure's platform server"),
    # IANA IPv6 Address Space: only 2000::/3 is global unicast, https://www.iana.org/assignments/ipv6-address-space.
    # These three rows therefore hold ::1, ::/96 (IPv4-compatible), 64:ff9b::/96 and 64:ff9b:1::/48 (NAT64), 100::/64,
    # 5f00::/16, fc00::/7 (private; AWS metadata fd00:ec2::254), fe80::/10, fec0::/10 (site local) and ff00::/8.
    ("::/3", "reserved by IETF, RFC 4291"),
    ("4000::/2", "reserved by IETF, RFC 4291"),
    ("8000::/1", "reserved by IETF, RFC 4291"),
    # IANA IPv6 Special-Purpose Address Registry, within 2000::/3
    ("2001::/23", "IETF protocol assignments, RFC 2928; holds Teredo 2001::/32, RFC 4380"),
    ("2001:db8::/32", "documentation, RFC 3849"),
    ("2002::/16", "6to4, RFC 3056"),
    ("2620:4f:8000::/48", "direct delegation AS112, RFC 7534"),
    ("3fff::/20", "documentation, RFC 9637"),
)
REFUSED: tuple[Network, ...] = tuple(ipaddress.ip_network(network) for network, _ in _REFUSED_ROWS)

# IPv6 networks whose addresses carry an IPv4 address, and the bit at which it ends, counted from the right.
_EMBEDDING: tuple[tuple[ipaddress.IPv6Network, int], ...] = (
    (ipaddress.IPv6Network("::/96"), 0),  # IPv4-compatible, RFC 4291 §2.5.5.1
    (ipaddress.IPv6Network("64:ff9b::/96"), 0),  # NAT64, RFC 6052 §2.1
    (ipaddress.IPv6Network("64:ff9b:1::/48"), 0),  # local-use NAT64 with a /96 prefix, RFC 8215
    (ipaddress.IPv6Network("2002::/16"), 80),  # 6to4, RFC 3056 §2
)
# An interface id of ISATAP, u-bit cleared: 32 bits that say so, then the IPv4 address. RFC 5214 §6.1.
_ISATAP = 0x0000_5EFE
_ISATAP_U_BIT = 0x0200_0000


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server bound to `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def opening(text: str) -> Opening:
    """`10.0.0.0/8` as a network, `127.0.0.1:8080` and `[::1]:8080` as one port.

    Raises:
        ValueError: it is neither.
    """
    host, colon, port = text.rpartition(":")
    if not colon or (":" in host and not host.startswith("[")):
        return ipaddress.ip_network(text)
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65_536):
        raise ValueError(f"{text!r} has no port between 1 and 65535 behind its colon")
    return Endpoint(ipaddress.ip_address(host.removeprefix("[").removesuffix("]")), int(port))


def is_public(ip: str, port: int | None = None, *, allow: Sequence[Opening] = (), deny: Sequence[Network] = ()) -> bool:
    """Whether `ip` may be dialled. Text that is no plain address, also with a zone (`fe80::1%eth0`), may not.

    `port` None: no port in particular, which an `Endpoint` does not open.

    `allow` wins over the built-in list and `deny` over both. An IPv4-mapped address is judged as that IPv4 address. An
    IPv4 address inside another IPv6 form (NAT64, 6to4, ISATAP, …) has to be public as well, so that allowing
    `64:ff9b::/96` on an IPv6-only machine doesn't open `64:ff9b::10.0.0.1`.
    """
    address = _address(ip)
    if address is None:
        return False
    if _is_within(address, deny):
        return False
    inner = _embedded(address)
    if inner is not None and not is_public(str(inner), port, allow=allow, deny=deny):
        return False
    return _is_opened(address, port, allow) or not _is_within(address, REFUSED)


def is_allowed(ip: str, port: int | None = None, *, allow: Sequence[Opening], deny: Sequence[Network] = ()) -> bool:
    """Whether the operator opened `port` of `ip`, and it may be dialled."""
    address = _address(ip)
    return address is not None and _is_opened(address, port, allow) and is_public(ip, port, allow=allow, deny=deny)


def _address(ip: str) -> Address | None:
    """`ip` as an address, IPv4-mapped ones unwrapped; None when it is none or carries a zone."""
    if "%" in ip:
        return None
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def _is_within(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)


def _is_opened(address: Address, port: int | None, allow: Sequence[Opening]) -> bool:
    return any(
        (one.address, one.port) == (address, port) if isinstance(one, Endpoint) else address in one for one in allow
    )


def _embedded(address: Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address carries, or None."""
    if isinstance(address, ipaddress.IPv4Address) or address.is_loopback or address.is_unspecified:
        return None  # ::1 and :: lie in ::/96 and carry nothing
    bits = int(address)
    for network, shift in _EMBEDDING:
        if address in network:
            return ipaddress.IPv4Address(bits >> shift & 0xFFFF_FFFF)
    if bits >> 32 & 0xFFFF_FFFF & ~_ISATAP_U_BIT == _ISATAP:
        return ipaddress.IPv4Address(bits & 0xFFFF_FFFF)
    return None
