"""Plainly broken CSS selectors are caught, sound ones are let through."""

from __future__ import annotations

import pytest

from khabar.publishers.selector import selector_problem


@pytest.mark.parametrize(
    "selector",
    [
        "h1",
        "#content",
        "div.article-body > p:not(.note), article p",
        "a[href$='.pdf' i]",
        'div[data-x="}:a > ["]',
        "ul li:nth-child(2n + 1)",
        "main [role='main'] ~ p + p",
        ".نص-الخبر",
        "p::first-line",
        ".w-1\\/2",
        "*",
    ],
)
def test_a_sound_selector_passes(selector: str) -> None:
    assert selector_problem(selector) is None


@pytest.mark.parametrize(
    ("selector", "problem"),
    [
        ("", "is empty: write a CSS selector, or leave the key out"),
        (" ", "is empty: write a CSS selector, or leave the key out"),
        ("a[href='x]", "opens a quotation mark and does not close it"),
        ("p { color: red }", "holds '{': write the selector only, no style rule"),
        ("p;", "holds ';': write the selector only, no style rule"),
        ("p:not(.a", "opens '(' and does not close it"),
        ("p)", "closes ')' without opening it"),
        ("p[a)]", "closes ')' without opening it"),
        ("> p", "has nothing on one side of a '>', '+', '~' or ',': complete it"),
        ("p,", "has nothing on one side of a '>', '+', '~' or ',': complete it"),
        ("a, , b", "has nothing on one side of a '>', '+', '~' or ',': complete it"),
        ("div.", "has a '.', '#' or ':' with no name after it: complete it"),
        ("div. note", "has a '.', '#' or ':' with no name after it: complete it"),
        ("# a", "has a '.', '#' or ':' with no name after it: complete it"),
    ],
)
def test_a_broken_selector_is_told(selector: str, problem: str) -> None:
    assert selector_problem(selector) == problem
