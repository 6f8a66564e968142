"""Written word lists as sets that folded words are looked up in."""

from __future__ import annotations

from khabar.arabic.fold import fold


def word_set(text: str, *, joined: bool = False) -> frozenset[str]:
    """The words of `text`, parted by white space, folded; with `joined` also with و and ف written on to them.

    >>> sorted(word_set("أكّد قال"))
    ['اكد', 'قال']
    """
    words = frozenset(fold(word) for word in text.split())
    return words | {joint + word for word in words for joint in "وف"} if joined else words
