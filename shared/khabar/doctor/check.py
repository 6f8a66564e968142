"""One finding of the doctor."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

# ok: nothing to do. look: it works, and somebody should know. bad: it does not work, or will lose something.
Verdict = Literal["ok", "look", "bad"]


@dataclass(frozen=True)
class Check:
    """`advice` is empty when there is nothing to do."""

    name: str
    verdict: Verdict
    found: str
    advice: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)
