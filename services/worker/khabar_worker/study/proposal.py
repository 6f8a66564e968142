"""Sample pages of one publisher → a proposed publisher file, with the reasons. The flow only; prints nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from khabar.publishers.loader import Catalogue
from khabar.publishers.record import Publisher, Selectors
from khabar_worker.extract import extract_page
from khabar_worker.extract.markup.selecting import Element
from khabar_worker.extraction import Extraction
from khabar_worker.study.boxes import drops_for
from khabar_worker.study.fields import FIELDS, Field
from khabar_worker.study.sample import Sample
from khabar_worker.study.site import Site, study_site
from khabar_worker.study.stable import selector_for

_TRIED = 6


@dataclass(frozen=True, slots=True)
class Row:
    """What one sample gave for one field: by the general rules, how sure they are, why they are doubted, and by the
    proposed rule. None: nothing."""

    sample: str
    field: str
    value: str | None
    sure: float
    doubt: str | None
    with_rule: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """`selectors` has only fields that need one; `unsettled` those that do and for which none could be found, with the
    reason. `results` are the samples read again with the rules.

    `known` is the publisher of the catalogue whose pages these are, or None.
    """

    site: Site
    selectors: dict[str, str]
    reasons: dict[str, str]
    unsettled: dict[str, str]
    drops: tuple[str, ...]
    valid_until: date
    samples: tuple[str, ...]
    results: tuple[Sample, ...]
    rows: tuple[Row, ...]
    known: Publisher | None


def propose(samples: Sequence[Sample], catalogue: Catalogue, now: datetime) -> Proposal:
    """A publisher file's content from samples; `now` dates `valid_until`, a year ahead.

    Raises:
        BadInput: the samples are of different sites.
    """
    site = study_site(samples)
    doubts = {field.name: [field.doubt(sample) for sample in samples] for field in FIELDS}
    selectors: dict[str, str] = {}
    reasons: dict[str, str] = {}
    unsettled: dict[str, str] = {}
    for field in FIELDS:
        told = [doubt for doubt in doubts[field.name] if doubt]
        # A story may have no byline; a publisher that never has one needs a rule.
        if not told or (field.name in ("authors", "standfirst") and len(told) < len(samples)):
            continue
        reason = f"{told[0]}, on {len(told)} of {len(samples)}"
        selector = _settled(field, samples, now)
        if selector is None:
            unsettled[field.name] = reason
        else:
            selectors[field.name], reasons[field.name] = selector, reason
    drops = drops_for(samples)
    known = catalogue.for_url(samples[0].url)
    trial = _trial(site, selectors, drops, known)
    results = tuple(_again(sample, trial, now) for sample in samples)
    return Proposal(
        site=site,
        selectors=selectors,
        reasons=reasons,
        unsettled=unsettled,
        drops=drops,
        valid_until=_a_year_after(now.date()),
        samples=tuple(sample.name for sample in samples),
        results=results,
        rows=tuple(_rows(samples, doubts, selectors, results)),
        known=known,
    )


def _settled(field: Field, samples: Sequence[Sample], now: datetime) -> str | None:
    """A stable selector of an element that holds the field on every sample, and that the extractor then believes."""
    first = list(field.elements(samples[0], now))[:_TRIED]
    rest = [list(field.elements(sample, now))[:_TRIED] for sample in samples[1:]]
    for candidate in first:
        picked = [candidate, *(_alike(candidate, others) for others in rest)]
        by_sample = dict(zip((sample.name for sample in samples), picked, strict=True))
        selector = selector_for(samples, lambda sample, by_sample=by_sample: by_sample[sample.name])  # type: ignore[misc]
        if selector is not None and all(_helps(field, selector, sample, now) for sample in samples):
            return selector
    return None


def _alike(candidate: Element, others: Sequence[Element]) -> Element | None:
    """The element of another page that is called as `candidate` is; else the likeliest one there."""
    called = (candidate.tag, candidate.attributes.get("class"), candidate.attributes.get("id"))
    same = (each for each in others if (each.tag, each.attributes.get("class"), each.attributes.get("id")) == called)
    return next(same, others[0] if others else None)


def _helps(field: Field, selector: str, sample: Sample, now: datetime) -> bool:
    """Whether the extractor believes the rule on a sample, and a value that was lacking is there with it."""
    again = _again(sample, _stand_in({field.name: selector}, (), time_zone="UTC", country="UN"), now)
    if "publisher_rule_missed" in again.extraction.warnings:
        return False
    doubt = field.doubt(sample)
    return doubt is None or not doubt.startswith("no ") or field.doubt(again) is None


def _again(sample: Sample, publisher: Publisher, now: datetime) -> Sample:
    extraction: Extraction = extract_page(sample.html, url=sample.url, publisher=publisher, now=now)
    return Sample(sample.name, sample.url, sample.html, sample.page, extraction, sample.headline, sample.body)


def _trial(site: Site, selectors: dict[str, str], drops: tuple[str, ...], known: Publisher | None) -> Publisher:
    time_zone = site.time_zone.value or (known.time_zone if known else "UTC")
    country = site.country.value or (known.country if known else "UN")
    return _stand_in(selectors, drops, time_zone=time_zone, country=country)


def _stand_in(selectors: dict[str, str], drops: tuple[str, ...], *, time_zone: str, country: str) -> Publisher:
    return Publisher(
        id="sample",
        name_ar="-",
        name_en="-",
        country=country,
        time_zone=time_zone,
        site_url="https://sample.invalid/",
        domains=("sample.invalid",),
        selectors=Selectors(**selectors),
        drops=drops,
    )


def _rows(
    samples: Sequence[Sample],
    doubts: dict[str, list[str | None]],
    selectors: dict[str, str],
    results: Sequence[Sample],
) -> Iterator[Row]:
    for field in FIELDS:
        for sample, again, doubt in zip(samples, results, doubts[field.name], strict=True):
            with_rule = field.value(again) if field.name in selectors else None
            yield Row(sample.name, field.name, field.value(sample), round(field.sure(sample), 2), doubt, with_rule)


def _a_year_after(day: date) -> date:
    return day.replace(year=day.year + 1, day=min(day.day, 28))
