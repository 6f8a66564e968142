"""Under which keys an article is known. Pure."""

from __future__ import annotations

import hashlib

from khabar.article import Article
from khabar.item import Item
from khabar.storage.articles import Alias
from khabar.url import url_key


def aliases_of(article: Article, item: Item | None) -> list[Alias]:
    """The keys of `article`, strongest first: its identity URL, the address fetched, the feed's link.

    An article without any address is known by its guid in its feed, else by its content. Where there is an address the
    guid is no key: feeds give one guid to several stories.
    """
    urls = [article.canonical_url, article.url, item.url if item else None]
    found = [Alias("url", url_key(url)) for url in dict.fromkeys(urls) if url]
    if not found and item and item.entry.guid:
        name = f"{item.feed_id} {item.entry.guid}".encode("utf-8", "replace")
        found.append(Alias("guid", hashlib.sha256(name).digest()))
    if not found:
        found.append(Alias("content_hash", hashlib.sha256(article.content_hash.encode()).digest()))
    return list(dict.fromkeys(found))
