"""The other documents of a publisher: its front page, robots.txt, sitemaps, challenge and missing pages."""

from __future__ import annotations

from html import escape
from xml.sax.saxutils import escape as xml

from khabar.newsroom.markup import feed_link
from khabar.newsroom.site import Site
from khabar.newsroom.story import Story

_SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def front_page(site: Site, stories: tuple[Story, ...]) -> str:
    """The front page, with all live stories and the feed's address."""
    items = "\n".join(
        f'<li><a href="{story.path}">{escape(story.headline)}</a></li>' for story in stories if not story.is_private
    )
    return f"""<!DOCTYPE html>
<html lang="ar" dir="rtl"><head><meta charset="{site.layout.charset}" /><title>{escape(site.name)}</title>
{feed_link(site)}</head>
<body><h1>{escape(site.name)}</h1><p>{escape(site.layout.description)}</p><ul>
{items}
</ul></body></html>
"""


def robots_txt(site: Site) -> str:
    """robots.txt with its rules, a Crawl-delay and the sitemaps. Source: RFC 9309; Crawl-delay is an extension."""
    rules = [f"Disallow: {path}" for path in site.layout.disallow] or ["Disallow:"]
    maps = ["/sitemap.xml", *(["/news-sitemap.xml"] if site.layout.has_news_sitemap else [])]
    return "\n".join(
        [
            "User-agent: *",
            *rules,
            f"Crawl-delay: {site.layout.crawl_delay_seconds:g}",
            "",
            *(f"Sitemap: {site.url(path)}" for path in maps),
            "",
        ]
    )


def sitemap(site: Site, stories: tuple[Story, ...]) -> str:
    """All public stories with their last change. Source: sitemaps.org protocol 0.9."""
    entries = "\n".join(
        f"<url><loc>{xml(site.url(story.path))}</loc><lastmod>{story.updated.isoformat()}</lastmod></url>"
        for story in stories
        if not story.is_private
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {_SITEMAP}>\n{entries}\n</urlset>\n'


def news_sitemap(site: Site, stories: tuple[Story, ...]) -> str:
    """The same with titles and dates of publication. Source: the news sitemap namespace, schemas/sitemap-news/0.9."""
    entries = "\n".join(
        f"<url><loc>{xml(site.url(story.path))}</loc><news:news><news:publication><news:name>{xml(site.name)}</news:name>"
        f"<news:language>ar</news:language></news:publication>"
        f"<news:publication_date>{story.published.isoformat()}</news:publication_date>"
        f"<news:title>{xml(story.headline)}</news:title></news:news></url>"
        for story in stories
        if not story.is_private
    )
    namespace = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {_SITEMAP} {namespace}>\n{entries}\n</urlset>\n'


def missing_page(site: Site) -> str:
    """What a reader sees at an address that is not there."""
    return (
        f'<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="{site.layout.charset}" />'
        f"<title>{escape(site.name)}</title></head><body><h1>الصفحة غير موجودة</h1>"
        "<p>ربما نُقلت الصفحة أو حُذفت. يمكنك العودة إلى الصفحة الرئيسية.</p></body></html>\n"
    )


CHALLENGE_PAGE = """<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title>
<meta http-equiv="refresh" content="390" /><meta name="robots" content="noindex,nofollow" /></head>
<body><div class="main-wrapper" role="main"><h1>Checking your browser</h1>
<p id="challenge-error-text">Enable JavaScript and cookies to continue</p></div>
<script>window._cf_chl_opt = {cType: "managed"};</script></body></html>
"""
