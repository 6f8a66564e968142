"""What is remembered of a function, and for how long."""

from __future__ import annotations

from khabar.remembered import remembered


def test_what_was_asked_before_is_not_worked_out_again() -> None:
    asked: list[str] = []

    @remembered(10)
    def length(word: str) -> int:
        asked.append(word)
        return len(word)

    assert [length("ميناء"), length("سفينة"), length("ميناء")] == [5, 5, 5]
    assert asked == ["ميناء", "سفينة"]


def test_no_more_is_kept_than_was_said_and_a_full_memory_begins_anew() -> None:
    @remembered(3)
    def double(number: int) -> int:
        return 2 * number

    sizes = [(double(number), double.cache_info().currsize)[1] for number in (1, 2, 3, 3, 4, 5, 6, 7)]

    assert sizes == [1, 2, 3, 3, 1, 2, 3, 1]


def test_the_function_is_told_as_it_was_written() -> None:
    @remembered(3)
    def folded(word: str) -> str:
        """The folded word."""
        return word

    assert (folded.__name__, folded.__doc__) == ("folded", "The folded word.")
