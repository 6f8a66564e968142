"""What the first and last lines of a story credit: the dateline («القاهرة - رويترز») and the agency. Rules only."""

from __future__ import annotations

import re
from itertools import pairwise

from khabar.arabic.clean import clean_name
from khabar.arabic.fold import fold
from khabar.arabic.lexicon import NOUN_FLOOR, vocabulary
from khabar_worker.extract.bylines.agencies import is_agency, is_desk, sign_off
from khabar_worker.extract.bylines.byline import is_full_name
from khabar_worker.extract.bylines.introductions import opens_byline
from khabar_worker.extract.bylines.newsrooms import is_own
from khabar_worker.extract.bylines.people import is_signature
from khabar_worker.extract.bylines.places import is_place
from khabar_worker.extract.dating.stamps import undated
from khabar_worker.extract.drafts import Draft, TextDraft

_DATELINE = re.compile(
    r"^\W*(?P<place>[^\W\d_][^-–—:.()\[\]/|«»\"]{1,40}?)\s*(?:[(\[](?P<agency>[^)\]]{2,30})[)\]])?\s*(?:[-–—]{1,2}|:)\s*(?P<rest>.*)$",
    re.DOTALL,
)
# «بابل / وكالة سدرة للأنباء: », «أملج (واس) – »: the agency vouches for a place that no table knows.
_CREDITED = re.compile(
    r"^\W*(?P<place>[^\W\d_][^-–—:.()\[\]/|«»\"،]{1,30}?)\s*(?:[-–—/]\s*(?P<by>[^-–—:/()]{2,40}?)\s*:|[(\[](?P<agency>[^)\]]{2,30})[)\]]\s*[-–—:])"
)
_DASHED = re.compile(r"^\W*(?P<place>[^\W\d_][^-–—:.()\[\]/|«»\"،]{1,30}?)\s+[-–—]{1,2}\s+\S")
_DASH = re.compile(r"\s[-–—]{1,2}(?=\s)")
_PARTS = re.compile(r"\s*[-–—ـ/:()|]+\s*")
_REPORTERS_PART = 4
# «المنستير 14 أفريل 2026 (وات/ تحرير سلمى الوادي)- »
_FILED_BY = re.compile(
    r"^[^.()]{2,60}\([^()]{0,30}\b(?:(?P<edits>تحرير)|تقرير|متابعة|مراسلة|من)\s*:?\s+(?P<name>[^()/]{5,40}?)\s*\)\s*[-–—:]"
)
# «سلمى الوادي- النهر- بابل: », «سلمى الوادي - بابل في الأحد 8 مارس 2026 10:28 مساء - »
_SIGNED_FIRST = re.compile(
    r"^(?P<name>[^-–—:/()«»،.\d]{5,40}?)\s*[-–—]\s*(?P<filed>[^«»().]{3,70}?)(?::(?!\d)\s|\s[-–—]\s)(?=\S)"
)
# «عمون - سلمى الوادي - »
_BETWEEN_DASHES = re.compile(r"^(?P<desk>\S+)\s*[-–—]\s*(?P<name>[^-–—:/()|]+?)\s*[-–—]\s*(?P<rest>[^-–—:]*)")
_CLOCK = re.compile(r"\d:\d\d")
_OPENING = 120
_PLACE_WORDS = 3
# Labels that stand before a dash as places do.
_LABELS = frozenset(
    fold(word)
    for word in (
        "عاجل", "خاص", "حصري", "متابعة", "متابعات", "تقرير", "خبر", "تحديث", "ملاحظة", "تنويه", "تصحيح", "مقدمة",
        "أولا", "ثانيا", "ثالثا", "رابعا", "رأي", "بقلم", "كتب", "كتبت", "سؤال", "جواب", "بالصور", "بالفيديو", "شاهد",
        "نعم", "لا", "اليوم", "أمس",
    )
)  # fmt: skip
_TAIL = re.compile(r"[(\[«]\s*(?P<agency>[^()\[\]«»]{2,40}?)\s*[)\]»]\s*\.?\s*$")


def dateline_of(drafts: list[Draft], lines: list[str], sites: frozenset[str] = frozenset()) -> str | None:
    """The place a story is filed from, as printed; None when it opens without one.

    `lines` are bylines and lines taken out of the body, which may hold it too. `sites` are folded names of the
    publisher, which may stand where a place does.
    """
    first = next(
        (draft.line.text for draft in drafts if isinstance(draft, TextDraft) and draft.kind == "paragraph"), ""
    )
    for text in (first[:_OPENING], *lines):
        found = _DATELINE.match(text)
        if found:
            place = clean_name(found["place"])
            parts = [part.strip() for part in re.split(r"[،,]", place)]
            if any(map(is_place, parts)):
                return place
    return _unknown_place(first[:_OPENING], sites)


