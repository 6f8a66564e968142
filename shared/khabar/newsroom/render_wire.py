"""A wire of flashes: one or two sentences a page, and hardly anything around them."""

from __future__ import annotations

from html import escape

from khabar.newsroom.markup import BlockMarkup, clock, feed_link, meta
from khabar.newsroom.site import Site
from khabar.newsroom.story import Story
from khabar.newsroom.wording import day_month_year


def page(site: Site, story: Story, others: tuple[Story, ...]) -> str:
    """The flash's whole page."""
    markup = BlockMarkup(site, others)
    date = story.published
    return f"""<!DOCTYPE html>
<html lang="ar" dir="rtl"><head><meta charset="utf-8" /><title>{escape(story.headline)}</title>
{meta("og:title", story.headline, "property")}{meta("article:published_time", date.isoformat(), "property")}\
<link rel="canonical" href="{site.url(story.path)}" />
{feed_link(site)}</head>
<body><div class="flash"><span class="flash-label">{escape(story.section or "")}</span>
<h1>{escape(story.headline)}</h1>
<div class="flash-time">{day_month_year(date, site.layout.months)} {clock(date)}</div>
<div class="flash-text">
{markup.body(story)}
</div></div>
<div class="ticker"><b>شريط الأخبار</b>{markup.story_links(4)}</div>
{markup.furniture("p", "note")}
</body></html>
"""
