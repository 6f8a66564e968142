"""What an element's class and id say of its part on the page: tables of words. Not here: what its text says."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

# Words of class and id attributes, between separators or camelCase borders. General CMS vocabulary; no publisher names.
_DROP_WORDS = (
    "related|relatedposts|relatednews|readmore|readalso|read-also|also-read|see-also|seealso|alsoread|"
    "more-news|morenews|"
    "recommend\\w*|suggest\\w*|most-read|mostread|most-viewed|popular|trending|latest-news|lastnews|"
    "share|shares|sharing|sharebar|sharebox|sharedaddy|shareaholic|share-\\w+|social|socials|social-\\w+|socialmedia|"
    "addtoany\\w*|a2a\\w*|addthis\\w*|mailpoet\\w*|mc4wp\\w*|mailchimp\\w*|donat\\w+|fb-like|fb-share\\w*|fb-comments|twitter-share\\w*|follow|follow-\\w+|"
    "followus|whatsapp|"
    "tags|tag-cloud|tagcloud|tag-list|taglist|article-tags|post-tags|keywords|hashtags|"
    "comment|comments|comment-\\w+|comments-\\w+|commentlist|disqus\\w*|respond|"
    "author-box|authorbox|sabox\\w*|author-bio|about-author|author-info|post-author-box|bio|"
    "newsletter\\w*|subscribe\\w*|subscription|signup|paywall-prompt|"
    "ad|ads|adv|advert\\w*|adsbygoogle|advertise\\w*|ad-\\w+|ads-\\w+|adslot|adunit|banner|banners|"
    "sponsor\\w*|promo|promos|"
    "promobox|promotion|dfp\\w*|gpt-ad\\w*|google-ads?\\w*|outbrain\\w*|taboola\\w*|teads\\w*|mgid\\w*|inline-ad|"
    "breadcrumb|breadcrumbs|breadcrumb-\\w+|pagination|pager|post-navigation|postnav|nav-links|navigation|navbar|menu|"
    "next-prev|prev-next|nextprev|(?:next|prev|previous)-(?:article|post|story)|"
    "extra-fields|widget|widgets|sidebar|copyright|copyrights|disclaimer|poll|polls|vote|rating|ratings|star-rating|print|printer|"
    "toolbar|tools|article-tools|font-size|fontsize|text-size|counter|views|view-count|viewcount|hits|"
    "cookie|cookies|gdpr|consent|popup|modal|overlay|lightbox|offcanvas|skip-link|screen-reader[\\w-]*|sr-only|"
    "visually-?hidden[\\w-]*|more-on|moreon|noprint|no-print|hidden-print|toc|table-of-contents|feedback|report-error|googlenews|google-news|"
    "follow-google|app-download|downloadapp|playlist|"
    "cta|cta-\\w+|buttons?|btns?|mw-editsection\\w*|audio-player|tts|listen|text-to-speech|readspeaker\\w*|view-mode-teaser|stream-item|bsac\\w*|code-block-\\d+|lwptoc\\w*|"
    "jp-relatedposts|wp-embedded-content|yarpp\\w*|wp-block-latest-posts|swiper\\w*|carousel|slick\\w*|ticker|topics|topic-list"
)
_DROPPED = re.compile(
    rf"(?:^|[\s_])(?:[\w-]*[-_])?(?:{_DROP_WORDS})"
    r"(?:[-_](?:box|bar|block|area|section|list|container|wrapper|wrap|inner|links|icons?|buttons?|btns?|items?|news|"
    r"posts?|articles?|stories|story|cards?|cta|channel|content|text|title|heading|header|widget|container\w*|\d+))*(?=$|\s)",
    re.IGNORECASE,
)
# Byline, date and the like inside the body's element: dropped when short.
_META_WORDS = re.compile(
    r"(?:^|[\s_-])(?:byline|by-line|author|authors|auteur|signature|writer|writeby|writtenby|date|dates|datetime|time|timestamp|pubdate|"
    r"publish(?:ed)?|post-?date|meta|metadata|post-?meta|entry-?meta|article-?meta|post-?info|article-?info|info|"
    r"category|categories|cat-links|section-name|posted-on|source|updated|read-?time|reading-?time|kicker|"
    r"breaking-label)(?=$|[\s_-])",
    re.IGNORECASE,
)
_STANDFIRST_WORDS = re.compile(
    r"(?:^|[\s_-])(?:standfirst|subtitle|sub-?title|sub-?head(?:line|ing)?|deck|dek|excerpt|(?<!with-)summary|"
    r"article[-_]?summary|(?:article|news|post|story)[-_]?desc(?:ription)?|"
    r"article[-_]?lead|lead-?text|announce-?text|teaser|abstract|chapeau|chapo)(?=$|[\s_-])",
    re.IGNORECASE,
)
_CAPTION_WORDS = re.compile(
    r"(?:^|[\s_-])(?:caption|captions|wp-caption-text|figcaption|img-?caption|image-?caption|photo-?caption|"
    r"img-?desc|image-?desc(?:ription)?|photo-?desc|cap|img-?title|image-?title|legend|image-?text|tr-caption)(?=$|[\s_-])",
    re.IGNORECASE,
)
_CREDIT_WORDS = re.compile(
    r"(?:^|[\s_-])(?:credit|credits|copyright|(?:photo|image|img|shot)-?by|photo-?credit|image-?credit|img-?credit|photo-?source|image-?source|"
    r"photographer|rights)(?=$|[\s_-])",
    re.IGNORECASE,
)
# Around a byline.
_WRITER_WORDS = re.compile(
    r"(?:^|[\s_-])(?:[a-z]{0,4}authors?(?:name|div|info|txt|link)?|auth|by-?lines?|user(?:-?name)?|writer(?:name|div)?|write-?by|written-?by|"
    r"aut|reporter|journalist|correspondent|columnist|contributor|editor-?name|article-?by|posted-?by|auteur|signature|fn|"
    r"vcard|pencil|كاتب)(?=$|[\s_-])"
)
# Imitations of blockquote.
_QUOTE_WORDS = re.compile(
    r"(?:^|[\s_-])(?:quote|quotes|pull-?quote|pq|pull(?:ed)?-?(?:text|txt)|block-?quote|quotation|exergue)"
    r"(?=$|[\s_-]|__)",
    re.IGNORECASE,
)
# Regions of a page that hold no article, for scoring rather than dropping.
_ASIDE_WORDS = re.compile(
    r"(?:^|[\s_-])(?:aside|sidebar|side|footer|foot|header|menu|nav|navbar|topbar|widget|comment|comments|related|more|"
    r"popular|latest|ticker|banner|cookie|consent|newsletter|modal|popup|copyright|breadcrumb|recommend\w*|trending|"
    r"most-?read|share|social|tags|author-?box)(?=$|[\s_\d-])",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")

# Class names repeat a hundred times on a page and on every page of a publisher: each is judged once.
_REMEMBERED = 8192
# The patterns below are not linear in one endless name.
_LONGEST_NAMES = 400


@lru_cache(_REMEMBERED)
def words_of(class_names: str, identity: str) -> str:
    """class and id as one string of lower-case words, camelCase cut."""
    joined = f"{class_names} {identity}".strip()[:_LONGEST_NAMES]
    # Elementor calls every part of a page a widget, the article's paragraphs too.
    return _CAMEL.sub("-", joined).lower().replace("elementor-widget", "elementor") if joined else ""


def _told_by(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    @lru_cache(_REMEMBERED)
    def is_told(words: str) -> bool:
        return bool(words) and pattern.search(words) is not None

    return is_told


# Whether an element's words, as `words_of` gives them, say so.
is_dropped = _told_by(_DROPPED)
is_meta = _told_by(_META_WORDS)
is_standfirst = _told_by(_STANDFIRST_WORDS)
is_caption = _told_by(_CAPTION_WORDS)
is_credit = _told_by(_CREDIT_WORDS)
names_writer = _told_by(_WRITER_WORDS)
is_quote = _told_by(_QUOTE_WORDS)
is_aside = _told_by(_ASIDE_WORDS)
