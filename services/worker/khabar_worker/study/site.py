"""Who a publisher is, as far as its sample pages tell: names, addresses, country, clock, feeds. Rules only.

Each finding carries its evidence. What the pages do not tell stays None: nothing is guessed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from khabar.arabic.clean import clean_name
from khabar.arabic.fold import fold
from khabar.errors import BadInput
from khabar.publishers.countries import COUNTRIES
from khabar.url import registrable_domain
from khabar_worker.extract.dating.zones import country_of_domain, zones_of
from khabar_worker.extract.markup.metadata import absolute
from khabar_worker.extract.markup.structured import plain, string, types_of
from khabar_worker.study.sample import Sample

_ARABIC = re.compile(r"[\u0621-\u064a]")
_LATIN = re.compile(r"[A-Za-z]")
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
# A subdomain that is the same site for another device.
_SAME_SITE = ("www", "m", "amp", "mobile")
_NOT_A_NAME = re.compile(r"https?://|^[\w.-]+\.[a-z]{2,}$|^@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Finding:
    """`value` None: the samples don't tell. `sure` 0 to 1. `evidence` is for the person who decides."""

    value: str | None
    sure: float
    evidence: str


@dataclass(frozen=True, slots=True)
class Site:
    id: str
    site_url: str
    domain: str
    name_ar: Finding
    name_en: Finding
    country: Finding
    time_zone: Finding
    language: str | None
    feeds: tuple[str, ...]


def study_site(samples: Sequence[Sample]) -> Site:
    """What all samples say of their publisher.

    Raises:
        BadInput: they are of different sites.
    """
    hosts = {sample.name: (urlsplit(sample.url).hostname or "").lower() for sample in samples}
    domains = {name: registrable_domain(host) for name, host in hosts.items()}
    if len(set(domains.values())) > 1:
        told = "; ".join(f"{name}: {domain}" for name, domain in domains.items())
        raise BadInput(f"The samples are of different sites ({told}). Give pages of one publisher at a time")
    registered = next(iter(domains.values()))
    short = {_without_device(host) for host in hosts.values()}
    domain = short.pop() if len(short) == 1 else registered
    country = _country(samples, domain)
    first = urlsplit(samples[0].url)
    return Site(
        id=_id(domain, registered),
        site_url=f"{first.scheme}://{first.netloc}/",
        domain=domain,
        name_ar=_name(samples, _ARABIC, "Arabic"),
        name_en=_name(samples, _LATIN, "Latin"),
        country=country,
        time_zone=_time_zone(samples, country.value),
        language=_language(samples),
        feeds=_feeds(samples),
    )


def _without_device(host: str) -> str:
    first, _, rest = host.partition(".")
    return rest if first in _SAME_SITE and "." in rest else host


def _id(domain: str, registered: str) -> str:
    label = registered.split(".", maxsplit=1)[0]
    under = domain.removesuffix(registered).strip(".").replace(".", "-")
    joined = re.sub(r"[^a-z0-9]+", "-", f"{label}-{under}" if under else label).strip("-")
    return joined[:64] or "publisher"


def _name(samples: Sequence[Sample], script: re.Pattern[str], called: str) -> Finding:
    """The name in one script that most samples state; a word in both scripts is the Arabic one's."""
    counts: Counter[str] = Counter()
    where: dict[str, str] = {}
    for sample in samples:
        for name, source in dict(_stated_names(sample)).items():
            is_arabic = _ARABIC.search(name) is not None
            if script.search(name) and is_arabic is (script is _ARABIC):
                counts[name] += 1
                where.setdefault(name, source)
    if not counts:
        return Finding(None, 0.0, f"no page states a name in {called} letters")
    name, times = counts.most_common(1)[0]
    sure = 0.9 if times == len(samples) else 0.5
    return Finding(name, sure, f"stated by {where[name]}, on {times} of {len(samples)}")


def _stated_names(sample: Sample) -> Iterator[tuple[str, str]]:
    head = sample.page.head
    sources = [
        (head.first("og:site_name"), "og:site_name"),
        (string(sample.page.article.get("publisher")), "JSON-LD publisher"),
        *(
            (string(node.get("name")), "JSON-LD organisation")
            for node in sample.page.nodes
            if types_of(node) & {"NewsMediaOrganization", "Organization", "WebSite"}
        ),
        (head.first("application-name"), "application-name"),
    ]
    for value, source in reversed(sources):
        name = clean_name(plain(value)) if value else ""
        if (
            2 < len(name) <= 60
            and not _NOT_A_NAME.search(name)
            and fold(name) != fold(sample.extraction.headline or "")
        ):
            yield name, source


