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
    ("query", "said"),
    [
        ("q=(ميناء", "q: قوس فتح لم يغلق"),
        ("soruce=a", "soruce: لا معامل بهذا الاسم؛ أتريد source؟"),
        ("limit=1&limit=2", "limit: ورد أكثر من مرة"),
        ("limit=0", "limit: الصفر مع facets فقط"),
        ("limit=201", "limit: أكثر من 200"),
        ("order=up", "order: ليس واحدًا من 'asc' أو 'desc'"),
        ("source=", "source: قيمة فارغة"),
        ("sort=relevance", "sort: الترتيب بالصلة يحتاج إلى q"),
        ("from=today", "from: ليس يومًا ولا لحظة بمنطقة زمنية (RFC 3339)"),
        ("fields=titel", "fields: لا مفتاح بهذا الاسم: titel"),
    ],
)
def test_a_wrong_parameter_is_explained_in_arabic(api: httpx.Client, query: str, said: str) -> None:
    answer = api.get(f"/v1/articles?{query}", headers={"Accept-Language": "ar"})

    assert answer.json()["detail"] == said
