"""Query parameters that follow a reader and don't choose a document. A table; khabar.url applies it.

Here: names and where each is documented. Not here: anything that could change which article is served.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# Name, in lower case -> who adds it. Doubtful names (ref, source, from, id) aren't here: a wrong entry would make two
# articles one, a missing entry only leaves one article with two addresses.
TRACKING_NAMES: Mapping[str, str] = MappingProxyType(
    {
        # Advertising clicks
        "gclid": "Google Ads, https://support.google.com/google-ads/answer/9744275",
        "gclsrc": "Google Ads",
        "dclid": "Google Marketing Platform",
        "gbraid": "Google Ads, https://support.google.com/google-ads/answer/10417364",
        "wbraid": "Google Ads",
        "gad_source": "Google Ads",
        "gad_campaignid": "Google Ads",
        "srsltid": "Google Merchant Center",
        "_ga": "Google Analytics cross-domain linker, https://support.google.com/analytics/answer/10071811",
        "_gl": "Google Analytics cross-domain linker",
        "msclkid": "Microsoft Advertising, https://help.ads.microsoft.com/#apex/ads/en/60000",
        "yclid": "Yandex Direct",
        "fbclid": "Meta, https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/fbp-and-fbc",
        "igshid": "Instagram share link",
        "igsh": "Instagram share link",
        "twclid": "X Ads click",
        "ttclid": "TikTok Ads click",
        "li_fat_id": "LinkedIn Ads click",
        "epik": "Pinterest",
        "rdt_cid": "Reddit",
        # Embedded posts and widgets
        "ref_src": "X embedded posts",
        "ref_url": "X embedded posts",
        "__twitter_impression": "X in-app AMP view",
        # Newsletters
        "mc_cid": "Mailchimp campaign",
        "mc_eid": "Mailchimp",
        "mkt_tok": "Adobe Marketo",
        "_hsenc": "HubSpot e-mail",
        "_hsmi": "HubSpot",
        "vero_id": "Vero",
        "oly_enc_id": "Omeda Olytics",
        "oly_anon_id": "Omeda Olytics",
        # Campaigns of web statistics; by name, since pk_… and at_… may also be a site's own
        "pk_campaign": "Matomo, older names",
        "pk_cid": "Matomo, older names",
        "pk_content": "Matomo, older names",
        "pk_keyword": "Matomo, older names",
        "pk_kwd": "Matomo, older names",
        "pk_medium": "Matomo, older names",
        "pk_source": "Matomo, older names",
        "at_medium": "Piano Analytics (AT Internet), in BBC feeds",
        "at_campaign": "Piano Analytics (AT Internet), in BBC feeds",
        "at_campaign_type": "Piano Analytics (AT Internet), in BBC feeds",
        "at_creation": "Piano Analytics (AT Internet), in BBC feeds",
        "at_variant": "Piano Analytics (AT Internet), in BBC feeds",
        "at_format": "Piano Analytics (AT Internet), in BBC feeds",
        "at_platform": "Piano Analytics (AT Internet), in BBC feeds",
        "at_publisher": "Piano Analytics (AT Internet), in BBC feeds",
        "at_custom1": "Piano Analytics (AT Internet), in BBC feeds",
        "at_custom2": "Piano Analytics (AT Internet), in BBC feeds",
        "at_custom3": "Piano Analytics (AT Internet), in BBC feeds",
        "at_custom4": "Piano Analytics (AT Internet), in BBC feeds",
        "at_link_id": "Piano Analytics (AT Internet), in BBC feeds",
        "at_link_type": "Piano Analytics (AT Internet), in BBC feeds",
        "at_link_origin": "Piano Analytics (AT Internet), in BBC feeds",
        "at_ptr_name": "Piano Analytics (AT Internet), in BBC feeds",
        "at_bbc_team": "Piano Analytics (AT Internet), in BBC feeds",
        # Publishers' own campaign marks, put into their feeds
        "ocid": "BBC and MSN campaign id",
        "ns_mchannel": "comScore, in older BBC feeds",
        "ns_source": "comScore",
        "ns_campaign": "comScore",
        "ns_linkname": "comScore",
        "ns_fee": "comScore",
        "xtor": "AT Internet campaign mark, in France 24 and BBC feeds",
        "maca": "Deutsche Welle's feed mark",
        "traffic_source": "Al Jazeera's feed mark",
        "cmpid": "campaign id of Adobe Analytics set-ups",
        "wt.mc_id": "Webtrends campaign id",
        "wt.rss_f": "Webtrends feed mark",
        "wt.rss_ev": "Webtrends feed mark",
    }
)
# A prefix stands for a whole documented family.
TRACKING_PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "utm_": "Google Analytics campaigns, https://support.google.com/analytics/answer/10917952",
        "mtm_": "Matomo campaigns",
    }
)


def is_tracking(name: str) -> bool:
    """Whether the query parameter `name` only says where a reader came from. Letter case doesn't matter.

    `amp;utm_source`, what is left of an address that was escaped twice, counts as well.
    """
    plain = name.lower().removeprefix("amp;")
    return plain in TRACKING_NAMES or plain.startswith(tuple(TRACKING_PREFIXES))
