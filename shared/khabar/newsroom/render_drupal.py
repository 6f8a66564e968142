"""A Drupal page: a node with field--name-… wrappers, `<time>` and a views block of related stories."""
# ruff: noqa: E501  # markup lines stay as the imitated system writes them

from __future__ import annotations

from html import escape

from khabar.newsroom.markup import BlockMarkup, clock, feed_link, meta, summary_of
from khabar.newsroom.site import Site
from khabar.newsroom.story import Embed, Image, Paragraph, Story
from khabar.newsroom.wording import weekday


class DrupalMarkup(BlockMarkup):
    """Blocks as CKEditor in Drupal writes them."""

    def paragraph(self, block: Paragraph) -> str:
        return super().paragraph(block).replace("<p>", '<p class="text-align-justify">', 1)

    def image(self, block: Image) -> str:
        credit = "" if block.credit is None else f"<em>تصوير: {escape(block.credit)}</em>"
        return (
            '<figure role="group" class="caption caption-img align-center">'
            f'<img alt="{escape(block.caption)}" data-entity-type="file" src="{self.site.media_url(block.name)}" '
            f'width="640" height="360" loading="lazy" /><figcaption>{escape(block.caption)} {credit}</figcaption></figure>'
        )

    def embed(self, block: Embed) -> str:
        return (
            '<div class="media media--type-remote-video"><div class="field field--name-field-media-oembed field__item">'
            f"{super().embed(block)}</div></div>"
        )

    def related_link(self, story: Story) -> str:
        return (
            f'<div class="embedded-entity node--view-mode-teaser-inline"><strong>اقرأ أيضًا</strong> '
            f'<a href="{story.path}" hreflang="ar">{escape(story.headline)}</a></div>'
        )


def page(site: Site, story: Story, others: tuple[Story, ...]) -> str:
    """The story's whole page."""
    markup = DrupalMarkup(site, others)
    url = site.url(story.path)
    date = story.published
    stamp = f"{weekday(date)}, {date:%d/%m/%Y} - {clock(date)}"
    tags = "".join(
        f'<div class="field__item"><a href="/tags/{n}" hreflang="ar">{escape(tag)}</a></div>'
        for n, tag in enumerate(story.tags)
    )
    lead = "" if story.lead_image is None else _field("field-image", markup.image(story.lead_image))
    kicker = "" if story.kicker is None else _field("field-kicker", escape(story.kicker))
    standfirst = "" if story.standfirst is None else _field("field-summary", f"<p>{escape(story.standfirst)}</p>")
    return f"""<!DOCTYPE html>
<html lang="ar" dir="rtl">
<head>
<meta charset="utf-8" />
<meta name="Generator" content="Drupal 10 (https://www.drupal.org)" />
{meta("description", summary_of(story))}{meta("og:title", story.headline, "property")}\
{meta("og:image", None if story.lead_image is None else site.media_url(story.lead_image.name), "property")}\
<link rel="canonical" href="{url}" />
<link rel="shortlink" href="{site.base_url}/node/{story.number}" />
{feed_link(site)}<title>{escape(story.headline)} | {escape(site.name)}</title>
</head>
<body class="path-node page-node-type-article">
<div class="dialog-off-canvas-main-canvas"><header role="banner"><div class="site-branding">{escape(site.name)}</div>
<nav role="navigation" class="menu--main"><ul class="menu"><li><a href="/">الصفحة الأولى</a></li><li><a href="/economy">اقتصاد</a></li></ul></nav>
<nav class="breadcrumb"><ol><li><a href="/">الرئيسية</a></li><li>{escape(story.section or "")}</li></ol></nav></header>
<main role="main"><div class="region region-content">
<article data-history-node-id="{story.number}" class="node node--type-article node--view-mode-full" dir="rtl">
{kicker}
<h1 class="page-header"><span class="field field--name-title field--type-string field--label-hidden">{escape(story.headline)}</span></h1>
<div class="node__submitted"><span class="field--name-field-author">{escape(story.byline or "")}</span>
<time datetime="{date.isoformat()}" title="{stamp}" class="datetime">{stamp}</time></div>
{standfirst}
{lead}
<div class="node__content">
<div class="clearfix text-formatted field field--name-body field--type-text-with-summary field--label-hidden field__item">
{markup.body(story)}
</div>
<div class="field field--name-field-tags field--label-above"><div class="field__label">كلمات مفتاحية</div><div class="field__items">{tags}</div></div>
</div>
<ul class="links inline"><li class="print"><a href="/print/{story.number}">نسخة للطباعة</a></li></ul>
</article>
<div class="views-element-container block-views-block-related"><h2>موضوعات ذات صلة</h2>{markup.story_links()}</div>
</div>
<aside class="region region-sidebar-first" role="complementary">
{markup.furniture("div", "block block-block-content")}
</aside></main>
<footer role="contentinfo"><div class="region-footer">© {escape(site.name)}</div></footer></div>
</body></html>
"""


def _field(name: str, inner: str) -> str:
    return f'<div class="field field--name-{name} field--label-hidden field__item">{inner}</div>'
