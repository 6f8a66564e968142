from __future__ import annotations

import httpx
import pytest


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"urls": "x"}', "/urls: it must be a list"),
        (b"[]", "body: it must be an object"),
        (b'{"guids": ["\xff"]}', "body: not JSON in UTF-8, or nested too deep"),
        (b"[" * 100_000, "body: not JSON in UTF-8, or nested too deep"),
    ],
    ids=["no list", "no object", "no UTF-8", "too deep"],
)
def test_a_wrong_body_is_told_in_words_of_json(api: httpx.Client, body: bytes, said: str) -> None:
    answer = api.post("/v1/articles:resolve", content=body, headers={"Content-Type": "application/json"})

    assert (answer.status_code, answer.json()["detail"]) == (422, said)


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        (
            "/v1/feeds",
            {"url": "https://a.example/f", "titel": "x"},
            "/titel: there is no such key; did you mean title?",
        ),
        ("/v1/searches", {"name": "x", "filters": {"lang": ["ar"]}}, "/filters/lang: {}; did you mean language?"),
        ("/v1/searches", {"name": "x", "filters": {"exclude_source": ["a"]}}, "{}; did you mean source_not?"),
        ("/v1/webhooks", {"url": "https://a.example/f", "xyz": 1}, "/xyz: there is no such key"),
        ("/v1/searches", {"name": "x", "filters": {"language": []}}, "an empty list: leave the key out to take all"),
    ],
)
def test_an_unknown_key_is_told_with_what_may_be_meant(
    refusing_api: httpx.Client, path: str, body: dict[str, object], said: str
) -> None:
    answer = refusing_api.post(path, json=body)

    assert answer.status_code == 422
    assert answer.json()["detail"].endswith(said.format("there is no such key"))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("q=(ميناء", "q: قوس فتح لم يغلق"),
        ("soruce=a", "soruce: لا معامل بهذا الاسم؛ أتريد source؟"),
        ("limit=1&limit=2", "limit: ورد أكثر من مرة"),
        ("limit=0", "limit: الصفر مع facets فقط"),
        ("limit=201", "limit: أكثر من 200"),
        ("limit=1.5", "limit: ليس عددًا صحيحًا"),
        ("min_quality=90", "min_quality: أكثر من 1"),
        ("order=up", "order: ليس واحدًا من asc أو desc"),
        ("date_field=seen", "date_field: ليس واحدًا من published، modified أو first_seen"),
        ("q=", "q: يجب ألا يكون فارغًا"),
        ("domain=:x", "domain: ليس اسم نطاق، مثل example.com"),
        ("cursor=abc", "غُيّرت، أو هي لمرشحات أخرى. ابدأ من دونها."),
        ("source=", "source: قيمة فارغة"),
        ("sort=relevance", "sort: الترتيب بالصلة يحتاج إلى q"),
        ("from=today", "from: ليس يومًا مثل 2026-11-22، ولا لحظة بمنطقة زمنية مثل 2026-11-22T10:00:00+03:00 (RFC 3339)"),
        ("fields=titel", "fields: لا مفتاح كهذا في السجل: titel"),
        ("fields=id,body&body=none", "body: تطلب fields المتن، ويُسقطه none"),
    ],
)
def test_a_wrong_parameter_is_explained_in_arabic(api: httpx.Client, query: str, said: str) -> None:
    answer = api.get(f"/v1/articles?{query}", headers={"Accept-Language": "ar"})

    assert answer.json()["detail"] == said


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("limit=201", "limit: more than 200"),
        ("limit=many", "limit: not a whole number"),
        ("min_quality=high", "min_quality: not a number"),
        ("q=", "q: it must not be empty"),
        ("q=" + "a" * 501, "q: longer than 500 characters"),
        ("highlight=maybe&q=a", "highlight: neither true nor false"),
        ("cluster=1", "cluster: not a UUID, as ids are"),
        ("has=picture", "has: not one of image, video, table, quote, reported, list or correction"),
        ("cursor=abc", "cursor: the signature does not fit. Start again without it."),
    ],
)
def test_a_wrong_parameter_is_explained_in_plain_english(refusing_api: httpx.Client, query: str, said: str) -> None:
    answer = refusing_api.get(f"/v1/articles?{query}")

    assert answer.json()["detail"] == said


@pytest.mark.parametrize(
    ("method", "path", "body", "said"),
    [
        ("GET", "/v1/articles/abc", None, "ليس المعرّف في العنوان مما يعطيه «خبر»."),
        ("GET", "/v1/nothing", None, "لا شيء بهذا العنوان؛ في /openapi.json كل المسارات."),
        ("GET", "/v1/articles/", None, "احذف الشرطة المائلة من آخره: /v1/articles."),
        ("PUT", "/v1/articles", None, "يقبل GET, HEAD, OPTIONS."),
        ("GET", "/v1/lineage", None, "لا بدّ من واحد من url و guid و feed و article."),
        ("GET", "/v1/events?after=0", None, "after: ليس موضعًا في سجل الأحداث: أرسل next أو sequence من جواب سابق"),
        ("POST", "/v1/opml", "<opml/>", "لا <body> في ملف OPML، فلا خلاصات فيه."),
        ("POST", "/v1/opml", "<opml>", "ليس XML سليمًا عند السطر 1، الموضع 7 (no element found)."),
        ("POST", "/v1/searches", "{", "body: ليس JSON سليمًا عند الحرف 2"),
        ("POST", "/v1/feeds", '{"url": "x"}', "/url: ليس عنوان ويب كاملًا، مثل https://example.com/feed"),
        (
            "POST",
            "/v1/feeds",
            '{"url": "https://a.example/", "language": "عربية"}',
            "/language: ليس رمز لغة، مثل ar و ar-EG",
        ),
    ],
)
def test_what_was_refused_is_told_wholly_in_arabic(
    refusing_api: httpx.Client, method: str, path: str, body: str | None, said: str
) -> None:
    headers = {"Accept-Language": "ar", "Content-Type": "text/x-opml" if "opml" in path else "application/json"}

    assert refusing_api.request(method, path, content=body, headers=headers).json()["detail"] == said


def test_of_very_many_mistakes_some_are_told(api: httpx.Client) -> None:
    unknown = {f"titel{number}": 1 for number in range(1_000)}

    errors = api.post("/v1/searches", json={"name": "x", "filters": unknown}).json()["errors"]

    assert len(errors) == 100
    assert errors[-1]["detail"] == "there is no such key"
