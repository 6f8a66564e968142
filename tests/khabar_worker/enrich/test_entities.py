"""People, organisations and places as an article's record gives them. All names and events are invented or public."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khabar.arabic.fold import fold
from khabar_worker.enrich.entities import find_entities
from support.naming import found, named, nodes, printed

PIECES = """قال الرئيس سليم منصور إن وزارة الصحة في القاهرة و بلبنان للولايات المتحدة داعش تنظيم «الرياض» صحيفة المعروف
بـ أبو بن عبد الله ، . ( ) " : الأميركي محافظة حمص نادي الهلال سنتكوم ليلى حداد وحداد شركة على علي إلى 2023 هيئة"""
WORDS = PIECES.split()


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("وصل الوفد إلى القاهرة مساء", "القاهرة", "place"),
        ("غادر الوفد أوسلو فجرا", "أوسلو", "place"),
        ("سيطرت القوات على قرية عين الديبة شمالا", "عين الديبة", "place"),
        ("انفجار في شارع المعارض فجرا", "شارع المعارض", "place"),
        ("أعلنت وزارة الموارد المائية والري خطتها", "وزارة الموارد المائية والري", "organization"),
        ("قالت الهيئة العامة للرقابة المالية إنها ستحقق", "الهيئة العامة للرقابة المالية", "organization"),
        ("قاتل مع تنظيم داعش عامين", "داعش", "organization"),
        ("أعلنت شركة «نورسال» أرباحها", "نورسال", "organization"),
        ("تراجع سهم شركة نورسال أمس", "نورسال", "organization"),
        ("قالت ليلى حداد إنها ستعود", "ليلى حداد", "person"),
        ("التقى الوزير خالد بن سليم آل منصور", "خالد بن سليم آل منصور", "person"),
        ("حكم على عبد الكريم الدوسري بالسجن", "عبد الكريم الدوسري", "person"),
        ("قال أبو سليم الحداد إن الحي آمن", "أبو سليم الحداد", "person"),
        ("فاز السد على ضيفه بهدفين في الدوري", "السد", "organization"),
        ("ثم كلمة للجنة التنمية السياحية", "لجنة التنمية السياحية", "organization"),
        ("انتقل إلى حي المرسلات بالرياض", "حي المرسلات", "place"),
    ],
)
def test_a_name_is_found_with_its_kind(text: str, name: str, kind: str) -> None:
    assert found(text).get(name) == kind


@pytest.mark.parametrize(
    "text",
    [
        "فتح الباب ثم خرج إلى الحديقة",
        "رأى التنظيم أن الوقت مناسب",
        "زار الوفد الأميركي المدرسة الجديدة",
        "هذا أمل كبير ونور للجميع",
        "قررت الحكومة الجديدة رفع الأجور",
        "وأدى ذلك إلى انتصار كبير في المباراة",
        "كان صباح اليوم جميلا",
        "السد الترابي لا ينهار فجأة",
        "تجاوز المنسوب حافة السد بنحو أربعين سنتيمترا",
        "دعا إلى دولة راعية للحقوق",
        "اندلع حريق في غرفة محركاتها",
        "وذكرت وكالة الأنباء أن الطريق مفتوح",
        "تم بتوفيق الله تعالى افتتاح المعرض",
        "سجلت المدينة أمس عشرين إصابة بفيروس كورونا",
    ],
)
def test_common_words_are_no_names(text: str) -> None:
    assert found(text) == {}


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("عاد وبالقاهرة استقر", "القاهرة"),
        ("سافر لبيروت أمس", "بيروت"),
        ("اجتمع ممثلون للأمم المتحدة", "لأمم المتحدة"),
        ("بـدمشق انتهى اللقاء", "دمشق"),
    ],
)
def test_a_mention_leaves_its_proclitics_out(text: str, mention: str) -> None:
    (entity,) = find_entities(nodes(text))

    assert printed(entity, text) == [mention]


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("ودعا مدير التعليم محمد بن عبدالله الدبوسي المتقدمين للدخول على الرابط", "محمد بن عبدالله الدبوسي"),
        ("وجهت مديرة التعليم بالخرج فوزية الدبوسي كلمة للمعلمات", "فوزية الدبوسي"),
        ("شارك في الحفل سليم منصور والملحون والحساني", "سليم منصور"),
        ("سجل سليم منصور هدفين في المباراة", "سليم منصور"),
        ("وصل سليم الدبوسي لتحفيظ الأطفال", "سليم الدبوسي"),
        ("وافتتح المعرض سليم الدبوسي الأمين العام للمنظمة", "سليم الدبوسي"),
        ("وكان الفقيد سليم الدبوسي تغمده الله برحمته", "سليم الدبوسي"),
    ],
)
def test_what_follows_or_opens_a_persons_name_is_no_part_of_it(text: str, person: str) -> None:
    assert [name for name, kind in found(text).items() if kind == "person"] == [person]


