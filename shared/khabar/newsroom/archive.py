"""Loads the newsroom's publishers and story drafts from TOML, and writes stories from drafts. No server is here."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from importlib import resources
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from khabar.article import Author
from khabar.newsroom.script import blocks_of, plain
from khabar.newsroom.site import Site, SiteLayout
from khabar.newsroom.story import Image, Paragraph, Story, StoryBlock
from khabar.newsroom.wording import fill_dates
from khabar.publishers.record import Publisher
from khabar.record import Record

_PACKAGE = "khabar.newsroom"


class Draft(Record):
    """A story as its TOML file says. Texts may hold date words (wording.fill_dates) and light markup (script.py).

    `age_minutes` is how long before the newsroom opens it was published; `held`: not yet, until it is released.
    `edit_headline` and `edit_paragraph` (the new first paragraph) are what version 2 says; None makes plain ones.
    """

    id: str
    slug: str
    headline: str
    kicker: str | None = None
    standfirst: str | None = None
    byline: str | None = None
    authors: tuple[Author, ...] = ()
    section: str | None = None
    tags: tuple[str, ...] = ()
    dateline: str | None = None
    lead: str | None = None
    age_minutes: int = 0
    held: bool = False
    is_private: bool = False
    is_flash: bool = False
    body: str
    edit_headline: str | None = None
    edit_paragraph: str | None = None


def publisher_ids() -> tuple[str, ...]:
    """The ids of all sample publishers, in the order of their file names."""
    folder = resources.files(_PACKAGE) / "publishers"
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")))


def load_site(publisher_id: str, base_url: str) -> Site:
    """The publisher's site with `{base}` and `{domain}` in its file replaced by where it runs now."""
    text = _read(f"publishers/{publisher_id}.toml")
    domain = base_url.removeprefix("http://")
    fields = tomllib.loads(text.replace("{base}", base_url).replace("{domain}", domain))
    layout = SiteLayout.model_validate(fields.pop("site"))
    return Site(publisher=Publisher.model_validate(fields), layout=layout, base_url=base_url)


def load_drafts(publisher_id: str) -> tuple[Draft, ...]:
    """The publisher's drafts, in the order of its file."""
    fields: dict[str, Any] = tomllib.loads(_read(f"stories/{publisher_id}.toml"))
    return tuple(Draft.model_validate(draft) for draft in fields["story"])


def write(draft: Draft, number: int, site: Site, published: datetime) -> Story:
    """Version 1 of the story, published at `published` (made local to the publisher, whole seconds)."""
    local = published.astimezone(ZoneInfo(site.publisher.time_zone)).replace(microsecond=0)

    def worded(text: str | None) -> str | None:
        return None if text is None else fill_dates(text, local, site.layout.months)

    headline = worded(draft.headline) or ""
    lead = None if draft.lead is None else blocks_of(f"! {worded(draft.lead)}")[0]
    assert lead is None or isinstance(lead, Image)
    blocks = list(blocks_of(worded(draft.body) or ""))
    place, first = _first_paragraph(blocks)
    blocks[place] = _opened(draft, site, first)
    return Story(
        id=draft.id,
        publisher_id=site.id,
        number=number,
        path=_path(site.layout.path, slug=draft.slug, number=number, published=local, is_private=draft.is_private),
        headline=headline,
        kicker=worded(draft.kicker),
        standfirst=worded(draft.standfirst),
        byline=draft.byline,
        authors=draft.authors,
        section=draft.section,
        tags=draft.tags,
        dateline=draft.dateline,
        published=local,
        lead_image=lead,
        blocks=tuple(blocks),
        must_not_contain=site.layout.furniture,
        is_flash=draft.is_flash,
        is_private=draft.is_private,
    )


def edited(story: Story, draft: Draft, site: Site, modified: datetime) -> Story:
    """The next version: another headline and another first paragraph, at the same address."""
    version = story.version + 1
    blocks = list(story.blocks)
    place, first = _first_paragraph(blocks)
    if version == 2 and draft.edit_headline is not None and draft.edit_paragraph is not None:
        headline = fill_dates(draft.edit_headline, story.published, site.layout.months)
        paragraph = fill_dates(draft.edit_paragraph, story.published, site.layout.months)
        blocks[place] = _opened(draft, site, Paragraph(text=plain(paragraph), markup=paragraph))
    else:
        headline = f"{story.headline} (تحديث {version - 1})"
        added = f" وأضافت غرفة الأخبار إلى هذا الخبر تحديثها رقم {version - 1}."
        blocks[place] = Paragraph(text=first.text + added, markup=first.markup + added)
    return story.model_copy(
        update={
            "headline": headline,
            "blocks": tuple(blocks),
            "version": version,
            "modified": modified.astimezone(story.published.tzinfo).replace(microsecond=0),
        }
    )


def published_at(draft: Draft, now: datetime) -> datetime:
    """When a draft that isn't held was published, seen from `now`."""
    return now - timedelta(minutes=draft.age_minutes)


def _first_paragraph(blocks: list[StoryBlock]) -> tuple[int, Paragraph]:
    """The first paragraph and its place. Raises: StopIteration when there is none, which no story's file has."""
    return next((place, block) for place, block in enumerate(blocks) if isinstance(block, Paragraph))


def _opened(draft: Draft, site: Site, paragraph: Paragraph) -> Paragraph:
    """The paragraph with the story's dateline before it, as this publisher prints datelines."""
    if draft.dateline is None:
        return paragraph
    opening = site.layout.dateline.format(place=draft.dateline)
    return Paragraph(text=plain(opening) + paragraph.text, markup=opening + paragraph.markup)


def _path(pattern: str, *, slug: str, number: int, published: datetime, is_private: bool) -> str:
    path = pattern.format(
        year=f"{published:%Y}", month=f"{published:%m}", day=f"{published:%d}", slug=quote(slug), number=number
    )
    return f"/private{path}" if is_private else path


def _read(name: str) -> str:
    return (resources.files(_PACKAGE) / name).read_text(encoding="utf-8")
