"""Example values of the documentation: one article and what is told of it. Of feeds, keys …: desk_examples.py."""

from __future__ import annotations

from typing import Any

ID = "01a202b7-58e0-7b1e-8d52-3a9e5c7f1b20"
FEED_ID = "01a202b7-1c00-7c11-a2a4-5f0be1b2c3d4"
SEARCH_ID = "01a202b7-8c20-7d55-9e10-3b6c7d8e9f01"
HOOK_ID = "01a202b7-9d10-7a90-b1c2-77d0a1b2c3d4"
SEQUENCE = "00000000000000481516-00000000000000000042"
CURSOR = "Zk2Qm1rT9bI3x8uVQh0pWlsiNDgxNTE2IiwiNDIiXQ"
AT = "2026-11-22T10:05:01Z"
ARTICLE: dict[str, Any] = {
    "schema": "khabar.article/1",
    "id": ID,
    "version": 1,
    "status": "usable",
    "type": "article",
    "url": "https://news.example/2026/11/harbour",
    "canonical_url": "https://news.example/2026/11/harbour",
    "headline": "افتتاح ميناء الصيد بعد ترميمه",
    "summary": "عادت المراكب إلى الميناء القديم بعد عامين من العمل.",
    "language": "ar",
    "direction": "rtl",
    "published_at": "2026-11-22T09:40:00Z",
    "first_seen_at": AT,
    "publisher": {"id": "example", "name_ar": "أخبار المثال", "domain": "news.example", "country": "JO"},
    "body": [
        {"id": "b1", "type": "paragraph", "text": "عادت المراكب إلى الميناء القديم صباح الأحد.", "spans": []},
        {
            "id": "b2",
            "type": "list",
            "ordered": False,
            "items": [{"id": "b2.i1", "text": "رصيف جديد بطول مئة متر.", "spans": [], "items": []}],
        },
    ],
    "word_count": 12,
    "quality": {"score": 0.93, "completeness": 0.9, "missing": [], "warnings": []},
}
ARTICLES = {
    "data": [ARTICLE],
    "next": CURSOR,
    "facets": {
        "articles": 310,
        "is_capped": False,
        "counts": {"source": [{"value": "example", "name": "أخبار المثال", "articles": 310}]},
    },
}
VERSION = {
    "version": 1,
    "created_at": AT,
    "kind": "created",
    "origin": "publisher",
    "content_hash": "sha256:9f2c…",
    "changed": [],
}
LIVE = {
    "article_id": ID,
    "version": 3,
    "headline": "لحظة بلحظة: افتتاح الميناء",
    "data": [
        {
            "id": "u1",
            "headline": "دخول أول مركب",
            "published_at": AT,
            "text": "دخل أول مركب في العاشرة.",
            "blocks": [{"type": "paragraph", "id": "b2", "text": "دخل أول مركب في العاشرة."}],
        }
    ],
}
DIFFERENCE = {
    "from": 1,
    "to": 2,
    "changed": ["/headline"],
    "texts": [
        {
            "pointer": "/headline",
            "runs": [{"op": "equal", "text": "افتتاح ميناء "}, {"op": "insert", "text": "الصيد"}],
        }
    ],
}
PROVENANCE = {
    "/headline": {"method": "jsonld", "extractor": "structured@1", "confidence": 0.95, "raw_ref": None, "rejected": []}
}
RESOLVED = {"data": [{"url": ARTICLE["url"], "guid": None, "article_id": ID, "outcome": "new"}]}
EVENT = {
    "specversion": "1.0",
    "id": "01a202b7-5f10-7c33-9a41-5d0e2b7c8f01",
    "source": "/khabar/events",
    "type": "khabar.article.created.v1",
    "subject": ID,
    "time": AT,
    "timestamp": AT,
    "sequence": SEQUENCE,
    "datacontenttype": "application/json",
    "dataschema": "/v1/schemas/article.created.v1",
    "data": {"article_id": ID, "article_version": 1, "changed": [], "url": f"/v1/articles/{ID}"},
}
EVENTS = {"data": [EVENT], "next": SEQUENCE}
TICKET = {
    "ticket": "1a2b3c4d.1795341901.9f2c41d0…",
    "expires_at": "2026-11-22T10:07:01Z",
    "url": "https://khabar.example/v1/events/stream?ticket=1a2b3c4d.1795341901.9f2c41d0…",
}
CHANGES = {
    "data": [
        {"article_id": ID, "version": 1, "operation": "created", "merged_into": None, "at": AT, "sequence": SEQUENCE}
    ],
    "next": SEQUENCE,
}
STREAM = f"id: {SEQUENCE}\nevent: khabar.article.created.v1\ndata: {{…}}\n\n"
TRIAL: dict[str, Any] = {
    "id": FEED_ID,
    "url": ARTICLE["url"],
    "state": "done",
    "asked_at": AT,
    "done_at": AT,
    "error": None,
    "article": ARTICLE,
}
QUOTES = {
    "data": [
        {
            "article_id": ID,
            "article_version": 1,
            "headline": ARTICLE["headline"],
            "url": ARTICLE["url"],
            "publisher": ARTICLE["publisher"],
            "published_at": ARTICLE["published_at"],
            "kind": "quoted",
            "quote": {
                "id": "q1",
                "speaker": {
                    "name": "سالم البحري",
                    "role": "شيخ الصيادين",
                    "org": None,
                    "type": "person",
                    "entity_id": "e1",
                },
                "verb": "قال",
                "direct": True,
                "method": "quote_marks",
                "confidence": 0.9,
                "intro": None,
                "venue": None,
                "parts": [{"at": {"node": "b1", "start": 0, "end": 13}, "text": "عاد البحر لنا"}],
            },
        }
    ],
    "next": CURSOR,
}
CLUSTER: dict[str, Any] = {
    "id": ID,
    "articles": 3,
    "publishers": ["example", "other"],
    "first_at": AT,
    "last_at": "2026-11-22T11:20:00Z",
    "first": {name: ARTICLE[name] for name in ("id", "headline", "url", "publisher", "language", "published_at")},
    "articles_url": f"https://khabar.example/v1/articles?cluster={ID}",
}
CLUSTERS = {"data": [CLUSTER], "is_capped": False}
EXPORT = {
    "id": SEARCH_ID,
    "state": "running",
    "format": "parquet",
    "filters": {"language": ["ar"]},
    "total": 52000,
    "articles": 18000,
    "bytes": 61440000,
    "asked_at": AT,
    "done_at": None,
    "expires_at": "2026-11-24T10:05:01Z",
    "file_url": None,
    "error": None,
}
ENTITY: dict[str, Any] = {
    "id": "0b9f5a52-6a3d-5d0e-9d0b-0f8f4c1d2e3f",
    "type": "person",
    "name": "سالم البحري",
    "articles": 12,
    "first_at": "2026-11-01T08:00:00Z",
    "last_at": AT,
    "articles_url": "https://khabar.example/v1/articles?entity_id=0b9f5a52-6a3d-5d0e-9d0b-0f8f4c1d2e3f",
}
ENTITIES = {"data": [{name: ENTITY[name] for name in ("id", "type", "name", "articles")}]}
STATS = {
    "from": "2026-11-01T00:00:00Z",
    "data": [{"at": "2026-11-22T00:00:00Z", "name": "example", "articles": 12}],
    "truncated": False,
}
SEARCH = {
    "id": SEARCH_ID,
    "name": "أخبار الموانئ",
    "filters": {"q": "ميناء OR مرفأ", "language": ["ar"]},
    "version": 1,
    "created_at": AT,
    "links": {
        "articles": "https://khabar.example/v1/articles?q=%D9%85%D9%8A%D9%86%D8%A7%D8%A1&language=ar",
        "atom": f"https://khabar.example/feeds/{SEARCH_ID}.atom",
        "rss": f"https://khabar.example/feeds/{SEARCH_ID}.rss",
        "json": f"https://khabar.example/feeds/{SEARCH_ID}.json",
        "events": f"https://khabar.example/v1/events?search={SEARCH_ID}",
        "stream": f"https://khabar.example/v1/events/stream?search={SEARCH_ID}",
    },
}
FEED_OUT = '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ar">…</feed>'
FEED_FORMS: dict[str, Any] = {
    "application/rss+xml": '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>…</channel></rss>',
    "application/feed+json": {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "أخبار الموانئ",
        "items": [{"id": ID, "title": ARTICLE["headline"], "url": ARTICLE["canonical_url"]}],
    },
}
_NINJS = {"uri": f"urn:uuid:{ID}", "standard": {"name": "ninjs", "version": "3.1"}, "type": "text"}
ITEM_FORMS: dict[str, Any] = {
    "application/ninjs+json": _NINJS,
    "application/ld+json": {"@context": "https://schema.org", "@type": "NewsArticle", "headline": ARTICLE["headline"]},
}
LIST_FORMS: dict[str, Any] = {
    **FEED_FORMS,
    "application/atom+xml": FEED_OUT,
    "application/ninjs+json": [_NINJS],
    "application/x-ndjson": f'{{"id":"{ID}","version":1}}\n',
    "text/csv": f"id,version,canonical_url,headline\r\n{ID},1,{ARTICLE['canonical_url']},{ARTICLE['headline']}\r\n",
    "application/ld+json": {"@context": "https://schema.org", "@type": "ItemList", "itemListElement": []},
}
