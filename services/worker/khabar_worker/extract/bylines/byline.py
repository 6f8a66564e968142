"""Who wrote it: bylines as Arabic newsrooms print them, taken apart into people and agencies. Rules only."""

from __future__ import annotations

import re

from khabar.arabic.clean import clean_name, clean_title
from khabar.arabic.fold import fold
from khabar.arabic.lexicon import NOUN_FLOOR, vocabulary
from khabar.article import Author
from khabar_worker.extract.bylines.agencies import is_agency, is_desk, is_press_office
from khabar_worker.extract.bylines.conjunctions import conjoined
from khabar_worker.extract.bylines.given_names import may_open_with_given_name, opens_with_given_name
from khabar_worker.extract.bylines.introductions import (
    COLON,
    CONTRIBUTIONS,
    INTRODUCTION,
    MARKED_ROLE,
    STAMPED,
    by_role,
    is_interviewers,
    is_word,
    joins_in,
    may_be_answer,
    opens_byline,
    past_desk,
    role_of,
    tells,
    tells_of_work,
)
from khabar_worker.extract.bylines.newsrooms import (
    EXCLUSIVE,
    desks_and_places,
    is_within,
    past_site,
    without_tight_places,
)
from khabar_worker.extract.bylines.people import is_calling, is_person, is_short_signature, is_signature, past_trade
from khabar_worker.extract.bylines.places import is_place

_SPLIT = re.compile(r"\s*[،,؛;/|•\n()\[\]]+\s*|\s+[ـ_]+\s+|\s+[-–—]+\s*|\s*[-–—]+\s+|\s+&\s+|\s+and\s+")
_LONGEST_PLACED = 90
_MOST_SIGNERS = 5
_PLACE_WORDS = 3
# Before a colon: «لندن»; and «صحيفة النهر من الرباط», where a name that is known follows.
_LABEL_WORDS = 3
_DESK_WORDS = 5
# What somebody is, printed behind the name: «هدى الأسعد صحافية سورية».
_CALLING = re.compile(
    r"^(?P<name>\S+(?:\s+\S+){1,3}?)\s+(?:(?:صحا?في|كاتب|مراسل|محرر|باحث|إعلامي|أكاديمي|محلل|ناقد|روائي|خبير|مدون|معلق|"
    r"أستاذ|دبلوماسي|ناشط|محام|عضو)[ةيه]{0,2}|سفير|وزير|(?:رئيس|مدير|سكرتير)[ةه]?\s+(?:ال)?تحرير)(?:\s.*)?$",
    re.DOTALL,
)
# «خالد الفهد من الساحل», «سمر حداد في «صحيفة النهر»:», «سمر حداد في صحيفة نهر اليوم:»: where somebody writes.
_WRITES_FROM = re.compile(
    r"^(?P<name>\S+(?:\s\S+){1,2}?)\s+(?:من\s+|في\s+|لـ?)(?:(?:(?:صحيفة|جريدة|مجلة|موقع)\s)?\S+(?:\s\S+)?|[«\"“][^«»\"“”]{2,40}[»\"”])\s*[:：]?$"
)
_DOTS = re.compile(r"\s*(?:\.{2,}|…)$")  # «هدى الأسعد.. صحافية سورية»
_DASHED = re.compile(r"\S\s*[-–—/]\s+\S|\S\s+[-–—/]\s*\S")
# «سمر حداد (رأس النور)»; in captions «(يمين)» says who is meant.
_BRACKETED = re.compile(
    r"^(?P<name>[^()،,:]{5,40}?)\s*\((?!(?:ال)?(?:يمين|يسار|وسط|أرشيف)|(?:في|من|على|عن)\s)"
    r"(?P<place>[^\W\d_]+(?: [^\W\d_]+){0,2})\)$"
)
# «آمنة البكري»; not «سلام دائم».
_NISBA = re.compile(r"^\S+ ال\w{2,}ي$")
# «بيير لوكلير Pierre Leclerc»: one name twice.
_LATIN = re.compile(r"^(?P<name>[\u0621-\u064a]+(?: [\u0621-\u064a]+)+) +(?:[A-Za-z][\w.'’-]*(?: |$)){2,4}$")
# «@salma», and as right-to-left lines turn it: «salma@».
_HANDLE = re.compile(r"(?:^|\s)(?:@[\w.]+|[\w.]+@(?!\S)|[\w.+-]+(?:@|\s?\[at\]\s?)[\w-]+(?:\.[\w-]+)+)")
_PUBLISHED_BY = re.compile(rf"^\W*{STAMPED}\s")  # a verb too
# «(إعداد فلانة للنشرة العربية - تحرير فلان)»
_EDITION = re.compile(r"\s+للنشرة\s+العربية(?!\w)")
# «لندن: سمر حداد»: what stands before the colon is a place, a desk or a label, however unknown.
_BEFORE_COLON = re.compile(r"^\W*[^\W\d_][^:：|،,\d]{1,28}[:：]\s*(?=[^\W\d_])")


