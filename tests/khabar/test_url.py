"""The gate before a request, and the form that identifies a document."""

from __future__ import annotations

import ipaddress
import re
import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from khabar.address import opening
from khabar.errors import BlockedAddress
from khabar.url import absolute, canonical_url, check_url, host_key, registrable_domain, target, url_key

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)

REFUSED_TEXT = """
http://127.0.0.1/ http://127.1/ http://127.0.1/ http://2130706433/ http://0x7f000001/ http://0x7f.1/ http://0177.0.0.1/
http://017700000001/ http://0/ http://0x7f.0x0.0x0.0xa/ http://0.0.0.0/ http://0x/
http://1.2.3.4.5/ http://127.0.0.1./ http://[::]/ http://[::1]/
http://[0:0:0:0:0:ffff:127.0.0.1]/ http://[::ffff:7f00:1]/ http://[::ffff:169.254.169.254]/ http://[::127.0.0.1]/
http://[64:ff9b::7f00:1]/ http://[64:ff9b:1::a9fe:a9fe]/ http://[2002:7f00:1::]/ http://[2001:0:7f00:1::]/
http://[fe80::1%25eth0]/ http://[2a00::1%eth0]/ http://[fd00::1]/ http://[fec0::1]/ http://[v1.x]/ http://[]/ http://[::1
http://169.254.169.254/latest/meta-data/ http://100.100.100.200/ http://168.63.129.16/ http://192.0.0.192/
http://198.18.0.1/ http://10.0.0.1/ http://172.16.0.1/ http://192.168.1.1/ http://100.64.0.1/ http://224.0.0.1/
http://255.255.255.255/ http://240.0.0.1/ http://localhost/ http://localhost./ http://LOCALHOST/ http://foo.localhost/
http://metadata.google.internal/ http://redis:6379/ http://db/ http://printer.local/ http://x.onion/ http://1.0.0.127.in-addr.arpa/
file:///etc/passwd gopher://127.0.0.1:6379/_x ftp://example.com/ dict://x/ jar:http://x/ data:text/html,x
javascript:alert(1) unix:///var/run/docker.sock http+unix://%2Fvar%2Frun%2Fdocker.sock/x ws://example.com/
//example.com/ /etc/passwd example.com http: http:// http:/example.com http:///example.com
http://user:pw@example.com/ http://@example.com/ http://example.com@127.0.0.1/ http://127.0.0.1#@example.com/
http://example.com:80@127.0.0.1/ http://example.com\\@127.0.0.1/ http:\\\\example.com http://example.com/a\\b
http://example.com:22/ http://example.com:6379/ http://example.com:0/ http://example.com:99999/ http://example.com:80:80/
http://example.com:٨٠/ http://example.com:+80/ http://①②⑦.⓪.⓪.①/ http://１２７.0.0.1/ http://127。0。0。1/
http://127.0.0.1%00.example.com/ http://exa%6dple.localhost/ http://%31%32%37.0.0.1/ http://.. http://a..b.com/
http://.example.com/ http://-example.com/ http://xn--/ http://exa|mple.com/ http://exa<mple.com/ http://example.com,evil.com/
"""
REFUSED = [
    *REFUSED_TEXT.split(),
    "",
    " ",
    "http://exa mple.com/",
    "http://example.com\t/",
    "http://exam\nple.com/",
    "http://example.com/\r\nX: y",
    "http://example.com/\x00",
    "http://example.com/\x85a",
    "http://\u202emoc.elpmaxe/",
    "http://exam\u200bple.com:22/",
    "http://" + "a" * 64 + ".com/",
    "http://" + "a." * 130 + "com/",
    "http://" + "ا" * 300 + ".com/",
    "http://example.com/" + "a" * 2048,
    "http://example.com/" + "%D8%A7" * 2048,
    "http://example.com/\ud800",
]

ARABIC = "https://موقع.وزارة-الاتصالات.مصر/أخبار/عاجل?قسم=1"


