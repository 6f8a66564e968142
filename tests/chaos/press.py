"""What the newsroom publishes during a run: stories drawn from a seed, and what has to become of each. All invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from chaos.points import BROKEN, POISON
from khabar.newsroom.archive import Draft

# Their addresses have the story's own name in them, so that stories of several rounds never share one.
PUBLISHERS = (
    "sample-atlas", "sample-bosla", "sample-madar", "sample-nahr", "sample-nawras", "sample-sanawbar",
)  # fmt: skip
TOWNS = ("مرسى الغاف", "تل الزعتر البري", "وادي السدر", "رأس النخيل", "بئر الهدهد", "قرية المنحدر", "حي السواقي")
PEOPLE = ("سالم الغافي", "هدى المرساوي", "نبيل السدري", "ريم الواحي", "كمال الربوة", "ليلى المنارة")
THINGS = ("مكتبة", "مدرسة", "سوقا شعبية", "محطة مياه", "حديقة عامة", "ورشة قوارب", "دارا للمسنين")
SAID = ("يخدم سكان الأحياء المجاورة", "يفتح أبوابه كل مساء", "يوفر فرص عمل جديدة", "ينتظره الأهالي منذ سنوات")


@dataclass(frozen=True)
class Programme:
    """The stories of one run by publisher, and those of them that are special, by story id."""

    drafts: dict[str, tuple[Draft, ...]]
    poison: frozenset[str] = field(default_factory=frozenset)
    broken: frozenset[str] = field(default_factory=frozenset)
    gone: frozenset[str] = field(default_factory=frozenset)

    @property
    def ordinary(self) -> list[str]:
        special = self.poison | self.broken | self.gone
        return sorted(draft.id for drafts in self.drafts.values() for draft in drafts if draft.id not in special)


def programme(random: Random, count: int, *, name: str, late: float = 0.4, special: int = 60) -> Programme:
    """`count` stories whose addresses hold `name`; `late` of them (0..1) come out only during the run.

    One in `special` kills its worker, as many make it fail, and twice as many have a page that is gone; 0: none does.
    """
    each = count // special + 1 if special else 0
    chosen = random.sample(range(count), 4 * each)
    poison, broken, gone = chosen[:each], chosen[each : 2 * each], chosen[2 * each :]
    drafts: dict[str, list[Draft]] = {publisher: [] for publisher in PUBLISHERS}
    for number in range(count):
        mark = f"{POISON}: " if number in poison else f"{BROKEN}: " if number in broken else ""
        is_held = number not in chosen and random.random() < late
        drafts[PUBLISHERS[number % len(PUBLISHERS)]].append(_draft(random, f"{name}-{number}", mark, number, is_held))
    ids = [frozenset(f"{name}-{number}" for number in numbers) for numbers in (poison, broken, gone)]
    return Programme({publisher: tuple(of) for publisher, of in drafts.items()}, *ids)


def _draft(random: Random, name: str, mark: str, number: int, is_held: bool) -> Draft:
    town, person, thing = random.choice(TOWNS), random.choice(PEOPLE), random.choice(THINGS)
    paragraphs = [
        f"افتتحت بلدية {town} أمس {thing} تحمل الرقم {number + 1} بعد {random.randint(2, 40)} شهرا من العمل المتواصل.",
        *(
            f"وقال {random.choice(PEOPLE)} إنه {random.choice(SAID)}، وإن كلفته بلغت {random.randint(3, 900)} ألفا."
            for _ in range(random.randint(2, 6))
        ),
    ]
    return Draft(
        id=name,
        slug=name,
        headline=f"{mark}{town} تفتتح {thing} جديدة رقم {number + 1} بحضور {person}",
        age_minutes=number % 600,
        held=is_held,
        body="\n".join(paragraphs),
    )
