"""Bylines as they are printed → who wrote it."""

from __future__ import annotations

import pytest

from khabar.arabic.fold import fold
from khabar_worker.extract.bylines.agencies import sign_off
from khabar_worker.extract.bylines.byline import (
    authors_of,
    is_byline,
    is_desks,
    is_signed,
    is_signed_elsewhere,
)
from khabar_worker.extract.bylines.newsrooms import is_own, is_place_line
from khabar_worker.extract.bylines.people import is_signature
from khabar_worker.extract.dating.stamps import undated


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("كتب: أحمد سالم ومنى عادل", ["أحمد سالم", "منى عادل"]),
        ("(إعداد ليلى بركات للنشرة العربية - تحرير سها مرعي)", ["ليلى بركات"]),
        ("من إعداد سامي الوادي / ترجمة: فريد دياب", ["سامي الوادي"]),
        ("كتبت منى شاكر", ["منى شاكر"]),
        ("بقلم/ د. خالد وهبة", ["د. خالد وهبة"]),
        ("سعاد وليد", ["سعاد وليد"]),
        ("إعداد وتقديم: ليلى سعد", ["ليلى سعد"]),
        ("القاهرة - رامي فؤاد", ["رامي فؤاد"]),
        ("ريم الخطيب، عمّان", ["ريم الخطيب"]),
        ("بيروت - رويترز", ["رويترز"]),
        ("By Karim Adel", ["Karim Adel"]),
        ("خالد الفهد من الساحل", ["خالد الفهد"]),
        ("جهاد أبو زيد، ميناء الزمردة", ["جهاد أبو زيد"]),
        ("كتب - هاني الجمال - تصوير ماهر عيد", ["هاني الجمال"]),
        ("العاصمة ـ ناجي الصباغ", ["ناجي الصباغ"]),
        ("حاورتها: رشا الصفدي", ["رشا الصفدي"]),
        ("حوار أجراه مراد عمر", ["مراد عمر"]),
        ("من سلمى الوادي و كريم البكري", ["سلمى الوادي", "كريم البكري"]),
        ("غزة - سلمى الوادي، بيروت - مراد عمر", ["سلمى الوادي", "مراد عمر"]),
        ("بابل - وكالة سدرة", ["وكالة سدرة"]),
        ("نادين أبو فرحات وجاد مطر", ["نادين أبو فرحات", "جاد مطر"]),
        ("نبيل حنا، رئيس التحرير", ["نبيل حنا"]),
        ("إعداد: قسم الخدمات", ["قسم الخدمات"]),
        ("صحيفة المنارة", []),
        ("المنارة", []),
        ("لندن: عبد الهادي سمعان", ["عبد الهادي سمعان"]),
        ("هدى الأسعد صحافية سورية @hudasaad", ["هدى الأسعد"]),
        ("كتب جوزيف حداد في «صحيفة النهر»:", ["جوزيف حداد"]),
        ("اسم المحرر : علاء الطويل |", ["علاء الطويل"]),
        ("تمّام الكرمي", ["تمّام الكرمي"]),
        ("غودرون شميت", ["غودرون شميت"]),
        ("حاورها في عمّان: نضال الخوري", ["نضال الخوري"]),
        ("تونس: روعة الكرمي، الجزائر: عثمان البوزيدي", ["روعة الكرمي", "عثمان البوزيدي"]),
        ("مرسلة بواسطة رائد منصور", ["رائد منصور"]),
        ("manarapress", []),
        ("رأس النور - كريم البكري", ["كريم البكري"]),
        ("جواهر القثامي (الرياض) @jwaher", ["جواهر القثامي"]),
        ("كتب الخبر علي الصنيدح", ["علي الصنيدح"]),
        ("تحرير من طرف طارق قطاب", ["طارق قطاب"]),
        ("من قِبل دينا مراد", ["دينا مراد"]),
        ("حرر من طرف طارق قطاب و سلمى الوادي", ["طارق قطاب", "سلمى الوادي"]),
        ("نص: سلمى الوادي، صور: مراد عمر", ["سلمى الوادي"]),
        ("محمد أفزاز-الدوحة", ["محمد أفزاز"]),
        ("جان-لوك سالم", ["جان-لوك سالم"]),
        ("كتابة مها الجندي، تحرير زياد مرعي، رسوم رولا ناجي", ["مها الجندي"]),
        ("نص وصور: نوال الشمري", ["نوال الشمري"]),
        ("هلا نصرالدين - صحافية لبنانية", ["هلا نصرالدين"]),
        ("المنارة - خاص - إب - فائز المقطري", ["فائز المقطري"]),
        ("رأس النور - خاص المنارة: كتبت سلمى الوادي", ["سلمى الوادي"]),
        ("رأس النور - نهر اليوم - من/ سلمى الوادي", ["سلمى الوادي"]),
        ("كتب - هاني الجمال - تصوير: ماهر عيد", ["هاني الجمال"]),
        ("| كتب سامي الوادي وغانم البكري وتصوير مراد عمر |", ["سامي الوادي", "غانم البكري"]),
        ("متابعة ـ وكالات", ["وكالات"]),
        ("صحيفة المنارة - عرب وعالم", []),
        ("ترجمات - أبوظبي", []),
        ("أحمد سالم - منى عادل", ["أحمد سالم", "منى عادل"]),
        ("نهر اليوم - كتب/ عماد الشرعبي:", ["عماد الشرعبي"]),
        ("صباح الخير يا أصدقاء القهوة", []),
        ("رأس النور: مبعوث النهر كريم البكري", ["كريم البكري"]),
        ("موفد «النهر اليوم» إلى صور: سلمى الوادي", ["سلمى الوادي"]),
        ("مراسل الشؤون العسكرية", []),
        ("تقديم: سلمى الوادي", ["سلمى الوادي"]),
        ("كتبه مراد بن عمر و", ["مراد بن عمر"]),
        ("بيير لوكلير Pierre Leclerc", ["بيير لوكلير"]),
        ("بقلم: أحمد سالم رئيس تحرير الأفق", ["أحمد سالم"]),
        ("أحمد سالم مدير تحرير الأفق", ["أحمد سالم"]),
        ("سلمى الوادي مهندسة تصميم داخلي", ["سلمى الوادي مهندسة تصميم داخلي"]),
        ("قسم ترجمة الأفق", ["قسم ترجمة الأفق"]),
        ("محمد تحرير السيد", ["محمد تحرير السيد"]),
        ("كتابة مها الجندي رسم رولا ناجي تحرير زياد مرعي", ["مها الجندي"]),
        ("بيروت - أحمد سالم، كبير المراسلين", ["أحمد سالم"]),
        ("سوهاج _ أنغام الوادي", ["أنغام الوادي"]),
        ("كتبت : سلمى محمد على", ["سلمى محمد على"]),
        ("القاهرة - مراد سالم ، سباعي حداد", ["مراد سالم", "سباعي حداد"]),
        ("مراد سالم manara [at] manara.example", ["مراد سالم"]),
        ("مراد سالم تصوير: سامي نور", ["مراد سالم"]),
        ("كتب مراد سالم في صحيفة نهر اليوم:", ["مراد سالم"]),
        ("معدة التقرير: سلمى الوادي", ["سلمى الوادي"]),
        ("℃ رأس النور", []),
        ("فريق تحرير الأفق", []),
        ("مراد سالم من لندن", ["مراد سالم"]),
        ("مراد سالم-المنارة-الرياض:", ["مراد سالم"]),
        ("مراد سالم - بابل تصوير - سامي نور", ["مراد سالم"]),
        ("مراد المناري", ["مراد المناري"]),
        ("منى أبو-المنارة", ["منى أبو-المنارة"]),
        ("حررته سلمى الوادي", ["سلمى الوادي"]),
        ("أرسلت بواسطة أبو مجد", ["أبو مجد"]),
        ("كتب : منى السعيد و أحمد عادل تصوير: سامي نور", ["منى السعيد", "أحمد عادل"]),
        ("أدارت الحوار : الصحفية بشاير الوادي.", ["بشاير الوادي"]),
        ("( أجرى اللقاء : سامي نور - المرفأ - الساحل )", ["سامي نور"]),
        ("المصوّر: سامي نور", ["سامي نور"]),
        ("بقلم المستشارة: سلمى الوادي", ["سلمى الوادي"]),
        ("بقلم: أحمد ولد السالك-القاهرة", ["أحمد ولد السالك"]),
        ("بقلم: أحمد ولد-القاهرة", ["أحمد ولد"]),
        ("سبأ برس- عدن", []),
        ("المركز الإعلامي", []),
        ("بواسطة إدارة النظام", []),
        ("admin | محليات", []),
        ("admin", []),
        ("هيئة التحرير", []),
        ("12 مارس 2026", []),
        ("نشر قبل ساعتين في قسم الرياضة", []),
        ("", []),
    ],
)
def test_a_byline_names_its_people_and_nobody_else(text: str, names: list[str]) -> None:
    found = authors_of(text, frozenset({fold("صحيفة المنارة")}))

    assert [author.name for author in found] == names


