"""One golden page: what its publisher's file makes of it, field by field, beside what a person read. Rules only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from khabar.article import Article
from khabar.decode import decode
from khabar.errors import BadContent, BadInput
from khabar.publishers.record import Publisher
from khabar_worker.extract.markup.selecting import is_css, matches, parsed
from khabar_worker.preview import preview
from khabar_worker.study.sample import Sample
from khabar_worker.study.truth import Truth, blocks_of, visible

# Two clocks that differ by less tell the same minute.
_SAME = timedelta(seconds=60)
_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Verdict:
    """One field of a page: whether the record says what the truth says, and both, shortened for people."""

    field: str
    right: bool
    found: str
    wanted: str


@dataclass(frozen=True, slots=True)
class Compared:
    """One page. `matched` has, for each selector and drop of the publisher, how many elements it matched here.

    `refused` is why there is no record at all; None when there is one. `missed` are rules that the extractor passed
    over. `checked` False: nobody has compared the truth with the page yet.
    """

    verdicts: tuple[Verdict, ...]
    matched: dict[str, int]
    missed: tuple[str, ...] = ()
    refused: str | None = None
    checked: bool = True

    @property
    def right(self) -> bool:
        return self.refused is None and all(verdict.right for verdict in self.verdicts)


def read_truth(text: str, file: str) -> Truth:
    """The truth that a file tells.

    Raises:
        BadInput: it is no truth file; the message names file and key.
    """
    try:
        return Truth.model_validate(json.loads(text))
    except ValueError as error:
        if isinstance(error, ValidationError):
            first = error.errors()[0]
            key = ".".join(map(str, first["loc"])) or "(file)"
            raise BadInput(f"{file}: {key}: {first['msg'].lower()}; see docs/extraction.md", subject=file) from None
        raise BadInput(f"{file} is not JSON: {error}", subject=file) from None


def compare(body: bytes, truth: Truth, publisher: Publisher, now: datetime) -> Compared:
    """Reads the page with the publisher's rules and compares. `now` is for dates such as «منذ ساعتين»."""
    matched = hits(body, publisher)
    try:
        article = preview(
            body, url=truth.url, published=None, is_text=False, publisher=publisher, http_charset=None, now=now
        )
    except BadContent as error:
        return Compared((), matched, refused=error.message, checked=truth.checked)
    missed = {
        each.why for entry in article.provenance.values() for each in entry.rejected if "publisher's rule" in each.why
    }
    verdicts = tuple(_verdicts(article, truth, publisher))
    return Compared(verdicts, matched, tuple(sorted(missed)), checked=truth.checked)


def hits(body: bytes, publisher: Publisher) -> dict[str, int]:
    """How many elements of a page each selector and drop matches, by its key in the file."""
    tree = parsed(decode(body, http_charset=None).text)
    return {key: len(matches(tree, selector)) for key, selector in selectors(publisher)}


def unreadable(publisher: Publisher) -> list[tuple[str, str]]:
    """Selectors, with their keys, that the parser which reads pages does not understand."""
    return [(key, selector) for key, selector in selectors(publisher) if not is_css(selector)]


def selectors(publisher: Publisher) -> Iterator[tuple[str, str]]:
    """Every selector of a file with its key, as `selectors.body` or `drops[0]`."""
    for name, selector in publisher.selectors:
        if selector is not None:
            yield f"selectors.{name}", selector
    for at, selector in enumerate(publisher.drops):
        yield f"drops[{at}]", selector


def truth_of(sample: Sample) -> str:
    """The truth file of a sample as the general rules read it, for somebody to compare with the page.

    Only fields with a value are in it, and `checked` is false.
    """
    found = sample.extraction
    values = {
        "url": sample.url,
        "title": found.headline,
        "authors": [author.name for author in found.authors],
        "published": found.published.detail.value if found.published else None,
        "published_precision": found.published.detail.precision if found.published else None,
        "section": found.section,
        "blocks": list(blocks_of(found)),
    }
    kept = {key: value for key, value in values.items() if value}
    return json.dumps({**kept, "checked": False}, ensure_ascii=False, indent=1) + "\n"


