"""Pages that stand in for an article: challenges, consent, login, errors. Rules only; not here: fronts and lists."""

from __future__ import annotations

import re

from khabar.errors import NotAnArticle, SaysGone

# Titles of pages that stand in for the asked one. Each row: error, reason for people, pattern on title and headline.
_TITLES: tuple[tuple[type[NotAnArticle], str, re.Pattern[str]], ...] = (
    (NotAnArticle, "a challenge page", re.compile(
        r"^\s*(?:just a moment|attention required|checking your browser|verify(?:ing)? (?:you are|that you)|"
        r"are you (?:a )?(?:human|robot)|"
        r"access denied|request (?:rejected|blocked)|security check|ddos|pardon our interruption|bot "
        r"(?:verification|detection)|"
        r"one more step|human verification|incapsula|you have been blocked|"
        r"لحظة من فضلك|التحقق من أنك|جار[يٍ]? التحقق من|تم رفض الوصول|تم حظرك)", re.I)),
    (SaysGone, "a page that says it is gone", re.compile(
        r"^\W*(?:404|410)\W*$|\b(?:404|410)\W{1,4}(?:error|not found|page|gone|صفحة|الصفحة|خطأ)|"
        r"\b(?:error|خطأ)\W{1,4}(?:404|410)\b|page (?:not found|cannot be found|does ?n.t exist)|"
        r"^\W*not found\W*(?:$|[|–-]\s)|"
        r"(?:ال)?صفح[ةه]\s+(?:(?:التي\s+تبحث\s+عنها|المطلوبة)\s+)?(?:ال)?(?:غير|ليست)\s+(?:موجود|متوفر|متاح)|"
        r"لم\s+(?:يتم|نتمكن\s+من)\s+(?:ال)?عثور\s+على\s+(?:ال?صفحة|ما\s+تبحث|طلبك|المحتوى|الخبر|المقال)|"
        r"(?:ال)?(?:خبر|مقال|موضوع|محتوى|رابط)\s+(?:المطلوب\s+)?(?:غير\s+(?:موجود|متوفر|متاح)|لا\s+يوجد)|"
        r"عذر[اًا]+\W+(?:ال)?(?:صفحة|خبر|مقال|موضوع|محتوى)|تم\s+حذف\s+هذ[اه]\s+(?:الخبر|المقال|الموضوع|الصفحة)", re.I)),
    (NotAnArticle, "an error page", re.compile(
        r"^\W*(?:403|50[0-3])\W*$|\b(?:403|50[0-3])\W{1,4}(?:error|page|forbidden|صفحة|الصفحة|خطأ)|"
        r"\b(?:error|خطأ)\W{1,4}(?:403|50[0-3])\b|^\W*(?:error|oops|خطأ|حدث خطأ)\W*(?:$|[|–-]\s)|"
        r"لم\s+(?:يتم|نتمكن\s+من)\s+(?:ال)?عثور\s+على\s+(?:أي|نتائج)", re.I)),
    (NotAnArticle, "a login page", re.compile(
        r"^\s*(?:log ?in|sign ?in|تسجيل\s+الدخول|دخول\s+الأعضاء|سجل\s+(?:الدخول|دخولك))\s*(?:$|[|–-]\s)", re.I)),
    (NotAnArticle, "a consent page", re.compile(
        r"(?:before you continue|cookie consent|your privacy (?:choices|is important)|قبل\s+المتابعة|"
        r"نحن\s+نهتم\s+بخصوصيتك|موافقة\s+على\s+ملفات)", re.I)),
    (NotAnArticle, "under maintenance", re.compile(
        r"(?:under (?:construction|maintenance)|site maintenance|الموقع\s+(?:تحت|قيد)\s+(?:الصيانة|الإنشاء|"
        r"التحديث))", re.I)),
)  # fmt: skip
_CHALLENGE_MARKS = (
    "cf-browser-verification", "cf_chl_opt", "challenge-platform/h/", "_incapsula_resource", "px-captcha", "ddos-guard",
    "/sgcaptcha/", "sucuri_cloudproxy", "geo.captcha-delivery.com",
)  # fmt: skip
_WALL = re.compile(
    r"(?:هذا\s+(?:المحتوى|المقال)\s+(?:مخصص\s+)?(?:متاح\s+)?(?:فقط\s+)?للمشتركين|للمشتركين\s+فقط|"
    r"اشترك\s+(?:الآن\s+)?(?:للقراءة|لمتابعة\s+القراءة|لقراءة)|"
    r"سجل\s+(?:الدخول|دخولك)\s+(?:لقراءة|لمتابعة|للمتابعة)|subscribers only|subscribe to (?:read|continue))",
    re.IGNORECASE,
)
_WALL_LETTERS = 200
_WALL_START = 15
# A headline of so few words that says «not found» says nothing else.
_ERROR_WORDS = 5


def refuse_by_title(title: str | None, headline: str | None, letters: int, url: str) -> None:
    """Raises NotAnArticle, or SaysGone, when the titles say that this is another page; a long body outvotes them.

    `letters` is how much running text was found: a story may be about a 404 page.
    """
    if letters > 900 and (headline is None or len(headline.split()) > _ERROR_WORDS):
        return
    for text in (title, headline) if letters <= 900 else (headline,):
        for error, reason, pattern in _TITLES:
            if text and pattern.search(text):
                raise error(f"{reason}: {text[:80]}", subject=url)


def refuse_challenge(html: str, letters: int, url: str) -> None:
    if letters > 300:
        return
    lowered = html[:200_000].lower()
    for mark in _CHALLENGE_MARKS:
        if mark in lowered:
            raise NotAnArticle("a challenge page", subject=url)


def is_walled(text: str) -> bool:
    """Whether a line asks for a subscription instead of going on; a sentence that ends in such words does not."""
    found = _WALL.search(text) if len(text) <= _WALL_LETTERS else None
    return found is not None and found.start() <= _WALL_START
