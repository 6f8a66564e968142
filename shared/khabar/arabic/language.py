"""Which language a text is in, by its letters and its smallest words. Pure; no model.

Told apart: the languages that Arabic news sites and their neighbours publish in. Not here: dialects of Arabic.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from typing import Literal

# Enough to decide; a page's later text is no better evidence than its beginning.
MAX_CHARACTERS = 600
# Fewer letters than this are a name or an interjection: unknown.
MIN_LETTERS = 4

# Letters that one language of the Arabic script writes and its neighbours do not. A foreign name brings in one or two,
# so they count by their share. Source: the alphabets in Unicode CLDR exemplar sets.
_OWN_LETTERS: dict[str, frozenset[str]] = {
    "ar": frozenset("ةىإ"),
    "fa": frozenset("پچژگ"),
    "ur": frozenset("ٹڈڑےںھہۓ"),
    "ps": frozenset("ټډړږښګڼۍېځڅۀ"),
    "ckb": frozenset("ێڵڕڤی"),
    "ug": frozenset("ۇۈۋڭېى"),
    "sd": frozenset("ٻڀٿٺڄڃڇڌڏڊڍڙڦڳڱڻڪ"),
}
# Sorani and Uyghur write every vowel, so these are a tenth of a text; no borrowed name brings as many.
_WRITTEN_VOWELS = frozenset("ەۇۈۋڭ")
_VOWELS_NEEDED = 0.04
_INNER_YEH = re.compile(r"ى(?=\w)")  # Arabic writes a dotless yeh only at a word's end
# A Persian yeh or kaf alone proves only the keyboard: four of these languages share them, and some Arabic has them.
_PERSIAN_KEYBOARD = frozenset("یک")
_NEEDED_SHARE = 0.02

# The weights below were set on own sentences, so that one borrowed name never outweighs an article or a small word.
_OWN_LETTER_WEIGHT = {"fa": 8, "ur": 16, "ps": 16, "sd": 16}
_KEYBOARD_WEIGHT = 0.15  # for Persian, the commonest of those keyboards
_ARABIC_LETTER_WEIGHT = 4
_ARABIC_YEH_WEIGHT = 6

_SMALL_WORDS: dict[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "ar": """في من على إلى الى عن أن ان إن التي الذي الذين هذا هذه ذلك تلك ما لا لم لن كان كانت قد بين بعد قبل
                 حتى مع عند أو ثم كما هو هي هم وفي ومن وعلى وإلى خلال حيث غير بعض كل منذ أي لكن فيه فيها عليه له لها
                 به بها أنه أنها وهو وهي ولا ولم وقد ليس ضد نحو عبر تحت فوق أمام حول يوم اليوم أمس فی علی إلی التی
                 الذی""",
        "fa": """از در به با را که این است برای آن و شد می های بر تا خود شده کرد یک هم نیز باید ما آنها بود او گفت
                 اما یا دارد کند شود خواهد نمی ای هر پس چه اگر نیست کرده هستند پیش روز دو وی داد شدن سال درباره""",
        "ur": """کے کی میں ہے کا اور سے کو نے پر ہیں کہ اس یہ وہ ایک بھی تھا کر نہیں گیا لیے ہو تھی ہوئے کیا جس گے گی ان
                 رہے رہا ساتھ بعد دیا تو ہی اپنے جو""",
        "ps": """د په او کې چې له ته سره دی دي هم یو یې شوي کړي کړ وي نه دا پر کوي وو هغه خپل شو وویل دغه ځکه ولس شوی
                 لپاره هغو شول کړه""",
        "ckb": "لە و بە بۆ کە ئەو ئەم دەکات لەسەر لەگەڵ هەر یان دوای نێوان بوو هەیە کرد",
        "ug": "بۇ ۋە بىر بىلەن ئۇ ئۈچۈن دەپ بولۇپ قىلىپ ئىدى بولغان كېيىن بولسا ھەم",
        "sd": "جي ۾ ۽ جو کي آهي جا ته سان کان تي هن اهو آهن",
        "en": """the of and to in a is that for on was with as by at from it his an be this are has have will not he but
                 they were which said their after who about its""",
        "fr": """le la les de des du et à en un une est que pour dans par sur qui au avec il ne se pas plus ce son sont
                 aux l d été cette ont""",
        "tr": """ve bir bu için ile da de olarak çok daha olan sonra gibi kadar en ise ancak göre olduğu dedi ya ne her
                 tarafından türkiye""",
        "ku": """û li ji bi ku di de jî ya yên yê ev bo ew xwe wê wan hat kir lê da dê nav her ser min""",
        "es": """el la los las de del y en que un una por con para se no es su al lo como más fue este ha pero sus""",
        "de": """der die das und in den von zu mit ist für auf im dem nicht des sich ein eine auch als an es bei nach
                 hat""",
        "id": """yang dan di ini itu dengan untuk dari dalam pada tidak akan ke oleh adalah telah juga sebagai""",
    }.items()
}
_LATIN_LETTERS: dict[str, frozenset[str]] = {
    "tr": frozenset("ğışİ"),
    "ku": frozenset("êîû"),
    "fr": frozenset("àèùœçé"),
    "es": frozenset("ñ¿áíóú"),
    "de": frozenset("äöüß"),
}
_SCRIPT_LANGUAGES = {"HEBREW": "he"}
_WORD = re.compile(r"[^\W\d_]+(?:[\u200c’'][^\W\d_]+)*")
_MARKS = re.compile("[\u064b-\u0652\u0670\u0640]")

_RIGHT_TO_LEFT_LANGUAGES = frozenset(
    {"ar", "fa", "ur", "ckb", "ps", "ug", "sd", "he", "yi", "dv", "syr", "arz", "ary", "azb"},
)
_RIGHT_TO_LEFT_SCRIPTS = frozenset({"arab", "hebr", "syrc", "thaa", "nkoo", "aran"})
_LANGUAGE_TAG = re.compile(r"(?P<language>[A-Za-z]{2,3})(?:-(?P<script>[A-Za-z]{4}))?(?:-[A-Za-z0-9]{2,8})*")


def detect(text: str) -> str | None:
    """The language of `text` as a BCP 47 tag; None when there are too few letters or nothing to tell it by.

    One of ar, fa, ur, ps, ckb, ug, sd, he, en, fr, tr, ku (Kurmanji), es, de, id. The script with most letters decides
    first, so an English name in an Arabic text changes nothing.

    >>> detect("أعلنت وزارة الصحة عن خطة جديدة")
    'ar'
    """
    beginning = _MARKS.sub("", text[:MAX_CHARACTERS])
    scripts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for character, times in Counter(beginning).items():
        if character.isalpha():
            scripts[_script(character)][character] = times
    if not scripts or sum(letters.total() for letters in scripts.values()) < MIN_LETTERS:
        return None
    script = max(scripts, key=lambda name: scripts[name].total())
    if script == "ARABIC":
        return _arabic_script(_WORD.findall(beginning), scripts[script])
    if script == "LATIN":
        return _latin_script(_WORD.findall(re.sub("[’']", " ", beginning.lower())), scripts[script])
    return _SCRIPT_LANGUAGES.get(script)


def direction(language_or_text: str) -> Literal["rtl", "ltr"]:
    """The direction of a BCP 47 tag, or of a text by the script of most of its letters; `ltr` when it has none."""
    tag = _LANGUAGE_TAG.fullmatch(language_or_text)
    if tag is not None:
        script = (tag["script"] or "").lower()
        if script:
            return "rtl" if script in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
        return "rtl" if tag["language"].lower() in _RIGHT_TO_LEFT_LANGUAGES else "ltr"
    sides = Counter(unicodedata.bidirectional(character) for character in language_or_text[:MAX_CHARACTERS])
    return "rtl" if sides["AL"] + sides["R"] > sides["L"] else "ltr"


def _script(letter: str) -> str:
    code = ord(letter)
    if 0x0600 <= code <= 0x06FF or 0x0750 <= code <= 0x077F or 0xFB50 <= code <= 0xFDFF or 0xFE70 <= code <= 0xFEFC:
        return "ARABIC"
    if code < 0x0250:
        return "LATIN"
    if 0x0590 <= code <= 0x05FF:
        return "HEBREW"
    return "OTHER"


def _arabic_script(words: list[str], count: Counter[str]) -> str:
    """One of the languages of the Arabic script; Arabic where no other shows itself."""
    total = count.total()
    inner_yehs = sum(len(_INNER_YEH.findall(word)) for word in words if "ى" in word)
    if (inner_yehs + _times(count, _WRITTEN_VOWELS)) / total > _VOWELS_NEEDED:
        return "ug" if _times(count, _OWN_LETTERS["ug"]) > _times(count, _OWN_LETTERS["ckb"]) else "ckb"

    has_persian_keyboard = _times(count, _PERSIAN_KEYBOARD) / total > _NEEDED_SHARE
    scores = {"fa": _KEYBOARD_WEIGHT if has_persian_keyboard else 0.0, "ur": 0.0, "ps": 0.0, "sd": 0.0}
    for language, weight in _OWN_LETTER_WEIGHT.items():
        share = _times(count, _OWN_LETTERS[language]) / total
        scores[language] += _small(words, language) + (weight * share if share >= _NEEDED_SHARE else 0)
    other = max(scores, key=lambda language: scores[language])

    article = sum(len(word) > 4 and word.startswith(("ال", "وال", "بال", "لل")) for word in words) / max(len(words), 1)
    arabic = _small(words, "ar") + article + _ARABIC_LETTER_WEIGHT * _times(count, _OWN_LETTERS["ar"]) / total
    if not _times(count, _PERSIAN_KEYBOARD):
        arabic += _ARABIC_YEH_WEIGHT * (count["ي"] + count["ك"]) / total
    return other if scores[other] > arabic else "ar"


def _latin_script(words: list[str], count: Counter[str]) -> str | None:
    scores = {
        language: _small(words, language) + 2 * _times(count, _LATIN_LETTERS.get(language, frozenset())) / count.total()
        for language in ("en", "fr", "tr", "ku", "es", "de", "id")
    }
    best = max(scores, key=lambda language: scores[language])
    # Names alone («Reuters», «FIFA World Cup») score nothing and stay unknown.
    return best if scores[best] >= 0.08 else None


def _times(count: Counter[str], letters: frozenset[str]) -> int:
    return sum(count[letter] for letter in letters & count.keys())


def _small(words: list[str], language: str) -> float:
    """The share of `words` that are small words of `language`."""
    known = _SMALL_WORDS[language]
    return sum(map(known.__contains__, words)) / max(len(words), 1)