@pytest.mark.parametrize("url", REFUSED, ids=lambda url: ascii(url)[:60])
def test_a_bad_url_is_refused_before_any_request(url: str) -> None:
    with pytest.raises(BlockedAddress):
        check_url(url)


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        pytest.param("https://www.aljazeera.net/rss", "https://www.aljazeera.net/rss", id="plain"),
        pytest.param("HTTP://News.Example.COM", "http://news.example.com/", id="no-path"),
        pytest.param("https://example.com:443/a", "https://example.com/a", id="default-port"),
        pytest.param("https://example.com:8443/a", "https://example.com:8443/a", id="web-port"),
        pytest.param("https://example.com./a", "https://example.com/a", id="root-dot"),
        pytest.param("  https://example.com/a \n", "https://example.com/a", id="trimmed"),
        pytest.param("\u200fhttps://example.com/a\u200f", "https://example.com/a", id="direction-marks"),
        pytest.param("https://example.com/خبر", "https://example.com/%D8%AE%D8%A8%D8%B1", id="arabic-path"),
        pytest.param("https://example.com/%d8%ae?a=%7e", "https://example.com/%d8%ae?a=%7e", id="own-escapes-stay"),
        pytest.param("https://example.com/a b?c d", "https://example.com/a%20b?c%20d", id="spaces"),
        pytest.param("https://example.com/100%?x=50%", "https://example.com/100%25?x=50%25", id="bare-percent"),
        pytest.param("https://example.com/a/../b/./c", "https://example.com/b/c", id="dots"),
        pytest.param("https://example.com/a/%2e%2E/b", "https://example.com/b", id="escaped-dots"),
        pytest.param("https://example.com/a[]=1?b[]=2|3", "https://example.com/a[]=1?b[]=2|3", id="brackets"),
        pytest.param("https://example.com/?q=a#f", "https://example.com/?q=a", id="fragment"),
        pytest.param("https://example.com?q", "https://example.com/?q", id="query-without-path"),
        pytest.param("http://93.184.216.34/", "http://93.184.216.34/", id="public-literal"),
        pytest.param(
            "https://[2606:2800:220:1:0248::1946]/x", "https://[2606:2800:220:1:248::1946]/x", id="public-literal-v6"
        ),
        pytest.param("https://news.a1/", "https://news.a1/", id="digit-at-the-end"),
        pytest.param("https://straße.de/", "https://xn--strae-oqa.de/", id="idna-2008"),
        pytest.param("https://a_b.example.com/", "https://a_b.example.com/", id="underscore"),
        pytest.param("https://xn--mgbh0fb.xn--kgbechtv.com/", "https://xn--mgbh0fb.xn--kgbechtv.com/", id="punycode"),
        pytest.param(
            ARABIC,
            "https://xn--4gbrim.xn----ymcbaaajlc6dj7bxne2c.xn--wgbh1c/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1"
            "/%D8%B9%D8%A7%D8%AC%D9%84?%D9%82%D8%B3%D9%85=1",
            id="arabic-name",
        ),
    ],
)
def test_a_good_url_is_given_as_it_will_be_sent(url: str, sent: str) -> None:
    assert check_url(url) == sent


@pytest.mark.parametrize("url", ["https://example.com/" + "خ" * 2000, "https://example.com/" + "%D8%AE" * 2000])
def test_an_arabic_letter_counts_once_however_it_is_written(url: str) -> None:
    assert check_url(check_url(url)) == check_url(url)


