"""A story over several pages, and a story that only its AMP page tells; in any publisher's markup."""

from __future__ import annotations

import re
from html import escape
from urllib.parse import parse_qsl, urlencode, urlsplit

from khabar.newsroom.markup import BlockMarkup
from khabar.newsroom.render import story_body, story_page
from khabar.newsroom.site import Site
from khabar.newsroom.story import Story

_PAGE, _AMP = "page", "amp"
_IMAGE = re.compile(r"<img ([^>]*?)\s*/?>")


def part_path(path: str, page: int) -> str:
    """The address of a story's page `page`: as WordPress has it below a folder, else a parameter."""
    return _with(path, _PAGE, str(page), f"{page}/") if page > 1 else path


def amp_path(path: str) -> str:
    """The address of a story's AMP page."""
    return _with(path, _AMP, "1", "amp/")


def part_of(target: str) -> tuple[str, int, bool]:
    """The story's own address in `target`, the page asked for (1: the story itself), and whether AMP is.

    >>> part_of("/2026/story/3/")
    ('/2026/story/', 3, False)
    >>> part_of("/story?id=7&amp=1")
    ('/story?id=7', 1, True)
    """
    parts = urlsplit(target)
    if found := re.fullmatch(r"(?P<story>/.+/)(?:(?P<page>\d{1,2})|amp)/", parts.path):
        return found["story"], int(found["page"] or 1), found["page"] is None
    given = dict(parse_qsl(parts.query))
    page, is_amp = int(given.pop(_PAGE, "1")), given.pop(_AMP, None) is not None
    return parts.path + (f"?{urlencode(given)}" if given else ""), page, is_amp


def split_page(site: Site, story: Story, others: tuple[Story, ...], page: int, blocks: int) -> str | None:
    """Page `page` of a story that has `blocks` blocks on each; None when there is no such page.

    As many themes do, the head's rel=next names another story, and every page repeats headline and lead picture.
    """
    last = -(-len(story.blocks) // blocks)
    if not 1 <= page <= last:
        return None
    part = story.model_copy(update={"blocks": story.blocks[(page - 1) * blocks : page * blocks]})
    numbers = " ".join(
        f"<span>{number}</span>"
        if number == page
        else f'<a href="{site.url(part_path(story.path, number))}">{number}</a>'
        for number in range(1, last + 1)
    )
    body = story_body(site, part, others)
    html = story_page(site, part, others).replace(body, f'{body}<div class="page-links">صفحات: {numbers}</div>', 1)
    if others:
        link = f'<link rel="next" title="{escape(others[0].headline)}" href="{site.url(others[0].path)}" />'
        html = html.replace("</head>", f"{link}</head>", 1)
    return html


def hollow_page(site: Site, story: Story, others: tuple[Story, ...]) -> str:
    """The story's page as an application leaves it to scripts: no text, and a link to its AMP page."""
    link = f'<link rel="amphtml" href="{site.url(amp_path(story.path))}" />'
    hollow = story.model_copy(update={"blocks": (), "standfirst": None})
    return story_page(site, hollow, others).replace("</head>", f"{link}</head>", 1)


def amp_page(site: Site, story: Story, others: tuple[Story, ...]) -> str:
    """The story's AMP page, with all of its text."""
    body = _IMAGE.sub(r'<amp-img \1 layout="responsive"></amp-img>', BlockMarkup(site, others).body(story))
    return f"""<!DOCTYPE html><html amp lang="ar" dir="rtl"><head><meta charset="utf-8" />
<title>{escape(story.headline)}</title><link rel="canonical" href="{site.url(story.path)}" />
<script async src="https://cdn.ampproject.org/v0.js"></script></head>
<body><amp-sidebar id="menu"><ul><li><a href="/">الرئيسية</a></li></ul></amp-sidebar>
<article class="amp-wp-article"><header><h1 class="amp-wp-title">{escape(story.headline)}</h1></header>
<div class="amp-wp-article-content">{body}</div></article>
<footer class="amp-wp-footer">{escape(site.name)}</footer></body></html>"""


def _with(path: str, name: str, value: str, ending: str) -> str:
    if path.endswith("/"):
        return path + ending
    return f"{path}{'&' if '?' in path else '?'}{name}={value}"
