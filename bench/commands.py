"""How soon a run obeys: ``python -m bench.commands``.

The real server and a real run of strategy-4 on all the digits. Each time runs from the moment
before the HTTP request to the moment at which the store says that it was obeyed.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import numpy as np

from bench.report import machine, table
from mnist_core.base.settings import Settings
from mnist_core.runs.database.run import Run
from mnist_core.runs.records.store import Store, open_store
from tests.servers.serving import dashboard

LOOK_SECONDS = 0.001
PATIENCE_SECONDS = 120.0
# between two commands it trains, for as long as a person would let it
TRAIN_SECONDS = (0.5, 1.5)
# by then the next worker is ready; nobody looks at what a run made and starts another sooner
STANDBY_SECONDS = 8.0
# ten batches an epoch, so that there are many ends of epochs; the test set is whole
NUM_TRAIN_SHORT = 2560
ONE_BATCH = "one batch"
FIRST_BATCH = "one batch at the end of an epoch, which is measured first"
ROWS = ("pause", "pause while it measures an epoch", ONE_BATCH, FIRST_BATCH, "resume",
        "resume while it reads the test digits", "stop", "stop while paused")


class Commands:
    """Asks one run and waits until the store says that it obeyed."""

    def __init__(self, store: Store, client: httpx.Client, **settings: object) -> None:
        self._store, self._client = store, client
        self._random = np.random.default_rng(0)
        self.seconds: dict[str, list[float]] = {row: [] for row in ROWS}
        answer = client.post("/api/runs", json={
            "step": "strategy-4", "set": {"epochs": 200, **settings}})
        self.run_id = int(answer.raise_for_status().json()["id"])

    def time(self, row: str, verb: str, is_obeyed: Callable[[Run], bool]) -> None:
        began = time.perf_counter()
        self.post(verb)
        self.until(is_obeyed)
        self.seconds[row].append(time.perf_counter() - began)

    def time_one_batch(self) -> None:
        before = self.now()
        self.time(FIRST_BATCH if is_at_epochs_end(before) else ONE_BATCH, "step",
                  lambda run: run.position == before.position + 1)

    def post(self, verb: str) -> None:
        self._client.post(f"/api/runs/{self.run_id}/{verb}", json={}).raise_for_status()

    def until(self, is_so: Callable[[Run], bool]) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not is_so(self.now()):
            if time.monotonic() > deadline:
                raise RuntimeError(f"Run {self.run_id} is {self.now().state}: it does not obey.")
            time.sleep(LOOK_SECONDS)

    def now(self) -> Run:
        return self._store.run(self.run_id)

    def train_on(self) -> None:
        start = self.now().position
        self.until(lambda run: run.state == "running" and run.position > start)
        time.sleep(self._random.uniform(*TRAIN_SECONDS))

    def batch_seconds(self) -> float:
        """How long a batch takes while nobody asks for anything."""
        before, began = self.now().position, time.perf_counter()
        time.sleep(5)
        return (time.perf_counter() - began) / (self.now().position - before)

    def stop(self) -> None:
        self.post("stop")
        self.until(lambda run: run.state == "stopped")


def is_at_epochs_end(run: Run) -> bool:
    """All batches of an epoch are trained, and its measures are not there yet."""
    return run.num_batches > 0 and run.position == (run.epochs_done + 1) * run.num_batches


def measure(commands: Commands, num: int) -> None:
    for turn in range(num):
        print(f"Turn {turn + 1} of {num}", file=sys.stderr)
        commands.train_on()
        commands.time("pause", "pause", lambda run: run.state == "paused")
        commands.time("resume while it reads the test digits", "resume",
                      lambda run: run.state == "running")
        commands.train_on()
        commands.post("pause")
        commands.until(lambda run: run.state == "paused")
        commands.time_one_batch()
        # long enough for the digits to be read
        time.sleep(8)
        commands.time("resume", "resume", lambda run: run.state == "running")
        commands.train_on()
        commands.time("stop", "stop", lambda run: run.state == "stopped")
        commands.post("resume")
        commands.train_on()
        commands.post("pause")
        commands.until(lambda run: run.state == "paused")
        commands.time("stop while paused", "stop", lambda run: run.state == "stopped")
        commands.post("resume")
        commands.train_on()


def measure_at_epochs_end(commands: Commands, num: int) -> None:
    """Ask while the last batch of an epoch is trained and its measures are not there yet."""
    for _ in range(num):
        commands.until(lambda run: run.state == "running" and is_at_epochs_end(run))
        commands.time("pause while it measures an epoch", "pause",
                      lambda run: run.state == "paused")
        commands.time_one_batch()
        commands.post("resume")
        commands.until(lambda run: run.state == "running")


def measure_starts(store: Store, client: httpx.Client, num: int) -> list[float]:
    """From the request to the first batches that anybody can see."""
    seconds = []
    for _ in range(num):
        time.sleep(STANDBY_SECONDS)
        began = time.perf_counter()
        commands = Commands(store, client)
        commands.until(lambda run: run.position > 0)
        seconds.append(time.perf_counter() - began)
        commands.stop()
    return seconds


def report(seconds: dict[str, list[float]]) -> str:
    return table(("command", "n", "median, ms", "p95, ms", "slowest, ms"), [
        (row, str(len(times)), *(f"{1000 * value:.0f}" for value in (
            np.median(times), np.percentile(times, 95), max(times))))
        for row, times in seconds.items() if times])


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--turns", type=int, default=10, help="how often each is asked")
    num = arguments.parse_args().turns
    measured_on = machine()
    with TemporaryDirectory(prefix="mnist-bench-") as folder:
        home = Path(folder) / "home"
        with (dashboard(home, is_forked=False, MNIST_DATABASE_URL="") as url,
              httpx.Client(base_url=url, timeout=60, trust_env=False) as client):
            store = open_store(Settings(home=home))
            starts = measure_starts(store, client, num)
            commands = Commands(store, client)
            commands.train_on()
            batch = commands.batch_seconds()
            measure(commands, num)
            commands.stop()
            short = Commands(store, client, num_train=NUM_TRAIN_SHORT)
            measure_at_epochs_end(short, num)
            short.stop()
    seconds = commands.seconds | {row: times for row, times in short.seconds.items() if times}
    print(report({"start": starts} | seconds))
    print(f"\nA batch takes {1000 * batch:.0f} ms. {measured_on}")


if __name__ == "__main__":
    main()
