"""People whose names no table has: in lists, by their fathers, behind what a body is called. All are invented."""

from __future__ import annotations

import pytest

from support.naming import named_in


@pytest.mark.parametrize(
    ("text", "people"),
    [
        pytest.param(
            "يؤدي الأدوار سليم الدبوسي، ودنزاوة لمبرقش، وحميد الرواحي، وغيرهم.",
            ["سليم الدبوسي", "دنزاوة لمبرقش", "حميد الرواحي"],
            id="between two others",
        ),
        pytest.param(
            "حضر سليم الدبوسي، وزير النقل، وحميد الرواحي الحفل.", ["سليم الدبوسي", "حميد الرواحي"], id="an office"
        ),
        pytest.param("حضر سليم الدبوسي، مساء أمس، وحميد الرواحي الحفل.", ["سليم الدبوسي", "حميد الرواحي"], id="a time"),
        pytest.param("أعربت السالكة بنت دبوسة عن أملها", ["السالكة بنت دبوسة"], id="her father's daughter"),
        pytest.param("وقالت آمنة منت دبسوي إنها راضية", ["آمنة منت دبسوي"], id="daughter, in Mauritania"),
        pytest.param("كانت الطفلة بنت عمه", [], id="a cousin"),
        pytest.param("كشف المدير العام للوكالة، دنزاقي بوعبد الله، أن", ["دنزاقي بوعبد الله"], id="God's slave's son"),
        pytest.param(
            "وقالت القاضية كاترين بريفو-ديسبريه إن المتهم", ["كاترين بريفو-ديسبريه"], id="two surnames in one"
        ),
        pytest.param("أما القيادي سيدي أحمد ولد سليم فدافع عن الحزب", ["سيدي أحمد ولد سليم"], id="a man called Sidi"),
        pytest.param("زار ضريح سيدي أحمد ولد سليم في المدينة", [], id="a saint's tomb"),
        pytest.param("زار ضريح الشيخ سيدي أحمد ولد سليم في المدينة", [], id="his tomb, with a title"),
        pytest.param("دخل الرئيس متكئا متثاقلا إلى القاعة", [], id="how he came in"),
        pytest.param("قال الشيخ ندعو الله أن يفرج كربهم", [], id="a prayer behind a title"),
        pytest.param("وقدم العزاء للمرحوم الهادي الدبوسي", ["الهادي الدبوسي"], id="of the late one"),
        pytest.param("وهي من طراز آرت ديكو في الأثاث", [], id="a style"),
        pytest.param("أمل ولد لديها طموح كبير", [], id="what was born"),
        pytest.param("وصف رئيس الحزب عبد السلام ولد دبسه الحوار بأنه", ["عبد السلام ولد دبسه"], id="his father's son"),
        pytest.param("كان ولد صغير في البيت", [], id="a boy"),
        pytest.param("والمقاولة بنت عمارتين شاهقتين", [], id="she built"),
        pytest.param("وحتشبسوت بنت معبدا فخما", [], id="the queen built"),
        pytest.param(
            "وقالت السالكة بنت يمبا إنها راضية", ["السالكة بنت يمبا"], id="a father's ending like an object's"
        ),
        pytest.param("وفي المباراة سد ميسي الفراغ", ["ميسي"], id="who fills"),
        pytest.param("قال عمدة بلدية كيفه جمال ولد كبود", ["جمال ولد كبود"], id="behind a town's council"),
        pytest.param("وأشار الممثل في العراق جورج كي زيربو إلى الأمر", ["جورج كي زيربو"], id="a small word inside"),
        pytest.param("دعا جورج كي يحضر الحفل", ["جورج"], id="so that"),
        pytest.param("ووصف الحزب مقتل سليمان بأنه جريمة", ["سليمان"], id="who was killed"),
        pytest.param("تأثيرهما الكبير على فريقهما علي مستوى الدفاع", [], id="a pronoun of two"),
        pytest.param("وحضر فضيلة الشيخ أمس", [], id="an honour and a title"),
        pytest.param(
            "وفي بنغازي، رحبت عضو مجلس النواب ربيعة بوراس القطراني بالحكم", ["ربيعة بوراس القطراني"], id="a deputy"
        ),
        pytest.param("وقالت رئيستها ليلى حداد إنها راضية", ["ليلى حداد"], id="a body's office"),
    ],
)
def test_a_name_that_no_table_has(text: str, people: list[str]) -> None:
    assert named_in(text, "person") == people
