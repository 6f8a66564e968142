"""A site of expert statements: a lead, headings and «- » lines; microdata instead of JSON-LD."""
# ruff: noqa: E501  # markup lines stay as the imitated system writes them

from __future__ import annotations

from html import escape

from khabar.newsroom.markup import BlockMarkup, clock, feed_link, meta, summary_of
from khabar.newsroom.site import Site
from khabar.newsroom.story import Bullets, Heading, Image, Story
from khabar.newsroom.wording import day_month_year


class ExpertsMarkup(BlockMarkup):
    """Blocks as pasted by an editor: headings are bold paragraphs or h3, statements are lines or lists."""

    def heading(self, block: Heading) -> str:
        return f"<h3><strong>{escape(block.text)}</strong></h3>"

    def bullets(self, block: Bullets) -> str:
        if block.dashes:
            return super().bullets(block)
        return super().bullets(block).replace("<ul>", '<ul class="article-list">', 1)

    def image(self, block: Image) -> str:
        credit = "" if block.credit is None else f"{escape(block.credit)} - "
        return (
            f'<div class="media-holder"><img itemprop="image" src="{self.site.media_url(block.name)}" alt="{escape(block.caption)}" />'
            f'<div class="media-caption">{credit}{escape(block.caption)}</div></div>'
        )

    def related_link(self, story: Story) -> str:
        return (
            f'<div class="inline-related"><div class="inline-related-title">أخبار ذات صلة</div>'
            f'<a href="{self.site.url(story.path)}">{escape(story.headline)}</a></div>'
        )


def page(site: Site, story: Story, others: tuple[Story, ...]) -> str:
    """The story's whole page."""
    markup = ExpertsMarkup(site, others)
    url = site.url(story.path)
    date = story.published
    lead = "" if story.lead_image is None else markup.image(story.lead_image)
    tags = "".join(
        f'<a href="/keyword?q={n}"><span itemprop="keywords">{escape(tag)}</span></a>'
        for n, tag in enumerate(story.tags)
    )
    authors = "".join(f'<meta itemprop="author" content="{escape(author.name)}" />' for author in story.authors)
    return f"""<!DOCTYPE html>
<html lang="ar" dir="rtl">
<head>
<meta charset="utf-8" />
<title>{escape(story.headline)} | {escape(site.name)}</title>
<link rel="canonical" href="{url}" />
{meta("description", summary_of(story))}{meta("og:title", story.headline, "property")}{feed_link(site)}</head>
<body>
<header><a class="logo" href="/">{escape(site.name)}</a><ul class="main-menu"><li>عاجل</li><li>شرق أوسط</li><li>اقتصاد</li></ul></header>
<div class="page" itemscope itemtype="https://schema.org/NewsArticle">
<div class="article-main-category">{escape(story.section or "")}</div>
<h1 itemprop="headline">{escape(story.headline)}</h1>
<div class="article-data"><span class="article-byline">{escape(story.byline or "")}</span>{authors}
<span class="article-time"><meta itemprop="datePublished" content="{date.isoformat()}" />{day_month_year(date, site.layout.months)} - {clock(date)} بتوقيت عمّان</span></div>
{lead}
<div class="article-body" itemprop="articleBody">
{markup.body(story)}
</div>
<div class="article-tags">{tags}</div>
</div>
<div class="most-read"><h2>الأكثر قراءة</h2>{markup.story_links()}</div>
<div class="promo">{markup.furniture("div", "promo-item")}</div>
<footer>كل الحقوق محفوظة لـ{escape(site.name)}</footer>
</body></html>
"""
