"""How far a body's or a place's name goes. Most are invented."""

from __future__ import annotations

import pytest

from support.naming import named_in


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        pytest.param("قضت محكمة استئناف طرابلس بحبسه", ["محكمة استئناف طرابلس"], id="a place's court"),
        pytest.param("بعد استئناف طرابلس للمفاوضات", [], id="no court"),
        pytest.param("الفرق التابعة للهيئة الصحية الإسلامية", ["لهيئة الصحية الإسلامية"], id="the second tells which"),
        pytest.param("اجتمعت الهيئة الصحية الجديدة", [], id="nothing tells which"),
        pytest.param("رئيسة مؤسسة برقوش للتنمية", ["برقوش للتنمية"], id="what it is for, behind a name"),
        pytest.param("وقعت شركة محلية للنقل عقدا", [], id="an adjective is no name"),
        pytest.param("قالت سلطة المياه إن السد جاهز", ["سلطة المياه"], id="an authority"),
        pytest.param("أكدت سلطة القانون أهمية الأمر", [], id="a power"),
        pytest.param("سلطة السوق تفرض أسعارا", [], id="the market's power"),
        pytest.param("وقعت شركة رائدة للاتصالات عقدا", [], id="a participle is no name"),
        pytest.param("وضع ورقته في صندوق الاقتراع", [], id="the ballot box"),
        pytest.param(
            "باسم هيئة تنظيم قطاع الطاقة والمعادن أن", ["هيئة تنظيم قطاع الطاقة والمعادن"], id="two bare words"
        ),
        pytest.param("ترى لجنة السياسة النقدية أن", ["لجنة السياسة النقدية"], id="policy, and no paper"),
        pytest.param("رئيس مجموعة الدبسود الاستثمارية", ["مجموعة الدبسود الاستثمارية"], id="a company's trade"),
        pytest.param("وقعت مجموعة الدول الصناعية السبع بيانا", [], id="seven lands"),
        pytest.param("في البنك المركزي اليمني صحة الأنباء", ["البنك المركزي اليمني"], id="an object behind the nation"),
        pytest.param("قالت حكومة مالي إن الطريق مفتوح", ["حكومة مالي"], id="a land like an adjective"),
        pytest.param("قالت حكومة سودانية إن الطريق مفتوح", [], id="an adjective"),
        pytest.param("قال لإذاعة فرنسا الدولية إن", ["إذاعة فرنسا الدولية"], id="to the whole world"),
        pytest.param("في بيان تلقت «دبسود اليوم» نسخة منه، إن", ["دبسود اليوم"], id="who got a copy"),
        pytest.param("في بيان تلقت دبسود نيوز نسخة منه، إن", ["دبسود نيوز"], id="who got one, without marks"),
        pytest.param("تلقت «أم سليم» رسالة من ابنها", [], id="who got a letter"),
        pytest.param("تلقت سعاد الدبوسي نسخة من الكتاب", [], id="a reader"),
        pytest.param("تلقت دول غربية عدة نسخة منه", [], id="some lands"),
        pytest.param("تلقت دبسود نيوز نسخة من الحكم", [], id="a copy of anything"),
        pytest.param("حصلت «الطفلة المعجزة» على نسخة من الكتاب", [], id="a child in marks"),
        pytest.param("اطلعت «مصادر مطلعة» على نسخة منه", [], id="sources in marks"),
        pytest.param("وصل فريق الوساطة للحوار بين الطرفين", [], id="whoever wants to talk"),
        pytest.param("قدمت مجموعة المتضررين العقارية شكوى", [], id="those who lost"),
        pytest.param("رفض رئيس بلدية البلدة الأمر", [], id="whatever town it is"),
    ],
)
def test_a_bodys_name_begins_and_ends_where_it_should(text: str, bodies: list[str]) -> None:
    assert named_in(text, "organization") == bodies


@pytest.mark.parametrize(
    ("text", "places"),
    [
        pytest.param("غارة على بلدة دبسوية الفوقا أمس", ["دبسوية الفوقا"], id="the upper of two villages"),
        pytest.param("غارة على بلدة دبسوية فجرا", ["دبسوية"], id="one village"),
        pytest.param("دعا إلى مقاطعة المنتجات والبضائع", [], id="a boycott"),
        pytest.param("طالب النواب بمقاطعة دبسوروجيه أمس", [], id="a boycott of what no table has"),
        pytest.param("سيطرت القوات على الحديدة وإب أمس", ["الحديدة", "إب"], id="one place beside the other"),
        pytest.param("زار تعز وأب العائلة أمس", ["تعز"], id="a father"),
        pytest.param("انقطع التيار في غزة والخليل ونابلس", ["غزة", "الخليل", "نابلس"], id="one place of three"),
        pytest.param("تراجعت أسعار البيض والزيتون أمس", [], id="two goods"),
        pytest.param("تشمل الخدمات الفحص والعبور والوقف", [], id="three nouns"),
        pytest.param("وقال سالم وبندر إنهما بخير", [], id="two men"),
        pytest.param("حضر سفير العراق والقائم بالأعمال الأميركي", ["العراق"], id="an office"),
        pytest.param("عاد إلى لندن ومورينو معه", ["لندن"], id="a man beside a place"),
        pytest.param("وصل إلى بيروت وينقل رسالة", ["بيروت"], id="a verb beside a place"),
        pytest.param("رفرفت أعلام فلسطين والعلم اللبناني", ["فلسطين"], id="a noun and its adjective"),
        pytest.param("حضر أبناء مصر وعشاق كرة القدم", ["مصر"], id="what belongs to a noun"),
        pytest.param("اختير خالد رئيس مالي للشركة", [], id="of finances"),
        pytest.param("أعلنت عاصمة مالي القرار", ["مالي"], id="a land's capital"),
        pytest.param("أفطر بفانتا باردة", [], id="a rare word behind «by»"),
        pytest.param("واشترى من باتا حذاء", [], id="a rare word behind «from»"),
        pytest.param("وصل الوفد إلى نواذيبو وبوغي أمس", ["نواذيبو", "بوغي"], id="a small town"),
        pytest.param("كان الحل في بسيط الكلام أمس", [], id="a common word"),
        pytest.param("امتلأ سد دوبركان أمس", ["سد دوبركان"], id="a dam"),
        pytest.param("عمل على سد ثغراته كلها", [], id="to fill gaps"),
        pytest.param("أراد سد الذرائع كلها", [], id="to close what is many"),
        pytest.param("حاول الحارس سد الزاوية القريبة", [], id="to close what has a place's name"),
        pytest.param("أقيم سد ترابي أمس", [], id="any dam"),
        pytest.param("ارتفعت مياه سد الفرات", ["سد الفرات"], id="a river's dam"),
        pytest.param("هاجموا مستوطنة محاذية للنهر", [], id="any settlement"),
        pytest.param("أقلعت إلى مطار جدة لنقل الركاب", ["مطار جدة"], id="a known town before a purpose"),
        pytest.param("اقتحموا مستوطنة دوبركان أمس", ["دوبركان"], id="a settlement"),
        pytest.param("له قصرٍ يسرك في الجنة", [], id="a noun with its own ending"),
    ],
)
def test_a_places_name_ends_where_it_should(text: str, places: list[str]) -> None:
    assert named_in(text, "place") == places
