"""What is done to a running stage. Every fault hits only what the run itself started."""

from __future__ import annotations

import contextlib
import shutil
import signal
from collections.abc import Callable
from random import Random

import redis

from chaos.points import POINTS, arm
from chaos.processes import children, send
from chaos.stage import LEASE, Stage
from khabar import queue
from khabar.errors import KhabarError
from khabar.newsroom.faults import Disconnect, Status, Truncated

Fault = Callable[[Stage, Random], bool]


def _kill(kind: str) -> Fault:
    def act(stage: Stage, random: Random) -> bool:
        leaders = stage.leaders(kind)
        return bool(leaders) and stage.kill(random.choice(leaders))

    return act


def _horse(stage: Stage, random: Random) -> bool:
    horses = stage.horses()
    return bool(horses) and stage.kill(random.choice(horses))


def _tree(stage: Stage, random: Random) -> bool:
    leaders = stage.leaders("extract")
    if not leaders:
        return False
    leader = random.choice(leaders)
    hit = [stage.kill(pid) for pid in (leader, *children(leader))]
    return any(hit)


def _everything(stage: Stage, random: Random) -> bool:
    hit = [stage.kill(pid) for pid in sorted(stage.mine())]
    return any(hit)


def _pause_horse(stage: Stage, random: Random) -> bool:
    horses = stage.horses()
    return bool(horses) and stage.pause(random.choice(horses), LEASE + 2)


def _pause_ingest(stage: Stage, random: Random) -> bool:
    leaders = stage.leaders("ingest")
    return bool(leaders) and stage.pause(random.choice(leaders), LEASE + 2)


def _valkey(*, keep: bool) -> Fault:
    def act(stage: Stage, random: Random) -> bool:
        pid = stage.server_pid("valkey")
        done = pid is not None and send(pid, signal.SIGKILL)
        if not keep:
            for path in (stage.folder / "data" / "valkey").glob("appendonlydir*"):
                shutil.rmtree(path, ignore_errors=True)
        return done

    return act


def _in_valkey(act: Callable[[redis.Redis, Stage], None]) -> Fault:
    def acts(stage: Stage, random: Random) -> bool:
        with contextlib.suppress(redis.RedisError, KhabarError), queue.connect(str(stage.settings.redis_url)) as client:
            act(client, stage)
            return True
        return False

    return acts


def _double(client: redis.Redis, stage: Stage) -> None:
    """Hint all that is open twice more, in jobs of other sizes."""
    ids = [row["id"] for row in stage.rows("select id from item where state in ('pending', 'running') order by id")]
    for size in (1, 7):
        queue.hint(client, "extract", ids, rehint_seconds=stage.settings.rehint_seconds, size=size)


def _backends(stage: Stage, random: Random) -> bool:
    stage.rows(
        """select pg_terminate_backend(pid) from pg_stat_activity
           where pid <> pg_backend_pid() and backend_type = 'client backend'"""
    )
    return True


def _backend(stage: Stage, random: Random) -> bool:
    """SIGKILL of one session's process: the postmaster ends all others and recovers."""
    pids = {row["pid"] for row in stage.rows("select pid from pg_stat_activity where backend_type = 'client backend'")}
    master = stage.server_pid("postgres")
    own = pids & set(children(master)) if master is not None else set()
    return bool(own) and send(random.choice(sorted(own)), signal.SIGKILL)


def _postmaster(stage: Stage, random: Random) -> bool:
    pid = stage.server_pid("postgres")
    return pid is not None and send(pid, signal.SIGKILL)


def _disk(stage: Stage, random: Random) -> bool:
    """No byte can be written by PostgreSQL, or by Valkey, for a while."""
    return stage.fill_disk(random.uniform(2.0, 6.0))


def _publisher(stage: Stage, random: Random) -> bool:
    """One publisher answers the next few requests for pages badly, then well again."""
    fault = random.choice([Status(code=500), Truncated(), Disconnect()])
    stage.room.switch_on(random.choice(stage.room.publishers).id, fault, "pages", times=2)
    return True


FAULTS: dict[str, Fault] = {
    "kill a work-horse": _horse,
    "kill a worker, its horse goes on": _kill("extract"),
    "kill a worker and its horse": _tree,
    "kill an ingester": _kill("ingest"),
    "kill the deliverer": _kill("deliver"),
    "kill the api": _kill("api"),
    "kill all services at once": _everything,
    "pause a horse past its lease": _pause_horse,
    "pause an ingester past its lease": _pause_ingest,
    "kill valkey": _valkey(keep=True),
    "kill valkey, its file lost": _valkey(keep=False),
    "empty valkey": _in_valkey(lambda client, _: client.flushall()),
    "drop all hints": _in_valkey(lambda client, _: client.delete("rq:queue:extract", "rq:queue:deliver")),
    "double all hints": _in_valkey(_double),
    "end all database sessions": _backends,
    "kill a database session": _backend,
    "kill postgresql": _postmaster,
    "fill the servers' disk": _disk,
    "a publisher fails": _publisher,
}


def plan(random: Random, count: int, only: str | None = None) -> list[str]:
    """`count` faults and fail-points, each once before any comes twice, in an order of the seed's; or `only` that."""
    drawn: list[str] = []
    while len(drawn) < count:
        some = [only] if only else [*FAULTS, *POINTS]
        random.shuffle(some)
        drawn += some
    return drawn[:count]


def strike(stage: Stage, name: str, random: Random) -> bool:
    """Do the fault, or arm the point; whether something was there to be hit."""
    if name in POINTS:
        arm(stage.points, name, whole_tree=random.random() < 0.5)
        return True
    return FAULTS[name](stage, random)
