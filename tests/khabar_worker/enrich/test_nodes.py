"""The units of text that rules read, and the words they are cut into."""

from __future__ import annotations

from khabar.arabic.node import Node, Word
from khabar.body import Heading, ListBlock, ListItem, Media, MediaBlock, Paragraph
from khabar_worker.enrich.nodes import nodes_of


def test_every_node_has_the_id_that_positions_name() -> None:
    nested = ListItem(id="b3.i1.i1", text="فرع")
    body = (
        Heading(id="b1", text="عنوان"),
        MediaBlock(id="b2", type="image", media_id="m2"),
        ListBlock(id="b3", items=(ListItem(id="b3.i1", text="بند", items=(nested,)), ListItem(id="b3.i2", text="آخر"))),
        Paragraph(id="b4", text="فقرة"),
    )
    media = (Media(id="m1", url="https://a.example/1", caption="الأولى"), Media(id="m2", url="x", caption="الثانية"))

    nodes = nodes_of("الخبر", body, media)

    assert [(node.id, node.kind, node.block) for node in nodes] == [
        ("headline", "headline", -1),
        ("b1", "heading", 0),
        ("m2.caption", "caption", 1),
        ("b3.i1", "item", 2),
        ("b3.i1.i1", "item", 2),
        ("b3.i2", "item", 2),
        ("b4", "paragraph", 3),
        ("m1.caption", "caption", -1),
    ]


def test_words_are_folded_and_keep_their_place_in_the_original_text() -> None:
    node = Node("b1", "paragraph", 0, "قالَ الـــوزيرُ: «نعم»، في ٢٠٢٦")

    assert node.words == (
        Word("قال", 0, 4),
        Word("الوزير", 5, 15),
        Word("نعم", 18, 21),
        Word("في", 24, 26),
        Word("2026", 27, 31),
    )
    assert [node.text[word.start : word.end] for word in node.words][1] == "الـــوزيرُ"


def test_folded_positions_lead_back_to_the_letters() -> None:
    node = Node("b1", "paragraph", 0, "الـمُؤتَمَر")

    start, end = node.source(0, len(node.folded))

    assert node.text[start:end] == node.text
