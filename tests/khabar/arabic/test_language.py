import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.arabic.language import detect, direction


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param("أعلنت بلدية المدينة افتتاح حديقتين جديدتين يوم السبت", "ar", id="Arabic"),
        pytest.param("قتلى بانفجار مصنع غرب بغداد", "ar", id="an Arabic headline without small words"),
        pytest.param("طائرة تتأخر", "ar", id="hamza seats are not Uyghur"),
        pytest.param("فتح طريق شرق بيروت", "ar", id="nothing but common letters"),
        pytest.param("اجتمع الوزراء فی بيروت علی عجل", "ar", id="Arabic from a Persian keyboard"),
        pytest.param("وصل وفد من چترال إلى گوادر أمس", "ar", id="foreign names inside Arabic"),
        pytest.param("أطلقت Google خدمة جديدة باسم Assistant في الخليج", "ar", id="Latin names inside Arabic"),
        pytest.param("شهردار تهران از افتتاح دو بوستان تازه خبر داد", "fa", id="Persian"),
        pytest.param("شہر میں دو نئے پارک کھول دیے گئے", "ur", id="Urdu"),
        pytest.param("لاہور پہنچ گئے", "ur", id="short Urdu"),
        pytest.param("په ښار کې دوه نوي پارکونه پرانیستل شول", "ps", id="Pashto"),
        pytest.param("شارەوانی دوو پارکی نوێی لە شارەکە کردەوە", "ckb", id="Sorani"),
        pytest.param("شەھەردە ئىككى يېڭى باغچا ئېچىلدى", "ug", id="Uyghur"),
        pytest.param("Two new parks were opened in the city on Saturday", "en", id="English"),
        pytest.param("La ville a ouvert deux nouveaux parcs dans le centre", "fr", id="French"),
        pytest.param("Belediye bu hafta iki yeni park açtı", "tr", id="Turkish"),
        pytest.param("Şaredariyê li bajêr du parkên nû vekirin", "ku", id="Kurmanji"),
        pytest.param("העירייה פתחה שני פארקים חדשים", "he", id="Hebrew"),
    ],
)
def test_a_language_is_known_by_its_letters_and_small_words(text, language):
    assert detect(text) == language


@pytest.mark.parametrize("text", ["", "123 - 456", "!!! «»", "لا", "Reuters", "北京市长", "\ud800\udfff"])
def test_too_little_to_tell_by_is_unknown(text):
    assert detect(text) is None


@given(st.text(st.characters(codec=None, categories=None)))
def test_any_text_is_looked_at_without_an_error(text):
    assert detect(text) is None or detect(text).isascii()
    assert direction(text) in {"rtl", "ltr"}


@pytest.mark.parametrize(
    ("of", "side"),
    [
        ("ar", "rtl"),
        ("ar-EG", "rtl"),
        ("he", "rtl"),
        ("ku", "ltr"),
        ("ku-Arab", "rtl"),
        ("az-Latn-AZ", "ltr"),
        ("en", "ltr"),
        ("خبر من CNN", "rtl"),
        ("CNN says: خبر", "ltr"),
        ("2026", "ltr"),
    ],
)
def test_a_direction_comes_from_a_tag_or_from_the_letters(of, side):
    assert direction(of) == side
