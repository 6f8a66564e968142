"""A hand-made PHP page of the 2000s: nested tables, `<br><br>` between paragraphs, a visible date and no metadata."""
# ruff: noqa: E501  # markup lines stay as the imitated system writes them

from __future__ import annotations

from html import escape

from khabar.newsroom.markup import BlockMarkup, clock, feed_link, inline
from khabar.newsroom.site import Site
from khabar.newsroom.story import BlockQuote, Bullets, Embed, Heading, Image, Paragraph, Story, Table
from khabar.newsroom.wording import day_month_year, weekday


class TablesMarkup(BlockMarkup):
    """Blocks without block elements: breaks part them."""

    def body(self, story: Story) -> str:
        return "<br /><br />\n".join(part for block in story.blocks if (part := self.block(block)))

    def paragraph(self, block: Paragraph) -> str:
        return inline(block.markup).replace("<strong>", "<b>").replace("</strong>", "</b>")

    def heading(self, block: Heading) -> str:
        return f'<font color="#990000"><b>{escape(block.text)}</b></font>'

    def bullets(self, block: Bullets) -> str:
        marks = [f"{n} - " if block.ordered else "- " for n in range(1, len(block.items) + 1)]
        return "<br />\n".join(f"{mark}{escape(item)}" for mark, item in zip(marks, block.items, strict=True))

    def quote(self, block: BlockQuote) -> str:
        cite = "" if block.cite is None else f"<br /><b>{escape(block.cite)}</b>"
        return f'<div class="quote" align="center"><i>{escape(block.text)}</i>{cite}</div>'

    def image(self, block: Image) -> str:
        return (
            '<table align="left" width="320" cellpadding="4"><tr><td>'
            f'<img src="{self.site.media_url(block.name)}" border="0" width="320" /></td></tr>'
            f'<tr><td class="caption"><font size="1">{escape(block.caption)}</font></td></tr></table>'
        )

    def table(self, block: Table) -> str:
        caption = "" if block.caption is None else f"<b>{escape(block.caption)}</b><br />"
        rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in block.rows)
        return f'{caption}<table border="1" cellspacing="0" width="90%">{rows}</table>'

    def embed(self, block: Embed) -> str:
        if block.provider == "x":
            return super().embed(block)
        return f'<object width="425" height="344"><embed src="{block.url}" width="425" height="344" /></object>'

    def related_link(self, story: Story) -> str:
        return f'<font color="blue">اقرأ أيضا : <a href="{escape(story.path)}">{escape(story.headline)}</a></font>'


def page(site: Site, story: Story, others: tuple[Story, ...]) -> str:
    """The story's whole page. The picture and the text stand in one cell."""
    markup = TablesMarkup(site, others)
    date = story.published
    lead = "" if story.lead_image is None else markup.image(story.lead_image)
    kicker = "" if story.kicker is None else f'<tr><td class="news_kicker">{escape(story.kicker)}</td></tr>'
    byline = "" if story.byline is None else f'<tr><td class="news_writer">{escape(story.byline)}</td></tr>'
    return f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">
<html dir="rtl">
<head>
<meta http-equiv="Content-Type" content="text/html; charset={site.layout.charset}">
<title>{escape(site.name)} :: {escape(story.headline)}</title>
{feed_link(site)}<style>td {{ font-family: Tahoma; font-size: 13px }}</style>
</head>
<body topmargin="0" bgcolor="#EEEEEE">
<table width="980" align="center" cellpadding="0" cellspacing="0" bgcolor="#FFFFFF">
<tr><td colspan="3" class="banner"><a href="/"><img src="/media/banner.png" width="980" alt="{escape(site.name)}"></a></td></tr>
<tr><td colspan="3" class="menu"><a href="/">الرئيسية</a> | <a href="/news.php?cat=1">أخبار</a> | <a href="/contact.php">اتصل بنا</a></td></tr>
<tr valign="top">
<td width="180" class="side">{markup.furniture("p", "box")}</td>
<td width="620">
<table width="100%" cellpadding="6">
{kicker}
<tr><td class="news_title"><b>{escape(story.headline)}</b></td></tr>
<tr><td class="news_date">{weekday(date)} {day_month_year(date, site.layout.months)} - {clock(date)}</td></tr>
{byline}
<tr><td class="news_text" align="justify">{lead}
{markup.body(story)}
<br /><br /></td></tr>
<tr><td class="tools"><a href="javascript:print()">طباعة الخبر</a> | <a href="/send.php?id={story.number}">أرسل إلى صديق</a> | عدد القراءات: {story.number % 900}</td></tr>
</table>
</td>
<td width="180" class="side"><b>أخبار أخرى</b>{markup.story_links()}</td>
</tr>
<tr><td colspan="3" class="footer">جميع الحقوق محفوظة لـ{escape(site.name)}</td></tr>
</table>
</body></html>
"""