def test_a_byline_may_stand_behind_a_newsroom_that_nothing_else_names() -> None:
    assert is_byline("نهر اليوم - كتب/ عماد الشرعبي:")
    assert is_byline("نهر اليوم - خاص / عماد الشرعبي")
    assert not is_byline("نهر اليوم - كتب الشاعر رسالته الأخيرة إلى المدينة")


def test_a_byline_without_a_colon_may_be_long_when_it_is_nothing_but_names() -> None:
    assert is_byline("| كتب سامي الوادي وغانم البكري وتصوير مراد عبدالله عمر |")
    assert is_byline("أرسلت بواسطة أبو مجد")
    assert not is_byline("كتب سامي الوادي في صفحته وغانم البكري في جريدة الحي")


def test_a_byline_in_brackets_is_nothing_but_names_and_an_edition() -> None:
    assert is_byline("(تغطية صحفية للنشرة العربية محمد الوادي - تحرير علي مرعي)")
    assert not is_byline("(تقرير محمد الوادي عن المرفأ - نسخة منه لدى الوزارة)")


def test_an_agency_is_an_organization_and_a_role_is_kept() -> None:
    (agency,) = authors_of("وكالات")
    (desk,) = authors_of("إعداد: قسم الخدمات")
    (translator,) = authors_of("ترجمة: سامي نور")

    assert {agency.type, desk.type} == {"organization"}
    assert (translator.type, translator.role) == ("person", "ترجمة")