def test_an_allowed_address_may_have_any_port() -> None:
    assert check_url("http://127.0.0.1:6379/x", allow=LOOPBACK) == "http://127.0.0.1:6379/x"
    assert check_url("http://localhost:9/x", allow=LOOPBACK) == "http://localhost:9/x"


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("http://example.com:6379/", id="a-public-name"),
        pytest.param("http://93.184.216.34:22/", id="a-public-address"),
        pytest.param("http://10.0.0.1/", id="another-network"),
        pytest.param("http://[::1]/", id="the-other-loopback"),
        pytest.param("http://redis/", id="a-bare-name"),
        pytest.param("file:///etc/passwd", id="another-scheme"),
    ],
)
def test_an_allowed_network_opens_nothing_else(url: str) -> None:
    with pytest.raises(BlockedAddress):
        check_url(url, allow=LOOPBACK)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_an_opened_port_leaves_the_others_closed(host: str) -> None:
    assert check_url(f"http://{host}:18400/rss", allow=(opening("127.0.0.1:18400"),)) == f"http://{host}:18400/rss"
    with pytest.raises(BlockedAddress):
        check_url(f"http://{host}:8080/v1/articles", allow=(opening("127.0.0.1:18400"),))


def test_a_denied_network_is_refused_though_it_is_allowed() -> None:
    with pytest.raises(BlockedAddress):
        check_url("http://127.0.0.1/", allow=LOOPBACK, deny=LOOPBACK)
    with pytest.raises(BlockedAddress):
        check_url("http://localhost/", allow=LOOPBACK, deny=LOOPBACK)


@pytest.mark.parametrize("url", ["http://10.0.0.1/", "http://localhost/", "http://redis/", "http://8.8.8.8:99/"])
def test_a_refusal_names_the_setting_that_would_help(url: str) -> None:
    with pytest.raises(BlockedAddress, match="KHABAR_ALLOW_NETWORKS"):
        check_url(url)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://example.com/", "only http and https"),
        ("http://u:secret@example.com/", "user name or password"),
        ("http://example.com:6379/", "not a web port"),
        ("http://example.com/" + "a" * 2048, "longer than 2048"),
        ("/a", "no scheme and host"),
    ],
)
def test_a_refusal_says_what_is_wrong(url: str, reason: str) -> None:
    with pytest.raises(BlockedAddress, match=reason):
        check_url(url)


