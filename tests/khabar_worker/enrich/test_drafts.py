"""Statements over several nodes, and the lists that they end in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khabar.arabic.node import Node, NodeKind
from khabar_worker.enrich.quotes import find_quotes
from support.spoken import nodes_of_lines, said, statements_of

LIST_AFTER_COLON = """
    وتضيف سهى القاسمي:
    - الأمطار تأخرت أكثر من شهر عن موعدها المعتاد.
    - السدود فيها ماء يكفي القرى حتى الربيع.
"""

LIST_NAMES_SPEAKER = """
    # رأي الخبراء
    - الباحثة في شؤون المناخ، سهى القاسمي، قالت إن الأمطار تأخرت أكثر من شهر.
    - السدود فيها ماء يكفي القرى حتى الربيع.
    - المزارعون سيخسرون نصف المحصول هذا العام.
"""

LIST_CONTINUES = """
    وقالت سهى القاسمي إن الأمطار تأخرت أكثر من شهر.
    - السدود فيها ماء يكفي القرى حتى الربيع.
    - المزارعون سيخسرون نصف المحصول هذا العام.
"""


@pytest.mark.parametrize(
    ("text", "method", "parts"),
    [
        (LIST_AFTER_COLON, "list_after_colon", 2),
        (LIST_NAMES_SPEAKER, "list_first_item_names_speaker", 3),
        (LIST_CONTINUES, "list_continues_speaker", 2),
    ],
)
def test_the_items_of_a_list_are_their_speakers_and_reported(text: str, method: str, parts: int) -> None:
    statement = statements_of(nodes_of_lines(text))[-1]

    assert (statement.method, statement.direct, len(statement.parts)) == (method, False, parts)
    assert statement.speaker.name == "سهى القاسمي"
    assert statement.intro is not None


def test_what_is_only_reported_is_kept_apart_from_what_is_quoted() -> None:
    text = f"""
        وقال سامر الحوراني إن الجسر جاهز، مضيفا أن الوزارة «فخورة بمن عملوا فيه».
        وأضاف: سنفتحه قبل الشتاء.
        وأكد أن السد آمن.
        {LIST_CONTINUES}
    """

    quotes, reported, _ = find_quotes(nodes_of_lines(text), ())

    assert [(one.id, one.method) for one in quotes] == [
        ("q1", "quote_marks"), ("q2", "colon"), ("q3", "list_continues_speaker"),
    ]  # fmt: skip
    assert [(one.id, one.parts[0].text) for one in reported] == [
        ("r1", "إن الجسر جاهز"), ("r2", "أن السد آمن."), ("r3", "إن الأمطار تأخرت أكثر من شهر."),
    ]  # fmt: skip


def test_a_speaker_whom_the_sentence_does_not_name_tells_why_it_is_he() -> None:
    text = f"""
        قالت سهى القاسمي: «الأمطار تأخرت هذا العام كثيرا».
        وقال سامر الحوراني: «السد آمن والجسر جاهز».
        وأضافت: «لكنها ستعود قبل نهاية الشهر».
        {LIST_CONTINUES}
    """

    provenance = find_quotes(nodes_of_lines(text), ()).provenance

    told = {pointer: [(one.value, one.why) for one in origin.rejected] for pointer, origin in provenance.items()}
    assert told == {
        "/quotes/2": [("speaker:سامر الحوراني", "does not agree with the verb")],
        "/quotes/3": [("speaker:null", "no verb of speech beside these words")],
    }
    assert {origin.method for origin in provenance.values()} == {"inferred"}


def test_an_item_that_names_another_speaker_begins_his_statement() -> None:
    text = LIST_NAMES_SPEAKER + "- وقال سامر الحوراني إن السد آمن.\n- العمل فيه انتهى قبل موعده بشهرين."

    speakers = [(one.speaker.name, len(one.parts)) for one in statements_of(nodes_of_lines(text))]

    assert speakers == [("سهى القاسمي", 3), ("سامر الحوراني", 2)]


def test_a_list_of_things_is_nobodys_statement() -> None:
    text = "وقالت سهى القاسمي إن القرى المتضررة كثيرة.\n- الوادي\n- السهل\n- المنارة"

    assert said(text) == [("سهى القاسمي", "إن القرى المتضررة كثيرة.")]


def test_an_attribution_never_crosses_a_heading() -> None:
    text = """
        قال سامر الحوراني إن الجسر جاهز.
        # الأمطار
        - السدود فيها ماء يكفي القرى حتى الربيع.
        وأضاف أن العمل انتهى أمس.
    """

    assert said(text) == [("سامر الحوراني", "إن الجسر جاهز.")]


def test_behind_a_heading_a_surname_still_means_the_full_name() -> None:
    text = "قال سامر الحوراني إن الجسر جاهز.\n# الأمطار\nوأكد الحوراني أن السد آمن."

    assert [name for name, _ in said(text)] == ["سامر الحوراني", "سامر الحوراني"]


WORDS = """
    قال وقالت سامر الحوراني سهى القاسمي إن أن أنه : « » “ ” " ، . ؟ وزير النقل مؤكدا مشيرا إلى بحسب وفق ما أفاد به
    المصدر نفسه سموه الوزير بيان في تصريح ل لـ قائلا بين لم يقل وصفه بـ الذي من عن قوله خبيران مصادر علي على د. 1.5
    وأضاف كان قد – - يا 🙂 «الجسر (الأمطار) نعم» ذلك
"""
PIECES = st.sampled_from(WORDS.split())
LINES = st.lists(
    st.tuples(
        st.sampled_from(["paragraph", "item", "heading", "quote", "cell"]),
        st.one_of(st.lists(PIECES, max_size=25).map(" ".join), st.text(max_size=40)),
    ),
    max_size=6,
)


@settings(max_examples=300, deadline=None)
@given(LINES)
def test_whatever_the_text_parts_are_exact_and_never_overlap(lines: list[tuple[NodeKind, str]]) -> None:
    nodes = [Node(f"b{i}", kind, i, text) for i, (kind, text) in enumerate(lines)]
    texts = {node.id: node.text for node in nodes}

    parts = [part for one in statements_of(nodes) for part in one.parts]

    assert all(part.text and texts[part.at.node][part.at.start : part.at.end] == part.text for part in parts)
    taken = [(part.at.node, position) for part in parts for position in range(part.at.start, part.at.end)]
    assert len(taken) == len(set(taken))
