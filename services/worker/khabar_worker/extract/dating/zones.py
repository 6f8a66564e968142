"""In which zone an unknown publisher writes its clock times. A table; the publisher's own file always wins."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from khabar.arabic.fold import fold
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

_LOCALE = re.compile(r"ar[-_]([a-z]{2})", re.IGNORECASE)
# What newsrooms call themselves after: parts of hosts, and names of lands with the adjectives, without the article.
_HOST_WORDS = {
    "DZ": "alger|dzair", "EG": "egypt|masr|masri", "IQ": "iraq|baghdad", "JO": "jordan", "KW": "kuwait",
    "LB": "leban|liban|beirut", "LY": "libya", "MA": "maroc|morocc", "MR": "mauritan", "OM": r"\boman",
    "PS": "palestin|gaza", "QA": "qatar", "SA": "saudi", "SD": "sudan", "SY": "syria", "TN": "tunis", "YE": "yemen",
    "AE": "emarat|dubai", "BH": "bahrain",
}  # fmt: skip
_IN_HOST = re.compile("|".join(f"(?P<{country}>{words})" for country, words in _HOST_WORDS.items()))
_CALLED = {
    fold(word): country
    for country, words in {
        "AE": "إمارات إماراتي إماراتية", "BH": "بحرين بحريني بحرينية", "DZ": "جزائر جزائري جزائرية",
        "EG": "مصر مصري مصرية", "IQ": "عراق عراقي عراقية", "JO": "أردن أردني أردنية", "KW": "كويت كويتي كويتية",
        "LB": "لبنان لبناني لبنانية", "LY": "ليبيا ليبي ليبية", "MA": "مغرب مغربي مغربية",
        "MR": "موريتانيا موريتاني موريتانية", "OM": "عماني عمانية", "PS": "فلسطين فلسطيني فلسطينية غزة",
        "QA": "قطر قطري قطرية", "SA": "سعودي سعودية", "SD": "سودان سوداني سودانية", "SY": "سوريا سورية سوري",
        "TN": "تونس تونسي تونسية", "YE": "يمن يمني يمنية",
    }.items()
    for word in words.split()
}  # fmt: skip
# Algeria and Tunisia name the months after the French, Morocco in its own way.
_MONTHS = (
    (re.compile("جانفي|فيفري|[أا]فريل|جوان|جويلية"), "Africa/Algiers"),
    (re.compile("غشت|شتنبر|نونبر|دجنبر|يوليوز"), "Africa/Casablanca"),
)


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


def where_published(
    publisher: Publisher | None,
    url: str,
    locales: tuple[str | None, ...] = (),
    names: frozenset[str] = frozenset(),
) -> Where:
    """Zone and country: the publisher's file, the domain, a locale of the page, what the site is called; else Riyadh.

    `locales` are such as `ar_EG` and `ar-TN`, `names` the folded names of the site, its host among them.
    """
    if publisher is not None:
        return Where(publisher.time_zone, publisher.country, known=True)
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        host = ""
    country = country_of_domain(host) or next(filter(None, map(_of_locale, locales)), None) or _of_names(host, names)
    return Where(_ZONES.get(country or "", _DEFAULT), country, known=False)


def _of_locale(locale: str | None) -> str | None:
    # A page in Arabic with an American or British locale is a CMS that nobody configured.
    found = _LOCALE.fullmatch(locale or "")
    return found[1].upper() if found and found[1].upper() in _ZONES else None


def _of_names(host: str, names: frozenset[str]) -> str | None:
    """The one country that the site is called after; None when there is none, or more than one."""
    found = {match.lastgroup or "" for match in _IN_HOST.finditer(host.lower())}
    words = {word.removeprefix("و").removeprefix("ال") for name in names for word in name.split()}
    found |= {_CALLED[word] for word in words & _CALLED.keys()}
    return found.pop() if len(found) == 1 else None


def zone_of_months(text: str) -> str | None:
    """The zone of the presses whose own month names a date has («غشت», «جانفي»); None for names that all share."""
    return next((zone for pattern, zone in _MONTHS if pattern.search(text)), None)