def test_a_place_that_the_story_is_filed_from_is_nobody() -> None:
    found = authors_of("ذي قار - حيدر الموسوي", places=frozenset({fold("ذي قار")}))

    assert [author.name for author in found] == ["حيدر الموسوي"]


@pytest.mark.parametrize(
    "text",
    [
        "كتب أحمد في صفحته أن الأمر انتهى.",
        "تقرير جديد عن أسعار النفط",
        "حوار وطني شامل في العاصمة",
        "أدار الحوار الإعلامي سامي نور",
        "أدار الحوار: الأمم المتحدة.",
        "كتب أحمد سالم.",
        "حوار: الحل الوحيد.",
        "القاهرة تستضيف القمة",
        "متابعة القضية",
        "نشرها باحثون من جامعة الساحل",
        "نشرته الصحيفة",
        "حررها الجيش بعد أسبوع",
        "حررها صلاح الدين الأيوبي",
        "حررها صلاح الدين - القدس",
        "أرسلت من قبل وزارة الصحة",
        "أضيفت من قبل اليونسكو",
        "أرسل بواسطة البريد",
        "أرسلت بواسطة طائرة مسيرة",
        "أرسلت الوزارة فريقا",
    ],
)
def test_a_sentence_that_begins_like_a_byline_is_a_sentence(text: str) -> None:
    assert not is_byline(text)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("المصدر: وكالات", "وكالات"),
        ("--(بترا)", "بترا"),
        ("(أ ف ب)", "أ ف ب"),
        ("المصدر : صحيفة الغد", "صحيفة الغد"),
        ("انتهى الاجتماع أمس", None),
        ("وقال المصدر: لا تعليق لدينا.", None),
    ],
)
def test_a_sign_off_credits_its_source(text: str, source: str | None) -> None:
    assert sign_off(text) == source


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("مراد بن عمر", True),
        ("ريم العنابي", True),
        ("أخبار محلية", False),
        ("سبر آراء", False),
        ("أسماء الفائزين", False),
        ("أسماء عبد الحفيظ", True),
        ("ن. بلقاسم", True),
        ("ق. الدولي", False),
        ("محمد", False),
        ("علي قال كلمته ومضى إلى بيته", False),
        ("ميار السلماني عند خط النهاية", False),
    ],
)
def test_a_bare_name_is_told_by_the_given_name_it_opens_with(text: str, expected: bool) -> None:
    assert is_signature(text) is expected


