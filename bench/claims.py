"""A thousand workers at one PostgreSQL: ``python -m bench.claims``.

Real queues on a real PostgreSQL, whose commits wait for the disk, among a hundred thousand old
runs. Their workers pretend: they beat as real ones do, and say after a while that they are
finished, but train nothing. Fifty people have runs waiting all the time, one of them far more than
the others.
"""

import argparse
import logging
import multiprocessing
import os
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Collection
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path
from queue import PriorityQueue
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import psycopg
from sqlalchemy import Engine, func, insert, select, text
from sqlalchemy.orm import Session

from bench.priority import go_before_others
from bench.report import machine, table
from mnist_core.base.settings import Settings
from mnist_core.ladders import find_step
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.lease.lease import BEAT_SECONDS, Lease
from mnist_core.runs.people.classrooms import open_classroom
from mnist_core.runs.people.people import People
from mnist_core.runs.queue import queue as run_queue
from mnist_core.runs.queue.launcher import Ending, LauncherOfThisMachine
from mnist_core.runs.records.store import open_store
from mnist_core.runs.turns.taking_turns import Turn, take_turns
from mnist_core.runs.worker.journal import Journal
from tests.servers.postgres import postgres_programs, running_postgres

STEP = find_step("strategy-4")
NUM_PEOPLE = 50
# the first of them asks for far more than the others
QUEUED_EACH, QUEUED_OF_ONE = 20, 500
FEED_SECONDS = 0.25
THREADS = 3
AT_ONCE = 1000
# what ``Journal.beat_once`` says, in one statement of the driver's
BEAT = ("UPDATE runs SET heartbeat = EXTRACT(EPOCH FROM clock_timestamp()), revision = revision "
        "WHERE id = %s AND lease = %s AND worker IS NOT NULL")
# what else this machine does must not be measured
NICE = -15
GOALS = {"claims": 200, "p95": 50}


class PretendedHandle:
    """A pretended worker as the queue knows it; it lives in another process."""

    is_silent = False
    machine = None

    def __init__(self, launcher: "PretendedLauncher", lease: Lease) -> None:
        self._launcher, self._lease = launcher, lease

    @property
    def name(self) -> str:
        return f"pretended worker of run {self._lease.run_id}"

    @property
    def worker(self) -> str:
        # of another machine, so that nothing but its beats tells whether it lives
        return f"elsewhere/pretended/{self._lease.run_id}/0"

    def poll(self) -> Ending | None:
        is_over = self._lease in self._launcher.hear()
        return Ending("ended with code 0", is_good=True) if is_over else None

    def stop(self) -> None:
        pass

    def kill(self) -> None:
        pass


class PretendedLauncher(LauncherOfThisMachine):
    """Tells the process of the pretended workers which leases they have."""

    def __init__(self, workers: "Connection[Lease, Lease]") -> None:
        self._workers, self._ended = workers, set[Lease]()

    def start(self, lease: Lease, paused: Collection[int] = ()) -> PretendedHandle:
        self._workers.send(lease)
        return PretendedHandle(self, lease)

    def prepare(self) -> None:
        pass

    def close(self) -> None:
        pass

    def hear(self) -> set[Lease]:
        """The leases whose workers have ended."""
        while self._workers.poll():
            self._ended.add(self._workers.recv())
        return self._ended


def pretend(home: Path, url: str, seconds: float, server: "Connection[Lease, Lease]") -> None:
    """The workers of one server: each beats and is finished after about ``seconds``."""
    as_if_alone()
    store = open_store(settings_of(home, url, 1))
    driver = url.replace("+psycopg", "")
    told = threading.Lock()
    # what is due when, of which lease
    due: PriorityQueue[tuple[float, bool, int, int]] = PriorityQueue()

    def live() -> None:
        with psycopg.connect(driver) as connection:
            while True:
                at, is_end, run_id, number = due.get()
                time.sleep(max(0.0, at - time.monotonic()))
                lease = Lease(run_id, number)
                if is_end:
                    Journal(store, lease).leave("finished")
                    with told:
                        server.send(lease)
                    continue
                connection.execute(BEAT, (run_id, number))
                connection.commit()
    for _ in range(THREADS):
        threading.Thread(target=live, daemon=True).start()
    while True:
        lease = server.recv()
        begins, lives = time.monotonic(), seconds * random.uniform(0.5, 1.5)
        for at in np.arange(BEAT_SECONDS, lives, BEAT_SECONDS):
            due.put((begins + at, False, lease.run_id, lease.number))
        due.put((begins + lives, True, lease.run_id, lease.number))


