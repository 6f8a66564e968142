"""A proposal as the text of a publisher file: what is known as keys, what is not as commented lines to fill in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from khabar.publishers.record import CatalogueFeed, Publisher
from khabar_worker.study.proposal import Proposal
from khabar_worker.study.site import Finding

_WIDEST = 118


@dataclass(frozen=True, slots=True)
class Draft:
    """`text` is TOML. `missing` are required keys that stand in it as comments: the file loads once they are filled."""

    text: str
    missing: tuple[str, ...]


def draft(proposal: Proposal, feeds: tuple[CatalogueFeed, ...]) -> Draft:
    """The file. `feeds` are what it lists, named by the pages or tried."""
    lines = [*_head(proposal)]
    missing: list[str] = []
    site, known = proposal.site, proposal.known
    lines.append(f"id = {_quoted(known.id if known else site.id)}")
    for key, finding, instead, hint in (
        ("name_ar", site.name_ar, known and known.name_ar, "the publisher's name in Arabic"),
        ("name_en", site.name_en, known and known.name_en, "the publisher's name in English"),
        ("country", site.country, known and known.country, "where it is edited for: two capital letters, such as EG"),
        (
            "time_zone",
            site.time_zone,
            known and known.time_zone,
            "the clock of its pages: an IANA name, such as Africa/Cairo",
        ),
    ):
        lines += _key(key, finding, instead or None, hint)
        missing += [key] if finding.value is None and not instead else []
    if site.language:
        lines += [f"language = {_quoted(site.language)}"]
    lines.append(f"site_url = {_quoted(known.site_url if known else site.site_url)}")
    domains = list(known.domains) if known else [site.domain]
    lines.append(f"domains = [{', '.join(map(_quoted, domains))}]")
    lines += _kept(known) if known else []
    lines += _rules(proposal)
    lines += _feeds(feeds)
    return Draft("\n".join(lines) + "\n", tuple(missing))


def _head(proposal: Proposal) -> Iterator[str]:
    count = len(proposal.samples)
    yield f"# Proposed by `khabar publishers new` from {count} page{'s' if count > 1 else ''}:"
    yield from (f"#   {sample}" for sample in proposal.samples)
    yield "# Read it, fill in what is commented, and delete the reasons you agree with."
    if proposal.known:
        yield f"# The catalogue knows this publisher as {proposal.known.id}; this file replaces that one whole."


def _key(key: str, finding: Finding, instead: str | None, hint: str) -> Iterator[str]:
    if instead is not None:
        if finding.value is not None and finding.value != instead:
            yield f"# The pages say {_quoted(finding.value)}: {finding.evidence}."
        yield f"{key} = {_quoted(instead)}"
    elif finding.value is not None:
        yield f"# {finding.evidence[0].upper()}{finding.evidence[1:]}."
        yield f"{key} = {_quoted(finding.value)}"
    else:
        yield from _wrapped(f"Fill in {hint}. Not known: {finding.evidence}.")
        yield f'# {key} = ""'


def _kept(known: Publisher) -> Iterator[str]:
    """What the catalogue knows and pages do not tell; its rules as comments, since these pages were read without."""
    for key in ("category", "policy", "rights_note", "gap_seconds"):
        value = getattr(known, key)
        if value != Publisher.model_fields[key].default:
            yield f"{key} = {value if isinstance(value, float) else _quoted(value)}"
    for name, selector in known.selectors:
        if selector:
            yield f"# The catalogue's file has selectors.{name} = {_quoted(selector)}"
    if known.drops:
        yield f"# The catalogue's file has drops = [{', '.join(map(_quoted, known.drops))}]"


def _rules(proposal: Proposal) -> Iterator[str]:
    if not proposal.selectors and not proposal.drops and not proposal.unsettled:
        yield "# The general rules read these pages without a doubt: no selectors are needed."
        return
    if proposal.selectors or proposal.drops:
        yield f"valid_until = {proposal.valid_until.isoformat()}"
    if proposal.drops:
        yield "# On every sample, and no part of the story."
        yield f"drops = [{', '.join(map(_quoted, proposal.drops))}]"
    for field, reason in proposal.unsettled.items():
        yield from _wrapped(f"In doubt, and no stable element holds it on every sample: {field} ({reason}).")
    if proposal.selectors:
        yield ""
        yield "[selectors]"
        for field, selector in proposal.selectors.items():
            yield from _wrapped(f"{proposal.reasons[field][0].upper()}{proposal.reasons[field][1:]}.")
            yield f"{field} = {_quoted(selector)}"


def _feeds(feeds: tuple[CatalogueFeed, ...]) -> Iterator[str]:
    if not feeds:
        yield ""
        yield "# No feed is named on all of the pages. Try: khabar publishers new --probe-feeds …"
        yield "# [[feeds]]"
        yield '# urls = [""]'
        yield '# confidence = "B"'
    for feed in feeds:
        yield ""
        yield "[[feeds]]"
        yield f"urls = [{', '.join(map(_quoted, feed.urls))}]"
        for key in ("category", "language", "format"):
            if getattr(feed, key) != CatalogueFeed.model_fields[key].default:
                yield f"{key} = {_quoted(getattr(feed, key))}"
        yield f"confidence = {_quoted(feed.confidence)}"
        if not feed.enabled:
            yield "enabled = false"
        if feed.note:
            yield f"note = {_quoted(feed.note)}"


def _wrapped(text: str) -> Iterator[str]:
    """A comment in lines that fit a terminal."""
    line = "#"
    for word in text.split():
        if len(line) + len(word) >= _WIDEST:
            yield line
            line = "#"
        line += f" {word}"
    yield line


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's escapes are a part of TOML's."""
    return json.dumps(text, ensure_ascii=False)
