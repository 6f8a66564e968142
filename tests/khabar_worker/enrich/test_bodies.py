"""Which body «الشركة» means: rules over the bodies that an article names."""

from __future__ import annotations

import pytest

from khabar.arabic.speech.reading import Reading
from khabar_worker.enrich.bodies import Bodies
from khabar_worker.enrich.entities import find_entities
from support.spoken import nodes_of_lines

TEXT = "وقعت شركة «أفق المراكب» عقدا مع وزارة النقل. وتنافسها شركة «بحر الضفاف» منذ سنوات."
END = (0, len(TEXT))


@pytest.mark.parametrize(
    ("name", "before", "expected"),
    [
        pytest.param("الشركة", END, "بحر الضفاف", id="the last one of its kind"),
        pytest.param("الشركة", (0, TEXT.index("وتنافسها")), "أفق المراكب", id="none that is named later"),
        pytest.param("الوزارة", END, "وزارة النقل", id="the kind is in the name"),
        pytest.param("الشركة المصنعة", END, None, id="an adjective where there are two"),
        pytest.param("الهيئة", END, None, id="no such body"),
        pytest.param("شركة", END, None, id="any company"),
        pytest.param("الجسر", END, None, id="no kind of body"),
        pytest.param("ـ", END, None, id="a name of no letter"),
    ],
)
def test_a_kind_means_the_body_of_it_that_was_named_last(
    name: str, before: tuple[int, int], expected: str | None
) -> None:
    nodes = nodes_of_lines(TEXT)
    bodies = Bodies([Reading(node) for node in nodes], find_entities(nodes))

    found = bodies.fitting(name, before, ())

    assert [entity.name for entity in found[:1]] == ([expected] if expected else [])
