"""A Lebanese newspaper's own system: a clean page with Open Graph tags, the date only in visible words."""
# ruff: noqa: E501  # markup lines stay as the imitated system writes them

from __future__ import annotations

from html import escape

from khabar.newsroom.markup import BlockMarkup, clock, feed_link, meta, summary_of
from khabar.newsroom.site import Site
from khabar.newsroom.story import Bullets, Image, Story
from khabar.newsroom.wording import MONTHS, weekday


class LevantMarkup(BlockMarkup):
    """Blocks as this newspaper's editor writes them."""

    def bullets(self, block: Bullets) -> str:
        return super().bullets(block).replace("<ul>", '<ul class="points">', 1)

    def image(self, block: Image) -> str:
        credit = "" if block.credit is None else f'<span class="photo-by">{escape(block.credit)}</span>'
        return (
            f'<div class="article-image"><img src="{self.site.media_url(block.name)}" alt="" />'
            f'<div class="image-caption">{escape(block.caption)}</div>{credit}</div>'
        )

    def related_link(self, story: Story) -> str:
        return (
            f'<div class="read-also"><strong>إقرأ أيضاً:</strong> '
            f'<a href="{self.site.url(story.path)}">{escape(story.headline)}</a></div>'
        )


def page(site: Site, story: Story, others: tuple[Story, ...]) -> str:
    """The story's whole page. The month has both its names: «تشرين الثاني/نوفمبر»."""
    markup = LevantMarkup(site, others)
    url = site.url(story.path)
    date = story.published
    months = f"{MONTHS['levantine'][date.month - 1]}/{MONTHS['egyptian'][date.month - 1]}"
    image = None if story.lead_image is None else site.media_url(story.lead_image.name)
    lead = "" if story.lead_image is None else markup.image(story.lead_image)
    standfirst = "" if story.standfirst is None else f'<h2 class="article-desc">{escape(story.standfirst)}</h2>'
    kicker = "" if story.kicker is None else f'<h3 class="article-kicker">{escape(story.kicker)}</h3>'
    tags = " ".join(f'<a class="keyword" href="/keywords/{n}">#{escape(tag)}</a>' for n, tag in enumerate(story.tags))
    return f"""<!DOCTYPE html>
<html lang="ar" dir="rtl">
<head>
<meta charset="utf-8" />
<title>{escape(site.name)} | {escape(story.headline)}</title>
<link rel="canonical" href="{url}" />
{meta("og:title", story.headline, "property")}{meta("og:description", summary_of(story), "property")}\
{meta("og:image", image, "property")}{meta("og:url", url, "property")}{meta("og:type", "article", "property")}\
{meta("author", story.byline)}{feed_link(site)}</head>
<body>
<div class="top-bar"><a class="logo" href="/">{escape(site.name)}</a><a href="/lebanon">لبنان</a><a href="/culture">ثقافة</a></div>
<div class="container">
<section class="article-page">
<div class="article-category">{escape(story.section or "")}</div>
{kicker}
<h1 class="article-title">{escape(story.headline)}</h1>
{standfirst}
<div class="article-info"><span class="article-author">{escape(story.byline or "")}</span>
<span class="article-date">{weekday(date)} {date.day} {months} {date.year} | {clock(date)}</span></div>
{lead}
<div class="article-body" id="articleBody">
{markup.body(story)}
</div>
<div class="keywords">{tags}</div>
<div class="share">شارك المقال <a href="https://share.invalid/f">فيسبوك</a> <a href="https://share.invalid/w">واتساب</a></div>
</section>
<section class="latest"><h4>آخر الأخبار</h4>{markup.story_links(5)}</section>
<aside>{markup.furniture("p", "side-note")}</aside>
</div>
<div class="bottom">© {escape(site.name)}</div>
</body></html>
"""
