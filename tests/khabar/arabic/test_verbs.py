import pytest

from khabar.arabic.verbs import perfects


@pytest.mark.parametrize(
    ("form", "perfect"),
    [
        pytest.param("يعلنون", "اعلن", id="plural of the imperfect"),
        pytest.param("سيعلن", "اعلن", id="future"),
        pytest.param("اعلنت", "اعلن", id="she"),
        pytest.param("يهاجمه", "هاجم", id="with its object"),
        pytest.param("يصل", "وصل", id="first radical waw"),
        pytest.param("يقول", "قال", id="hollow, with waw"),
        pytest.param("يبيع", "باع", id="hollow, with yeh"),
        pytest.param("يعيد", "اعاد", id="hollow, fourth form"),
        pytest.param("يدعو", "دعا", id="last radical waw"),
    ],
)
def test_an_inflected_verb_has_its_perfect(form, perfect):
    assert perfect in set(perfects(form))


@pytest.mark.parametrize("noun", ["تقرير", "يوم", "يد", "ناطق", "مدرسه", "فيلم", "المهم", "سينما", "صورته"])
def test_a_noun_is_no_verb(noun):
    assert list(perfects(noun)) == []
