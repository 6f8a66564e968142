"""All names of one node: what the tables, the rules and the tagger say, and which of them holds. Pure rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from khabar.arabic.lexicon import vocabulary
from khabar.arabic.names.adjectives import is_colour, is_of_feminine
from khabar.arabic.names.bodies import bodies
from khabar.arabic.names.gazetteer import Known, Match, is_sure_body, kinds_of_word, match_at
from khabar.arabic.names.labels import is_beside_place, is_labelled
from khabar.arabic.names.land_offices import land_offices
from khabar.arabic.names.name_parts import ordinal_end
from khabar.arabic.names.outlets import outlets
from khabar.arabic.names.people import people
from khabar.arabic.names.proclitics import openings
from khabar.arabic.names.reading import LETTERS, Reading, Source, Span, is_common_noun, is_definite, is_object
from khabar.arabic.names.roles import is_title
from khabar.arabic.names.spots import spots
from khabar.arabic.names.suffixes import has_pronoun_suffix
from khabar.arabic.names.tables import nationalities, organisation_words, small_words, triggers, word_list
from khabar.arabic.names.tagged_bodies import tagged_bodies

_RANK: dict[Source, int] = {"known": 2, "rule": 1, "tagger": 0}

# Where a dateline ends at the latest, in tokens; the letters of د ب أ stand alone.
_LAST_OF_DATELINE, _LETTERS = 10, 2
# How many words before a place may tell of the way there.
_WAY = 3
_MOST_MARKED = 6  # tokens up to the mark that opens
# Seen so often in 19 million words of news, a word mostly is no name.
_COMMON = 3000
# What follows is their office: وزيرة الخارجية الأميركية.
_MINISTERS = frozenset({"وزير", "وزيره", "وزراء"})


class Name(NamedTuple):
    """A span, and whether it stands inside a longer one."""

    span: Span
    nested: bool


def names_of(reading: Reading) -> list[Name]:
    """Names in the order of the text. Of two that cross, the longer one holds; of two alike, the better proved."""
    opened = bodies(reading)
    tagged = tagged_bodies(reading, {span.start for span in opened})
    spans = [*people(reading), *opened, *land_offices(reading), *spots(reading), *tagged, *_known(reading)]
    spans += outlets(reading)
    spans = [span for span in spans if span.kind != "place" or not _names_a_thing(reading, span)]
    spans.sort(key=lambda span: (-span.size, -_RANK[span.source], -span.confidence, span.start))
    kept: list[Name] = []
    for span in spans:
        others = [name.span for name in kept if name.span.meets(span)]
        if not others:
            kept.append(Name(span, False))
        elif all(_holds(other, span) for other in others) and span.source == "known":
            kept.append(Name(span, True))
    kept = [name for name in kept if not _is_credit(reading, name.span)]
    return sorted(kept, key=lambda name: (name.span.start, -name.span.end))


def _is_credit(reading: Reading, span: Span) -> bool:
    """Whether it is only whose report this is: القاهرة (رويترز) - ، عمان - د ب أ: ، نيقوسيا - (ا ف ب)"""
    in_brackets = reading.text(span.start - 1) == "(" and reading.text(span.end) == ")"
    is_before_dash = reading.text(span.end + in_brackets) in {"-", ":"}
    is_behind_dash = in_brackets and reading.text(span.start - 2) == "-"
    if span.start > _LAST_OF_DATELINE or not (is_before_dash or is_behind_dash):
        return False
    is_agency = (in_brackets and is_before_dash) or all(
        len(text) <= _LETTERS or text in word_list("agencies") for text in reading.texts[span.start : span.end]
    )
    places = {at for match in reading.matches for at in range(match.start, match.end)}
    return is_agency and all(at in places or not reading.is_word(at) for at in range(span.start))


def _holds(outer: Span, inner: Span) -> bool:
    """Whether `inner` is a name inside `outer`, not its own name behind a label, nor a part of a person's name."""
    if outer.kind == "person" or (outer.start, outer.end) == (inner.start, inner.end):
        return False
    labelled = (outer.start + outer.label, outer.end) == (inner.start, inner.end) and outer.label > 0
    return outer.start <= inner.start and inner.end <= outer.end and not labelled


def _known(reading: Reading) -> Iterator[Span]:
    for match in reading.matches:
        if " ".join(reading.texts[match.start : match.start + 2]) in word_list("no_names"):
            continue  # مسقط رأسه
        if match.cut and reading.texts[match.start] in small_words():
            continue  # كان صالح
        if match.cut and has_pronoun_suffix(reading.texts[match.start]) and not _has_hamza(reading, match):
            continue  # بابها
        known = None if _is_prayer(reading, match) else _meaning(reading, match)
        if known is None or (known.kind == "organization" and _words_before(reading, match.start) & _MINISTERS):
            continue
        confidence = 0.95 if known.sure else 0.8
        label = int(is_labelled(reading, match, known))
        end = match.end
        if known.kind == "person" and label:
            end = ordinal_end(reading, match.start + 1, end)
        elif known.kind == "organization":
            end = _nation_end(reading, match)
        yield Span(match.start, end, match.cut, known.kind, "known", confidence, label, known.entry)