def _verdicts(article: Article, truth: Truth, publisher: Publisher) -> Iterator[Verdict]:
    for name, wanted, found in (
        ("title", (truth.title, *truth.alternative_titles), article.headline),
        ("kicker", (truth.kicker,), _role(article.headlines, "kicker")),
        ("standfirst", (truth.standfirst,), _role(article.descriptions, "standfirst")),
        ("section", (truth.section,), article.section),
    ):
        if wanted[0] is not None:
            right = visible(found) in [visible(text) for text in wanted]
            yield Verdict(name, right, _short(found), _short(wanted[0]))
    if truth.published is not None:
        times = (truth.published, *truth.published_alternatives)
        right = any(_is_same_time(time, article.published_at, publisher, truth.published_precision) for time in times)
        detail = article.dates.published
        yield Verdict("published", right, detail.value if detail else "–", truth.published)
    if truth.modified is not None:
        detail = article.dates.modified
        right = _is_same_time(truth.modified, article.modified_at, publisher, truth.published_precision)
        yield Verdict("modified", right, detail.value if detail else "–", truth.modified)
    for name, several, found_names in (
        ("authors", truth.authors, [author.name for author in article.authors]),
        ("tags", truth.tags, list(article.keywords)),
    ):
        if several is not None:
            right = sorted(map(visible, several)) == sorted(map(visible, found_names))
            yield Verdict(name, right, _short("، ".join(found_names)), _short("، ".join(several)))
    if truth.lead_image is not None:
        lead = next((medium.url for medium in article.media if medium.role == "lead"), None)
        wanted_src = str(truth.lead_image.get("src") or "")
        yield Verdict("lead_image", _file(lead) == _file(wanted_src), _short(lead), _short(wanted_src))
    if truth.blocks is not None:
        yield _body(list(blocks_of(article)), truth)


def _body(found: list[dict[str, Any]], truth: Truth) -> Verdict:
    """The first block that differs, or a text that should not be there."""
    said = "\n".join(visible(json.dumps(block, ensure_ascii=False)) for block in found)
    for text in truth.must_not_contain:
        if visible(text) in said:
            return Verdict("body", False, _short(f"has «{text}»"), _short(f"not «{text}»"))
    optional = {visible(text) for text in truth.optional_in_body}
    lead = _file(str((truth.lead_image or {}).get("src") or ""))
    kept = [
        block
        for block in found
        if visible(block.get("text")) not in optional and not (lead and _file(block.get("src")) == lead)
    ]
    wanted = [block for block in truth.blocks or () if not (lead and _file(block.get("src")) == lead)]
    for at in range(max(len(kept), len(wanted))):
        here = kept[at] if at < len(kept) else None
        there = wanted[at] if at < len(wanted) else None
        if _plain(here) != _plain(there):
            return Verdict("body", False, f"block {at + 1}: {_tell(here)}", f"block {at + 1}: {_tell(there)}")
    return Verdict("body", True, f"{len(kept)} blocks", f"{len(wanted)} blocks")


def _plain(block: dict[str, Any] | None) -> Any:
    """A block as it is compared: type and texts, pictures by file name; captions aside."""
    if block is None:
        return None
    match block["type"]:
        case "list":
            return "list", _items(block.get("items", ()))
        case "table":
            return "table", [[visible(str(cell)) for cell in row] for row in block.get("rows", ())]
        case "image" | "video" | "audio" | "embed" as kind:
            return kind, _file(block.get("src") or block.get("url"))
        case kind:
            return kind, visible(block.get("text"))


def _items(items: Any) -> list[Any]:
    return [
        (visible(item.get("text")), _items(item.get("items", ()))) if isinstance(item, dict) else (visible(item), [])
        for item in items
    ]


def _tell(block: dict[str, Any] | None) -> str:
    if block is None:
        return "–"
    content = block.get("text") or block.get("src") or block.get("url") or block.get("items") or block.get("rows")
    return f"{block['type']} {_short(str(content))}"


def _is_same_time(wanted: str, found: datetime | None, publisher: Publisher, precision: str) -> bool:
    if found is None:
        return False
    zone = ZoneInfo(publisher.time_zone)
    moment = datetime.fromisoformat(wanted)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    if precision == "day" or len(wanted) <= len("2026-01-01"):
        return moment.astimezone(zone).date() == found.astimezone(zone).date()
    return abs(moment - found) < _SAME


def _role(values: Any, role: str) -> str | None:
    return next((each.value for each in values if each.role == role), None)


def _file(url: str | None) -> str:
    return unquote(urlsplit(url).path).rsplit("/", 1)[-1] if url else ""


def _short(text: str | None) -> str:
    return "–" if not text else text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
