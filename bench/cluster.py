"""A cluster that loses a machine and worker after worker: ``python -m bench.cluster``.

Three hosts as network namespaces of this machine: one has PostgreSQL, the object store, Ray's head
and a server's queue, two train. Short runs are queued; every 20 s a worker is killed, and in the
midst of it the second machine is cut off. What came of each run is read in the database. Before
that the same runs are trained in turns by the local launcher and by Ray.
"""

import argparse
import os
import random
import secrets
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from subprocess import Popen

import numpy as np
import psutil
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench.namespaces import Host, hosts
from bench.priority import go_before_others
from bench.report import machine, table
from mnist_core.base.settings import Settings
from mnist_core.cluster.object_store import object_store
from mnist_core.cluster.place import Keys, Place
from mnist_core.cluster.postgres import postgres
from mnist_core.cluster.ray_nodes import ray_head, ray_node
from mnist_core.cluster.supervisor import Supervisor
from mnist_core.recipe.recipe import Recipe, read_recipe
from mnist_core.runs.database.tables.epochs import CurveRow, EpochRow
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.records.store import Store, open_store
from mnist_core.runs.worker.process import WORKER
from tests.servers.queue_server import queue_server

KILL_SECONDS = 20.0
LOOK_SECONDS = 0.1
PATIENCE_SECONDS = 1800.0
PLACING_ROUNDS = 4
PORTS = Keys(5432, (8333, 18333, 9333, 19333, 8080, 18080, 8888, 18888), 6379, 10001,
             secrets.token_hex(16), secrets.token_hex(16), secrets.token_hex(16))


def recipe_of(seed: int) -> Recipe:
    return read_recipe({"layers": "conv3x3(8,s2) relu gap conv1x1(10) flatten", "seed": seed,
                        "num_train": 8000, "batch_size": 16, "epochs": 2, "device": "cpu"})


@dataclass
class Losses:
    """Workers that were ended by force, with the seconds that they had worked until then."""

    killed: list[float] = field(default_factory=list)
    cut_off: list[float] = field(default_factory=list)
    runs: set[int] = field(default_factory=set)

    @property
    def seconds(self) -> float:
        return sum(self.killed) + sum(self.cut_off)


@contextmanager
def cluster(folder: Path, machines: list[Host]) -> Iterator[Place]:
    """Its services on three hosts; the first one's are the database, the files and Ray's head."""
    head, *nodes = machines
    place = Place(folder, PORTS, head.address)
    services = [(head, postgres(place)), (head, object_store(place)),
                (head, ray_head(place, Path(tempfile.mkdtemp(prefix="mnist-ray-"))))]
    services += [(node, ray_node(place, node.name, 1, node.address)) for node in nodes]
    supervisor = Supervisor(lambda text: print(text, file=sys.stderr, flush=True))
    # whoever ends this ends a measurement
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        for host, service in services:
            print(f"{service.name} starts", file=sys.stderr, flush=True)
            supervisor.start(replace(service, command=(*host.prefix, *service.command)))
        yield place
    finally:
        supervisor.stop()


def queue(place: Place, host: Host, **environment: str) -> AbstractContextManager[Popen[bytes]]:
    """A server without its pages."""
    return queue_server(*host.prefix, **{
        **place.lab, "MNIST_RUN_CORES": "1", "MNIST_LOG_LEVEL": "error",
        "MNIST_HOME": str(place.subfolder("server")), **environment})


def queued(store: Store, num: int, first: int) -> list[int]:
    return [store.create(recipe_of(seed)).id for seed in range(first, first + num)]