def is_byline(text: str, sites: frozenset[str] = frozenset()) -> bool:
    """Whether a whole line is a byline («كتب: فلان»), rather than a sentence that begins with such a word.

    `sites` are folded names of the publisher, which may stand where a place does.
    """
    text = _unstopped(text)
    if len(text) > 120 or text.endswith((".", "،")):
        return False
    bare = _unwrapped(text)
    is_wrapped, text = text.startswith("(") and not bare.startswith("("), past_desk(bare)
    found = INTRODUCTION.match(text)
    if found is None:
        return is_placed(text, sites) or (MARKED_ROLE.search(text) is not None and by_role(text) != text)
    people = _people(found["rest"], frozenset())
    is_told = not is_wrapped and (tells(text) or tells_of_work(text))
    if not people or is_told or joins_in(text, is_wrapped=is_wrapped):
        return False
    if COLON.match(text):
        return not may_be_answer(text) or is_short_signature(found["rest"])
    if is_wrapped or _PUBLISHED_BY.match(text):
        return _names_only(found["rest"]) and (is_wrapped or past_trade(found["rest"]) == found["rest"])
    return not is_word(text, found) and (len(found["rest"].split()) <= 6 or _names_only(found["rest"]))


def _unstopped(text: str) -> str:
    """«أجرت الحوار: سلمى الوادي.» without the full stop, which only a sentence has elsewhere."""
    bare = text.rstrip()
    found = INTRODUCTION.match(bare[:-1]) if bare.endswith(".") else None
    is_named = found is not None and ":" in bare[: found.start("rest")] and _names_only(found["rest"])
    return bare[:-1] if is_named and is_interviewers(bare) else bare


def _unwrapped(text: str) -> str:
    """A byline without the brackets around all of it, and without the edition that somebody wrote for."""
    inner = text[1:-1] if text.startswith("(") and text.endswith(")") and "(" not in text[1:] else text
    return _EDITION.sub("", inner if INTRODUCTION.match(inner) else text)


def _names_only(text: str) -> bool:
    """Whether a text is nothing but names, each with what somebody did perhaps: «… ومنى عادل وتصوير سعد حسن»."""
    names = [name.strip() for part in _SPLIT.split(text.strip(" |")) for name in conjoined(part)]
    bare = [found["rest"] if (found := INTRODUCTION.match(name)) else name for name in names]
    return all(is_signature(name) or past_trade(name) != name for name in bare)


def is_signed(text: str) -> bool:
    """Whether a line is nothing but persons, what and where they are, and for whom they write.

    «مراد بن عمر، سلمى الوادي / كاتبة (تونس)», «وام/سلمى الوادي»
    """
    split = _SPLIT.split(_HANDLE.sub(" ", text).strip())
    parts = [_uncalled(part) for part in split if part and not _says_what_or_where(part)]
    signers = [conjoined(part) for part in parts]
    # «فلان وفلانة»: beside one name that is known the other may be any.
    signed = [is_signature(first) and all(map(is_full_name, others)) for first, *others in signers]
    return 1 <= sum(map(len, signers)) <= _MOST_SIGNERS and all(signed)


def _says_what_or_where(part: str) -> bool:
    """A calling, a genre («تقرير»), a place or an agency beside a name."""
    return is_calling(part) or opens_byline(part) or is_place(part) or is_agency(part)