def _unknown_place(opening: str, sites: frozenset[str]) -> str | None:
    """A few words before the first sentence that an agency or a dash makes a place of filing."""
    found = _CREDITED.match(opening)
    if found is not None:
        named = found["by"] or found["agency"]
        if not (is_agency(named) or is_desk(named) or fold(named.strip()) in sites):
            found = None
    # Two dashes enclose an aside: «المدرب - وهو لاعب سابق - قال».
    found = found or (_DASHED.match(opening) if len(_DASH.findall(opening)) == 1 else None)
    if found is None:
        return None
    place = clean_name(found["place"])
    words = place.split()
    is_label = not words or fold(words[0]) in _LABELS or fold(place) in sites or is_agency(place)
    return None if is_label or len(words) > _PLACE_WORDS else place


def writer_of(drafts: list[Draft], sites: frozenset[str]) -> list[str]:
    """The reporter named before the first sentence: «عمّان 16 آذار (بترا) - محمد الطراونة - …», «كتب - فلان: …»."""
    texts = (draft.line.text for draft in drafts if isinstance(draft, TextDraft) and draft.kind == "paragraph")
    opening = next(texts, "")[:_OPENING]
    if filed_by := _FILED_BY.match(opening):
        name = filed_by["name"]
        # «وات/ تحرير فلان»: a name follows, known or not; or a desk («تحرير مكتب صفاقس»).
        is_other = is_desk(name) or any(map(is_place, (name, name.split()[0])))
        if is_signature(name) or (filed_by["edits"] and is_full_name(name) and not is_other):
            return [name]
    if (signed := _SIGNED_FIRST.match(opening)) and is_signature(clean_name(signed["name"])):
        filed = [piece.strip(' "«»“”') for part in undated(signed["filed"]) for piece in _PARTS.split(part)]
        # A day alone tells when it was, not when it was filed.
        is_dated = _CLOCK.search(signed["filed"]) is not None
        owned = [is_own(piece, sites) for piece in filed]
        is_filed = all(is_place(piece) or own for piece, own in zip(filed, owned, strict=True))
        if is_filed and (is_dated or any(owned)):
            return [clean_name(signed["name"])]
    parts = _PARTS.split(opening)
    for index, (part, rest) in enumerate(pairwise(parts[: _REPORTERS_PART + 1])):
        if is_signature(part) and not rest.startswith(("«", '"', "“")):
            filed = [piece.strip(' "«»“”') for before in parts[:index] for piece in undated(before)]
            is_told = any(is_place(piece) or opens_byline(piece) or fold(piece) in sites for piece in filed)
            return [part] if is_told or _is_filed_by_agency(opening, sites) else []
    return []


def _is_filed_by_agency(opening: str, sites: frozenset[str]) -> bool:
    """«عمون - فلان - …» of «وكالة عمون الاخبارية»; not of «وكالة اليوم», which is a word too, nor before more names."""
    found = _BETWEEN_DASHES.match(opening)
    if found is None or is_signature(found["rest"].strip()):
        return False
    desk = fold(found["desk"])
    is_short = any(site.startswith(f"وكاله {desk} ") for site in sites)
    return is_short and is_signature(found["name"]) and vocabulary().get(desk, 0) < NOUN_FLOOR


def tail_agency(drafts: list[Draft]) -> list[str]:
    """The agency in parentheses behind the last sentence, or in the dateline."""
    texts = [draft.line.text for draft in drafts if isinstance(draft, TextDraft) and draft.kind == "paragraph"]
    if not texts:
        return []
    found = _TAIL.search(texts[-1])
    names = [clean_name(found["agency"])] if found and is_agency(found["agency"]) else []
    opening = _DATELINE.match(texts[0][:120])
    if opening:
        named = opening["agency"] or re.split(r"[-–—:]", opening["rest"], maxsplit=1)[0]
        if is_agency(named):
            names.append(clean_name(named))
    return names


def credited(sign_offs: list[str]) -> list[str]:
    """The sources that closing lines credit, one by one («المنصة + وكالات» is two)."""
    named = [name for text in sign_offs if len(text) <= 80 and (name := sign_off(text))]
    parts = [clean_name(part) for name in named for part in re.split(r"\s*[+،,/]\s*|\s+-\s+", name)]
    return list(dict.fromkeys(part for part in parts if part))
