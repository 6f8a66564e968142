"""People in one node: given names and what follows them, titles and offices before and after them. Pure rules."""

from __future__ import annotations

from collections.abc import Iterator

from khabar.arabic.conjugation import is_verb_form
from khabar.arabic.lexicon import vocabulary
from khabar.arabic.names.clues import MOTHERS, body_openings, given, is_speech, place_openings
from khabar.arabic.names.mothers import mothers
from khabar.arabic.names.name_parts import (
    COMMON_WITH_ARTICLE,
    RARE,
    ends_name,
    is_rare_word,
    is_regnal,
    is_trailing,
    name_end,
    ordinal_end,
)
from khabar.arabic.names.plausible import is_phrase, is_plausible, is_sidi, names_a_thing
from khabar.arabic.names.proclitics import openings
from khabar.arabic.names.reading import Reading, Span, is_verb
from khabar.arabic.names.roles import is_title, role, role_before
from khabar.arabic.names.suffixes import has_pronoun_suffix
from khabar.arabic.names.tables import (
    bearing_names,
    given_names,
    honorifics,
    nationalities,
    small_words,
    surnames,
    titles,
    word_list,
)
from khabar.arabic.names.unlisted import apposed, by_father, listed, members, speaking
from khabar.arabic.speech.verbs import CUES


def people(reading: Reading) -> list[Span]:
    """Names of people, none inside another. A tagged name and a name by rule that meet are one."""
    ruled = list(mothers(reading))
    for read in (_ruled, _counted):
        taken = {at for span in ruled for at in range(span.start, span.end)}
        ruled += [span for span in read(reading) if taken.isdisjoint(range(span.start, span.end))]
    found: list[Span] = []
    for tagged in (span for span in reading.tagged if span.kind == "person"):
        grown = _grown(reading, tagged)
        for rule in [span for span in ruled if span.meets(grown)]:
            ruled.remove(rule)
            is_mother = reading.texts[rule.start] in MOTHERS  # her child's name ends where the rule says
            start, end = min(rule.start, grown.start), rule.end if is_mother else max(rule.end, grown.end)
            cut = rule.cut if rule.start <= grown.start else grown.cut
            grown = grown._replace(start=start, end=end, cut=cut, source="rule", confidence=0.93)
        grown = _begun_later(reading, grown)
        if is_plausible(reading, grown):
            found.append(grown)
    found += [rule for rule in ruled if not any(rule.meets(span) for span in found)]
    for read in (_titled, apposed, _before_surname, speaking, by_father, members):
        found += [span for span in read(reading) if not any(span.meets(other) for other in found)]
    found += [span for span in listed(reading, found) if not any(span.meets(other) for other in found)]
    named: list[Span] = []
    for span in sorted(_begun_earlier(reading, span) for span in found):
        stated = role(reading, span)
        if stated is not None and named and stated[0] < named[-1].end:
            stated = None  # what stands there is the name before
        named.append(_uncut(reading, span._replace(role=stated)))
    return [span for span in named if not names_a_thing(reading, span) and not is_phrase(reading, span)]


def _uncut(reading: Reading, span: Span) -> Span:
    """The name with its first letter where its title stands before it: الزعيم بنيتو is no «ب + نيتو»."""
    is_titled = span.role is not None and span.role[0] < span.start
    text = reading.texts[span.start]
    is_cut = text.startswith("و") or given(text) == (span.cut, True)  # لاعب كسمير
    return span._replace(cut=0) if is_titled and not is_cut else span


def _ruled(reading: Reading) -> Iterator[Span]:
    after = 0
    for at in reading.where("given"):
        if at < after:
            continue
        text = reading.texts[at]
        cut, sure = given(text) or (0, False)
        end = _end(reading, at)
        if (text in word_list("times") and reading.text(at + 1).startswith("ال")) or _is_verb_before_name(reading, at):
            continue  # رمضان المبارك، طالب سمير الخوري
        if text in honorifics() and is_title(reading.text(at + 1)):
            continue  # فضيلة الشيخ
        titled = is_title(reading.text(at - 1)) or reading.text(at - 1) in honorifics()
        previous = reading.text(at - 1)
        is_of_field = previous in word_list("trades") and reading.tags[at] in {"I-O", "O"}  # للإعلام العربي
        is_adjective = (previous.startswith("ال") and not reading.tag(at)) or is_of_field
        if text.startswith("ال") and is_adjective and not titled:
            continue  # البحث العربي
        size = end - at
        if not sure and not titled and _goes_on_as_list(reading, end):
            continue
        if size >= 2 and (sure or titled or reading.tag(at) == "P" or _is_proved(reading, at + 1, end)):
            yield Span(at, end, cut, "person", "rule", 0.85 if sure or titled else 0.75)
            after = end