def _nation_end(reading: Reading, match: Match) -> int:
    """The token after the nation of a known body that each nation has: اللجنة الأولمبية العربية السعودية."""
    first, last = reading.texts[match.start][match.cut :], reading.texts[match.end - 1]
    ending = "يه" if first.endswith("ه") else "ي"
    is_one = is_definite(first) and first.removeprefix("ال") in triggers().organisation and match.end > match.start + 1
    if not is_one or not is_definite(last) or last[-1] != ending[-1]:
        return match.end  # الاتحاد الدولي لكرة القدم | الفرنسي سليم الدبوسي
    end = match.end
    while (
        is_definite(reading.text(end)) and reading.texts[end] in nationalities() and reading.texts[end].endswith(ending)
    ):
        end += 1
    return match.end if reading.tag(end) == "P" else end


def _is_prayer(reading: Reading, match: Match) -> bool:
    """Whether المغرب is the time of prayer: أذان المغرب، من الفجر إلى المغرب."""
    if match.end > match.start + 1 or not reading.texts[match.start].endswith("المغرب"):
        return False
    beside = (reading.text(match.start - 1), reading.text(match.start - 2), reading.text(match.end).removeprefix("و"))
    return any(opening.word in word_list("prayers") for text in beside for opening in openings(text))


def _names_a_thing(reading: Reading, span: Span) -> bool:
    """Whether a disease, a storm or a calendar has the name of a place: فيروس «كورونا»، تقويم أم القرى."""
    if reading.texts[span.start][span.cut :] in word_list("diseases"):
        return True
    before = reading.text(span.start - 1)
    before = reading.text(span.start - 2) if before == '"' else before
    things = {opening.word for opening in openings(before)}
    is_sure = span.entry is not None or span.source == "rule"  # إعصار اليابان، وباء مدينة حمص
    return not things.isdisjoint(word_list("named_after_places" if is_sure else "named_things"))


def _has_hamza(reading: Reading, match: Match) -> bool:
    """Whether the name is printed with its hamza: بأبها, not بابها."""
    start, _ = reading.printed(match.start, match.end, match.cut)
    return reading.node.text[start] in "أإآ"


def _meaning(reading: Reading, match: Match) -> Known | None:
    """Which of its meanings a known name has here; None when it is no name here.

    «الرياض» is a city, in quotation marks after «ل» a newspaper, after «نادي» a club; «الباب» is a door.
    """
    announced = _announced_organization(reading, match)
    if announced is not None:
        return announced
    tags = {reading.tag(at) for at in range(match.start, match.end)}
    tagged = next((known for known in match.known if tags == {LETTERS[known.kind]}), None)
    if len(match.known) > 1:
        if _is_led_to(reading, match):
            tagged = next((known for known in match.known if known.kind == "place"), tagged)
        is_proved = tagged is not None and (tagged.kind != "place" or _proves_tag(reading, match, tagged))
        return tagged if is_proved else next((known for known in match.known if known.sure), None)
    (known,) = match.known
    if match.end == match.start + 1 and _is_adjective(reading, match, known):
        return None
    if known.sure:
        return None if _is_contradicted(reading, match, known, tags) else known
    if _has_clue(reading, match, known):
        return known
    return tagged if tagged is not None and _proves_tag(reading, match, known) else None


def _is_led_to(reading: Reading, match: Match) -> bool:
    """Whether the way goes there: عاد الوزير للرياض; not قال للرياض."""
    before = reading.texts[max(match.start - _WAY, 0) : match.start]
    return match.cut > 0 and any(opening.word in word_list("going") for text in before for opening in openings(text))


def _proves_tag(reading: Reading, match: Match, known: Known) -> bool:
    """Whether the tagger is to be believed of a name that is also a common word; of one word it often is not."""
    if match.end > match.start + 1 or known.kind == "person":
        return True
    if known.kind == "place":
        word = reading.texts[match.start][match.cut :]
        is_common = is_common_noun(word) or vocabulary().get(word, 0) > _COMMON  # مشهد، المدينة
        return word in nationalities() or not is_common  # مالي
    return _tells_of(reading, "sport", "press")  # the tagger tells no club from a dam


def _has_clue(reading: Reading, match: Match, known: Known) -> bool:
    """Whether words beside an unsure name show that it is one."""
    if known.kind == "organization":
        return _is_beside_another(reading, match) or _is_among_clubs(reading, match)
    opens = triggers()
    before = {opening.word for opening in openings(reading.text(match.start - 1))}
    is_led_to = bool(before & (opens.place_label | opens.place) - {"سد"})  # سد الزاوية: to close the corner
    return known.kind == "place" and (is_led_to or is_beside_place(reading, match))