def is_full_name(text: str) -> bool:
    """Whether a few words can be a name, known or not: «غودرون شميت», but not «حكومة المدينة»."""
    if is_signature(text):
        return True
    first, *others = fold(text).split() or ("",)
    is_noun = any(vocabulary().get(f"{prefix}{first}", 0) >= NOUN_FLOOR for prefix in ("ال", "و"))
    return 1 <= len(others) < _PLACE_WORDS and not is_noun and is_person(text)


def _uncalled(part: str) -> str:
    """«سلمى الوادي صحافية متخصصة في البيئة» without what she is."""
    placed = _WRITES_FROM.match(part)
    if placed and " من " in part and is_place(part[placed.end("name") :].strip(" :").removeprefix("من ")):
        return placed["name"]
    found = _CALLING.match(part)
    return found["name"] if found is not None and is_calling(part[found.end("name") :].strip()) else part


def is_signed_elsewhere(text: str) -> bool:
    """Whether a line is names of persons and a few words beside a dash, such as a place that no table knows."""
    text = _HANDLE.sub("", text).strip()
    if bracketed := _BRACKETED.match(text):
        name = bracketed["name"]
        is_placed_there = is_place(bracketed["place"]) and not is_place(name) and _NISBA.match(name) is not None
        return is_signature(name) or (is_placed_there and may_open_with_given_name(name) and is_person(name))
    if len(text) > _LONGEST_PLACED or _DASHED.search(text) is None:
        return False
    pieces = [piece for piece in _PIECES.split(text) if piece]
    if not 2 <= len(pieces) <= _MOST_SIGNERS:
        return False
    signed = [is_signature(piece) for piece in pieces]
    return signed.count(False) == 1 and len(pieces[signed.index(False)].split()) <= _PLACE_WORDS


_COMMA = re.compile(r"\s*[،,]\s*")
_PIECE_MARKS = re.compile(r"\s+[-–—ـ_]+\s*|\s*[|:/–—]\s*")
_PIECES = re.compile(r"\s*[|:：/–—]\s*|\s+-\s*|\s*-\s+|(?<=[^\W\d_]{2})-(?=[^\W\d_]{2})|\s*ـ\s+|\s+_+\s+|\s*[،,]\s*")


def is_placed(text: str, sites: frozenset[str] = frozenset()) -> bool:
    """«القاهرة - أحمد علي», «نورا سعد - دبي - الأفق»: a place or the newsroom beside nothing but names."""
    if len(text) > _LONGEST_PLACED:
        return False
    pieces = [piece.strip(" ()[]«»\"'") for piece in _PIECES.split(text.strip(" :"))]
    if not 2 <= len(pieces) <= 5:
        return False
    places = desks_and_places(pieces, sites)
    others = [piece for piece in pieces if piece not in places]
    named = [_people(piece, sites) for piece in others]
    if not places or not all(named):
        return False
    if not any(map(is_place, places)) and not all(map(opens_with_given_name, others)):
        # Beside the newsroom's short name only a name that is known: captions of its own pictures look alike.
        is_known = any(fold(piece) in sites for piece in places)
        # «نهر اليوم - خاص / مراد بن عمر»: a newsroom that nothing else names.
        is_own = any(fold(piece) == EXCLUSIVE for piece in places) and len(others) > 1
        return is_known or (is_own and sum(map(is_signature, others)) == len(others) - 1)
    return any(" " in author.name or author.type == "organization" for people in named for author in people)


