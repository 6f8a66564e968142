"""The tables of names, as far as a slip in them would make two things one."""

from __future__ import annotations

from collections import defaultdict

from khabar.arabic.names.tables import forms, words_of

# Told under names that share no word with the full one.
BY_ANOTHER_NAME = {words_of(name) for name in ("أبو مازن", "حميدتي", "عبد الله غل")}


def test_all_forms_of_a_person_share_a_word_of_the_name() -> None:
    entries = defaultdict(list)
    for form in forms("people.txt"):
        entries[form.entry].append(form.words)

    strangers = [
        (names[0], name)
        for names in entries.values()
        for name in names[1:]
        if name not in BY_ANOTHER_NAME and not set(name) & set(names[0])
    ]

    assert strangers == []
