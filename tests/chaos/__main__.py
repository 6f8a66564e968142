"""`make chaos`: kills everything that can be killed, again and again, and counts what was lost. Linux only.

Real services on real servers, in a folder of their own, with a newsroom of invented publishers. What is done and when
is drawn from the seed. Ends with 1 when a promise was broken. Read with docs/operations.md.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
from dataclasses import asdict

from chaos.faults import FAULTS
from chaos.points import POINTS
from chaos.run import Outcome, run
from khabar.log import configure
from khabar.settings import load_settings

SHORT = {"stories": 48, "faults": 12, "limit": 240.0}
FULL = {"stories": 500, "faults": 43, "limit": 1500.0}


def main() -> int:
    parser = argparse.ArgumentParser(prog="chaos", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--short", action="store_true", help="one seed of 48 stories and 12 faults, as in CI")
    parser.add_argument("--seeds", type=int, default=10, help="how many seeds (10)")
    parser.add_argument("--first", type=int, default=1, help="the first seed (1)")
    parser.add_argument("--stories", type=int, help="stories of a seed (500)")
    parser.add_argument("--faults", type=int, help="faults of a seed (43: every kind and every fail-point once)")
    parser.add_argument("--only", choices=[*FAULTS, *POINTS], metavar="NAME", help="this fault or fail-point only")
    parser.add_argument("--json", action="store_true", help="JSON, which is also what a pipe gets")
    options = parser.parse_args()
    if sys.platform != "linux":
        print("chaos finds its processes in /proc, which only Linux has", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that being stopped ends what was started
    configure(load_settings(_env_file=None, log_level="error"), "chaos")
    form = SHORT if options.short else FULL
    is_for_people = sys.stdout.isatty() and not options.json
    broken = 0
    for seed in range(options.first, options.first + (1 if options.short else options.seeds)):
        outcome = run(
            seed,
            stories=options.stories or int(form["stories"]),
            faults=options.faults or int(form["faults"]),
            limit_seconds=form["limit"],
            only=options.only,
            tell=lambda what, seed=seed: print(f"seed {seed}: {what}", file=sys.stderr, flush=True),
        )
        broken += bool(outcome.violations)
        print(_in_words(outcome) if is_for_people else json.dumps(asdict(outcome), ensure_ascii=False), flush=True)
    return 1 if broken else 0


def _in_words(outcome: Outcome) -> str:
    lines = [
        f"seed {outcome.seed}: {outcome.items} items of {outcome.stories} stories, {outcome.edits} edits",
        f"  {outcome.faults} faults, {outcome.restarts} restarts, {outcome.seconds:.0f} s",
        f"  {outcome.articles} articles, {outcome.versions} versions, {outcome.events} events, {outcome.dead} dead",
        f"  {outcome.repeated_deliveries} deliveries repeated, longest wait for a hint {outcome.rehint_seconds} s",
    ]
    if outcome.not_reached:
        lines.append(f"  not reached: {', '.join(outcome.not_reached)}")
    for name, examples in outcome.violations.items():
        lines.append(f"  BROKEN {name}: {'; '.join(examples)}")
    lines.append(f"  log: {outcome.log}" if outcome.log else "  every promise kept")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
