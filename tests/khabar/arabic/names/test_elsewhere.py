"""What the tagger sees of a word by where else it stands in the article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from khabar.arabic.fold import fold
from khabar.arabic.names import train
from khabar.arabic.names.corpus import Sentence
from khabar.arabic.names.elsewhere import elsewhere
from khabar.arabic.names.gazetteer import matches_in


def rows(*texts: str) -> list[list[str]]:
    return [fold(text).split() for text in texts]


def seen(*texts: str) -> Mapping[str, Sequence[str]]:
    words = rows(*texts)
    return elsewhere(words, [matches_in(row) for row in words])


def test_a_word_has_what_stands_before_it_in_all_its_places() -> None:
    found = seen("وصل الوزير دبوسيل أمس", "وعاد دبوسيل اليوم")

    assert {"eptitle", "en2"} < set(found["دبوسيل"])


def test_a_word_behind_proclitics_is_the_same_and_tells_them() -> None:
    found = seen("وصل الوزير سليم أمس", "قيل لسليم إنه وصل")

    assert found["سليم"] == found["لسليم"]
    assert {"eptitle", "ekل", "en2"} <= set(found["سليم"])


def test_a_part_of_a_known_name_tells_which() -> None:
    found = seen("زار أنطونيو غوتيريش القرية أمس", "وعاد غوتيريش اليوم")

    assert "emIp" in found["غوتيريش"]


def test_what_stands_once_or_is_everywhere_tells_nothing() -> None:
    found = seen("وصل الوزير دبوسيل في القطار ،", "وعاد في المساء ، في العربة")

    assert dict(found) == {}


def test_a_surname_alone_is_learned_from_its_title_elsewhere() -> None:
    people, things = (
        ["دبوسيل", "برقاشين", "نورسلوم", "كومنافر", "دبرسوك"],
        ["زنبقوط", "قلمونير", "مرشوفيك", "طربيسون", "شنقولد"],
    )
    corpus = [
        Sentence(tuple(row), ("O", "B-P" if word in people else "O", "O") if row[0] != "وصل" else ("O", "O", "B-P"))
        for word in [*people, *things]
        for row in rows(f"وصل الوزير {word}" if word in people else f"انكسر {word} اليوم", f"رفع {word} معه")
    ]
    tagger = train.learn(corpus, rounds=100, progress=lambda _: None).tagger()

    unknown = rows("وصل الوزير ترمونيل", "رفع ترمونيل معه", "انكسر ترمونيك اليوم", "رفع ترمونيك معه")
    article = elsewhere(unknown, [matches_in(row) for row in unknown])

    assert [name[:3] for name in tagger.names(unknown[1], (), article)] == [(1, 2, "P")]
    assert tagger.names(unknown[3], (), article) == []
    assert tagger.names(unknown[1]) == tagger.names(unknown[3]) == []
