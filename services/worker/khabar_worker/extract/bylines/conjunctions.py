"""Names that «و» joins, taken apart. Rules only; not here: whether they are names."""

from __future__ import annotations

from khabar_worker.extract.bylines.agencies import is_agency

# Names that begin with waw: «و» there is no conjunction.
_WAW = """
وليد وائل وسام وسيم وفاء وديع ورد وردة وجدي وحيد وهيب وهبة وهبه وهبي ولاء وعد وداد ونيس وصفي واصف وجيه وضاح وليم
ويليام وضحى وعي ونوس وردي وهاب وافي واثق وجدان وئام وزني ولد ويس وطفة وطفه ورديني وهدان وحيدة واكيم وتوت والي وادي
ونيسي وافية وزير وهران
"""
_WAW_NAMES = frozenset(_WAW.split())


def conjoined(text: str) -> list[str]:
    """The names in a text, in order; a waw that belongs to a name stays.

    >>> conjoined("أحمد سالم ومنى عادل")
    ['أحمد سالم', 'منى عادل']
    """
    words = text.split()
    if words[:1] == ["و"]:
        return conjoined(" ".join(words[1:]))
    for index in range(1, len(words)):
        word = words[index]
        if word == "و":
            following = words[index + 1 :]
            return [" ".join(words[:index]), *(conjoined(" ".join(following)) if following else ())]
        if (
            word.startswith("و")
            and len(word) > 3
            and word not in _WAW_NAMES
            and index >= 2
            and (len(words) - index >= 2 or is_agency(word[1:]))
        ):
            return [" ".join(words[:index]), *conjoined(" ".join([word[1:], *words[index + 1 :]]))]
        if word.startswith("و") and is_agency(word[1:]) and index == 1:
            return [words[0], word[1:]]
    return [text]
