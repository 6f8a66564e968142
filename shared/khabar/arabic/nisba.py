"""What a nisba is derived from where more than its ending is lost: سنة of سنوي, نهاية of نهائي. Pure.

Not here: nisbas that are the noun with an ending (سياسي of سياسة, سوري of سوريا), which have its stem (`stem.py`).
Source: W. Wright, "A Grammar of the Arabic Language" (3rd ed.), vol. 1, §249-261.
"""

from __future__ import annotations

from collections.abc import Iterator

from khabar.arabic.lexicon import seen, vocabulary

# A noun and its nisba are each seen this often at least.
_WELL_KNOWN = 20
_ENDINGS = ("ون", "ين", "ان", "ات", "ه", "")
# The nisba's ending and the noun's: سنوي سنة، تربوي تربية، حيوي حياة، سماوي سماء، آسيوي آسيا، نهائي نهاية
_ENDINGS_OF_NOUNS = (
    *(("وي", noun) for noun in ("ه", "يه", "اه", "اء", "ا", "ي", "")),
    *(("اوي", noun) for noun in ("اء", "ا")),
    ("اءي", "ايه"),
)
# Too short, or too rare, for the rule.
_LISTED = {
    "صحي": "صحه", "غزي": "غزه", "يدوي": "يد", "دنيوي": "دنيا", "قروي": "قريه", "فءوي": "فءه", "رءوي": "رءه",
    "وحدوي": "وحده", "كروي": "كره", "مءوي": "مءه", "سماوي": "سماء", "جهوي": "جهه", "كوبي": "كوبا",
}  # fmt: skip

# What has left its noun: official is not of drawings, main not of a president, foreign affairs not outside.
_OWN = frozenset(["رسمي", "رءيسي", "نفسي", "حالي", "مدني", "عادي", "خارجي", "داخلي", "ثانوي", "تحتي", "دولي"])


def own_nisba(bare: str) -> str | None:
    """The masculine of a folded nisba that is a word of its own; None for all others."""
    masculine = bare.removesuffix("ه")
    return masculine if masculine in _OWN else None


def nouns_of(bare: str) -> Iterator[str]:
    """The noun that the folded `bare`, without clitics, is a nisba of; none if it has the noun's stem anyway."""
    for ending in _ENDINGS:
        rest = bare[: len(bare) - len(ending)]
        if bare.endswith(ending) and rest.endswith("ي"):
            yield from _noun(rest)
            return


def _noun(nisba: str) -> Iterator[str]:
    if nisba in _LISTED:
        yield _LISTED[nisba]
    elif min(seen(nisba), seen(nisba + "ه")) >= _WELL_KNOWN:
        candidates = [nisba.removesuffix(one) + noun for one, noun in _ENDINGS_OF_NOUNS if nisba.endswith(one)]
        best = max(candidates, key=_times, default="")
        if len(best) >= 2 and seen(best) >= _WELL_KNOWN:
            yield best


def _times(noun: str) -> int:
    """How often it is surely a noun: with the article, but for a land (اسيا)."""
    return vocabulary().get(noun if noun.endswith("يا") else "ال" + noun, 0)
