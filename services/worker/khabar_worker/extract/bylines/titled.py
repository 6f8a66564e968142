"""The writers whom a page's titles name. Rules only."""

from __future__ import annotations

import re

from khabar.arabic.clean import clean_name
from khabar.arabic.fold import fold
from khabar_worker.extract.bylines.people import is_signature, may_be_full_name
from khabar_worker.extract.bylines.places import is_place
from khabar_worker.extract.heading.header import HeaderLine

# What players and teams write without a pen: «سامي نور يكتب.. التاريخ»; not «… التاريخ لا يعيد نفسه».
_FEATS = (
    r"\W*(?:التاريخ|تاريخ[اً]+|المجد|مجد[اً]+|فصل[اً]+)(?:\s+جديد[اً]*)?(?:\W*$|\s+(?:في|مع|ب)\s*"
    r"(?:ال)?(?:ملعب|ملاعب|دوري|كأس|نهائي|مونديال|بطول|أولمبياد|مباراة|مرمى)|[^:]*\sللمرة\s)"
)
# «سلمى الوادي تكتب: …», «حديث الصباح | سلمى الوادي :تكتب.. …»; not «سلمى الوادي تكتب رواية».
_WRITES = re.compile(rf"^\W*(?P<name>[^:|]{{5,40}}?)\s*:?\s*[تي]كتب\s*(?::|(?:…|\.{{2,}})(?!{_FEATS}))")
# Not «ديوان بقلم فلان», which the story is about.
_WRITTEN_BY = re.compile(r"(?:[.…/|:–-]\s*بقلم\s*[:/]?\s|\sبقلم\s*[:/])\s*(?P<name>[^:|/.…]{5,40})$")
_BY_COLON = re.compile(r"بقلم\s*[:/]")
_TITLE_CUT = re.compile(r"\s+[-–—|]\s+")


def writer_in(title: str | None) -> str | None:
    """Who a title says has written: «سلمى الوادي تكتب: …», «… .. بقلم: سلمى الوادي»; None when it names nobody."""
    for part in _TITLE_CUT.split(title or ""):
        for found in (_WRITES.match(part), _WRITTEN_BY.search(part)):
            if found is None:
                continue
            name = clean_name(found["name"])
            if is_signature(name) or (_BY_COLON.search(found[0]) and may_be_full_name(name) and not is_place(name)):
                return name
    return None


def entitled(lines: tuple[HeaderLine, ...], sites: frozenset[str], *titles: str | None) -> list[str]:
    """A bare name near the headline that the page's own title has before the site's: «عنوان المقال - فلان - النهر».

    A linked name may be a tag of somebody whom the headline ends with.
    """
    parted = [[fold(part) for part in _TITLE_CUT.split(title)] for title in titles if title]
    told = {part for parts in parted if parts[-1] in sites for part in parts[1:-1]}
    names = (line.text for line in lines if not line.linked and is_signature(line.text) and fold(line.text) in told)
    return list(dict.fromkeys(names))