def _country(samples: Sequence[Sample], domain: str) -> Finding:
    votes: dict[str, list[str]] = {}
    if code := country_of_domain(domain):
        votes.setdefault(code, []).append(f"the domain ends in .{domain.rsplit('.', 1)[-1]}")
    for sample in samples:
        for code, source in _stated_countries(sample):
            if code in COUNTRIES and source not in votes.setdefault(code, []):
                votes[code].append(source)
    if len(votes) == 1:
        code, evidence = next(iter(votes.items()))
        return Finding(code, 0.9 if len(evidence) > 1 else 0.7, " and ".join(evidence))
    if votes:
        told = "; ".join(f"{code}: {' and '.join(evidence)}" for code, evidence in votes.items())
        return Finding(None, 0.0, f"the pages disagree ({told})")
    return Finding(None, 0.0, "neither the domain nor the pages tell")


def _stated_countries(sample: Sample) -> Iterator[tuple[str, str]]:
    locale = sample.page.head.first("og:locale") or ""
    for value, source in ((locale, "og:locale"), (sample.page.head.language or "", "the page's lang")):
        # A page in Arabic with an American or British locale is a system that nobody configured.
        if found := re.fullmatch(r"ar[-_]([A-Za-z]{2})", value.strip()):
            yield found[1].upper(), f"{source} is {value}"
    for node in (*sample.page.nodes, sample.page.article):
        address = node.get("address")
        code = string(address.get("addressCountry")) if isinstance(address, dict) else None
        if code and re.fullmatch(r"[A-Za-z]{2}", code):
            yield code.upper(), f"JSON-LD address in {code}"


def _time_zone(samples: Sequence[Sample], country: str | None) -> Finding:
    """The country's zone, when the offsets of the pages' machine dates agree with it."""
    stamped = list(_offsets(samples))
    told = sorted({offset for offset, _ in stamped})
    # Systems stamp UTC without meaning it: it tells nothing of the newsroom.
    local = [(offset, at) for offset, at in stamped if offset not in ("+00:00", "Z")]
    evidence = f"machine dates have {' and '.join(told)}" if told else "no machine date has an offset"
    zones = zones_of(country) if country else ()
    for zone in zones:
        if not local:
            return Finding(zone, 0.6, f"the zone of {country}; {evidence}")
        if all(_has_offset(zone, offset, at) for offset, at in local):
            return Finding(zone, 0.95, f"the zone of {country}, and {evidence}")
    if country and local:
        return Finding(None, 0.0, f"{evidence}, which {zones[0] if zones else country} does not have")
    fitting = sorted({zone for zone in zones_of(None) if local and all(_has_offset(zone, o, at) for o, at in local)})
    return Finding(None, 0.0, f"{evidence}; fitting: {', '.join(fitting)}" if fitting else evidence)


def _offsets(samples: Sequence[Sample]) -> Iterator[tuple[str, datetime]]:
    for sample in samples:
        for found in (sample.extraction.published, sample.extraction.modified):
            if found is not None and found.detail.offset:
                yield found.detail.offset, found.at


def _has_offset(zone: str, offset: str, at: datetime) -> bool:
    found = re.fullmatch(r"([+-])(\d\d):?(\d\d)", offset)
    if not found:
        return False
    span = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return at.astimezone(ZoneInfo(zone)).utcoffset() == (span if found[1] == "+" else -span)


def _language(samples: Sequence[Sample]) -> str | None:
    """The pages' language tag when all have one and it is not Arabic."""
    tags = {(sample.page.head.language or "").strip().split("-")[0].split("_")[0].lower() for sample in samples}
    tag = tags.pop() if len(tags) == 1 else ""
    return tag if re.fullmatch(r"[a-z]{2,3}", tag) and tag != "ar" else None


def _feeds(samples: Sequence[Sample]) -> tuple[str, ...]:
    """Feeds that every sample names: not those of one article's comments or tag."""
    named: list[set[str]] = []
    order: list[str] = []
    for sample in samples:
        found = []
        for node in sample.page.tree.css("link[rel~=alternate][href]"):
            kind = (node.attributes.get("type") or "").partition(";")[0].strip().lower()
            href = absolute(node.attributes.get("href"), sample.page.url)
            if kind in _FEED_TYPES and href and "comment" not in href.lower() and href.rstrip("/") != sample.url:
                found.append(href)
        named.append(set(found))
        order += found
    return tuple(href for href in dict.fromkeys(order) if all(href in each for each in named))