def test_a_surname_that_only_describes_the_word_before_it_is_no_mention() -> None:
    texts = ("قال سليم المبارك إن الحفل ناجح", "وذلك في عيد الفطر المبارك")

    assert printed(named("سليم المبارك", *texts), *texts) == ["سليم المبارك"]


def test_the_article_that_a_preposition_swallows_comes_back_in_the_name() -> None:
    assert found("قدمت خطة للولايات المتحدة") == {"الولايات المتحدة": "place"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("عاد إلى الرياض مساء", "place"),
        ("قال المؤلف لـ«الرياض» إن العرض نجح", "organization"),
        ("كتبت صحيفة الرياض عن العرض", "organization"),
        ("فاز نادي الرياض بالكأس", "organization"),
    ],
)
def test_a_city_a_newspaper_and_a_club_of_one_name_are_told_apart(text: str, kind: str) -> None:
    assert found(text).get("الرياض") == kind


def test_a_surname_alone_is_the_person_of_that_name() -> None:
    texts = ("قال الباحث سمير الدبوسي إن الأسعار ترتفع", "وأضاف الدبوسي أن الطلب قوي", "بحسب الدبوسي فإن العام صعب")

    person = named("سمير الدبوسي", *texts)

    assert printed(person, *texts) == ["سمير الدبوسي", "الدبوسي", "الدبوسي"]
    assert [(alias.text, alias.kind) for alias in person.aliases] == [("الدبوسي", "short")]


def test_channels_of_two_numbers_are_two() -> None:
    assert found("قالت القناة 12 إن الحوار توقف", "ونفت القناة 13 ذلك") == {
        "القناة 12": "organization",
        "القناة 13": "organization",
    }


def test_a_name_goes_on_behind_ait_which_also_begins_towns() -> None:
    assert found("وتقول رئيسة التعاونية رقية أيت باها إن الحقل بعيد، وسافرت إلى أيت ملول قرب أكادير") == {
        "رقية أيت باها": "person", "أيت ملول": "place", "أكادير": "place",
    }  # fmt: skip


def test_a_short_name_of_two_bodies_is_neithers() -> None:
    bodies = find_entities(nodes("رفع البنك المركزي المغربي الفائدة، وخفضها البنك المركزي التونسي"))

    assert [body.name for body in bodies] == ["البنك المركزي المغربي", "البنك المركزي التونسي"]
    assert all(alias.text != "البنك المركزي" for body in bodies for alias in body.aliases)


@pytest.mark.parametrize(
    ("text", "name"),
    [("وعاد الوفد لليبيا أمس", "ليبيا"), ("وعاد الوفد للقاهرة أمس", "القاهرة"), ("نشر تقرير للانسيت أمس", "لانسيت")],
)
def test_a_name_behind_a_preposition_has_the_article_that_is_its_own(text: str, name: str) -> None:
    assert [entity.name for entity in find_entities(nodes(text))] == [name]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("قال الباحث في شؤون الطاقة، سمير الدبوسي، إن الأسعار ترتفع", "الباحث في شؤون الطاقة"),
        ('قتل الجيش للقيادي في داعش "سمير الدبوسي" أمس', "القيادي في داعش"),
        ("قال سمير الدبوسي، رئيس اتحاد الغرف، إن الأسعار ترتفع", "رئيس اتحاد الغرف"),
        ("قال سمير الدبوسي إن الأسعار ترتفع", None),
        ("وطالب سمير الدبوسي بخفض الأسعار", None),
        ("وطالب النائب سمير الدبوسي الحكومة بخفض الأسعار", "النائب"),
        ("قال الطالب سمير الدبوسي إن الأسعار ترتفع", "الطالب"),
        ("وقال مدير المتحف الدكتور سمير الدبوسي إن القاعة جاهزة", "مدير المتحف"),
    ],
)
def test_a_role_is_the_title_as_printed(text: str, role: str | None) -> None:
    assert named("سمير الدبوسي", text).role == role


