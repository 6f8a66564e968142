"""In which zone an unknown publisher writes its clock times. A table; the publisher's own file always wins."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from khabar.publishers.record import Publisher

# ISO 3166-1 country → IANA zone of its newsrooms.
_ZONES = {
    "AE": "Asia/Dubai", "BH": "Asia/Bahrain", "DZ": "Africa/Algiers", "EG": "Africa/Cairo", "IQ": "Asia/Baghdad",
    "JO": "Asia/Amman", "KW": "Asia/Kuwait", "LB": "Asia/Beirut", "LY": "Africa/Tripoli", "MA": "Africa/Casablanca",
    "MR": "Africa/Nouakchott", "OM": "Asia/Muscat", "PS": "Asia/Gaza", "QA": "Asia/Qatar", "SA": "Asia/Riyadh",
    "SD": "Africa/Khartoum", "SO": "Africa/Mogadishu", "SY": "Asia/Damascus", "TN": "Africa/Tunis", "YE": "Asia/Aden",
    "DJ": "Africa/Djibouti", "KM": "Indian/Comoro", "IL": "Asia/Jerusalem", "TR": "Europe/Istanbul",
    "GB": "Europe/London", "FR": "Europe/Paris", "DE": "Europe/Berlin", "RU": "Europe/Moscow", "IR": "Asia/Tehran",
}  # fmt: skip
# Country-code domains that are sold to everyone say nothing; .uk is the one that is no ISO code.
_TLDS = {code.lower(): code for code in _ZONES} | {"uk": "GB"}
# Most Arabic newsrooms without a national domain stand at +03:00.
_DEFAULT = "Asia/Riyadh"


@dataclass(frozen=True, slots=True)
class Where:
    """`time_zone` is an IANA name; `known` False when it is a guess. `country` None when nothing tells it."""

    time_zone: str
    country: str | None
    known: bool


def country_of_domain(host: str) -> str | None:
    """The country that a host's last label names; None for general ones, and for those sold to everyone.

    >>> country_of_domain("gate.ahram.org.eg")
    'EG'
    """
    return _TLDS.get(host.rsplit(".", 1)[-1])


def zones_of(country: str | None) -> tuple[str, ...]:
    """The zones of a country's newsrooms, the usual one first; of None, those of all countries."""
    if country is None:
        return tuple(dict.fromkeys(_ZONES.values()))
    return (_ZONES[country],) if country in _ZONES else ()


def where_published(publisher: Publisher | None, url: str, locale: str | None) -> Where:
    """Zone and country: the publisher's file, else the domain's country, else og:locale (`ar_EG`), else Riyadh."""
    if publisher is not None:
        return Where(publisher.time_zone, publisher.country, known=True)
    try:
        country = country_of_domain(urlsplit(url).hostname or "")
    except ValueError:
        country = None
    if country is None and locale and len(locale) == 5 and locale[2] in "_-":
        code = locale[3:].upper()
        # A page in Arabic with an American or British locale is a CMS that nobody configured.
        country = code if locale.lower().startswith("ar") and code in _ZONES else None
    return Where(_ZONES.get(country or "", _DEFAULT), country, known=False)