def as_if_alone() -> None:
    """A process before all others of this machine that may be: on a cluster it has one of its own.
    """
    logging.disable(logging.INFO)
    os.setsid()
    go_before_others(NICE)


def settings_of(home: Path, url: str, slots: int) -> Settings:
    settings = Settings(home=home, database_url=url, mode="class", max_running_each=10_000,
                        max_queued=100_000)
    # more than one machine has cores for
    return settings.model_copy(update={"slots": slots})


def serve(home: Path, url: str, slots: int, workers: "Connection[Lease, Lease]", ended: Event,
          told: "multiprocessing.Queue[list[tuple[float, float]]]") -> None:
    """A server's queue until ``ended``; tells when it took runs, and how long that took."""
    as_if_alone()
    settings = settings_of(home, url, slots)
    store = open_store(settings)
    took: list[tuple[float, float]] = []

    def timed(*given: Any, **named: Any) -> list[Turn]:
        began = time.perf_counter()
        turns = take_turns(*given, **named)
        took.extend([(time.time(), 1000 * (time.perf_counter() - began))] * len(turns))
        return turns
    setattr(run_queue, take_turns.__name__, timed)
    run_queue.RunQueue(store, settings, launcher=PretendedLauncher(workers)).start()
    ended.wait()
    told.put(took)


def rows(owners: list[int], state: str, first_number: int) -> list[dict[str, Any]]:
    now = time.time()
    recipe = STEP.recipe.to_json()
    done = {"finished": now, "claimed": now - 86_400} if state == "finished" else {}
    return [{"step_id": STEP.id, "name": "", "recipe": recipe, "state": state, "created": now,
             "parameters": STEP.published.parameters, "against_step": "same", "owner": owner,
             "queue_number": number, "generation": 0, "position": 0, "num_batches": 0,
             "num_train": 0, "epochs_done": 0, **done}
            for number, owner in enumerate(owners, first_number)]


def add(engine: Engine, new: list[dict[str, Any]]) -> None:
    with Session(engine) as session:
        for first in range(0, len(new), AT_ONCE):
            session.execute(insert(RunRow), new[first:first + AT_ONCE])
        session.commit()


class Feeder(threading.Thread):
    """Queues runs so that everybody has some waiting; looks how many of each person train."""

    def __init__(self, engine: Engine, people: list[int]) -> None:
        super().__init__(daemon=True)
        self._engine, self._people, self._number = engine, people, 1
        self.ended = threading.Event()
        self.looks: list[tuple[float, Counter[int | None]]] = []
        self.feed()

    def run(self) -> None:
        while not self.ended.wait(FEED_SECONDS):
            self.feed()

    def feed(self) -> None:
        with Session(self._engine) as session:
            counts: dict[str, Counter[int | None]] = {"queued": Counter(), "running": Counter()}
            for state, owner, num in session.execute(
                    select(RunRow.state, RunRow.owner, func.count())
                    .where(RunRow.state.in_(tuple(counts))).group_by(RunRow.state, RunRow.owner)):
                counts[state][owner] = num
        self.looks.append((time.time(), counts["running"]))
        wanted = dict.fromkeys(self._people, QUEUED_EACH) | {self._people[0]: QUEUED_OF_ONE}
        owners = [person for person, num in wanted.items()
                  for _ in range(num - counts["queued"][person])]
        random.shuffle(owners)
        add(self._engine, rows(owners, "queued", self._number))
        self._number += len(owners)


