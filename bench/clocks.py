"""What wall clocks can do to runs: ``python -m bench.clocks``.

Real servers and workers with clocks of their own (libfaketime; Debian: faketime). First the clock
of one machine is set an hour forward and an hour back while a run trains. Then two servers share a
PostgreSQL, the clock of one a minute ahead, its processes in a pid namespace of their own, so that
they are another machine's to everybody else. Worker processes are counted, and what is said of
them.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from bench.report import machine, table
from mnist_core.base.settings import Settings
from mnist_core.recipe.recipe import read_recipe
from mnist_core.runs.records.store import Store, open_store
from mnist_core.runs.worker.process import WORKER
from tests.servers.postgres import postgres_programs, running_postgres

LIBRARY = "/usr/lib/{}-linux-gnu/faketime/libfaketimeMT.so.1"
HOUR = 3600
SKEW = 60
LOOK_SECONDS = 0.1
PATIENCE_SECONDS = 180.0
RECIPE = read_recipe({"layers": "conv3x3(8,s2) relu gap conv1x1(10) flatten", "num_train": 3000,
                      "batch_size": 16, "epochs": 1000, "device": "cpu"})
# libfaketime lets no absolute sleep through: it waits for an event that never comes
SERVER = """
import threading
from mnist_core.runs.queue.queue import RunQueue
from mnist_core.runs.records.store import open_store
from mnist_core.base.settings import read_settings
settings = read_settings()
RunQueue(open_store(settings), settings).start()
threading.Event().wait()
"""


class FakeClock:
    """The wall clock of the processes that are started with ``environment``."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.set(0)

    def set(self, seconds: int) -> None:
        """So far ahead of the true one."""
        self._file.write_text(f"{seconds:+d}s\n")

    @property
    def environment(self) -> dict[str, str]:
        # a monotonic clock is none that anybody sets
        return {"LD_PRELOAD": library(), "FAKETIME_TIMESTAMP_FILE": str(self._file),
                "FAKETIME_CACHE_DURATION": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                "DONT_FAKE_MONOTONIC": "1"}


@dataclass
class Seen:
    """What was seen of runs whose workers lived all the time."""

    most_at_once: int = 0
    num_looks: int = 0
    num_called_interrupted: int = 0


def library() -> str:
    return LIBRARY.format(os.uname().machine)


@contextmanager
def serving(home: Path, url: str, clock: FakeClock, *, apart: bool = False
            ) -> Iterator[psutil.Process]:
    """A server with one slot; ``apart`` in a pid namespace of its own."""
    words = [sys.executable, "-c", SERVER]
    if apart:
        words = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc", *words]
    with subprocess.Popen(words, env={
            **os.environ, **clock.environment, "MNIST_HOME": str(home), "MNIST_SLOTS": "1",
            "MNIST_DATABASE_URL": url, "MNIST_LOG_LEVEL": "error"}) as process:
        server = psutil.Process(process.pid)
        try:
            yield server
        finally:
            for one in [*server.children(recursive=True), server]:
                one.kill()


def workers(*servers: psutil.Process) -> list[psutil.Process]:
    found = []
    for server in servers:
        for child in server.children(recursive=True):
            try:
                is_worker = f"{WORKER} " in f"{' '.join(child.cmdline())} "
                if is_worker and child.status() != psutil.STATUS_ZOMBIE:
                    found.append(child)
            except psutil.NoSuchProcess:
                continue
    return found


def goes_on(store: Store, run_id: int) -> None:
    position = store.run(run_id).position
    wait(lambda: store.run(run_id).position > position, f"run {run_id} goes on")


def watch(store: Store, seen: Seen, seconds: float, *servers: psutil.Process) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        seen.num_looks += 1
        seen.most_at_once = max(seen.most_at_once, len(workers(*servers)))
        seen.num_called_interrupted += sum(run.state == "interrupted" for run in store.runs())
        time.sleep(LOOK_SECONDS)


