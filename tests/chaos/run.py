"""One run: stories come out, faults strike, and when all is quiet the promises are checked."""

from __future__ import annotations

import contextlib
import math
import shutil
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import FrameType

from chaos.faults import plan, strike
from chaos.invariants import violations
from chaos.points import POINTS
from chaos.press import Programme, programme
from chaos.stage import REHINT, Stage, stage
from khabar.newsroom.faults import Status

# A sweep comes every five seconds in each ingester. The rest is for a busy machine: with a load of fifteen on two
# processors the latest was 9.7 s behind the re-hint time.
SWEEP_SLACK_SECONDS = 20.0
BEAT_SECONDS = 0.2
# How long a fail-point waits for somebody to come by before the next fault.
REACH_SECONDS = 10.0

Tell = Callable[[str], None]


@dataclass
class Outcome:
    """What came of one seed. `rehint_seconds` is the longest that due work waited for its hint with all services up."""

    seed: int
    stories: int
    seconds: float = 0.0
    items: int = 0
    articles: int = 0
    versions: int = 0
    events: int = 0
    dead: int = 0
    edits: int = 0
    faults: int = 0
    hit: dict[str, int] = field(default_factory=dict)
    not_reached: list[str] = field(default_factory=list)
    restarts: int = 0
    repeated_deliveries: int = 0
    rehint_seconds: float = 0.0
    violations: dict[str, list[str]] = field(default_factory=dict)
    log: str | None = None


class Overdue(Exception):
    """The watchdog's: the run took longer than it may."""


def run(seed: int, *, stories: int, faults: int, limit_seconds: float, tell: Tell, only: str | None = None) -> Outcome:
    """Play one seed; the services' log is kept only when a promise was broken, and `log` says where."""
    random = Random(seed)
    story = programme(random, stories, name=f"s{seed}", late=0.6)
    outcome = Outcome(seed=seed, stories=stories)
    began = time.monotonic()
    with _watchdog(limit_seconds + 60), stage(story) as made:
        play = _Play(made, story, random, outcome, tell, began, limit_seconds)
        try:
            play.run(plan(random, faults, only))
            outcome.violations = play.check()
        except Overdue as overdue:
            outcome.violations = {"watchdog": [str(overdue)]}
        outcome.seconds = round(time.monotonic() - began, 1)
        if outcome.violations:
            kept = Path(tempfile.mkdtemp(prefix="khabar-chaos-log-"))
            shutil.copytree(made.folder / "data" / "logs", kept / "servers")
            outcome.log = str(shutil.copy(made.folder / "services.log", kept))
    return outcome


