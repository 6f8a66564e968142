"""Which titles stand for another page, and which are news about such things."""

from __future__ import annotations

import pytest

from khabar.errors import NotAnArticle, SaysGone
from khabar_worker.extract.refusals import is_walled, refuse_by_title

URL = "https://news.example.org/x"


@pytest.mark.parametrize(
    "title",
    [
        "Just a moment...",
        "Attention Required! | Cloudflare",
        "Access denied",
        "404 Not Found",
        "404",
        "خطأ 404 - صحيفة المنارة",
        "الصفحة غير موجودة - صحيفة المنارة",
        "عذرا، الصفحة المطلوبة غير موجودة",
        "لم يتم العثور على الصفحة",
        "تسجيل الدخول | المنارة",
        "Before you continue to the site",
        "الموقع تحت الصيانة",
    ],
)
def test_a_page_that_stands_in_for_another_is_refused(title: str) -> None:
    with pytest.raises(NotAnArticle):
        refuse_by_title(title, None, 100, URL)


@pytest.mark.parametrize(
    ("title", "says_gone"),
    [
        ("404 Not Found", True),
        ("خطأ 404 - صحيفة المنارة", True),
        ("الصفحة غير موجودة - صحيفة المنارة", True),
        ("تم حذف هذا الخبر", True),
        ("عذرا، المقال غير متاح", True),
        ("خطأ 503", False),
        ("حدث خطأ | المنارة", False),
        ("لم يتم العثور على نتائج", False),
        ("الموقع تحت الصيانة", False),
        ("لحظة من فضلك", False),
    ],
)
def test_only_a_page_that_says_it_is_gone_counts_as_that(title: str, says_gone: bool) -> None:
    with pytest.raises(NotAnArticle) as refused:
        refuse_by_title(title, None, 100, URL)

    assert isinstance(refused.value, SaysGone) == says_gone


@pytest.mark.parametrize(
    "title",
    [
        "ارتفاع عدد الضحايا إلى 500 قتيل",
        "خطأ طبي يودي بحياة طفل في العاصمة",
        "لم يتم العثور على ناجين تحت الأنقاض",
        "تسجيل الدخول إلى الجامعات يبدأ غدا",
        "تم حظر التجول في المدينة",
        "وزير: لا يوجد خبر مؤكد عن المفقودين",
    ],
)
def test_news_about_such_things_is_news(title: str) -> None:
    refuse_by_title(title, title, 100, URL)


def test_a_wall_asks_for_a_subscription() -> None:
    assert is_walled("هذا المحتوى للمشتركين فقط")
    assert not is_walled("ارتفع عدد المشتركين في الخدمة")
    assert not is_walled("وأضاف أن القناة الجديدة ستكون متاحة في عامها الأول للمشتركين فقط.")
