"""Under which words a page's own newsroom signs. Rules only; not here: people."""

from __future__ import annotations

import re

from khabar.arabic.clean import clean_name
from khabar.arabic.fold import fold
from khabar.arabic.names.tables import given_names
from khabar_worker.extract.bylines.agencies import is_agency, is_editors
from khabar_worker.extract.bylines.given_names import opens_with_given_name
from khabar_worker.extract.bylines.introductions import INTRODUCTION
from khabar_worker.extract.bylines.people import is_signature
from khabar_worker.extract.bylines.places import is_place
from khabar_worker.extract.dating.stamps import undated

# «القدس دوت كوم»
_DOMAIN = re.compile(r"\s+(?:دوت\s+(?:كوم|نت|أورغ)|\.?(?:com|net|org))$")
# «أبو» and its kin open the second half of a name.
_GOES_ON = re.compile(r"(?:^|\s)(?:أبو|ابو|أم|ام|بن|ابن|بنت|آل|عبد)\s*$")
# What stands before a newsroom's name: any word behind it may sign; folded.
_KIND = re.compile(r"^(?:صحيفه|جريده|موقع|بوابه|شبكه|مجله)\s")
# «خاص»: the newsroom's own, and stands where its name may.
EXCLUSIVE = "خاص"
# «برلين (د ب أ)», «ا ف ب (أنقرة)»; of one word an agency's signature may be a sentence's: «ومع (المغرب)».
_FILED = re.compile(r"^\W*(?P<before>[^()\[\]]{2,30}?)\s*[(\[](?P<inside>[^()\[\]]{2,30})[)\]]\W*$")
_NAME_LETTERS = 4
_SITE_LETTERS = 5


def is_desks(text: str) -> bool:
    """Whether a line says only which part of the newsroom wrote: «كتب محرر الشؤون المحلية -», «إعداد: هيئة التحرير»."""
    found = INTRODUCTION.match(text.strip(" -–—ـ:"))
    return found is not None and is_editors(clean_name(found["rest"]))


def is_own(text: str, sites: frozenset[str]) -> bool:
    """Whether a text is a name of the newsroom, or a part of one. `sites` are folded.

    >>> is_own("سبق", frozenset({"صحيفه سبق الالكترونيه"}))
    True
    """
    folded = fold(_DOMAIN.sub("", text).strip(' "«»“”'))
    return folded in sites or any(is_within(folded, site) or _is_edition(folded, site) for site in sites)


def is_within(name: str, site: str) -> bool:
    """«مرسى النورس» signs for «صحيفة مرسى النورس». Both are folded."""
    # Most are no part of it: before the patterns.
    if name not in site or name == site or _KIND.match(f"{name} "):
        return False
    bare = _KIND.sub("", site)
    # Behind «صحيفة» any word is a name; one person's, where more of it follows.
    is_named = len(name) > 2 and bare != site and f"{bare} ".startswith(f"{name} ")
    is_named = is_named and (name == bare or not _is_persons(name))
    return is_named or (len(name) > _NAME_LETTERS and f" {name} " in f" {site} ")


def _is_persons(name: str) -> bool:
    """Whether a name is a person's: of one word, one that is no word of the language («شمس», «أمل»)."""
    return opens_with_given_name(name) if " " in name else given_names().get(name, False)


def _is_edition(name: str, site: str) -> bool:
    """«مرسى النورس ديجيتال» signs for «مرسى النورس»."""
    return len(site) > _SITE_LETTERS and name.count(" ") - site.count(" ") == 1 and f" {site} " in f" {name} "


def desks_and_places(pieces: list[str], sites: frozenset[str]) -> list[str]:
    """The pieces of a line that say where the story was filed: a place, the newsroom, or its short name.

    One word of its name is a word of the language too («اليوم: افتتاح المعرض»): beside it stands nothing of a story.
    """
    told = [piece for piece in pieces if is_place(piece) or fold(piece.strip(' "«»“”')) == EXCLUSIVE]
    owned = [piece for piece in pieces if piece not in told and is_own(piece, sites)]
    others = [piece for piece in pieces if piece not in (*told, *owned)]
    is_frame = all(is_agency(piece) or is_signature(piece) or not undated(piece) for piece in others)
    return [*told, *(piece for piece in owned if is_frame or " " in piece or fold(piece) in sites)]


def without_tight_places(text: str, sites: frozenset[str]) -> str:
    """«محمد أفزاز-النهر-الدوحة» without the place and the newsroom; names that a hyphen joins stay one."""
    name, _, place = text.rpartition("-")
    # «منى أبو-النصر»
    is_told = name and not _GOES_ON.search(name) and (is_place(place) or is_own(place, sites))
    return without_tight_places(name, sites) if is_told else text


def past_site(name: str, sites: frozenset[str]) -> str:
    """«النهر24 مراد بن عمر» without the newsroom that no mark parts from the name."""
    words = name.split()
    for count in range(1, len(words) - 1):
        if fold(" ".join(words[:count])) in sites and is_signature(rest := " ".join(words[count:])):
            return rest
    return name


def is_place_line(text: str, sites: frozenset[str] = frozenset()) -> bool:
    """Whether a line above the story is only a dateline: a place or the newsroom («دبي - البيان»)."""
    if len(text.split()) > 6 or text.rstrip().endswith("."):
        return False
    if filed := _FILED.match(text):
        before, inside = filed["before"], filed["inside"]
        if (is_place(before) and is_agency(inside)) or (" " in before and is_agency(before) and is_place(inside)):
            return True
    parts = (part.strip(' ()[]«»"❖◆■▪') for part in re.split(r"\s+[ـ_]+\s+|[-–—:/|،,]", text))
    return bool(desks_and_places([part for part in parts if part], sites))
