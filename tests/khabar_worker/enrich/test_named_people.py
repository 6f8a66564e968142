"""People whom an article names, and which verbs can be theirs."""

from __future__ import annotations

import pytest

from support.spoken import quoted


@pytest.mark.parametrize(
    "name",
    [
        "ميشيل أوباما",
        "أنس المرزوقي",
        "وسام الدبوسي",
        "نزهة بن علي",
        "يسرا بن عمر",
        "رشيدة بن مسعود",
        "كارين بن سعيد",
    ],
)
def test_a_womans_verb_can_be_hers_who_has_a_name_of_either_or_of_a_father(name: str) -> None:
    found = quoted(
        f"# {name} في المتحف\nوصلت {name} أمس. والتقت {name} بالوفود. وقد زارت {name} المتحف.\n"
        "وقالت لصحيفة النهر إن «الحياة هنا صعبة جدا»."
    )

    assert found == ((name, "الحياة هنا صعبة جدا"),)
