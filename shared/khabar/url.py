"""URLs as text: the gate before a request, the form that identifies a document, the key of a host. Pure rules.

Here: syntax and names. Not here: addresses (khabar.address), name lookups and dialling (khabar.http).
"""

from __future__ import annotations

import functools
import hashlib
import ipaddress
import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote, unquote_to_bytes, urljoin

import idna

from khabar.address import Network, is_allowed, is_public
from khabar.errors import BlockedAddress
from khabar.tracking import is_tracking

if TYPE_CHECKING:
    from tldextract import TLDExtract

WEB_PORTS = frozenset({80, 443, 8080, 8443})
MAX_URL_CHARACTERS = 2048
_DEFAULT_PORTS = {"http": 80, "https": 443}

# Last labels that are no part of the public name space.
_PRIVATE_LABELS = frozenset(
    (
        # IANA special-use domain names: RFC 6761, 6762, 7686, 9476
        *("localhost", "local", "test", "example", "invalid", "onion", "alt", "arpa"),
        # ICANN's name for private use, 2024 (metadata.google.internal); RFC 6762 appendix G; i2p
        *("internal", "corp", "home", "mail", "lan", "intranet", "private", "localdomain", "i2p"),
    )
)

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
# Left as written when dialling, as browsers do (WHATWG URL §1.3): everything but what a request line can't hold.
_SENT_AS_IS = "!$%&'()*+,-./:;=?@[]^_|~"
# A run of characters of which RFC 3986 §6.2.2.2 says that the escaped and the plain form are the same; reserved
# characters end a run, since %2F isn't a slash. Escapes of 0x80 and above are letters in UTF-8.
_SAME_ESCAPED = re.compile(
    r"(?:[A-Za-z0-9._~-]|[^\x00-\x7f]|%(?:[2][dDeE]|3[0-9]|4[1-9a-fA-F]|5[0-9aAfF]|6[1-9a-fA-F]|7[0-9aAeE]|[89a-fA-F][0-9a-fA-F]))+"
)
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_ESCAPED_DOT = re.compile("%2[eE]")
# Direction marks and zero-width characters that copying Arabic text leaves around a URL.
_EDGE_MARKS = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"


class _Parts(NamedTuple):
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


class Target(NamedTuple):
    """What a client needs to dial a checked URL, so that no second parser can read it differently."""

    scheme: str
    host: str
    port: int
    netloc: str
    path_and_query: str


def check_url(url: str, *, allow: Sequence[Network] = (), deny: Sequence[Network] = ()) -> str:
    """`url` in the form in which it is requested: ASCII, without fragment; checked as far as text alone can tell.

    Names are judged again when they resolve (khabar.http). A literal address inside `allow` may have any port, and so
    may `localhost` when `allow` holds 127.0.0.1. Length counts letters, escaped or not, since one Arabic letter takes
    six characters of escapes.

    Raises:
        BlockedAddress: what is wrong with it, and the setting that would help where one would.
    """
    shown = url[:200]
    if len(url) > 12 * MAX_URL_CHARACTERS or len(unquote(url)) > MAX_URL_CHARACTERS:
        raise BlockedAddress(f"URL is longer than {MAX_URL_CHARACTERS} characters", subject=shown)
    try:
        parts = _parts(url)
    except ValueError as error:
        raise BlockedAddress(f"not a URL that can be fetched: {error}", subject=shown) from None
    if not _is_opened(parts, allow, deny):
        _refuse_private(parts, shown, allow, deny)
    return _sent(parts)


def target(checked_url: str) -> Target:
    """A URL that `check_url` gave, taken apart for dialling."""
    parts = _parts(checked_url)
    port = parts.port or _DEFAULT_PORTS[parts.scheme]
    query = "" if parts.query is None else f"?{parts.query}"
    return Target(parts.scheme, parts.host, port, parts.netloc, parts.path + query)


def canonical_url(url: str) -> str:
    """The form under which a document is known: two URLs with one canonical form are one document.

    Cautious, since a wrong merge loses an article: `www.` and `m.` stay, a trailing slash stays, parameters keep their
    order and letter case, and reserved characters stay escaped or plain as they were. What changes: http becomes https
    (not with a port of its own, a literal address or a name without a dot); the host is lower-case Punycode; default
    port, fragment, dot segments and tracking parameters go; escapes are upper case and text in them is UTF-8 in NFC.
    Canonical URLs are for comparing; requests go to the URL as published.

    >>> canonical_url("http://Example.com/أخبار/?utm_source=rss&id=7#top")
    'https://example.com/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/?id=7'

    Raises:
        ValueError: not an http(s) URL, or one with credentials, control characters or a host that can't exist.

    Source: RFC 3986 §6.2.2 and §6.2.3; parameters: khabar.tracking.
    """
    parts = _parts(url)
    scheme = parts.scheme
    if parts.port is None and not parts.is_literal and "." in parts.host:
        scheme = "https"
    path = _without_dots(_normal(parts.path))
    query = "&".join(
        piece
        for piece in _normal(parts.query or "").split("&")
        if piece and not is_tracking(unquote(piece.partition("=")[0]))
    )
    return f"{scheme}://{parts.netloc}{path}" + (f"?{query}" if query else "")


def url_key(url: str) -> bytes:
    """SHA-256 of the canonical URL: an index entry of fixed size.

    Raises:
        ValueError: as `canonical_url`.
    """
    return hashlib.sha256(canonical_url(url).encode("ascii")).digest()