@pytest.mark.parametrize(
    ("text", "aliases", "marker"),
    [
        (
            'قتل سمير الدبوسي المعروف أيضا بـ"أنس الحمصي"، و"همام الحمصي" أمس',
            ["أنس الحمصي", "همام الحمصي"],
            "المعروف أيضا بـ",
        ),
        ("اعتقل سمير الدبوسي الملقب بـ«الصقر» أمس", ["الصقر"], "الملقب بـ"),
        ("غنى سمير الدبوسي الشهير باسم «سمسم» أمس", ["سمسم"], "الشهير باسم"),
    ],
)
def test_other_names_that_the_text_tells_are_aliases(text: str, aliases: list[str], marker: str) -> None:
    person = named("سمير الدبوسي", text)

    told = [alias for alias in person.aliases if alias.kind == "aka"]
    assert [alias.text for alias in told] == aliases
    assert {alias.marker for alias in told} == {marker}
    assert set(aliases) <= set(printed(person, text))


@pytest.mark.parametrize(
    "text", ['قالت هيئة الطيران السلمي "هطسم" إنها مستعدة', "قالت هيئة الطيران السلمي (HTS) إنها مستعدة"]
)
def test_an_acronym_behind_a_name_is_its_alias(text: str) -> None:
    body = named("هيئة الطيران السلمي", text)

    assert [alias.kind for alias in body.aliases] == ["acronym"]


def test_a_name_that_is_told_of_two_people_belongs_to_the_first() -> None:
    text = "قال سامر الحوراني المعروف بلقب نديم الصفدي، وقال عادل القلال المعروف بلقب نديم الصفدي إن الطريق مقطوع."

    assert [alias.text for alias in named("سامر الحوراني", text).aliases] == ["نديم الصفدي"]
    assert named("عادل القلال", text).aliases == ()


def test_forms_of_one_known_organisation_are_one_thing() -> None:
    texts = ("قال حلف شمال الأطلسي إنه مستعد", "ويرى الناتو أن الوقت مناسب")

    (nato,) = find_entities(nodes(*texts))

    assert nato.name == "حلف شمال الأطلسي"
    assert [alias.text for alias in nato.aliases] == ["الناتو"]


@pytest.mark.parametrize(
    "texts",
    [
        ("قال سليم بن خالد الدبوسي إن الحفل ناجح", "وأضاف سليم الدبوسي أنه سعيد"),
        ("قال عبد الكريم الدبوسي إن الحفل ناجح", "وأضاف عبدالكريم الدبوسي أنه سعيد"),
    ],
    ids=["the father left out", "عبد apart and together"],
)
def test_two_forms_of_a_persons_name_are_one_person(texts: tuple[str, str]) -> None:
    (person,) = [entity for entity in find_entities(nodes(*texts)) if entity.type == "person"]

    assert len(person.mentions) == 2


def test_a_body_named_again_without_its_nation_is_the_same_one() -> None:
    nation_first = found("اخترقوا موقع وزارة الدفاع الكندية", "ثم أصلحت وزارة الدفاع موقعها")
    own_first = found("قالت وزارة الدفاع إن الموقع يعمل", "ثم هنأت وزارة الدفاع الكندية")

    assert nation_first == {"وزارة الدفاع الكندية": "organization"}
    assert own_first == {"وزارة الدفاع": "organization", "وزارة الدفاع الكندية": "organization"}


@pytest.mark.parametrize(
    ("nations", "own"),
    [
        ("وأدانت وزارة الخارجية الإيرانية القصف. ", "وفي بيروت قالت وزارة الخارجية إنها استدعت السفير."),
        ("وأدانت وزارة الخارجية الروسية القصف. ", "وفي القاهرة قالت وزارة الخارجية إنها استدعت السفير."),
        ("أعلنت وزارة الدفاع الروسية الخطة. ", "وفي السعودية قالت وزارة الدفاع إنها مستعدة."),
    ],
)
def test_a_body_named_behind_another_place_may_be_another_nations(nations: str, own: str) -> None:
    for texts in ((nations + own,), (nations, own)):
        assert list(found(*texts).values()) == ["organization", "place", "organization"]


def test_a_body_is_also_known_without_the_nation_behind_it() -> None:
    text = "أعلنت وزارة الطاقة الأردنية خطتها"
    (alias,) = named("وزارة الطاقة الأردنية", text).aliases

    assert (alias.text, alias.kind) == ("وزارة الطاقة", "short")
    assert alias.at is not None
    assert text[alias.at.start : alias.at.end] == alias.text


