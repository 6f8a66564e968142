"""A Next.js page: hashed class names, a NewsArticle with articleBody, Open Graph tags and `__NEXT_DATA__`."""
# ruff: noqa: E501  # markup lines stay as the imitated system writes them

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import quote

from khabar.newsroom.markup import BlockMarkup, clock, data_script, feed_link, meta, summary_of
from khabar.newsroom.site import Site
from khabar.newsroom.story import BlockQuote, Embed, Heading, Image, Paragraph, Story
from khabar.newsroom.wording import arabic_indic, day_month_year


class NextMarkup(BlockMarkup):
    """Blocks as React components leave them: `div`s with module class names."""

    def paragraph(self, block: Paragraph) -> str:
        return super().paragraph(block).replace("<p>", '<p class="RichText_p__4kVx1">', 1)

    def heading(self, block: Heading) -> str:
        return f'<h3 class="RichText_h3__Zq0dR">{escape(block.text)}</h3>'

    def quote(self, block: BlockQuote) -> str:
        cite = "" if block.cite is None else f'<footer class="Quote_by__w1">{escape(block.cite)}</footer>'
        return f'<blockquote class="Quote_root__a7Jm2"><p>{escape(block.text)}</p>{cite}</blockquote>'

    def image(self, block: Image) -> str:
        small, large = (
            f"/_next/image?url={quote('/media/' + block.name, safe='')}&amp;w={w}&amp;q=75" for w in (384, 640)
        )
        credit = "" if block.credit is None else f'<small class="Figure_credit__u3">{escape(block.credit)}</small>'
        return (
            f'<figure class="Figure_root__9Kd1s"><img alt="{escape(block.caption)}" loading="lazy" width="640" height="360" '
            f'decoding="async" srcset="{small} 1x, {large} 2x" src="{large}" />'
            f'<figcaption class="Figure_caption__x2"><span>{escape(block.caption)}</span>{credit}</figcaption></figure>'
        )

    def embed(self, block: Embed) -> str:
        return f'<div class="Embed_root__pP0" data-provider="{block.provider}">{super().embed(block)}</div>'

    def related_link(self, story: Story) -> str:
        return (
            f'<aside class="ReadMore_root__m2"><span>اقرأ أيضاً</span>'
            f'<a href="{story.path}">{escape(story.headline)}</a></aside>'
        )


def page(site: Site, story: Story, others: tuple[Story, ...]) -> str:
    """The story's whole page."""
    markup = NextMarkup(site, others)
    url = site.url(story.path)
    date = story.published
    image = None if story.lead_image is None else site.media_url(story.lead_image.name)
    lead = "" if story.lead_image is None else markup.image(story.lead_image)
    standfirst = "" if story.standfirst is None else f'<p class="Article_lead__Q8">{escape(story.standfirst)}</p>'
    tags = "".join(f'<a class="Tag_root__b1" href="/tags/{n}">{escape(tag)}</a>' for n, tag in enumerate(story.tags))
    stamp = arabic_indic(f"{day_month_year(date, site.layout.months)}، {clock(date)}")
    return f"""<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charSet="utf-8" />
<meta name="viewport" content="width=device-width" /><title>{escape(story.headline)} | {escape(site.name)}</title>
{meta("description", summary_of(story))}{meta("og:type", "article", "property")}{meta("og:title", story.headline, "property")}\
{meta("og:description", summary_of(story), "property")}{meta("og:url", url, "property")}{meta("og:image", image, "property")}\
{meta("og:locale", "ar_AR", "property")}{meta("article:section", story.section, "property")}\
{meta("twitter:card", "summary_large_image")}{meta("keywords", "، ".join(story.tags))}<link rel="canonical" href="{url}" />
{feed_link(site)}{data_script(_news_article(site, story, url, image), 'type="application/ld+json"')}\
{data_script(_breadcrumb(site, story, url), 'type="application/ld+json"')}</head>
<body><div id="__next"><div class="Layout_root__aa1"><header class="Header_root__Z1"><a href="/">{escape(site.name)}</a>
<nav class="Nav_root__k3"><a href="/live">البث المباشر</a><a href="/tech">تكنولوجيا</a><a href="/sport">رياضة</a></nav></header>
<main class="Article_main__T1"><div class="Article_kicker__c4">{escape(story.kicker or "")}</div>
<h1 class="Article_title__hV3">{escape(story.headline)}</h1>{standfirst}
<div class="Article_meta__R5"><span class="Byline_root__n7">{escape(story.byline or "")}</span>
<span class="Date_root__e9">نُشر في {stamp}</span></div>{lead}
<div class="ShareBar_root__y6"><button>نسخ الرابط</button><button>حفظ للقراءة لاحقاً</button></div>
<div class="RichText_root__L2">
{markup.body(story)}
</div><div class="Tags_root__s8">{tags}</div></main>
<section class="Related_root__d5"><h4>قد يهمك أيضاً</h4>{markup.story_links()}</section>
<aside class="Rail_root__f0">{markup.furniture("div", "Card_root__v6")}</aside>
<footer class="Footer_root__g2">{escape(site.name)} © جميع الحقوق محفوظة</footer></div></div>
{data_script(_state(story, others), 'id="__NEXT_DATA__" type="application/json"')}</body></html>
"""


def _news_article(site: Site, story: Story, url: str, image: str | None) -> dict[str, Any]:
    people = [
        {"@type": "Person" if author.type == "person" else "Organization", "name": author.name}
        for author in story.authors
    ]
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": url},
        "headline": story.headline,
        "alternativeHeadline": story.kicker,
        "description": summary_of(story),
        "articleBody": "\n\n".join(story.texts),
        "articleSection": story.section,
        "keywords": list(story.tags),
        "image": [image] if image else [],
        "datePublished": story.published.isoformat(),
        "dateModified": story.updated.isoformat(),
        "author": people,
        "publisher": {"@type": "NewsMediaOrganization", "name": site.name, "url": site.base_url},
        "isAccessibleForFree": True,
        "inLanguage": "ar",
    }


def _breadcrumb(site: Site, story: Story, url: str) -> dict[str, Any]:
    steps = [("الرئيسية", site.base_url), (story.section or "", site.url("/section")), (story.headline, url)]
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": n, "name": name, "item": item} for n, (name, item) in enumerate(steps, 1)
        ],
    }


def _state(story: Story, others: tuple[Story, ...]) -> dict[str, Any]:
    """What the page's script starts from: the article again, and teasers of others beside it."""
    article = {
        "id": story.number,
        "title": story.headline,
        "publishedAt": story.published.isoformat(),
        "body": [{"type": block.kind, "data": block.model_dump(exclude={"kind"})} for block in story.blocks],
    }
    teasers = [{"id": other.number, "title": other.headline, "url": other.path} for other in others[:3]]
    return {
        "props": {"pageProps": {"article": article, "related": teasers}},
        "page": "/news/[...slug]",
        "query": {},
        "buildId": "sample",
    }