def test_a_checked_url_is_taken_apart_for_dialling() -> None:
    plain = target(check_url("https://example.com/a?b=c#d"))
    literal = target(check_url("http://[2606:2800:220:1::1]:8080"))

    assert plain == ("https", "example.com", 443, "example.com", "/a?b=c")
    assert literal == ("http", "2606:2800:220:1::1", 8080, "[2606:2800:220:1::1]:8080", "/")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("http://example.com/a", "https://example.com/a", id="scheme"),
        pytest.param("https://EXAMPLE.com/a", "https://example.com/a", id="host-case"),
        pytest.param("http://example.com:80/a", "https://example.com:443/a", id="default-ports"),
        pytest.param("https://example.com", "https://example.com/", id="empty-path"),
        pytest.param("https://example.com/a#!b", "https://example.com/a", id="fragment"),
        pytest.param("https://example.com/a?", "https://example.com/a", id="empty-query"),
        pytest.param("https://example.com/a?&b=1&", "https://example.com/a?b=1", id="empty-parameters"),
        pytest.param("https://example.com/b/../a/.", "https://example.com/a/", id="dots"),
        pytest.param("https://example.com/%7Ea%2Db", "https://example.com/~a-b", id="unreserved"),
        pytest.param("https://example.com/%d8%ae%d8%a8%d8%b1", "https://example.com/خبر", id="arabic"),
        pytest.param("https://example.com/خ%d8%a8%D8%B1", "https://example.com/خبر", id="arabic-mixed"),
        pytest.param("https://example.com/\u0627\u0653", "https://example.com/\u0622", id="nfc"),
        pytest.param("https://example.com/?q=%D8%A7%D9%93", "https://example.com/?q=%d8%a2", id="nfc-escaped"),
        pytest.param("https://example.com/a b|c", "https://example.com/a%20b%7cc", id="unsafe"),
        pytest.param("https://مثال.مصر/", "https://xn--mgbh0fb.xn--wgbh1c/", id="punycode"),
        pytest.param("https://example.com/a?utm_source=x&id=1&UTM_Medium=y", "https://example.com/a?id=1", id="utm"),
        pytest.param("https://example.com/a?id=1&amp;utm_term=y", "https://example.com/a?id=1", id="escaped-twice"),
        pytest.param("https://example.com/a?utm%5Fsource=x", "https://example.com/a", id="escaped-name"),
        pytest.param("https://bbc.co.uk/a?at_medium=RSS&at_campaign=KARANGA", "https://bbc.co.uk/a", id="bbc"),
        pytest.param("https://www.dw.com/a?maca=ara-rss-1", "https://www.dw.com/a", id="dw"),
        pytest.param(
            "https://example.com/a?fbclid&gclid=1&mc_cid=2&ocid=3&ref_src=4", "https://example.com/a", id="rest"
        ),
    ],
)
def test_two_spellings_of_one_document_are_one(first: str, second: str) -> None:
    assert canonical_url(first) == canonical_url(second)
    assert url_key(first) == url_key(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("https://www.example.com/a", "https://example.com/a", id="www"),
        pytest.param("https://m.example.com/a", "https://example.com/a", id="mobile"),
        pytest.param("https://example.com/a/", "https://example.com/a", id="trailing-slash"),
        pytest.param("https://example.com//a", "https://example.com/a", id="double-slash"),
        pytest.param("https://example.com/A", "https://example.com/a", id="path-case"),
        pytest.param("https://example.com/a%2Fb", "https://example.com/a/b", id="escaped-slash"),
        pytest.param("https://example.com/?a=1&b=2", "https://example.com/?b=2&a=1", id="parameter-order"),
        pytest.param("https://example.com/?a=1%262", "https://example.com/?a=1&2", id="escaped-ampersand"),
        pytest.param("https://example.com/?id=1", "https://example.com/?ID=1", id="parameter-case"),
        pytest.param("https://example.com/?a=x+y", "https://example.com/?a=x%2By", id="plus"),
        pytest.param("https://example.com/?at_id=1", "https://example.com/?at_id=2", id="not-tracking"),
        pytest.param("https://example.com/?ref=1", "https://example.com/", id="doubtful-parameter"),
        pytest.param("http://example.com:8080/", "https://example.com:8080/", id="scheme-with-port"),
        pytest.param("http://93.184.216.34/", "https://93.184.216.34/", id="scheme-of-literal"),
        pytest.param("https://example.com/مكتبه", "https://example.com/مكتبة", id="arabic-letters"),
        pytest.param("https://example.com/%C7%E1", "https://example.com/ال", id="windows-1256"),
        pytest.param("https://example.com/?a=%CC%B8b", "https://example.com/?a≠b", id="mark-after-delimiter"),
    ],
)
def test_what_may_be_two_documents_stays_two(first: str, second: str) -> None:
    assert canonical_url(first) != canonical_url(second)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "خبر",
        "/a",
        "tag:example.com,2026:1",
        "ftp://example.com/",
        "http://",
        "http://a b/",
        "http://u:p@example.com/",
        "http://[2a00::1%25eth0]/",
    ],
)
def test_what_is_no_web_address_has_no_canonical_form(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical_url(text)


PIECES = st.text(
    alphabet=st.one_of(
        st.sampled_from("/%?&=.;+~|[]\"'<>{}^` :@!$#" + "2eEdD8aA" + "\u0653\u0338\u200f\u00ad"),
        st.sampled_from(string.ascii_letters + "ابتثجحخةىئ"),
        st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\\"),
    ),
    max_size=40,
)
HOSTS = st.sampled_from(["example.com", "EXAMPLE.com.", "مثال.مصر", "93.184.216.34", "[2606:2800::1]", "a.co:8080"])
URLS = st.builds("{}://{}/{}?{}#{}".format, st.sampled_from(["http", "HTTPS"]), HOSTS, PIECES, PIECES, PIECES)


@given(URLS)
@example("http://a.co/%%34%31?%2%35")
@example("http://a.co/..//x/%2e%2e%2f..")
def test_canonical_is_idempotent_and_plain_ascii(url: str) -> None:
    canonical = canonical_url(url)

    assert canonical_url(canonical) == canonical
    assert re.fullmatch(r"[!-~]+", canonical)
    assert re.search("%(?![0-9A-F]{2})", canonical) is None


@given(URLS)
def test_what_is_sent_means_the_same_document(url: str) -> None:
    sent = check_url(url)

    assert check_url(sent) == sent
    assert re.fullmatch(r"[!-~]+", sent)
    assert "#" not in sent
    assert canonical_url(sent) == canonical_url(url)
    assert host_key(sent) == host_key(url)
    assert target(sent).netloc == host_key(url)


@given(PIECES)
def test_escaping_a_path_does_not_change_its_identity(piece: str) -> None:
    letters = "".join(ch for ch in piece if ch.isalnum())
    escaped = "".join(f"%{byte:02x}" for byte in letters.encode())

    assert canonical_url(f"https://example.com/{letters}") == canonical_url(f"https://example.com/{escaped}")


@given(st.text() | PIECES.map("http://".__add__) | PIECES.map("https://example.com:".__add__))
def test_any_text_is_either_a_url_or_a_value_error(text: str) -> None:
    try:
        canonical = canonical_url(text)
    except ValueError:
        with pytest.raises(BlockedAddress):
            check_url(text)
        return

    assert canonical_url(canonical) == canonical


@given(st.text() | PIECES, st.text() | PIECES)
def test_absolute_gives_a_web_address_or_nothing(base: str, link: str) -> None:
    found = absolute(base, link)

    assert found is None or absolute("", found) == found


@pytest.mark.parametrize(
    ("link", "found"),
    [
        pytest.param("/b?x=1#y", "https://example.com/b?x=1#y", id="path"),
        pytest.param("c", "https://example.com/a/c", id="relative"),
        pytest.param("../خبر", "https://example.com/%D8%AE%D8%A8%D8%B1", id="up"),
        pytest.param("//news.example.com/x", "https://news.example.com/x", id="other-host"),
        pytest.param(" ht\ntp://example.org ", "http://example.org/", id="broken-over-lines"),
        pytest.param("", None, id="empty"),
        pytest.param("javascript:alert(1)", None, id="javascript"),
        pytest.param("\x15javascript:alert(1)", None, id="javascript-behind-a-control"),
        pytest.param("data:text/html,x", None, id="data"),
        pytest.param("file:///etc/passwd", None, id="file"),
        pytest.param("mailto:a@example.com", None, id="mail"),
        pytest.param("//u:p@example.com/", None, id="credentials"),
        pytest.param("//[::1", None, id="broken-host"),
        pytest.param("/\\example.org/", None, id="backslash"),
    ],
)
def test_a_link_is_read_against_its_page(link: str, found: str | None) -> None:
    assert absolute("https://example.com/a/b", link) == found


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("HTTP://News.Example.com:80/a", "news.example.com"),
        ("https://example.com:80/a", "example.com:80"),
        ("http://مثال.مصر/", "xn--mgbh0fb.xn--wgbh1c"),
        ("http://[2606:2800::0001]:8080/", "[2606:2800::1]:8080"),
    ],
)
def test_a_host_has_one_key(url: str, key: str) -> None:
    assert host_key(url) == key


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.aljazeera.net", "aljazeera.net"),
        ("feeds.bbci.co.uk", "bbci.co.uk"),
        ("www.spa.gov.sa", "spa.gov.sa"),
        ("akhbar.blogspot.com", "akhbar.blogspot.com"),
        ("93.184.216.34", "93.184.216.34"),
        ("localhost", "localhost"),
        ("co.uk", "co.uk"),
    ],
)
def test_the_registrable_domain_is_what_was_registered(host: str, domain: str) -> None:
    assert registrable_domain(host) == domain
