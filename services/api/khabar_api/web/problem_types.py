"""The registry of problem types: each failure's name, status and words. How they are raised is in problems.py."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ProblemType:
    """One kind of failure. Its `type` URI is `/problems/<name>`."""

    name: str
    status: int
    title: str
    explanation: str
    title_ar: str
    explanation_ar: str


TYPES: dict[str, ProblemType] = {
    kind.name: kind
    for kind in (
        ProblemType(
            "bad-parameter",
            400,
            "A query parameter is wrong",
            "Unknown, repeated, empty or out of range; `errors` names it.",
            "معامل في العنوان خاطئ",
            "مجهول أو مكرر أو فارغ أو خارج حدوده؛ وفي `errors` اسمه.",
        ),
        ProblemType(
            "bad-cursor",
            400,
            "The cursor can't be used",
            "It was changed, or belongs to other filters. Start again without it.",
            "لا تصلح هذه العلامة للمتابعة",
            "غُيّرت، أو هي لمرشحات أخرى. ابدأ من دونها.",
        ),
        ProblemType(
            "bad-request",
            400,
            "The request can't be read",
            "Its path, headers or body are not what HTTP allows here.",
            "تتعذّر قراءة الطلب",
            "في مساره أو ترويساته أو متنه ما لا يسمح به HTTP هنا.",
        ),
        ProblemType(
            "key-required",
            401,
            "An API key is needed",
            "Send `Authorization: Bearer khb_…`. Keys are made with `khabar keys create`.",
            "يلزم مفتاح",
            "أرسل `Authorization: Bearer khb_…`. يُنشأ المفتاح بالأمر `khabar keys create`.",
        ),
        ProblemType(
            "bad-key",
            401,
            "The API key is not valid",
            "It is unknown, wrong, expired or revoked.",
            "المفتاح غير صالح",
            "مجهول أو خاطئ أو منتهٍ أو ملغى.",
        ),
        ProblemType(
            "scope-missing",
            403,
            "The key may not do this",
            "`detail` names the scope that is needed.",
            "لا يملك المفتاح هذه الصلاحية",
            "يسمّي `detail` الصلاحية اللازمة.",
        ),
        ProblemType(
            "foreign-host",
            403,
            "The request came under a foreign host name",
            "Without keys, the API answers under loopback names only, so that no web page can reach it.",
            "جاء الطلب باسم غريب",
            "من دون مفاتيح لا تجيب الواجهة إلا أسماء الجهاز نفسه، فلا تصل إليها صفحة ويب.",
        ),
        ProblemType(
            "not-found",
            404,
            "There is nothing here",
            "The address or the id is unknown.",
            "لا شيء هنا",
            "العنوان أو المعرّف مجهول.",
        ),
        ProblemType(
            "method-not-allowed",
            405,
            "This address has no such method",
            "The `Allow` header lists those it has.",
            "لا يقبل هذا العنوان هذه الطريقة",
            "في ترويسة `Allow` ما يقبله.",
        ),
        ProblemType(
            "not-acceptable",
            406,
            "No such representation",
            "`Accept` asks for a format that this address does not have.",
            "لا صيغة كهذه",
            "تطلب `Accept` صيغة ليست لهذا العنوان.",
        ),
        ProblemType(
            "conflict",
            409,
            "The state does not allow this",
            "`detail` says what prevents it.",
            "لا تسمح الحال بهذا",
            "يذكر `detail` ما يمنعه.",
        ),
        ProblemType(
            "position-expired",
            410,
            "The position is older than the log",
            "Events before it were removed. List the articles, then go on from `/v1/events`.",
            "الموضع أقدم من السجل",
            "حُذفت الأحداث التي قبله. اسرد المقالات، ثم تابع من `/v1/events`.",
        ),
        ProblemType(
            "stale",
            412,
            "It was changed in the meantime",
            "Read it again, and send its new `ETag` as `If-Match`.",
            "تغيّر في الأثناء",
            "اقرأه ثانية وأرسل `ETag` الجديد في `If-Match`.",
        ),
        ProblemType(
            "too-large",
            413,
            "The request is too large",
            "A body may have 1 MB, an OPML file 5 MB.",
            "الطلب أكبر مما يُقبل",
            "للمتن 1 ميغابايت، ولملف OPML خمسة.",
        ),
        ProblemType(
            "wrong-type",
            415,
            "The body has the wrong type",
            "Send `Content-Type: application/json`.",
            "نوع المتن خاطئ",
            "أرسل `Content-Type: application/json`.",
        ),
        ProblemType(
            "range-not-there",
            416,
            "The file has no such bytes",
            "`Range` begins after its end; `Content-Range` says how long it is.",
            "لا بايتات كهذه في الملف",
            "يبدأ `Range` بعد نهايته، وفي `Content-Range` طوله.",
        ),
        ProblemType(
            "bad-body",
            422,
            "The body is wrong",
            "`errors` points at each wrong value.",
            "المتن خاطئ",
            "يشير `errors` إلى كل قيمة خاطئة.",
        ),
        ProblemType(
            "blocked-address",
            422,
            "The address may not be fetched",
            "It is not a public web address. See KHABAR_ALLOW_NETWORKS.",
            "لا يجوز جلب هذا العنوان",
            "ليس عنوان ويب عامًا. انظر KHABAR_ALLOW_NETWORKS.",
        ),
        ProblemType(
            "precondition-required",
            428,
            "If-Match is needed",
            "Send the `ETag` you read as `If-Match`, so that no change is lost.",
            "يلزم If-Match",
            "أرسل `ETag` الذي قرأته في `If-Match` كي لا يضيع تعديل.",
        ),
        ProblemType(
            "rate-limited",
            429,
            "Too many requests",
            "Wait as long as `Retry-After` says.",
            "طلبات أكثر من المسموح",
            "انتظر بقدر ما تقول `Retry-After`.",
        ),
        ProblemType(
            "head-too-large",
            431,
            "The head of the request is too large",
            "Its address and headers may have 64 kB together.",
            "رأس الطلب أكبر مما يُقبل",
            "للعنوان والترويسات معًا 64 كيلوبايت.",
        ),
        ProblemType(
            "internal",
            500,
            "Something broke",
            "It was logged. Trying again may work.",
            "حدث عطل",
            "سُجّل. قد تنجح إعادة المحاولة.",
        ),
        ProblemType(
            "storage-down",
            503,
            "The database is not available",
            "It does not answer, or takes no changes now, as with a full disk. Try again after `Retry-After` seconds.",
            "قاعدة البيانات غير متاحة",
            "لا تجيب، أو لا تقبل تعديلًا الآن، كأن يمتلئ قرصها. أعد المحاولة بعد المدة التي في `Retry-After`.",
        ),
        ProblemType(
            "queue-down",
            503,
            "Redis does not answer",
            "Reading goes on; changes are refused until it is back.",
            "لا يجيب Redis",
            "تستمر القراءة، وتُرفض التعديلات حتى يعود.",
        ),
    )
}