def test_a_line_of_editors_initials_credits_nobody_but_its_agencies() -> None:
    assert sign_off("ع.ح/م.س (د ب أ، رويترز)") == "د ب أ، رويترز"
    assert sign_off("ع.ح/م.س") == ""
    assert sign_off("د. منى سعد") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("فيصل البكري (رأس النور) @f_bakri", True),
        ("فيصل البكري - رأس النور", True),
        ("فيصل البكري (يمين)", False),
        ("فيصل البكري (في الوسط)", False),
        ("فيصل البكري (54 عاما)", False),
        ("آمنة البكري (دبي)", True),
        ("ميناء البكري (دبي)", False),
        ("سلام دائم (السودان)", False),
        ("فجر جديد (العراق)", False),
        ("بيان ختامي (الدوحة)", False),
    ],
)
def test_a_place_that_no_table_knows_may_stand_beside_a_name(text: str, *, expected: bool) -> None:
    assert is_signed_elsewhere(text) is expected


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("12 مارس 2026 16:00 أبها - سعود القرني", ["أبها - سعود القرني"]),
        ("الثلاثاء، 10 مارس 2026 10:23 ص كتبت منى شاكر ورامي عادل", ["كتبت منى شاكر ورامي عادل"]),
        ("فهد العتيبي - الرياض الأربعاء 22 رمضان 1447هـ - 11 مارس 2026م", ["فهد العتيبي - الرياض"]),
        ("منى شاكر", ["منى شاكر"]),
    ],
)
def test_a_byline_beside_a_date_is_cut_from_it(text: str, parts: list[str]) -> None:
    assert undated(text) == parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("لجين سليمان، باسل حوراني ونغم قدسية", True),
        ("عمر الردّاد", True),
        ("محمد الأمين ولد سيدي / كاتب موريتاني", True),
        ("لجين سليمان صحافية متخصصة في البيئة", True),
        ("لجين سليمان (مراكش) @manara_news", True),
        ("لجين سليمان وهيلانة الهندي", True),
        ("لجين سليمان، أخبار محلية", False),
        ("محمود عباس وحكومة نتنياهو", False),
        ("سامي حداد وأزمة لبنان", False),
        ("محمد السادس وأزمة الصحراء", False),
        ("أحمد سالم ومكتب القاهرة", False),
        ("أحمد سالم وراء القضبان", False),
        ("أحمد سالم، منى عادل، رنا سعد، علي حسن، سعاد وليد، خالد وهبة", False),
        ("", False),
    ],
    ids=[
        "three names",
        "a name with a mark",
        "a calling",
        "a calling without a mark",
        "a city and an account",
        "a name that no table knows",
        "a label beside a name",
        "a government",
        "a crisis",
        "a crisis of a place",
        "an office",
        "a preposition",
        "too many for a byline",
        "nothing",
    ],
)
def test_a_line_of_nothing_but_names_is_signed(text: str, *, expected: bool) -> None:
    assert is_signed(text) is expected


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("بواسطة: سمر حداد في 10 مارس 2026", ["بواسطة: سمر حداد"]),
        ("من طرف سمر حداد في 12/03/2026 على الساعة 22:00", ["من طرف سمر حداد"]),
        ("سمر حداد من لقاء في 10 مدن", ["سمر حداد من لقاء", "مدن"]),
        ("سمر حداد بتاريخ: 2026/03/10 - 22:00", ["سمر حداد"]),
        ("نشر: كتاب الأنهار", ["نشر: كتاب الأنهار"]),
        ("10 مارس 2026 22:00", []),
    ],
)
def test_a_date_is_cut_out_with_its_preposition(text: str, rest: list[str]) -> None:
    assert undated(text) == rest