class _Play:
    def __init__(
        self,
        made: Stage,
        story: Programme,
        random: Random,
        outcome: Outcome,
        tell: Tell,
        began: float,
        limit_seconds: float,
    ) -> None:
        self._stage, self._story, self._random = made, story, random
        self._outcome, self._tell, self._began, self._deadline = outcome, tell, began, began + limit_seconds
        self._beat = threading.Event()
        self._next_poll = self._next_hurry = 0.0
        self._hit: Counter[str] = Counter()
        self._starts: set[int] = set()
        self._untold: dict[int, float] = {}

    def run(self, faults: list[str]) -> None:
        stage, random = self._stage, self._random
        by_id = {one.id: one for one in stage.room.stories()}
        for story_id in self._story.gone:
            story = by_id[story_id]
            for target in {story.path, story.path + stage.room.site(story.publisher_id).layout.link_suffix}:
                stage.room.switch_on(story.publisher_id, Status(code=410), target)
        self._until(self._has_articles, "the first articles")
        # The last tenth comes out when no more faults do, for those fail-points that nobody came by yet.
        held = sum(draft.held for drafts in self._story.drafts.values() for draft in drafts) * 9 // 10
        for number, name in enumerate(faults, 1):
            for _ in range(held * number // len(faults) - held * (number - 1) // len(faults)):
                stage.room.publish_next()
            self._edit()
            struck = strike(stage, name, random)
            if struck and name not in POINTS:
                self._hit[name] += 1
            self._for(random.uniform(0.5, 2.0))
            if name in POINTS:
                struck = self._wait_for_death(name)
            self._say(f"{number}/{len(faults)} {name}{'' if struck else ': nobody came by'}")
        self._calm(faults)

    def _say(self, what: str) -> None:
        self._tell(f"{time.monotonic() - self._began:4.0f} s  {what}")

    def _wait_for_death(self, name: str) -> bool:
        """Whether somebody died at an armed point within a while; one that stays armed may strike until the calm."""
        end = time.monotonic() + REACH_SECONDS
        while (self._stage.points / name).exists() and time.monotonic() < end:
            self._for(BEAT_SECONDS)
        return not (self._stage.points / name).exists()

    def _calm(self, faults: list[str]) -> None:
        """No more faults: points not reached are disarmed, and everything is let run dry."""
        stage, outcome = self._stage, self._outcome
        self._say("no more faults; waiting for all work to end")
        while stage.room.publish_next() is not None:
            continue
        end = time.monotonic() + 3 * REACH_SECONDS
        while any(stage.points.iterdir()) and time.monotonic() < end:
            self._for(BEAT_SECONDS)
        left = {path.name for path in stage.points.iterdir()}
        for path in stage.points.iterdir():
            path.unlink(missing_ok=True)
        armed = Counter(name for name in faults if name in POINTS)
        # Armed again before anybody came by is armed once.
        self._hit.update({name: count - (name in left) for name, count in armed.items() if count - (name in left)})
        outcome.not_reached = sorted(left)
        outcome.hit = dict(sorted(self._hit.items()))
        outcome.faults = self._hit.total()
        polled = stage.one("select now() as at")["at"]
        self._until(lambda: self._is_quiet(polled), "all work to end")

    def check(self) -> dict[str, list[str]]:
        stage, outcome = self._stage, self._outcome
        outcome.restarts = len(self._starts) - len(stage.supervisor.pids())
        outcome.repeated_deliveries = sum(n - 1 for n in stage.endpoint.taken.values())
        counts = stage.one(
            """select (select count(*) from item) as items, (select count(*) from article) as articles,
                 (select count(*) from article_version) as versions, (select count(*) from event) as events,
                 (select count(*) from item where state = 'dead') as dead"""
        )
        for name, value in counts.items():
            setattr(outcome, name, int(value))
        found = violations(stage, self._story)
        if outcome.rehint_seconds > REHINT + SWEEP_SLACK_SECONDS:
            found["hints later than promised"] = [f"{outcome.rehint_seconds} s"]
        return found

    def _edit(self) -> None:
        live = {story.id for story in self._stage.room.stories()}
        candidates = [story_id for story_id in self._story.ordinary if story_id in live]
        if candidates:
            self._stage.room.edit(self._random.choice(candidates))
            self._outcome.edits += 1

    def _has_articles(self) -> bool:
        return bool(self._stage.one("select count(*)::int as n from article")["n"] >= 5)

    def _is_quiet(self, since: object) -> bool:
        left = self._stage.one(
            """select (select count(*) from item where state in ('pending', 'running'))
                 + (select count(*) from delivery where state in ('pending', 'running'))
                 + (select count(*) from event where not exists (select from delivery where event_seq = seq))
                 + (select count(*) from feed where last_polled_at is null or last_polled_at < %(since)s
                      or last_outcome not in ('unchanged', 'not_modified')) as n""",
            {"since": since},
        )["n"]
        missing = self._stage.one("select count(*)::int as n from event")["n"] - len(self._stage.puller.seen)
        return bool(left == 0 and missing <= 0)

    def _until(self, is_done: Callable[[], bool], what: str) -> None:
        while not is_done():
            self._for(1.0)
            if time.monotonic() > self._deadline:
                raise Overdue(f"waited too long for {what}; {self._open()}")

    def _for(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (now := time.monotonic()) < end:
            self._stage.tick()
            self._starts.update(self._stage.supervisor.pids().values())
            if now >= self._next_hurry:
                self._next_hurry = now + 1.0
                self._stage.hurry()
                self._watch_hints()
            if now >= self._next_poll:
                self._next_poll = now + 3.0
                self._stage.poll()
            self._beat.wait(BEAT_SECONDS)

    def _watch_hints(self) -> None:
        now = time.monotonic()
        calm = now - self._stage.disturbed_at
        due = self._stage.rows(
            """select id, hinted_at is null as is_untold, extract(epoch from now() - coalesce(hinted_at, due_at))::float
                 as seconds from item where stage = 'extract' and state = 'pending' and due_at <= now()"""
        )
        # What was told and then put back waits anew: since it was seen so first, and not since it was due.
        untold = {row["id"] for row in due if row["is_untold"]}
        self._untold = {item: self._untold.get(item, now) for item in untold}
        for row in due:
            waited = min(row["seconds"], now - self._untold.get(row["id"], -math.inf))
            self._outcome.rehint_seconds = max(self._outcome.rehint_seconds, round(min(waited, calm), 1))

    def _open(self) -> str:
        rows = self._stage.rows("select stage || '.' || state as name, count(*)::int as n from item group by 1")
        return ", ".join(f"{row['name']} {row['n']}" for row in rows)


@contextlib.contextmanager
def _watchdog(seconds: float) -> Iterator[None]:
    """Break off whatever blocks."""

    def bark(_: int, __: FrameType | None) -> None:
        raise Overdue(f"nothing moved for {seconds:.0f} s")

    before = signal.signal(signal.SIGALRM, bark)
    signal.alarm(int(seconds))
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
