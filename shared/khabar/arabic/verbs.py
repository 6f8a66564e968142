"""The perfect that an inflected verb belongs to: اعلن for يعلنون, ستعلن, اعلنت. Pure.

Listed verbs are conjugated (`conjugation.py`). Of others every form is checked against the vocabulary, so that a noun
with a verb's letters (تقرير) is no verb.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from khabar.arabic.conjugation import perfects_of
from khabar.arabic.lexicon import stop_words, vocabulary

# A verb's other form must be known this well to be taken for one.
_FLOOR = 20
# What is seen with the article this often beside itself is mostly a noun; less often where as a verb it would
# begin with و or ف (فيصل), or be of us (نصيب).
_NOUN_SHARE, _NOUN_SHARE_OF_FEW = 0.15, 0.05
_WOMENS_SHARE = 0.1
_OBJECTS = ("هما", "هم", "هن", "ها", "نا", "ني", "ه")
# of the imperfect: يعلنون تعلنين يعلنان يعلنوا; of the perfect: اعلنوا اعلنتا اعلنت اعلنا
_IMPERFECT_ENDINGS = ("ون", "ين", "ان", "وا", "ا", "")
_PERFECT_ENDINGS = ("تا", "وا", "نا", "ت", "ا", "وها")


def perfects(word: str) -> Iterator[str]:
    """The perfects that the folded `word` may be a form of; of a verb that is not listed also its imperfect.

    None for a noun.

    >>> "اعلن" in set(perfects("سيعلنون"))
    True
    """
    listed = tuple(_listed(word))
    yield from listed or (() if _is_noun(word) or _has_article(word) else _by_shape(word))


def _listed(word: str) -> Iterator[str]:
    for form in _without_particles(word):
        if form != word and _is_noun(word, _NOUN_SHARE_OF_FEW):
            return  # فيصل, وادي
        found = perfects_of(form)
        if not found and not _has_article(form):
            found = tuple(one for rest in _without_objects(form) for one in perfects_of(rest, is_active=True))
        if not found and _is_of_women(form):
            found = perfects_of(form[:-1])
        if found:
            if form in found or not _is_noun(form, _NOUN_SHARE_OF_FEW if form[0] == "ن" else _NOUN_SHARE):
                yield from found
            return


def _is_of_women(form: str) -> bool:
    """Whether the ن at its end may be theirs: يعملن is far rarer than يعمل, but no noun such as وزن is than وز."""
    known = vocabulary()
    least = known.get(form, 0) / _WOMENS_SHARE
    return len(form) >= 5 and form.endswith("ن") and known.get(form[:-1], 0) > max(_FLOOR, least)


def _without_particles(word: str) -> Iterator[str]:
    """The word, and what is left without و or ف, the س of the future, and ل."""
    yield word
    rests = [word] if word[0] not in "وف" else [word, word[1:]]
    yield from rests[1:]
    yield from (rest[1:] for rest in rests if rest[:1] in ("س", "ل") and rest[1:2] in ("ي", "ت", "ن"))


def _without_objects(form: str) -> Iterator[str]:
    if not form.endswith(_OBJECTS):
        return
    known = vocabulary()
    for pronoun in _OBJECTS:
        rest = form[: -len(pronoun)]
        if form.endswith(pronoun) and len(rest) >= 2:
            if rest.endswith("ت") and known.get("ال" + rest[:-1] + "ه", 0) > known.get(rest, 0):
                return  # قيمتها is its value
            # قتلوهم of قتلوا, رماه of رمى
            yield rest + "ا" if rest.endswith("و") else rest
            if rest.endswith("ا"):
                yield rest[:-1] + "ي"
            return


def _is_noun(form: str, share: float = _NOUN_SHARE) -> bool:
    """Whether it is mostly a noun: seen with the article."""
    known = vocabulary()
    return known.get("ال" + form, 0) > known.get(form, 0) * share


def _has_article(form: str) -> bool:
    """Whether it is a known noun with its article: المهم is not ألمّ بهم. A verb such as القاها is none."""
    return form.startswith("ال") and vocabulary().get(form[2:], 0) >= _FLOOR


def _by_shape(word: str) -> Iterator[str]:
    known = vocabulary()
    for bare in _without_object(word, known):
        if bare[:1] == "س" and bare[1:2] in ("ي", "ت", "ن") and len(bare) >= 5:
            yield from _of_imperfect(bare[1:], known)
        yield from _of_imperfect(bare, known)
        yield from _of_perfect(bare, known)


def _without_object(word: str, known: Mapping[str, int]) -> Iterator[str]:
    yield word
    for pronoun in _OBJECTS if word.endswith(_OBJECTS) else ():
        rest = word[: -len(pronoun)]
        if word.endswith(pronoun) and len(rest) >= 4 and known.get(rest, 0) > known.get(word, 0):
            yield rest
            break


def _of_perfect(word: str, known: Mapping[str, int]) -> Iterator[str]:
    for ending in _PERFECT_ENDINGS if word.endswith(_PERFECT_ENDINGS) else ():
        rest = word[: len(word) - len(ending)]
        if word.endswith(ending) and len(rest) >= 3 and _has_imperfect(rest, known):
            yield rest
            return


def _has_imperfect(perfect: str, known: Mapping[str, int]) -> bool:
    """Whether an imperfect of `perfect` is known: يعلن for اعلن, يقتل for قتل, يصل for وصل."""
    cores = {perfect, perfect[1:] if perfect[0] in "او" else perfect}
    return known.get(perfect, 0) >= _FLOOR and any(known.get("ي" + core, 0) >= _FLOOR for core in cores)


def _of_imperfect(word: str, known: Mapping[str, int]) -> Iterator[str]:
    if word[:1] not in ("ي", "ت", "ن"):
        return
    for ending in _IMPERFECT_ENDINGS:
        if not word.endswith(ending):
            continue
        core = word[1 : len(word) - len(ending)]
        imperfect = "ي" + core
        # A noun such as تقرير has no form in ي; one such as تحول has a rarer one.
        least = known.get(word, 0) / 2 if word[0] in "يت" else known.get(word, 0) * 2
        times = known.get(imperfect, 0)
        # Nor is يوم a verb: it is a noun, seen with the article.
        if len(core) >= 2 and times >= max(_FLOOR, least) and not _is_noun(imperfect):
            yield imperfect
            yield from _perfects_of(core, known)
            return


def _perfects_of(core: str, known: Mapping[str, int]) -> Iterator[str]:
    """The perfects of an imperfect's `core` (what follows ي)."""
    if len(core) == 2:
        candidates = ["و" + core, core]  # وصل of يصل, ضم of يضم
    elif len(core) == 3 and core[1] in "وي":
        # قال of يقول; of يعيد, as there is يعود, اعاد. And اريد is the first person.
        hollow = core[0] + "ا" + core[2]
        has_waw = core[1] == "ي" and known.get(f"ي{core[0]}و{core[2]}", 0) >= _FLOOR
        candidates = ["ا" + hollow] if has_waw else [hollow, "ا" + hollow] if core[1] == "ي" else [hollow]
        if known.get(candidates[0], 0) < _FLOOR:
            candidates.append(core)
    else:
        candidates = [core, "ا" + core]
        if core[-2] == "ي":
            candidates.append("ا" + core[:-2] + "ا" + core[-1])  # استقال of يستقيل
    if core[-1] in "وي":
        candidates.append(core[:-1] + "ا")  # دعا of يدعو
    best = max(candidates, key=lambda one: known.get(one, 0))
    if known.get(best, 0) >= max(_FLOOR, 0.05 * known.get("ي" + core, 0)) and best not in stop_words():
        yield best
