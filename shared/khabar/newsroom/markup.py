"""Turns story blocks into HTML the plain way; each publisher's renderer changes what its system does differently.

All of it is also well-formed XML, because one feed carries it as XHTML.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from html import escape
from typing import Any

from khabar.newsroom.site import Site
from khabar.newsroom.story import (
    BlockQuote,
    Bullets,
    Embed,
    Heading,
    Image,
    Paragraph,
    Related,
    Story,
    StoryBlock,
    Table,
)

_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_STRONG = re.compile(r"\*\*([^*]+)\*\*")


def inline(markup: str) -> str:
    """A paragraph's markup as HTML.

    >>> inline("قال [الموقع](/a) **مهم**")
    'قال <a href="/a">الموقع</a> <strong>مهم</strong>'
    """
    return _STRONG.sub(r"<strong>\1</strong>", _LINK.sub(r'<a href="\2">\1</a>', escape(markup)))


def meta(name: str, content: str | None, key: str = "name") -> str:
    """A `<meta>` element; empty when there is nothing to say."""
    return "" if not content else f'<meta {key}="{name}" content="{escape(content)}" />\n'


def data_script(data: Any, attributes: str) -> str:
    """A script element holding JSON that can't close it."""
    text = json.dumps(data, ensure_ascii=False).replace("</", r"<\/")
    return f"<script {attributes}>{text}</script>\n"


def feed_link(site: Site) -> str:
    """The `<link>` by which readers find the feed."""
    kind = {"atom": "application/atom+xml", "rdf": "application/rdf+xml"}.get(
        site.layout.feed_format, "application/rss+xml"
    )
    return f'<link rel="alternate" type="{kind}" title="{escape(site.name)}" href="{site.feed_url}" />\n'


def summary_of(story: Story) -> str:
    """What a feed says of a story: its standfirst, else its first paragraph."""
    return story.standfirst or next((block.text for block in story.blocks if isinstance(block, Paragraph)), "")


def clock(moment: datetime) -> str:
    return f"{moment:%H:%M}"


class BlockMarkup:
    """Writes blocks as HTML. `others` are the publisher's other live stories, newest first, for links to them."""

    def __init__(self, site: Site, others: tuple[Story, ...]) -> None:
        self.site = site
        self.others = others

    def body(self, story: Story) -> str:
        """The story's blocks, one below the other."""
        return "\n".join(part for block in story.blocks if (part := self.block(block)))

    def block(self, block: StoryBlock) -> str:  # noqa: PLR0911  # one row for each kind
        match block:
            case Paragraph():
                return self.paragraph(block)
            case Heading():
                return self.heading(block)
            case Bullets():
                return self.bullets(block)
            case BlockQuote():
                return self.quote(block)
            case Image():
                return self.image(block)
            case Table():
                return self.table(block)
            case Embed():
                return self.embed(block)
            case Related():
                return self.related(block)

    def paragraph(self, block: Paragraph) -> str:
        return f"<p>{inline(block.markup)}</p>"

    def heading(self, block: Heading) -> str:
        return f"<h2>{escape(block.text)}</h2>"

    def bullets(self, block: Bullets) -> str:
        if block.dashes:
            return "\n".join(f"<p>- {escape(item)}</p>" for item in block.items)
        name = "ol" if block.ordered else "ul"
        items = "\n".join(f"<li>{escape(item)}</li>" for item in block.items)
        return f"<{name}>\n{items}\n</{name}>"

    def quote(self, block: BlockQuote) -> str:
        cite = "" if block.cite is None else f"<cite>{escape(block.cite)}</cite>"
        return f"<blockquote><p>{escape(block.text)}</p>{cite}</blockquote>"

    def image(self, block: Image) -> str:
        credit = "" if block.credit is None else f' <span class="credit">({escape(block.credit)})</span>'
        return (
            f'<figure><img src="{self.site.media_url(block.name)}" alt="" width="640" height="360" />'
            f"<figcaption>{escape(block.caption)}{credit}</figcaption></figure>"
        )

    def table(self, block: Table) -> str:
        caption = "" if block.caption is None else f"<caption>{escape(block.caption)}</caption>"
        head = "".join(f"<th>{escape(cell)}</th>" for cell in block.rows[0])
        rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in block.rows[1:])
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"

    def embed(self, block: Embed) -> str:
        if block.provider == "youtube":
            return f'<iframe src="{block.url}" width="560" height="315" allowfullscreen="allowfullscreen"></iframe>'
        return (
            f'<blockquote class="twitter-tweet" dir="rtl"><p lang="ar" dir="rtl">{escape(block.text or "")}</p>'
            f'<a href="{block.url}">{block.url}</a></blockquote>'
        )

    def related(self, block: Related) -> str:
        story = next((other for other in self.others if other.id == block.story_id), None)
        return "" if story is None else self.related_link(story)

    def related_link(self, story: Story) -> str:
        return f'<p>اقرأ أيضا: <a href="{self.site.url(story.path)}">{escape(story.headline)}</a></p>'

    def story_links(self, most: int = 3) -> str:
        """A list of links to other stories, as sidebars have it."""
        items = "".join(
            f'<li><a href="{self.site.url(story.path)}">{escape(story.headline)}</a></li>'
            for story in self.others[:most]
        )
        return f"<ul>{items}</ul>"

    def furniture(self, element: str = "div", name: str = "widget") -> str:
        """The texts that this publisher prints around every story."""
        return "\n".join(f'<{element} class="{name}">{escape(text)}</{element}>' for text in self.site.layout.furniture)
