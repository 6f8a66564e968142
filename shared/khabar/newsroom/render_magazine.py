"""A Moroccan magazine: a short JSON-LD Article without text, the date in Maghrebi month names, drop caps and asides."""
# ruff: noqa: E501  # markup lines stay as the imitated system writes them

from __future__ import annotations

from html import escape

from khabar.newsroom.markup import BlockMarkup, clock, data_script, feed_link, meta, summary_of
from khabar.newsroom.site import Site
from khabar.newsroom.story import BlockQuote, Heading, Image, Story
from khabar.newsroom.wording import day_month_year, weekday


class MagazineMarkup(BlockMarkup):
    """Blocks as this magazine's designers want them."""

    def heading(self, block: Heading) -> str:
        return f'<p class="intertitre"><strong>{escape(block.text)}</strong></p>'

    def quote(self, block: BlockQuote) -> str:
        cite = "" if block.cite is None else f'<cite class="exergue-auteur">{escape(block.cite)}</cite>'
        return f'<blockquote class="exergue">{escape(block.text)}{cite}</blockquote>'

    def image(self, block: Image) -> str:
        credit = "" if block.credit is None else f" — عدسة: {escape(block.credit)}"
        return (
            f'<figure class="photo"><picture><source srcset="{self.site.media_url(block.name)}" type="image/png" />'
            f'<img data-src="{self.site.media_url(block.name)}" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" '
            f'class="lazyload" alt="{escape(block.caption)}" /></picture>'
            f"<figcaption>{escape(block.caption)}{credit}</figcaption></figure>"
        )

    def related_link(self, story: Story) -> str:
        return f'<p class="lire-aussi">⇐ إقرأ أيضا : <a href="{self.site.url(story.path)}">{escape(story.headline)}</a></p>'


def page(site: Site, story: Story, others: tuple[Story, ...]) -> str:
    """The story's whole page."""
    markup = MagazineMarkup(site, others)
    url = site.url(story.path)
    date = story.published
    lead = "" if story.lead_image is None else markup.image(story.lead_image)
    standfirst = "" if story.standfirst is None else f'<div class="chapo"><p>{escape(story.standfirst)}</p></div>'
    data = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": story.headline,
        "datePublished": date.isoformat(),
        "dateModified": story.updated.isoformat(),
        "author": [{"@type": "Person", "name": author.name} for author in story.authors],
        "url": url,
    }
    return f"""<!DOCTYPE html>
<html dir="rtl" lang="ar-MA">
<head>
<meta charset="utf-8">
<title>{escape(story.headline)} · {escape(site.name)}</title>
{meta("description", summary_of(story))}{meta("og:title", story.headline, "property")}<link rel="canonical" href="{url}">
{data_script(data, 'type="application/ld+json"')}{feed_link(site)}</head>
<body class="mag">
<header class="entete"><a href="/">{escape(site.name)}</a> <a href="/patrimoine">تراث</a> <a href="/voyage">سفر</a></header>
<main>
<div class="rubrique">{escape(story.section or "")}</div>
<h1>{escape(story.headline)}</h1>
{standfirst}
<div class="signature"><span class="auteur">{escape(story.byline or "")}</span> <span class="date">{weekday(date)} {day_month_year(date, site.layout.months)} على الساعة {clock(date)}</span></div>
{lead}
<div class="texte">
{markup.body(story)}
</div>
<div class="partage"><span>شارك المقال مع أصدقائك</span></div>
</main>
<section class="suite"><h5>مواد ذات صلة</h5>{markup.story_links()}</section>
<aside class="encart">{markup.furniture("div", "pub")}</aside>
<footer>{escape(site.name)} — الرباط</footer>
</body></html>
"""
