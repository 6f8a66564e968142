"""A copied tree is one that beautifulsoup4 would have built."""

from __future__ import annotations

from bs4 import Tag
from bs4.element import NavigableString
from selectolax.lexbor import LexborHTMLParser

from khabar_worker.extract.text.soup import soup_of

_HTML = "<main><p class='lead big'>قال <b>الوزير</b> أمس</p><ul hidden><li>أول<li>ثان</ul></main>"


def _copied() -> Tag:
    node = LexborHTMLParser(_HTML).css_first("main")
    assert node is not None
    return soup_of(node)


def test_a_copied_element_has_all_that_a_constructed_one_has() -> None:
    built = Tag(name="p", attrs={}, interesting_string_types={NavigableString})

    copied = _copied().find("p")

    assert isinstance(copied, Tag)
    assert vars(built).keys() == vars(copied).keys()
    assert vars(NavigableString("")).keys() == vars(copied.contents[0]).keys()


def test_a_copied_tree_is_searched_changed_and_printed_as_any_other() -> None:
    soup = _copied()

    first, second = soup.find_all("li")
    first.decompose()

    assert second.find_parent("ul").attrs == {"hidden": ""}
    assert second.previous_sibling is None
    assert [str(text) for text in soup.stripped_strings] == ["قال", "الوزير", "أمس", "ثان"]
    assert soup.find("p").attrs == {"class": "lead big"}
    assert soup.find("b").next_element.next_element == " أمس"


def test_no_two_elements_share_their_contents_or_attributes() -> None:
    tags = _copied().find_all(True)

    assert len({id(tag.contents) for tag in tags}) == len({id(tag.attrs) for tag in tags}) == len(tags)
