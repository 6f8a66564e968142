import pytest

from khabar.arabic.conjugation import imperfect, perfects_of


@pytest.mark.parametrize(
    ("perfect", "expected"),
    [
        pytest.param("أعلن", "يعلن", id="fourth"),
        pytest.param("أعاد", "يعيد", id="fourth, hollow"),
        pytest.param("أعطى", "يعطي", id="fourth, last radical weak"),
        pytest.param("عانى", "يعاني", id="third, last radical weak"),
        pytest.param("فاجأ", "يفاجئ", id="third, last radical hamza"),
        pytest.param("تلقى", "يتلقى", id="fifth keeps its alef maqsura"),
        pytest.param("تراجع", "يتراجع", id="sixth"),
        pytest.param("انهار", "ينهار", id="seventh, hollow"),
        pytest.param("اشترى", "يشتري", id="eighth, last radical weak"),
        pytest.param("اختار", "يختار", id="eighth, hollow"),
        pytest.param("استقال", "يستقيل", id="tenth, hollow"),
        pytest.param("استولى", "يستولي", id="tenth, last radical weak"),
    ],
)
def test_a_derived_form_has_its_imperfect(perfect, expected):
    assert imperfect(perfect) == expected


@pytest.mark.parametrize(
    ("form", "perfects"),
    [
        pytest.param("رمت", {"رمي"}, id="last radical gone"),
        pytest.param("دعوا", {"دعا"}, id="last radical waw, plural"),
        pytest.param("بقوا", {"بقي"}, id="last radical yeh, plural"),
        pytest.param("عدنا", {"عاد"}, id="hollow, we"),
        pytest.param("اختير", {"اختار"}, id="hollow, passive"),
        pytest.param("يقال", {"قال", "اقال"}, id="hollow, passive of the imperfect"),
        pytest.param("يولد", {"ولد"}, id="first radical waw, passive"),
        pytest.param("قوتل", {"قاتل"}, id="third, passive"),
        pytest.param("يجري", {"جري", "اجري"}, id="two verbs in the same letters"),
        pytest.param("يبدءون", {"بدا"}, id="hamza at the end"),
        pytest.param("ينته", {"انتهي"}, id="jussive"),
        pytest.param("مكتب", set(), id="no form of a verb"),
    ],
)
def test_a_form_has_the_perfects_it_may_be_of(form, perfects):
    assert set(perfects_of(form)) == perfects
