"""What HTML elements are for, by their names: which run along in a line, hold no sentences, are no text. Tables."""

from __future__ import annotations

# Elements that don't end a sentence: their text belongs to the nearest block around them.
INLINE = frozenset(
    ("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
     "kbd", "label", "mark", "nobr", "q", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
     "time", "tt", "u", "var", "wbr")
)  # fmt: skip
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# Elements whose text is no sentence of the page.
SILENT = frozenset(
    ("script", "style", "noscript", "template", "svg", "nav", "footer", "select", "option", "button", "textarea",
     "iframe", "title")
)  # fmt: skip
# Elements that are no part of a text, whatever they hold.
DROPPED = frozenset(
    ("script", "style", "noscript", "template", "svg", "button", "select", "textarea", "nav", "object", "applet",
     "canvas", "map", "dialog", "input", "label", "amp-ad", "amp-sidebar", "amp-social-share", "amp-analytics",
     "amp-consent", "amp-sticky-ad", "amp-auto-ads", "link", "meta", "title", "head")
)  # fmt: skip
