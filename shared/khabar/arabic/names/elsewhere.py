"""How a word stands elsewhere in its article, as features of the tagger. Pure.

A surname that stands alone here is known by the title or the first name before it there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from khabar.arabic.lexicon import vocabulary
from khabar.arabic.names.features import OUTSIDE, without_proclitics, word_class
from khabar.arabic.names.gazetteer import Match
from khabar.remembered import remembered

# Token → features that it has in all its places.
Elsewhere = Mapping[str, Sequence[str]]

_CACHED_WORDS = 50_000
_LEAST_LETTERS = 3
_COMMON = 20_000  # words seen so often in 19 million tell nothing by where they stand
_MOST_TIMES = 4


def elsewhere(rows: Sequence[Sequence[str]], matches: Sequence[Sequence[Match]]) -> Elsewhere:
    """The tokens of an article whose word stands in it more than once, each with what its places tell.

    `rows` are the article's folded texts, `matches` the known names in each. Tokens are of one word when they are the
    same without their proclitics.
    """
    times: Counter[str] = Counter()
    told: dict[str, dict[str, None]] = {}
    words: dict[str, str] = {}
    for row, known in zip(rows, matches, strict=True):
        inside = {at: match for match in known if match.end > match.start + 1 for at in range(match.start, match.end)}
        for at, token in enumerate(row):
            word, proclitics = _word(token)
            if not word:
                continue
            words[token] = word
            times[word] += 1
            here = told.setdefault(word, {})
            before = row[at - 1] if at else OUTSIDE
            here[f"ek{proclitics}" if proclitics else f"ep{word_class(before).removeprefix('~')}"] = None
            if (match := inside.get(at)) is not None:
                place = "B" if at == match.start else "I"
                here.update(dict.fromkeys(f"em{place}{one.kind[0]}" for one in match.known))
    return {
        token: (*told[word], f"en{min(times[word], _MOST_TIMES)}") for token, word in words.items() if times[word] > 1
    }


@remembered(_CACHED_WORDS)
def _word(token: str) -> tuple[str, str]:
    """The token without its proclitics, and these; two empty texts for what is no word, or one that is everywhere."""
    if len(token) < _LEAST_LETTERS or not token[0].isalpha():
        return "", ""
    word, cut = without_proclitics(token)
    return ("", "") if vocabulary().get(word, 0) > _COMMON else (word, token[:cut])
