"""A record's body as plain text, HTML or Markdown. A rule: pure, and derived from the blocks alone.

Not here: cleaning the HTML once more before it leaves (khabar_api.articles.sanitise), and what a policy hides
(khabar.policy).
"""

from khabar.render.in_html import to_html
from khabar.render.in_markdown import to_markdown
from khabar.render.in_text import to_text
from khabar.render.runs import Mark

__all__ = ["Mark", "to_html", "to_markdown", "to_text"]
