"""The rule that keeps requests away from machines inside."""

from __future__ import annotations

import ipaddress

import pytest

from khabar.address import is_allowed, is_public, opening

NON_PUBLIC_TEXT = """
0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 168.63.129.16/32 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24
192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24
203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 ::1/128 ::/128 ::/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 100:0:0:1::/64
2001::/23 2001::/32 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8
"""
NON_PUBLIC = NON_PUBLIC_TEXT.split()
LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)
NAT64 = (ipaddress.ip_network("64:ff9b::/96"),)


@pytest.mark.parametrize("network", NON_PUBLIC)
def test_no_address_of_a_special_network_is_public(network: str) -> None:
    addresses = ipaddress.ip_network(network)
    samples = {addresses[0], addresses[addresses.num_addresses // 2], addresses[-1]}

    public = [str(sample) for sample in samples if is_public(str(sample))]

    assert public == []


@pytest.mark.parametrize("network", [network for network in NON_PUBLIC if ":" not in network])
def test_a_mapped_form_hides_no_special_network(network: str) -> None:
    addresses = ipaddress.ip_network(network)

    public = [str(sample) for sample in (addresses[0], addresses[-1]) if is_public(f"::ffff:{sample}")]

    assert public == []


@pytest.mark.parametrize(
    "ip",
    [
        pytest.param("192.0.0.192", id="oracle-metadata"),
        pytest.param("168.63.129.16", id="azure-platform"),
        pytest.param("169.254.169.254", id="aws-metadata"),
        pytest.param("fd00:ec2::254", id="aws-metadata-v6"),
        pytest.param("100.100.100.200", id="alibaba-metadata"),
        pytest.param("::ffff:127.0.0.1", id="mapped"),
        pytest.param("::ffff:a9fe:a9fe", id="mapped-hex"),
        pytest.param("::127.0.0.1", id="compatible"),
        pytest.param("64:ff9b::7f00:1", id="nat64"),
        pytest.param("64:ff9b:1::a9fe:a9fe", id="nat64-local"),
        pytest.param("2002:7f00:1::", id="6to4"),
        pytest.param("2001:0:7f00:1::", id="teredo"),
        pytest.param("2a00:1450::5efe:10.0.0.1", id="isatap"),
        pytest.param("2a00:1450::200:5efe:10.0.0.1", id="isatap-u-bit"),
        pytest.param("fec0::1", id="site-local"),
        pytest.param("224.0.0.1", id="multicast"),
    ],
)
def test_nat64_mapped_6to4_literals(ip: str) -> None:
    assert not is_public(ip)


@pytest.mark.parametrize("ip", ["8.8.8.8", "93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:8.8.8.8"])
def test_a_public_address_is_public(ip: str) -> None:
    assert is_public(ip)


@pytest.mark.parametrize("text", ["", "localhost", "127.1", "0177.0.0.1", "fe80::1%eth0", "2a00::1%eth0", "١.١.١.١"])
def test_text_that_is_no_plain_address_is_not_public(text: str) -> None:
    assert not is_public(text)


def test_an_allowed_network_wins_over_the_built_in_list() -> None:
    assert is_public("127.0.0.1", allow=LOOPBACK)
    assert is_public("::ffff:127.0.0.1", allow=LOOPBACK)
    assert is_public("::1", allow=(ipaddress.ip_network("::1/128"),))
    assert not is_public("10.0.0.1", allow=LOOPBACK)


def test_a_denied_network_wins_over_everything() -> None:
    assert not is_public("127.0.0.1", allow=LOOPBACK, deny=LOOPBACK)
    assert not is_public("::ffff:93.184.216.34", deny=(ipaddress.ip_network("93.184.216.0/24"),))


def test_allowing_nat64_opens_public_addresses_behind_it_only() -> None:
    assert is_public("64:ff9b::5db8:d822", allow=NAT64)
    assert not is_public("64:ff9b::10.0.0.1", allow=NAT64)
    assert not is_public("64:ff9b::5db8:d822", allow=NAT64, deny=(ipaddress.ip_network("93.184.216.34/32"),))


def test_only_an_address_inside_an_allowed_network_is_allowed() -> None:
    assert is_allowed("127.0.0.1", allow=LOOPBACK)
    assert not is_allowed("8.8.8.8", allow=LOOPBACK)
    assert not is_allowed("127.0.0.1", allow=LOOPBACK, deny=LOOPBACK)
    assert not is_allowed("localhost", allow=LOOPBACK)


PORTS = (opening("127.0.0.1:18400"), opening("[::1]:8080"))


@pytest.mark.parametrize(
    ("ip", "port", "is_open"),
    [
        ("127.0.0.1", 18400, True),
        ("::ffff:127.0.0.1", 18400, True),
        ("::1", 8080, True),
        ("127.0.0.1", 8080, False),
        ("127.0.0.1", None, False),
        ("127.0.0.2", 18400, False),
    ],
)
def test_one_opened_port_opens_no_other(ip: str, port: int | None, is_open: bool) -> None:
    assert is_public(ip, port, allow=PORTS) is is_open
    assert is_allowed(ip, port, allow=PORTS) is is_open


@pytest.mark.parametrize("text", ["127.0.0.1:18400", "[::1]:8080", "10.0.0.0/8", "fd00::/8", "::1/128"])
def test_what_is_opened_is_read_as_it_is_written(text: str) -> None:
    assert str(opening(text)) == text


@pytest.mark.parametrize("text", ["127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "a.example:80", "10.0.0.0/8:80", "x"])
def test_what_opens_nothing_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        opening(text)