@pytest.mark.parametrize(
    ("text", "name", "short"),
    [
        ("اتفقت مع حزب البناء والتقدم أمس", "حزب البناء والتقدم", ["البناء والتقدم"]),
        ("نفذته مؤسسة مسرح نورسال أمس", "مؤسسة مسرح نورسال", ["مسرح نورسال"]),
        ("وصل إلى مخيم عين الحلوة مساء", "مخيم عين الحلوة", ["عين الحلوة"]),
        ("أضربت نقابة المعلمين أمس", "نقابة المعلمين", []),
        ("انتقد حزب العمال القانون", "حزب العمال", []),
    ],
)
def test_a_body_or_place_is_also_known_without_the_word_for_its_kind(text: str, name: str, short: list[str]) -> None:
    aliases = named(name, text).aliases

    assert [alias.text for alias in aliases] == short
    assert [text[alias.at.start : alias.at.end] for alias in aliases] == short


def test_a_known_name_with_and_without_its_label_is_one_thing() -> None:
    daesh = named("داعش", "هاجم تنظيم داعش القرية", "ثم انسحب داعش منها")

    assert [(alias.text, alias.kind) for alias in daesh.aliases] == [("تنظيم داعش", "variant")]
    assert len(daesh.mentions) == 2


def test_a_name_in_marks_is_the_one_with_its_label_and_without_marks() -> None:
    dam = named("سد الدبوسي", 'امتلأ سد "الدبوسي" أمس', "ويقع سد الدبوسي قرب القرية")

    assert {alias.text for alias in dam.aliases} == {"الدبوسي"}
    assert len(dam.mentions) == 2


def test_a_place_inside_an_organisation_counts_only_when_it_also_stands_alone() -> None:
    assert "القاهرة" not in found("درس في جامعة القاهرة")
    assert found("درس في جامعة القاهرة", "ثم غادر القاهرة")["القاهرة"] == "place"


def test_an_article_gives_each_thing_once_in_order_with_all_mentions() -> None:
    texts = (
        "قال وزير الطاقة سمير الدبوسي، في تصريحات لقناة «نورسات»، إن شركة نورسال ستبني محطة في محافظة حمص.",
        "وأوضح الدبوسي أن المحطة ستخدم حمص ودمشق.",
        "من جانبها رحبت ليلى حداد، مديرة نورسال، بالقرار.",
    )

    entities = find_entities(nodes(*texts))

    assert [(entity.id, entity.type, entity.name) for entity in entities] == [
        ("e1", "person", "سمير الدبوسي"),
        ("e2", "organization", "نورسات"),
        ("e3", "organization", "نورسال"),
        ("e4", "place", "حمص"),
        ("e5", "place", "دمشق"),
        ("e6", "person", "ليلى حداد"),
    ]
    assert printed(entities[3], *texts) == ["حمص", "حمص"]
    assert entities[0].role == "وزير الطاقة"


def test_a_mention_more_makes_it_surer() -> None:
    once, twice = named("أوسلو", "غادر أوسلو"), named("أوسلو", "غادر أوسلو", "ثم عاد إلى أوسلو")

    assert 0 < once.confidence < twice.confidence < 1


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=25).map(" ".join), min_size=1, max_size=4))
def test_every_mention_stands_where_it_says(texts: list[str]) -> None:
    for entity in find_entities(nodes(*texts)):
        names = {fold(name) for name in (entity.name, *(alias.text for alias in entity.aliases))}
        for mention in printed(entity, *texts):
            assert fold(mention) in names or "ا" + fold(mention) in names


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(max_size=80), max_size=3))
def test_no_text_makes_it_fail(texts: list[str]) -> None:
    find_entities(nodes(*texts))


def test_two_things_of_one_name_in_marks_are_not_joined_by_their_labels() -> None:
    names = found('أغلق مستشفى "الدبوسي" أمس', "وقال مدير مستشفى الدبوسي إنه آسف", 'وأعلنت جمعية "الدبوسي" الحداد')

    assert set(names) == {"الدبوسي", "مستشفى الدبوسي"}


def test_the_office_of_whom_somebody_addresses_is_not_his() -> None:
    assert named("سامر الحوراني", "انتقد سامر الحوراني أمينها العام وخرج").role is None
    assert named("سامر الحوراني", "وصل سامر الحوراني، أمينها العام، أمس").role == "أمينها العام"
