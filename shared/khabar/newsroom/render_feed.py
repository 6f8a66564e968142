"""Feeds of a publisher: RSS 2.0, Atom 1.0 and RSS 1.0 (RDF), as text without their encoding applied."""
# ruff: noqa: E501  # markup lines stay as the imitated system writes them

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from xml.sax.saxutils import escape as xml
from xml.sax.saxutils import quoteattr

from khabar.newsroom.markup import summary_of
from khabar.newsroom.picture import HEIGHT, WIDTH
from khabar.newsroom.render import story_body
from khabar.newsroom.site import Site
from khabar.newsroom.story import Story
from khabar.record import Record


class FeedContents(Record):
    """What the feed lists now, newest first. `guid_salt` is put into every guid; another one makes all guids new."""

    stories: tuple[Story, ...]
    guid_salt: str = ""


def feed(site: Site, contents: FeedContents) -> str:
    """The publisher's feed in its format."""
    match site.layout.feed_format:
        case "atom":
            return _atom(site, contents)
        case "rdf":
            return _rdf(site, contents)
        case "rss":
            return _rss(site, contents)


def updated(stories: tuple[Story, ...]) -> datetime | None:
    """The latest change of any story; None when there is none."""
    return max((story.updated for story in stories), default=None)


def guid(site: Site, story: Story, salt: str) -> str:
    """The entry's identity as the feed prints it, which is no address."""
    return f"{site.base_url}/?p={story.number}{salt}"


def _link(site: Site, story: Story) -> str:
    return site.url(story.path) + site.layout.link_suffix


def _body(site: Site, story: Story, contents: FeedContents) -> str:
    others = tuple(other for other in contents.stories if other.id != story.id)
    return story_body(site, story, others)


def _rfc822(moment: datetime) -> str:
    """RFC 822 date in the publisher's own offset, as most systems write it."""
    return format_datetime(moment)


def _rss(site: Site, contents: FeedContents) -> str:
    layout = site.layout
    items = "\n".join(_rss_item(site, story, contents) for story in contents.stories)
    changed = updated(contents.stories)
    build = "" if changed is None else f"<lastBuildDate>{_rfc822(changed)}</lastBuildDate>\n"
    ttl = "" if layout.ttl_minutes is None else f"<ttl>{layout.ttl_minutes}</ttl>\n"
    return f"""<?xml version="1.0" encoding="{layout.charset}"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" \
xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/">
<channel>
<title>{xml(site.name)}</title>
<link>{site.base_url}/</link>
<description>{xml(layout.description)}</description>
<language>ar</language>
<atom:link href="{site.feed_url}" rel="self" type="application/rss+xml" />
{build}{ttl}{items}
</channel>
</rss>
"""


def _rss_item(site: Site, story: Story, contents: FeedContents) -> str:
    title, link = f"<title>{xml(story.headline)}</title>", f"<link>{xml(_link(site, story))}</link>"
    if site.layout.feed_body == "title_only":
        return f"<item>{title}{link}</item>"
    parts = [
        title,
        link,
        f'<guid isPermaLink="false">{xml(guid(site, story, contents.guid_salt))}</guid>',
        f"<pubDate>{_rfc822(story.published)}</pubDate>",
        *(f"<dc:creator><![CDATA[{author.name}]]></dc:creator>" for author in story.authors),
        *(f"<category><![CDATA[{tag}]]></category>" for tag in (story.section, *story.tags) if tag),
        f"<description><![CDATA[{escape(summary_of(story), quote=False)}]]></description>",
    ]
    if story.modified is not None:
        parts.append(f"<atom:updated>{story.modified.isoformat()}</atom:updated>")
    if site.layout.feed_body == "full":
        parts.append(f"<content:encoded><![CDATA[{_body(site, story, contents)}]]></content:encoded>")
    if story.lead_image is not None:
        address = quoteattr(site.media_url(story.lead_image.name))
        parts.append(
            f'<media:content url={address} type="image/png" medium="image" width="{WIDTH}" height="{HEIGHT}" />'
        )
    return "<item>\n" + "\n".join(parts) + "\n</item>"


def _atom(site: Site, contents: FeedContents) -> str:
    changed = updated(contents.stories)
    stamp = "1970-01-01T00:00:00Z" if changed is None else changed.isoformat()
    entries = "\n".join(_atom_entry(site, story, contents) for story in contents.stories)
    return f"""<?xml version="1.0" encoding="{site.layout.charset}"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ar">
<id>{site.base_url}/</id>
<title>{xml(site.name)}</title>
<subtitle>{xml(site.layout.description)}</subtitle>
<link rel="self" type="application/atom+xml" href="{site.feed_url}" />
<link rel="alternate" type="text/html" href="{site.base_url}/" />
<updated>{stamp}</updated>
{entries}
</feed>
"""


def _atom_entry(site: Site, story: Story, contents: FeedContents) -> str:
    """One entry; every second one has its content as XHTML, the others as escaped HTML."""
    body = _body(site, story, contents)
    if story.number % 2 == 0:
        content = f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml" dir="rtl">{body}</div></content>'
    else:
        content = f'<content type="html">{xml(body)}</content>'
    authors = "".join(f"<author><name>{xml(author.name)}</name></author>" for author in story.authors)
    tags = "".join(f"<category term={quoteattr(tag)} />" for tag in (story.section, *story.tags) if tag)
    return f"""<entry>
<id>tag:{site.id},{story.published.year}:{story.number}{xml(contents.guid_salt)}</id>
<title type="html">{xml(escape(story.headline, quote=False))}</title>
<link rel="alternate" type="text/html" href={quoteattr(_link(site, story))} />
<published>{story.published.isoformat()}</published>
<updated>{story.updated.isoformat()}</updated>
{authors}{tags}
<summary type="text">{xml(summary_of(story))}</summary>
{content}
</entry>"""


def _rdf(site: Site, contents: FeedContents) -> str:
    places = [xml(_link(site, story), {'"': "&quot;"}) for story in contents.stories]
    listed = "".join(f'<rdf:li rdf:resource="{place}" />' for place in places)
    items = "\n".join(_rdf_item(site, story) for story in contents.stories)
    return f"""<?xml version="1.0" encoding="{site.layout.charset}"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" \
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
<channel rdf:about="{site.feed_url}">
<title>{xml(site.name)}</title>
<link>{site.base_url}/</link>
<description>{xml(site.layout.description)}</description>
<dc:language>ar-MA</dc:language>
<sy:updatePeriod>hourly</sy:updatePeriod>
<sy:updateFrequency>2</sy:updateFrequency>
<items><rdf:Seq>{listed}</rdf:Seq></items>
</channel>
{items}
</rdf:RDF>
"""


def _rdf_item(site: Site, story: Story) -> str:
    link = _link(site, story)
    creators = "".join(f"<dc:creator>{xml(author.name)}</dc:creator>" for author in story.authors)
    subjects = "".join(f"<dc:subject>{xml(tag)}</dc:subject>" for tag in (story.section, *story.tags) if tag)
    # W3C-DTF allows the Z form, which these systems prefer.
    stamp = story.updated.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"""<item rdf:about={quoteattr(link)}>
<title>{xml(story.headline)}</title>
<link>{xml(link)}</link>
<description>{xml(summary_of(story))}</description>
<dc:date>{stamp}</dc:date>
{creators}{subjects}
</item>"""
