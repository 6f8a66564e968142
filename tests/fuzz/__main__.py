"""`make fuzz`: hostile bytes for everything that reads strangers' text, as long as you like.

Inputs that break something are kept in tests/fuzz/inputs and tried by `make test` from then on. The same --seed draws
the same inputs. The exit status is 1 when something broke.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from fuzz.search import Finding, search
from fuzz.targets import TARGETS

INPUTS = Path(__file__).parent / "inputs"
# Inputs of one target before the next one's turn.
ROUND = 50


def main() -> None:
    options = _options()
    names = options.target or list(TARGETS)
    tried, findings = dict.fromkeys(names, 0), dict[str, Finding]()
    ends_at, number = time.monotonic() + options.seconds, options.seed
    while len(findings) < len(names):
        for name in [name for name in names if name not in findings]:
            if time.monotonic() >= ends_at and min(tried.values()):
                break
            found = search(name, TARGETS[name], number=number, examples=ROUND, folder=INPUTS)
            tried[name] += ROUND
            if found is not None:
                findings[name] = found
            if sys.stderr.isatty():
                print(f"\r{name:10} seed {number} ", end="", file=sys.stderr, flush=True)
        else:
            number += 1
            continue
        break
    _tell(tried, findings, as_json=options.json)
    sys.exit(1 if findings else 0)


def _options() -> argparse.Namespace:
    first, _, more = (__doc__ or "").partition("\n")
    parser = argparse.ArgumentParser(prog="make fuzz", description=first, epilog=more)
    parser.add_argument(
        "--seconds", type=float, default=300, help="how long (300); every target gets one turn at least"
    )
    parser.add_argument(
        "--seed", type=int, default=1, help="the first seed (1); each turn of all targets takes the next"
    )
    parser.add_argument("--target", action="append", choices=list(TARGETS), help="only this one; may be repeated")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    return parser.parse_args()


def _tell(tried: dict[str, int], findings: dict[str, Finding], *, as_json: bool) -> None:
    if as_json:
        found = {name: str(one.file) for name, one in findings.items()}
        print(json.dumps({"tried": tried, "findings": found}))
        return
    if sys.stderr.isatty():
        print(file=sys.stderr)
    for name, count in tried.items():
        print(f"{name:10}{count:8} inputs  {'BROKEN: ' + str(findings[name].file) if name in findings else 'held'}")
    for name, one in findings.items():
        print(f"\n{name}: try it again with .venv/bin/pytest tests/fuzz -k {one.file.name}\n{one.trace}")


if __name__ == "__main__":
    main()
