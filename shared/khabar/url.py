"""URLs as text: the gate before a request, the form that identifies a document, the key of a host. Pure rules.

Here: names and spellings. Not here: syntax (khabar.url_parts), addresses (khabar.address), name lookups and dialling
(khabar.http).
"""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote, unquote_to_bytes, urljoin

from khabar.address import Network, Opening, is_allowed, is_public
from khabar.errors import BlockedAddress
from khabar.tracking import is_tracking
from khabar.url_parts import DEFAULT_PORTS, Parts, parts_of

if TYPE_CHECKING:
    from tldextract import TLDExtract

WEB_PORTS = frozenset({80, 443, 8080, 8443})
MAX_URL_CHARACTERS = 2048

# Last labels that are no part of the public name space.
_PRIVATE_LABELS = frozenset(
    (
        # IANA special-use domain names: RFC 6761, 6762, 7686, 9476
        *("localhost", "local", "test", "example", "invalid", "onion", "alt", "arpa"),
        # ICANN's name for private use, 2024 (metadata.google.internal); RFC 6762 appendix G; i2p
        *("internal", "corp", "home", "mail", "lan", "intranet", "private", "localdomain", "i2p"),
    )
)

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


class Target(NamedTuple):
    """What a client needs to dial a checked URL, so that no second parser can read it differently."""

    scheme: str
    host: str
    port: int
    netloc: str
    path_and_query: str


def check_url(url: str, *, allow: Sequence[Opening] = (), deny: Sequence[Network] = ()) -> str:
    """`url` in the form in which it is requested: ASCII, without fragment; checked as far as text alone can tell.

    Names are judged again when they resolve (khabar.http). A literal address inside a network of `allow` may have any
    port, and so may `localhost` when one holds 127.0.0.1.

    Raises:
        BlockedAddress: what is wrong with it, and the setting that would help where one would.
    """
    shown = url[:200]
    if is_too_long(url):
        raise BlockedAddress(f"URL is longer than {MAX_URL_CHARACTERS} characters", subject=shown)
    try:
        parts = parts_of(url)
    except ValueError as error:
        raise BlockedAddress(f"not a URL that can be fetched: {error}", subject=shown) from None
    if not _is_opened(parts, allow, deny):
        _refuse_private(parts, shown, allow, deny)
    return _sent(parts)


def is_too_long(url: str) -> bool:
    """Whether `url` is longer than one that is fetched may be.

    Counts letters, escaped or not, since one Arabic letter takes six characters of escapes.
    """
    return len(url) > 12 * MAX_URL_CHARACTERS or len(unquote(url)) > MAX_URL_CHARACTERS


def target(checked_url: str) -> Target:
    """A URL that `check_url` gave, taken apart for dialling."""
    parts = parts_of(checked_url)
    port = parts.port or DEFAULT_PORTS[parts.scheme]
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
    parts = parts_of(url)
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
    return parts_of(url).netloc


def absolute(base: str, link: str) -> str | None:
    """`link` as an http(s) URL, read against the page `base`, fragment kept; None for everything else.

    Tabs and line breaks inside are dropped and ends trimmed, as browsers do. Source: WHATWG URL §4.4.
    """
    trimmed = re.sub(r"[\t\r\n]", "", link).strip()
    if not trimmed:
        return None
    try:
        parts = parts_of(urljoin(base, trimmed))
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


def _is_opened(parts: Parts, allow: Sequence[Opening], deny: Sequence[Network]) -> bool:
    """Whether the operator opened this port of this host."""
    port = parts.port or DEFAULT_PORTS[parts.scheme]
    if parts.is_literal:
        return is_allowed(parts.host, port, allow=allow, deny=deny)
    return parts.host == "localhost" and is_allowed("127.0.0.1", port, allow=allow, deny=deny)


def _refuse_private(parts: Parts, shown: str, allow: Sequence[Opening], deny: Sequence[Network]) -> None:
    """Raise `BlockedAddress` for a host or port that isn't part of the public web."""
    host = parts.host
    if parts.is_literal and not is_public(host, parts.port or DEFAULT_PORTS[parts.scheme], allow=allow, deny=deny):
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


def _sent(parts: Parts) -> str:
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