def authors_of(
    text: str, publisher_names: frozenset[str] = frozenset(), places: frozenset[str] = frozenset()
) -> tuple[Author, ...]:
    """The people and agencies of a byline, in order; the publisher itself, accounts and cities are nobody.

    `publisher_names` are folded, and so are `places`, from which this story is known to be filed.

    >>> [author.name for author in authors_of("كتب: أحمد سالم ومنى عادل")]
    ['أحمد سالم', 'منى عادل']
    """
    cleaned = past_desk(_unwrapped(_unstopped(clean_title(_HANDLE.sub(" ", text)))))
    role = None
    found = INTRODUCTION.match(cleaned)
    cleaned = by_role(found["rest"] if found is not None else cleaned)
    if found is not None:
        role = role_of(found)
    elif (labelled := _BEFORE_COLON.match(cleaned)) and not opens_byline(_SPLIT.split(labelled[0])[-1]):
        rest, words = cleaned[labelled.end() :], len(labelled[0].split())
        if words <= _LABEL_WORDS or (words <= _DESK_WORDS and is_signature(rest)):
            cleaned = rest
    placed = _BRACKETED.match(cleaned.strip())
    if placed and is_signature(placed["name"]) and not (is_agency(placed["place"]) or is_signature(placed["place"])):
        cleaned = placed["name"]
    names: list[Author] = []
    for author in _people(cleaned, publisher_names, places):
        if all(author.name != other.name for other in names):
            names.append(author.model_copy(update={"role": role}) if role and not author.role else author)
    # «شارك في التغطية فلان - إعداد فلانة»
    names = [author for author in names if author.role not in CONTRIBUTIONS] or names
    # One word beside a full name is the newsroom or a place: «عمان - الرأي - سمر حدادين», «بابل - وكالة سدرة».
    if any(author.type == "organization" or " " in author.name for author in names):
        names = [author for author in names if author.type != "person" or " " in author.name]
    # «رأس النور - كريم البكري»: of two pieces one is a name, the other a place that no table knows.
    # Not «رام الله - سلمى الوادي، غزة - مراد عمر», where each has a place that is known.
    if (
        len(names) == 2
        and _DASHED.search(cleaned)
        and sum(map(is_place, _SPLIT.split(cleaned))) < len(names)
        and not _are_listed(cleaned, [author.name for author in names])
    ):
        known = [author for author in names if opens_with_given_name(author.name)]
        names = known if len(known) == 1 and known[0].type == "person" else names
    # One word of several pieces is a place, a section or the newsroom: «admin | محليات».
    if len([piece for piece in _SPLIT.split(cleaned) if piece.strip()]) > 1 and all(
        " " not in one.name for one in names
    ):
        names = [author for author in names if author.type != "person"]
    return tuple(names)


def _are_listed(text: str, names: list[str]) -> bool:
    """«القاهرة - أحمد سالم، منى عادل»: whether a comma joins two names beside a place, and the first one is known."""
    lists = [_COMMA.split(part.strip(" :")) for part in _PIECE_MARKS.split(text)]
    is_placed = any(len(one) == 1 and is_place(one[0]) for one in lists)
    is_named = opens_with_given_name(names[0]) and is_full_name(names[1])
    return is_placed and is_named and any(list(map(clean_name, one)) == names for one in lists)


def _people(text: str, publisher_names: frozenset[str], places: frozenset[str] = frozenset()) -> list[Author]:
    found: list[Author] = []
    for part in _SPLIT.split(without_tight_places(text.strip(" :"), publisher_names)):
        for written in _joined(part):
            label, _, labelled = written.partition(":")
            introduced = INTRODUCTION.match(written.strip("()[] "))
            # «صور: فلان» is of pictures, not of Tyre.
            piece = labelled if introduced is None and is_place(label) else written
            role = role_of(introduced) if introduced is not None else None
            bare = _HANDLE.sub(" ", introduced["rest"] if introduced is not None else piece.strip("()[] "))
            bare = past_trade(bare)
            if bare.startswith("من ") and is_signature(bare[3:]):
                bare = bare[3:]
            if (placed := _WRITES_FROM.match(bare)) and opens_with_given_name(placed["name"]):
                bare = placed["name"]
            bare = _DOTS.sub("", _CALLING.sub(r"\g<name>", bare))
            name = past_site(clean_name(_LATIN.sub(r"\g<name>", bare)), publisher_names)
            folded = fold(name)
            if (
                not name
                or folded in publisher_names
                or is_place(name)
                or folded in places
                or any(
                    (len(site) > 5 and (f" {site} " in f" {folded} " or folded.startswith(site)))
                    or is_within(folded, site)
                    for site in publisher_names
                )
            ):
                continue
            if is_agency(name) or is_desk(name):
                found.append(Author(name=name, type="organization"))
            elif is_person(name):
                found.append(Author(name=name, role=role))
    # «كتب فلان - تصوير فلان»: those who only helped are not the writers.
    writers = [author for author in found if author.role not in CONTRIBUTIONS]
    return writers or found


def _joined(part: str) -> list[str]:
    """The names that «و» joins; «قسم الإعلام والاتصال» is one."""
    return [part] if is_press_office(part) else conjoined(part)