@pytest.mark.parametrize(
    ("text", "site"),
    [
        ("اليوم: افتتاح معرض الكتاب الدولي", "اليوم السابع"),
        ("المال: عصب الحياة الأول", "سوق المال"),
        ("العرب: إلى أين يمضون", "العرب اليوم"),
        ("البلد - الناس والأرض", "صحيفة البلد"),
        ("الوطن - المواطن", "الوطن العربي"),
    ],
)
def test_a_short_name_of_the_newsroom_is_a_word_beside_others(text: str, site: str) -> None:
    sites = frozenset({fold(site)})

    assert not is_byline(text, sites)
    assert not is_place_line(text, sites)


def test_a_short_name_of_the_newsroom_stands_beside_a_place_or_a_person() -> None:
    sites = frozenset({fold("المنارة الجديدة")})

    assert is_byline("المنارة - مراد سالم", sites)
    assert is_place_line("المنارة - الرياض", sites)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("كتب محرر الشؤون المحلية -", True),
        ("إعداد: هيئة التحرير", True),
        ("كتب المحرر السياسي", True),
        ("كتب محرر الجريدة مقالا", False),
        ("كتب المحرر قصة المدينة", False),
        ("كتب شاعر النهر قصيدته الأخيرة", False),
        ("تقرير هيئة الأرصاد", False),
    ],
)
def test_a_byline_may_name_only_a_desk(text: str, *, expected: bool) -> None:
    assert is_desks(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("برلين (د ب أ)", True),
        ("ا ف ب (أنقرة)", True),
        ("القدس (معا)", True),
        ("معا (القدس)", False),
        ("ومع (المغرب)", False),
        ("شتوتجارت (د ب أ)", True),
        ("سامي نور (رويترز)", False),
        ("المهاجم (أ ف ب)", False),
        ("برلين (الشمالية)", False),
    ],
)
def test_a_place_and_an_agency_in_brackets_are_a_dateline(text: str, *, expected: bool) -> None:
    assert is_place_line(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("مراد سالم تصوير: سامي نور", True),
        ("مراد سالم ومنى عادل تصوير: سامي نور", True),
        ("محمود درويش ترجمة منير عكش", False),
        ("محمود درويش ونجيب محفوظ ترجمة منير عكش", False),
        ("عادل إمام تصوير خالد يوسف", False),
        ("نجيب محفوظ ترجمة دينيس جونسون ديفيز", False),
    ],
)
def test_a_role_between_two_names_needs_its_colon(text: str, *, expected: bool) -> None:
    assert is_byline(text) is expected


@pytest.mark.parametrize(
    ("text", "site", "expected"),
    [
        ("سبق", "صحيفة سبق الإلكترونية", True),
        ("المنارة ديجيتال", "المنارة", True),
        ("نور", "مؤسسة نور للإعلام", False),
        ("صحيفة", "صحيفة سبق الإلكترونية", False),
        ("سباق", "صحيفة سبق الإلكترونية", False),
        ("محمد", "صحيفة محمد الوادي", False),
        ("شمس", "شبكة شمس الإخبارية", True),
        ("نور", "موقع نور مصر", True),
        ("أمل", "صحيفة أمل الأمة", True),
        ("سامي نور", "صحيفة سامي نور", True),
        ("هند", "مجلة هند", True),
    ],
)
def test_a_newsroom_signs_with_a_part_of_its_name(text: str, site: str, *, expected: bool) -> None:
    assert is_own(text, frozenset({fold(site)})) is expected