def wait(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited in vain until {what}")
        time.sleep(LOOK_SECONDS)


def num_left(store: Store, runs: list[int]) -> int:
    """Of these runs those that wait or train."""
    with Session(store.engine) as session:
        return session.scalar(select(func.count()).where(
            RunRow.id.in_(runs), RunRow.state.in_(("queued", "running", "paused")))) or 0


def seconds_each(store: Store, num: int, first: int) -> float:
    """Seconds a run, from the second one that ends to the last one: all slots are warm by then."""
    runs = queued(store, num, first)
    wait(lambda: num_left(store, runs) == 0, f"runs {runs[0]} to {runs[-1]} are finished")
    with Session(store.engine) as session:
        ends = sorted(end for end in session.scalars(
            select(RunRow.finished).where(RunRow.id.in_(runs))) if end)
    return (ends[-1] - ends[1]) / (num - 2)


def placing(place: Place, head: Host, store: Store, num: int) -> tuple[list[float], list[float]]:
    """Seconds a run in turns: by two slots of the local launcher, by two machines of Ray's."""
    local, by_ray = [], []
    for turn in range(PLACING_ROUNDS):
        with queue(place, head, MNIST_LAUNCHER="local", MNIST_SLOTS="2", OMP_NUM_THREADS="1"):
            local.append(seconds_each(store, num, 10_000 + 100 * turn))
        with queue(place, head):
            by_ray.append(seconds_each(store, num, 10_000 + 100 * turn))
        print(f"local {local[-1]:.2f} s, Ray {by_ray[-1]:.2f} s", file=sys.stderr, flush=True)
    return local, by_ray


def workers() -> list[tuple[int, psutil.Process]]:
    """The processes that train for a cluster, by their run."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        words = " ".join(process.info["cmdline"] or ()).split()
        if len(words) >= 3 and words[-3] == WORKER and words[-2].isdecimal():
            found.append((int(words[-2]), process))
    return found


def is_in(process: psutil.Process, host: Host) -> bool:
    try:
        return os.stat(f"/proc/{process.pid}/ns/net").st_ino == os.stat(
            f"/run/netns/{host.name}").st_ino
    except OSError:
        return False


def worked(store: Store, run_id: int) -> float:
    """Seconds since the run was last given to a worker."""
    with Session(store.engine) as session:
        claimed = session.scalar(select(RunRow.claimed).where(RunRow.id == run_id))
    return time.time() - claimed if claimed else 0.0


def harm(store: Store, nodes: list[Host], runs: list[int], losses: Losses,
         ended: threading.Event) -> None:
    """Kill a worker every 20 s, and cut the second machine off when half of the runs are done."""
    first, second = nodes
    is_whole, since = True, time.monotonic()
    while not ended.wait(LOOK_SECONDS):
        mine = [(run_id, process) for run_id, process in workers()
                if run_id in runs and (is_in(process, first) or is_in(process, second))]
        if is_whole and num_left(store, runs) <= len(runs) / 2:
            theirs = [run_id for run_id, process in mine if is_in(process, second)]
            losses.cut_off += [worked(store, run_id) for run_id in theirs]
            losses.runs.update(theirs)
            second.cut_off()
            is_whole = False
        here = [(run_id, process) for run_id, process in mine if is_whole or is_in(process, first)]
        if here and time.monotonic() - since > KILL_SECONDS:
            run_id, process = random.choice(here)
            losses.killed.append(worked(store, run_id))
            losses.runs.add(run_id)
            process.send_signal(signal.SIGKILL)
            since = time.monotonic()


def check(store: Store, runs: list[int], losses: Losses) -> dict[str, int]:
    """What the database says of each run; how many are not as they should be."""
    wrong = dict.fromkeys(("lost", "epochs", "batches", "given"), 0)
    with Session(store.engine) as session:
        for run_id in runs:
            run = session.get_one(RunRow, run_id)
            epochs = list(session.scalars(select(EpochRow.epoch).where(EpochRow.run_id == run_id)
                                          .order_by(EpochRow.epoch)))
            curve = session.execute(select(CurveRow.first, CurveRow.values).where(
                CurveRow.run_id == run_id).order_by(CurveRow.first)).all()
            at, is_whole = 0, True
            for first, values in curve:
                is_whole = is_whole and first == at
                at += len(np.frombuffer(values, np.float32)) // 3
            num_epochs = recipe_of(0).epochs
            wrong["lost"] += run.state != "finished"
            wrong["epochs"] += epochs != list(range(1, num_epochs + 1))
            wrong["batches"] += not is_whole or at != run.num_batches * num_epochs
            wrong["given"] += run.lease > 1 and run_id not in losses.runs
    return wrong


@contextmanager
def before_others(machines: list[Host], nice: int) -> Iterator[None]:
    """Whatever runs on these hosts has the share of that niceness."""
    ended = threading.Event()

    def look() -> None:
        # again and again: workers stand back by themselves
        while nice and not ended.wait(0.5):
            for pid in [pid for host in machines for pid in host.processes()]:
                go_before_others(nice, pid)
    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def measure(folder: Path, num: int, num_placed: int, nice: int) -> None:
    with (hosts("head", "one", "two") as machines, before_others(machines, nice),
          cluster(folder, machines) as place):
        head, *nodes = machines
        settings = Settings(home=place.subfolder("server"), database_url=place.database_url,
                            artifacts_url=place.artifacts_url)
        store = open_store(settings)
        local, by_ray = placing(place, head, store, num_placed) if num_placed else ([], [])
        losses, ended = Losses(), threading.Event()
        began = time.monotonic()
        with queue(place, head):
            runs = queued(store, num, 1)
            thread = threading.Thread(target=harm, args=(store, nodes, runs, losses, ended))
            thread.start()
            try:
                wait(lambda: num_left(store, runs) == 0, "all are finished")
            finally:
                ended.set()
                thread.join()
        took = time.monotonic() - began
        wrong = check(store, runs, losses)
        with Session(store.engine) as session:
            spent = session.scalar(select(func.sum(RunRow.spent)).where(RunRow.id.in_(runs))) or 0
            moved = session.scalar(select(func.count()).where(
                RunRow.id.in_(runs), RunRow.lease > 1))
        store.close()
    print(table(("", "measured", "goal"), [
        ("runs that were trained to their end", f"**{num - wrong['lost']} of {num}**", "all"),
        ("… with another number of epochs or batches than their recipe says",
         str(wrong["epochs"] + wrong["batches"]), "0"),
        ("… given to a second worker without need", str(wrong["given"]), "0"),
        ("workers killed", str(len(losses.killed)), "one every 20 s"),
        ("workers on the machine that was cut off", str(len(losses.cut_off)), ""),
        ("runs that went on elsewhere", str(moved), ""),
        ("worker time that was repeated, at most", f"**{100 * losses.seconds / spent:.1f} %** of "
         f"{spent:,.0f} s", "at most 5 %"),
        ("in all", f"{took:.0f} s", "")]))
    if by_ray:
        ratios = [there / here - 1 for here, there in zip(local, by_ray, strict=True)]
        print()
        print(table(("a run, in turns", "local launcher", "Ray", "what placing costs"), [
            (f"{num_placed} runs", f"{np.median(local):.2f} s", f"{np.median(by_ray):.2f} s",
             f"**{100 * np.median(ratios):+.1f} %** ({100 * min(ratios):+.1f} to "
             f"{100 * max(ratios):+.1f}, n = {len(ratios)}; goal: at most 5 %)")]))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=300)
    arguments.add_argument("--placed", type=int, default=20,
                           help="runs a round of what placing costs; 0 leaves that out")
    arguments.add_argument("--nice", type=int, default=0,
                           help="below 0: before what else runs on this machine")
    given = arguments.parse_args()
    if os.geteuid() != 0:
        sys.exit("Network namespaces are root's to make.")
    print(f"{given.runs} runs of 2 epochs of 500 batches"
          f"{f', before all else on the machine (niceness {given.nice})' if given.nice else ''}. "
          f"{machine()}\n", flush=True)
    with tempfile.TemporaryDirectory(prefix="mnist-bench-") as folder:
        Path(folder).chmod(0o755)
        measure(Path(folder), given.runs, given.placed, given.nice)


if __name__ == "__main__":
    main()