def measure(url: str, home: Path, num_servers: int, num_workers: int, old_runs: int,
            seconds: float) -> None:
    # a worker's time, so that as many claims are wanted as is the goal and some more
    lives = num_workers / (1.5 * GOALS["claims"])
    store = open_store(settings_of(home, url, 1))
    known, classroom = People(store.engine), open_classroom(store.engine, "7B2026")
    people = [known.join(classroom, f"Student {number}")[0].id for number in range(NUM_PEOPLE)]
    add(store.engine, rows([people[number % NUM_PEOPLE] for number in range(old_runs)],
                           "finished", 0))
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
    feeder = Feeder(store.engine, people)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["bench.claims"])
    ended, told = context.Event(), context.Queue()
    processes = []
    for _ in range(num_servers):
        server, workers = context.Pipe()
        processes += [
            context.Process(target=pretend, daemon=True, args=(home, url, lives, server)),
            context.Process(target=serve, daemon=True, args=(
                home, url, num_workers // num_servers, workers, ended, told))]
    for process in processes:
        process.start()
    feeder.start()
    # until all workers have their first run, and the first ones their second
    time.sleep(2 * lives + 5)
    with store.engine.connect() as connection:
        for pid in connection.scalars(text("SELECT pid FROM pg_stat_activity")):
            go_before_others(NICE, pid)
    begins = time.time()
    time.sleep(seconds)
    ends = time.time()
    ended.set()
    took = [took for _ in range(num_servers) for took in told.get()]
    feeder.ended.set()
    for process in processes:
        process.kill()
    with Session(store.engine) as session:
        owners = Counter(session.scalars(
            select(RunRow.owner).where(RunRow.claimed.between(begins, ends))))
        generations = session.scalar(select(func.max(RunRow.lease)))
    within = [milliseconds for at, milliseconds in took if begins <= at <= ends]
    looks = [look for at, look in feeder.looks if begins <= at <= ends]
    each = sorted(owners[person] for person in people)
    running = [look.total() for look in looks]
    print(table(("", "measured", "goal"), [
        ("claims a second", f"**{len(within) / (ends - begins):.0f}**",
         f"at least {GOALS['claims']}"),
        ("a claim, median", f"{np.median(within):.1f} ms", ""),
        ("a claim, p95", f"**{np.percentile(within, 95):.1f} ms**", f"at most {GOALS['p95']} ms"),
        ("a claim, longest", f"{max(within):.0f} ms", ""),
        ("workers with a run", f"{np.mean(running):,.0f}", ""),
        ("claims of each person", f"**{each[0]} to {each[-1]}**, mean {np.mean(each):.0f}",
         "equal"),
        ("runs that trained at once, most of one person beside the mean",
         f"{max(max(look.values()) - look.total() / NUM_PEOPLE for look in looks):.1f} more", ""),
        ("runs that were given twice", str(0 if generations == 1 else "some"), "0"),
    ]))
    store.close()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--servers", type=int, default=4)
    arguments.add_argument("--workers", type=int, default=1000)
    arguments.add_argument("--old-runs", type=int, default=100_000)
    arguments.add_argument("--seconds", type=float, default=30.0)
    given = arguments.parse_args()
    programs = postgres_programs()
    if programs is None:
        sys.exit("PostgreSQL is not installed.")
    logging.disable(logging.INFO)
    with (running_postgres(programs, fsync="on") as postgres,
          TemporaryDirectory(prefix="mnist-bench-") as home):
        print(f"{given.workers:,} pretended workers of {given.servers} servers and "
              f"{given.old_runs:,} older runs in one PostgreSQL, for {given.seconds:.0f} s; "
              f"{NUM_PEOPLE} people, each with {QUEUED_EACH} runs waiting, one with "
              f"{QUEUED_OF_ONE}. {machine()}\n", flush=True)
        measure(postgres.url(postgres.create_database()), Path(home), given.servers,
                given.workers, given.old_runs, given.seconds)


if __name__ == "__main__":
    main()
