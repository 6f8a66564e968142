"""Picks the renderer of a publisher's system. The renderers are in render_*.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from khabar.newsroom import (
    render_drupal,
    render_experts,
    render_levant,
    render_magazine,
    render_nextjs,
    render_tables,
    render_wire,
    render_wordpress,
)
from khabar.newsroom.markup import BlockMarkup
from khabar.newsroom.site import Cms, Site
from khabar.newsroom.story import Story

_PAGES: Final[dict[Cms, Callable[[Site, Story, tuple[Story, ...]], str]]] = {
    "wordpress": render_wordpress.page,
    "drupal": render_drupal.page,
    "tables": render_tables.page,
    "nextjs": render_nextjs.page,
    "levant": render_levant.page,
    "magazine": render_magazine.page,
    "experts": render_experts.page,
    "wire": render_wire.page,
}

_MARKUP: Final[dict[Cms, type[BlockMarkup]]] = {
    "wordpress": render_wordpress.WordPressMarkup,
    "drupal": render_drupal.DrupalMarkup,
    "tables": render_tables.TablesMarkup,
    "nextjs": render_nextjs.NextMarkup,
    "levant": render_levant.LevantMarkup,
    "magazine": render_magazine.MagazineMarkup,
    "experts": render_experts.ExpertsMarkup,
    "wire": BlockMarkup,
}


def story_page(site: Site, story: Story, others: tuple[Story, ...]) -> str:
    """The story's whole page. `others` are the other live stories, newest first."""
    return _PAGES[site.layout.cms](site, story, others)


def story_body(site: Site, story: Story, others: tuple[Story, ...]) -> str:
    """The story's body alone, as feeds carry it."""
    return _MARKUP[site.layout.cms](site, others).body(story)