def host_key(url: str) -> str:
    """The host that politeness counts for: lower-case ASCII, with its port unless that is the scheme's own.

    Raises:
        ValueError: not an http(s) URL.
    """
    return _parts(url).netloc


def absolute(base: str, link: str) -> str | None:
    """`link` as an http(s) URL, read against the page `base`, fragment kept; None for everything else.

    Tabs and line breaks inside are dropped and ends trimmed, as browsers do. Source: WHATWG URL §4.4.
    """
    trimmed = re.sub(r"[\t\r\n]", "", link).strip()
    if not trimmed:
        return None
    try:
        parts = _parts(urljoin(base, trimmed))
    except ValueError:
        return None
    fragment = "" if parts.fragment is None else "#" + _escaped(parts.fragment, _SENT_AS_IS)
    return _sent(parts) + fragment


def registrable_domain(host: str) -> str:
    """The name that was registered: `aljazeera.co.uk` of `www.aljazeera.co.uk`; `host` itself where there is none.

    Sites under a shared suffix (`x.blogspot.com`) count as their own. Works on the list that tldextract ships, offline.

    Source: Public Suffix List, https://publicsuffix.org.
    """
    return _registered(host)


@functools.lru_cache(4096)  # of a publisher's pages all have one host
def _registered(host: str) -> str:
    return _suffixes().extract_str(host).top_domain_under_public_suffix or host


@functools.cache
def _suffixes() -> TLDExtract:
    from tldextract import TLDExtract  # a third of a second, and only few callers need it

    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def _parts(url: str) -> _Parts:
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
    if scheme not in _DEFAULT_PORTS:
        raise ValueError(f"only http and https are read, not {scheme[:20]}")
    authority = match["authority"]
    if "@" in authority:
        raise ValueError("it holds a user name or password")
    raw_host, port = _host_and_port(authority)
    host, is_literal = _host(raw_host)
    if port == _DEFAULT_PORTS[scheme]:
        port = None
    return _Parts(scheme, host, is_literal, port, match["path"] or "/", match["query"], match["fragment"])


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


def _is_opened(parts: _Parts, allow: Sequence[Network], deny: Sequence[Network]) -> bool:
    """Whether the operator opened this host, whatever its port."""
    if parts.is_literal:
        return is_allowed(parts.host, allow=allow, deny=deny)
    return parts.host == "localhost" and is_allowed("127.0.0.1", allow=allow, deny=deny)


def _refuse_private(parts: _Parts, shown: str, allow: Sequence[Network], deny: Sequence[Network]) -> None:
    """Raise `BlockedAddress` for a host or port that isn't part of the public web."""
    host = parts.host
    if parts.is_literal and not is_public(host, allow=allow, deny=deny):
        hint = "add its network to KHABAR_ALLOW_NETWORKS (or take it out of KHABAR_DENY_NETWORKS) if it is yours"
        raise BlockedAddress(f"{host} is not a public address; {hint}", subject=shown)
    if host == "localhost":
        raise BlockedAddress("localhost is this machine; KHABAR_ALLOW_NETWORKS=127.0.0.0/8 opens it", subject=shown)
    if not parts.is_literal and ("." not in host or host.rpartition(".")[2] in _PRIVATE_LABELS):
        hint = "use the machine's address, with its network in KHABAR_ALLOW_NETWORKS, if it is yours"
        raise BlockedAddress(f"{host} is not a public name; {hint}", subject=shown)
    port = parts.port
    if port is not None and port not in WEB_PORTS:
        ports = ", ".join(str(web_port) for web_port in sorted(WEB_PORTS))
        hint = f"only {ports} are asked, other ports only at an address in KHABAR_ALLOW_NETWORKS"
        raise BlockedAddress(f"port {port} is not a web port; {hint}", subject=shown)


def _sent(parts: _Parts) -> str:
    """The URL as it goes out: the publisher's own escapes, and what can't be sent escaped."""
    path = _without_dots(_escaped(parts.path, _SENT_AS_IS))
    query = "" if parts.query is None else "?" + _escaped(parts.query, _SENT_AS_IS)
    return f"{parts.scheme}://{parts.netloc}{path}{query}"


def _escaped(text: str, safe: str) -> str:
    return quote(_BARE_PERCENT.sub("%25", text), safe=safe)


def _normal(text: str) -> str:
    """Path or query with one spelling for what means the same."""
    joined = _SAME_ESCAPED.sub(lambda match: _one_spelling(match[0]), _BARE_PERCENT.sub("%25", text))
    upper = _ESCAPE.sub(lambda match: match[0].upper(), joined)
    return quote(upper, safe="!$%&'()*+,/:;=?@")


def _one_spelling(run: str) -> str:
    # Bytes that are no UTF-8 (windows-1256 in old sites) pass through as they are.
    text = unquote_to_bytes(run).decode("utf-8", "surrogateescape")
    return quote(unicodedata.normalize("NFC", text).encode("utf-8", "surrogateescape"), safe="")


def _without_dots(path: str) -> str:
    """`path` with `.` and `..` segments resolved, escaped ones too; empty segments stay. Source: RFC 3986 §5.2.4."""
    if "/." not in path and "/%2" not in path:
        return path
    kept: list[str] = []
    plain = ""
    for segment in path.split("/")[1:]:
        plain = _ESCAPED_DOT.sub(".", segment)
        if plain == "..":
            del kept[-1:]
        elif plain != ".":
            kept.append(segment)
    if plain in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)