def wait(what: Callable[[], object], words: str) -> float:
    """Seconds until it is so."""
    began = time.monotonic()
    while not what():
        if time.monotonic() - began > PATIENCE_SECONDS:
            raise RuntimeError(f"In vain waited until {words}.")
        time.sleep(0.02)
    return time.monotonic() - began


def one_machine(folder: Path, seconds: float) -> list[tuple[str, ...]]:
    """Rows of the table: an hour forward, an hour back, and a death in each time."""
    home, clock, rows = folder / "home", FakeClock(folder / "clock"), []
    store = open_store(Settings(home=home, _env_file=None))
    with serving(home, "", clock) as server:
        run, waiting = (store.create(RECIPE, threads=1).id for _ in range(2))
        wait(lambda: store.run(run).position > 0, "it trains")
        for words, ahead in (("an hour forward", HOUR), ("an hour back", -HOUR)):
            seen = Seen()
            clock.set(ahead)
            goes_on(store, run)
            watch(store, seen, seconds, server)
            assert store.run(waiting).state == "queued"
            clock.set(0)
            # the slot that a death frees is nobody else's here
            store.ask(waiting, "pause")
            for worker in workers(server):
                worker.kill()
            died = wait(lambda: store.run(run).state == "interrupted", "its death is seen")
            store.ask(run, "resume")
            goes_on(store, run)
            store.ask(waiting, "resume")
            rows.append(row(f"one machine, SQLite, {words}", 1, seen, died))
    return rows


def two_machines(folder: Path, url: str, seconds: float) -> list[tuple[str, ...]]:
    ahead, true = FakeClock(folder / "ahead"), FakeClock(folder / "true")
    ahead.set(SKEW)
    store = open_store(Settings(home=folder / "home", database_url=url, _env_file=None))
    runs = [store.create(RECIPE, threads=1).id for _ in range(3)]
    seen = Seen()
    with serving(folder / "true-home", url, true) as one:
        wait(lambda: store.run(runs[0]).position > 0, "the first trains")
        with serving(folder / "ahead-home", url, ahead, apart=True) as other:
            wait(lambda: store.run(runs[1]).position > 0, "the second trains")
            watch(store, seen, seconds, one, other)
            assert store.run(runs[2]).state == "queued"
        died = wait(lambda: store.run(runs[1]).state == "interrupted", "its death is seen")
        seen.num_called_interrupted += store.run(runs[0]).state == "interrupted"
    store.close()
    return [row(f"two servers, PostgreSQL, {SKEW} s of skew", 2, seen, died)]


def row(words: str, slots: int, seen: Seen, died: float) -> tuple[str, ...]:
    return (words, str(slots), str(seen.most_at_once), f"{seen.num_looks:,}",
            str(seen.num_called_interrupted), f"{died:.1f}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=float, default=30, help="how long each is watched")
    seconds = arguments.parse_args().seconds
    measured_on = machine()
    if not Path(library()).exists():
        raise SystemExit("libfaketime is not installed (Debian: apt-get install faketime).")
    rows = []
    with TemporaryDirectory(prefix="mnist-bench-") as name:
        (Path(name) / "one").mkdir()
        rows += one_machine(Path(name) / "one", seconds)
        programs = postgres_programs()
        if programs is None or os.getuid() != 0 or not shutil.which("unshare"):
            print("Two machines need PostgreSQL, root and unshare: not measured.",
                  file=sys.stderr)
        else:
            (Path(name) / "two").mkdir()
            with running_postgres(programs) as postgres:
                rows += two_machines(Path(name) / "two", postgres.url(postgres.create_database()),
                                     seconds)
    print(table(("clocks", "slots", "most workers at once", "looks",
                 "living runs called interrupted", "a dead one called running, s"), rows))
    print(f"\nEach was watched for {seconds:g} s. {measured_on}")


if __name__ == "__main__":
    main()