def _goes_on_as_list(reading: Reading, at: int) -> bool:
    """Whether things are counted up: أسماء السواقي والحقول."""
    text = reading.text(at)
    is_common = vocabulary().get(text[1:], 0) > RARE
    return text.startswith("وال") and is_common and text[1:] not in surnames() and text[1:] not in nationalities()


def _counted(reading: Reading) -> Iterator[Span]:
    """Kings and popes by their number, whatever they are called: البابا بيوس الحادي عشر."""
    for at in reading.where("ordinal"):
        if at > 1 and reading.is_word(at - 1) and is_regnal(reading, at - 1):
            end = ordinal_end(reading, at - 1, at)
            if is_rare_word(reading.texts[at - 1]):
                yield Span(at - 1, end, 0, "person", "rule", 0.8)


def _is_proved(reading: Reading, start: int, end: int) -> bool:
    """Whether what follows a doubtful given name shows that it is one."""
    return any(
        (text := reading.texts[at]) in {"بن", "بنت", "ابن"}
        or given_names().get(text, False)
        or text in surnames()
        or (text.startswith("ال") and text.endswith("ي") and vocabulary().get(text, 0) < COMMON_WITH_ARTICLE // 10)
        for at in range(start, end)
    )


def _titled(reading: Reading) -> Iterator[Span]:
    """What the tagger takes for a body or a place, behind a person's title: السيد «أولمبيك دوبرسو»."""
    for span in reading.tagged:
        if span.kind == "person" or span.size == 1:
            continue
        before = reading.text(span.start - 1 - (reading.text(span.start - 1) == '"'))
        is_surname = reading.texts[span.end - 1] in surnames() and role_before(reading, span.start) is not None
        is_told = is_surname or (_is_rare_behind_nation(reading, span) and role_before(reading, span.start) is not None)
        if (before in word_list("of_people") or is_told) and not _opens_thing(reading, span):
            yield span._replace(kind="person", source="rule", confidence=0.75)


def _is_rare_behind_nation(reading: Reading, span: Span) -> bool:
    """Whether words that no table has stand behind a country or its people: وزيرة الأبحاث في فرنسا دوبرسو دوبرسي."""
    is_nation = reading.tag(span.start - 1) == "L" or reading.text(span.start - 1) in nationalities()
    return is_nation and all(is_rare_word(text) for text in reading.texts[span.start : span.end])


def _opens_thing(reading: Reading, span: Span) -> bool:
    texts = reading.texts[span.start : span.end]
    return any(body_openings(text) or place_openings(text) or not text[0].isalpha() for text in texts)


def _before_surname(reading: Reading) -> Iterator[Span]:
    """Names whose last word is a listed surname and whose first word no table has: يوهانس ليليفيلد."""
    for last in reading.where("surname"):
        at = last - 1
        if (
            reading.texts[last] in small_words()
            or reading.text(at).endswith("هما")
            or not reading.is_word(at)
            or reading.tag(at) in {"O", "L"}
        ):
            continue
        if is_rare_word(reading.texts[at]) and reading.tag(last) in {"P", ""}:
            yield Span(at, name_end(reading, at, last + 1), reading.cut(at), "person", "rule", 0.75)


def _begun_earlier(reading: Reading, span: Span) -> Span:
    """The name with a word before it that no table has, where a title or a nation leads to it: الطالبة، رنلين سارة."""
    before = span.start - 1
    text = reading.text(before)
    if span.cut or not reading.is_word(before) or not is_rare_word(text) or reading.tag(before) in {"O", "L"}:
        return span
    is_led_to = reading.text(before - 1) in nationalities() or role_before(reading, before) is not None
    is_bare = not text.startswith(("ال", "بال", "وال", "لل", "كال", "فال"))
    is_office = any(is_title(text.removesuffix(pronoun)) for pronoun in ("", "ه", "ها", "هم"))  # محافظها
    return span._replace(start=before) if is_led_to and is_bare and not is_office else span


def _end(reading: Reading, start: int) -> int:
    """The token after the last word of the name that begins at `start`."""
    at = start + 1
    if reading.texts[start] in word_list("particles") or reading.texts[start] == "عبد":
        if not reading.is_word(at) or reading.texts[at] in small_words() or has_pronoun_suffix(reading.texts[at]):
            return start  # أبي يحملني
        at += 1
    return name_end(reading, start, at)


def _grown(reading: Reading, span: Span) -> Span:
    """A tagged name with the words after it that belong to it, and without titles at its beginning."""
    start, cut = span.start, span.cut
    while start < span.end - 1 and (_is_before_name(reading, start) or _is_verb_before_name(reading, start)):
        start += 1
        cut = reading.cut(start)
    if (
        start < span.end - 2
        and cut
        and given(reading.texts[start]) is None
        and given_names().get(reading.text(start + 1))
    ):
        start, cut = start + 1, 0  # بحارس محمد الدبوسي
    for body in (start - 1, start):
        if body + 2 < span.end and _is_of_body(reading, body):
            start, cut = body + 2, 0
    known = given(reading.texts[start])
    if known is not None:
        cut = known[0]
    end = span.end
    end = next((at for at in range(start + 1, end) if ends_name(reading, at)), end)
    while end > start + 1 and is_trailing(reading.texts[end - 1], sure=known is not None and end == start + 2):
        end -= 1
    return span._replace(start=start, end=name_end(reading, start, end), cut=cut)


def _is_of_body(reading: Reading, at: int) -> bool:
    """Whether the word opens a body or place of one word, and a person's name is behind: عمدة بلدية كيفه | جمال."""
    text, name, following = reading.text(at), reading.text(at + 1), reading.text(at + 2)
    opens = not text.startswith("ال") and bool(body_openings(text) or place_openings(text))
    return opens and given(name) is None and following in given_names()


def _begun_later(reading: Reading, span: Span) -> Span:
    """The name without what belongs to the title before it: مهندس المناخ الحضري | باسل طوقان."""
    for at in range(span.start, span.end - 1):
        if given(reading.texts[at]) is not None or reading.texts[at] in word_list("particles"):
            return span
        if reading.texts[at].startswith("ال") and reading.texts[at + 1] in given_names() and at + 2 < span.end:
            return span._replace(start=at + 1, cut=0)
    return span


def _is_before_name(reading: Reading, at: int) -> bool:
    """Whether a tagged name's first word is none of it: a title, a small word, what only bears names."""
    text, token = reading.texts[at], reading.tokens[at]
    if is_sidi(reading, at):
        return False
    if text in word_list("particles") and reading.node.text[token.start : token.end] == text:
        return False  # فان, not فإن
    return text not in given_names() and (
        text in titles()
        or text in honorifics()
        or text in small_words()
        or any(one.word in bearing_names() or one.word in word_list("done_to") for one in openings(text))
    )


def _is_verb_before_name(reading: Reading, at: int) -> bool:
    """Whether a verb of speech stands where the tagger sees a name begin: واستطرد الكتاني، ورد نجيب منصور."""
    text = reading.texts[at]
    cue = CUES.get(text)
    following = reading.text(at + 1)
    if following.startswith("ال") and following in word_list("regnal") and _may_be_verb(reading, at):
        return True  # صادق الملك تشارلز على القانون
    is_demand = is_speech(text) and not reading.is_word(at - 1)  # طالب سمير الخوري الحكومة
    if is_demand and reading.text(at + 1) in given_names():
        return True
    is_verb = cue is not None and cue.kind == "say" and cue.prefix > 0
    return is_verb and (text not in given_names() or reading.text(at + 1) in given_names())


def _may_be_verb(reading: Reading, at: int) -> bool:
    """Whether a verb, which may be a given name too, stands before a king: صادق الملك تشارلز; not خالد الأمير.

    Behind a title, a verb of speech or another name it is the name: قال صادق الملك، سليم وصادق الملك.
    """
    text, before = reading.texts[at], reading.text(at - 1)
    is_led_to = is_title(before) or any(is_speech(one.word) for one in openings(before))
    if is_led_to or not (is_speech(text) or is_verb_form(text)):
        return False
    is_king_named = reading.tag(at + 2) == "P" or reading.text(at + 2) in given_names()
    if reading.is_word(at - 1):
        return is_king_named and not text.startswith("و")
    return is_king_named or not is_verb(reading.text(at + 2))  # ناصر الأمير يفوز