def _ends_marked_name(reading: Reading, at: int) -> bool:
    """Whether the word goes on a marked name, known with it or labelled: «أرامكو» السعودية; not وفد «حماس» السعودية."""
    before = range(at - 2, max(at - _MOST_MARKED, -1), -1)
    opening = next((i for i in before if reading.texts[i] == '"'), None) if reading.closes_mark(at - 1) else None
    if opening is None:
        return False
    if any(one.word in triggers().label for one in openings(reading.text(opening - 1))):
        return True
    whole = (*reading.texts[opening + 1 : at - 1], reading.texts[at])
    match = match_at(whole, 0)
    return match is not None and match.end == len(whole)


def _is_adjective(reading: Reading, match: Match, known: Known) -> bool:
    """Whether a known name only tells of a noun, or is one: المصادر السعودية، السد الترابي، الشباب المغربي."""
    text = reading.texts[match.start]
    before = reading.text(match.start - 1)
    if known.kind == "place":
        if text == "افريقيا" and is_object(before) and is_object(reading.text(match.end)):
            return before not in small_words()  # حضورا افريقيا قويا
        if is_colour(text):
            return not is_title(before) and is_of_feminine(before)  # القواعد الزرقاء
        is_behind_noun = is_definite(before) or _ends_marked_name(reading, match.start)
        return text in nationalities() and is_behind_noun and not is_title(before)
    if known.kind == "person":
        noun = reading.text(match.start - 2) if before == '"' else before
        return text.startswith("ال") and noun.startswith("ال") and not is_title(noun)
    if before.startswith("ال") and text.endswith(("ين", "ون")) and not is_title(before):
        return True  # المقاتلين الحوثيين
    return known.kind == "organization" and not known.sure and reading.text(match.end) in nationalities()


def _announced_organization(reading: Reading, match: Match) -> Known | None:
    """The organisation of that name, where a word before it tells that one is meant: صحيفة الرياض، قال لـ«الرياض»."""
    organization = next((known for known in match.known if known.kind == "organization"), None)
    if organization is None:
        return None
    before = _words_before(reading, match.start)
    quoted = reading.text(match.start - 1) == '"' and reading.text(match.end) == '"'
    if quoted:
        before |= _words_before(reading, match.start - 1)
    announced = (
        before & word_list("announcing")
        or before & word_list("sport_roles")
        or (quoted and before & word_list("told_to"))
        or ("باسم" in before and reading.text(match.start - 2) in word_list("speaking_for"))
        or (len(match.known) > 1 and _tells_of(reading, "sport") and _is_beside_club(reading, match))
    )
    name = " ".join(reading.texts[match.start : match.end])
    if any(f"{word} {name}" in organisation_words().kinds for word in before):
        return None  # وكالة الأنباء is any agency, not the newspaper of that name
    return organization if announced else None


def _words_before(reading: Reading, at: int) -> set[str]:
    """All readings of the token before `at`, without article too."""
    words = {opening.word for opening in openings(reading.text(at - 1))}
    return words | {word.removeprefix("ال") for word in words}


def _is_beside_another(reading: Reading, match: Match) -> bool:
    """Whether a sure organisation is named in one breath with this one: القاعدة وداعش، فيسبوك وإكس."""
    if reading.tag(match.start) == "O" and reading.texts[match.start][: match.cut] == "و":
        before = next((other for other in reading.matches if other.end == match.start), None)
        if before is not None and is_sure_body(before):
            return True
    return any(
        opening.cut and known.kind == "organization" and known.sure
        for opening in openings(reading.text(match.end))
        for known in kinds_of_word(opening.word)
    )


def _tells_of(reading: Reading, *fields: str) -> bool:
    """Whether some word of one of these lists stands in the text."""
    return any(not word_list(field).isdisjoint(reading.every_word) for field in fields)


def _is_among_clubs(reading: Reading, match: Match) -> bool:
    """Whether a text of sport names a club beside this one, or against whom one plays: في الاتفاق والخليج."""
    if not _tells_of(reading, "sport") or reading.text(match.end).startswith("ال"):
        return False
    if reading.texts[match.start][match.cut :] in word_list("times"):
        return False  # مباراة اليوم
    if is_title(reading.texts[match.start]) or reading.texts[match.start].removeprefix("ال") in triggers().organisation:
        return False  # أمام الشرطة
    if _words_before(reading, match.start) & word_list("against"):
        return True
    return _is_beside_club(reading, match)


def _is_beside_club(reading: Reading, match: Match) -> bool:
    """Whether «و» joins it with a club, one of both names meaning nothing else: في الاتفاق والخليج."""
    return any(
        first.end == second.start and second.cut and reading.texts[second.start].startswith("و")
        for other in reading.matches
        if _names_body(other) and (len(match.known) == 1 or len(other.known) == 1)
        for first, second in ((match, other), (other, match))
    )


def _names_body(match: Match) -> bool:
    return any(known.kind == "organization" for known in match.known)


def _is_contradicted(reading: Reading, match: Match, known: Known, tags: set[str]) -> bool:
    """Whether a sure known name is part of a longer name of another kind that the tagger sees."""
    if match.end - match.start > 1:
        return False
    longer = reading.tags[match.start].startswith("I") or (
        reading.text(match.end) != "" and (match.end < len(reading.tags) and reading.tags[match.end].startswith("I"))
    )
    return bool(longer) and tags == {"P"} and known.kind != "person"
