"""A WordPress page: entry-content, the Yoast @graph, sharing bars and related posts."""
# ruff: noqa: E501  # markup lines stay as the imitated system writes them

from __future__ import annotations

from html import escape
from typing import Any

from khabar.newsroom.markup import BlockMarkup, data_script, feed_link, meta, summary_of
from khabar.newsroom.site import Site
from khabar.newsroom.story import BlockQuote, Embed, Heading, Image, Story, Table
from khabar.newsroom.wording import MONTHS

_SHARE = "".join(
    f'<li class="share-{name}"><a href="https://share.invalid/{name}"><span class="screen-reader-text">{words}</span></a></li>'
    for name, words in (("facebook", "شارك على فيسبوك"), ("x", "شارك على إكس"), ("whatsapp", "أرسل عبر واتساب"))
)


class WordPressMarkup(BlockMarkup):
    """Blocks as the block editor writes them."""

    def heading(self, block: Heading) -> str:
        return f'<h2 class="wp-block-heading">{escape(block.text)}</h2>'

    def quote(self, block: BlockQuote) -> str:
        cite = "" if block.cite is None else f"<cite>{escape(block.cite)}</cite>"
        return f'<blockquote class="wp-block-quote"><p>{escape(block.text)}</p>{cite}</blockquote>'

    def image(self, block: Image) -> str:
        address = self.site.media_url(block.name)
        caption = block.caption if block.credit is None else f"{block.caption} – {block.credit}"
        return (
            f'<figure class="wp-block-image size-large"><img decoding="async" width="640" height="360" src="{address}" '
            f'alt="{escape(block.caption)}" class="wp-image-31" srcset="{address} 640w, {address}?w=300 300w" />'
            f'<figcaption class="wp-element-caption">{escape(caption)}</figcaption></figure>'
        )

    def table(self, block: Table) -> str:
        plain = super().table(block.model_copy(update={"caption": None}))
        caption = "" if block.caption is None else f"<figcaption>{escape(block.caption)}</figcaption>"
        return f'<figure class="wp-block-table">{plain}{caption}</figure>'

    def embed(self, block: Embed) -> str:
        inner = super().embed(block)
        return (
            f'<figure class="wp-block-embed is-provider-{block.provider}">'
            f'<div class="wp-block-embed__wrapper">{inner}</div></figure>'
        )

    def related_link(self, story: Story) -> str:
        return (
            f'<div class="post-cta"><span>اقرأ أيضا</span> '
            f'<a href="{self.site.url(story.path)}">{escape(story.headline)}</a></div>'
        )


def page(site: Site, story: Story, others: tuple[Story, ...]) -> str:
    """The story's whole page."""
    markup = WordPressMarkup(site, others)
    url = site.url(story.path)
    date = story.published
    tags = " ".join(f'<a href="/tag/{n}/" rel="tag">{escape(tag)}</a>' for n, tag in enumerate(story.tags))
    lead = "" if story.lead_image is None else f'<div class="post-thumbnail">{markup.image(story.lead_image)}</div>'
    standfirst = "" if story.standfirst is None else f'<p class="entry-excerpt">{escape(story.standfirst)}</p>'
    image = "" if story.lead_image is None else site.media_url(story.lead_image.name)
    return f"""<!DOCTYPE html>
<html dir="rtl" lang="ar" prefix="og: https://ogp.me/ns#">
<head>
<meta charset="UTF-8" />
<title>{escape(story.headline)} - {escape(site.name)}</title>
<link rel="canonical" href="{url}" />
{meta("description", summary_of(story))}{meta("og:title", story.headline, "property")}\
{meta("og:type", "article", "property")}{meta("og:url", url, "property")}\
{meta("og:site_name", site.name, "property")}{meta("og:image", image, "property")}\
{meta("article:published_time", date.isoformat(), "property")}\
{meta("article:modified_time", story.updated.isoformat(), "property")}\
{data_script(_graph(site, story, url, image), 'type="application/ld+json" class="yoast-schema-graph"')}{feed_link(site)}\
<meta name="generator" content="WordPress 6.8" />
</head>
<body class="rtl single single-post postid-{story.number}">
<header id="masthead"><a href="{site.base_url}/">{escape(site.name)}</a>
<nav><ul><li><a href="/">الرئيسية</a></li><li><a href="/category/local/">محليات</a></li></ul></nav></header>
<div id="primary" class="content-area"><main>
<article id="post-{story.number}" class="post type-post status-publish format-standard hentry">
<header class="entry-header"><span class="cat-links"><a rel="category tag" href="/category/1/">{escape(story.section or "")}</a></span>
<h1 class="entry-title">{escape(story.headline)}</h1>{standfirst}
<div class="entry-meta"><span class="byline"><span class="author vcard">\
<a class="url fn n" href="/author/{story.number}/">{escape(story.byline or "")}</a></span></span>
<time class="entry-date published" datetime="{date.isoformat()}">{date.day} {MONTHS[site.layout.months][date.month - 1]}، {date.year}</time></div></header>
{lead}
<ul class="share-buttons">{_SHARE}</ul>
<div class="entry-content">
{markup.body(story)}
<div class="sharedaddy"><h3 class="sd-title">شارك هذا الموضوع:</h3><ul>{_SHARE}</ul></div>
</div>
<footer class="entry-footer"><span class="tags-links">{tags}</span></footer>
</article>
<div class="related-posts"><h3>مقالات ذات صلة</h3>{markup.story_links()}</div>
<div id="comments"><h3>اترك تعليقا</h3><form><label>الاسم</label><input name="author" /></form></div>
</main></div>
<aside id="secondary" class="widget-area">
{markup.furniture("section")}
</aside>
<footer id="colophon">جميع الحقوق محفوظة © {escape(site.name)}</footer>
</body></html>
"""


def _graph(site: Site, story: Story, url: str, image: str) -> dict[str, Any]:
    """The @graph as the Yoast plugin writes it: article, page, site, organization and persons refer to each other."""
    people = [
        {"@type": "Person", "@id": f"{site.base_url}/#/schema/person/{n}", "name": author.name}
        for n, author in enumerate(story.authors, start=1)
    ]
    article: dict[str, Any] = {
        "@type": "NewsArticle",
        "@id": f"{url}#article",
        "isPartOf": {"@id": url},
        "author": [{"name": person["name"], "@id": person["@id"]} for person in people],
        "headline": story.headline,
        "datePublished": story.published.isoformat(),
        "dateModified": story.updated.isoformat(),
        "mainEntityOfPage": {"@id": url},
        "wordCount": story.word_count,
        "publisher": {"@id": f"{site.base_url}/#organization"},
        "keywords": list(story.tags),
        "articleSection": [story.section] if story.section else [],
        "inLanguage": "ar",
    }
    if image:
        article["image"] = {"@id": f"{url}#primaryimage"}
        article["thumbnailUrl"] = image
    web_page = {
        "@type": "WebPage",
        "@id": url,
        "url": url,
        "name": f"{story.headline} - {site.name}",
        "inLanguage": "ar",
    }
    web_site = {"@type": "WebSite", "@id": f"{site.base_url}/#website", "url": f"{site.base_url}/", "name": site.name}
    owner = {"@type": "Organization", "@id": f"{site.base_url}/#organization", "name": site.name, "url": site.base_url}
    pictures = [{"@type": "ImageObject", "@id": f"{url}#primaryimage", "url": image, "width": 640, "height": 360}]
    return {
        "@context": "https://schema.org",
        "@graph": [article, web_page, *(pictures if image else []), web_site, owner, *people],
    }
