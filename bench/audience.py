"""What it costs to be watched, and whether all see everything: ``python -m bench.audience``.

The same training, in turns headless (``python -m mnist_core train``) and from the real dashboard
with viewers of its events. The viewers run on the same cores: their own cost is told apart.
"""

import argparse
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from bench.report import machine, table
from bench.server import Server, server
from bench.viewers import Watched, audience
from mnist_core.base.machine.machine_limits import num_cores

STEP = "strategy-4"


@dataclass(frozen=True)
class Round:
    """Digits a second without and with an audience, and what the rest cost, in CPU seconds."""

    headless: float
    watched: float
    seconds: float
    server_cpu: float
    seen: Watched


def headless(digits: int, epochs: int) -> float:
    """Digits a second."""
    with TemporaryDirectory(prefix="mnist-bench-") as home:
        answer = subprocess.run(
            [sys.executable, "-m", "mnist_core", "train", STEP, "--epochs", str(epochs),
             "--set", f"num_train={digits}", "--threads", str(num_cores()), "--json"],
            check=True, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env={**os.environ, "MNIST_HOME": str(Path(home) / "home"), "MNIST_DATABASE_URL": ""})
    return rate(json.loads(answer.stdout)["epochs"], digits)


def rate(epochs: list[dict[str, float]], digits: int) -> float:
    """Digits a second, training and test, of the epochs after the first, which warms up."""
    counted = epochs[1:] or epochs
    return digits * len(counted) / sum(epoch["seconds"] for epoch in counted)


def measure(lab: Server, digits: int, epochs: int, viewers: int) -> Round:
    alone = headless(digits, epochs)
    began = lab.cpu_seconds
    run_id = lab.start_run(STEP, num_train=digits, epochs=epochs)
    with audience(lab.url, run_id, viewers) as watching:
        lab.wait(run_id, lambda run: run["state"] == "finished", look_seconds=1)
    assert watching.watched
    measured = lab.run(run_id)["epochs"]
    return Round(alone, rate(measured, digits), sum(epoch["seconds"] for epoch in measured),
                 lab.cpu_seconds - began, watching.watched)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--digits", type=int, default=30_000, help="trained on in each epoch")
    arguments.add_argument("--epochs", type=int, default=3)
    given = arguments.parse_args()
    measured_on = machine()
    rows = []
    for viewers in (20, 30):
        with server() as lab:
            rounds = [measure(lab, given.digits, given.epochs, viewers)
                      for _ in range(given.rounds)]
        rows.append(row(viewers, rounds))
    print(f"{STEP} on {given.digits:,} digits, {given.epochs} epochs, the first of which is not "
          f"counted; medians of {given.rounds} rounds. {measured_on}\n")
    print(table(("viewers", "headless, digits/s", "watched, digits/s", "ratio",
                 "server's CPU", "viewers' CPU", "events each", "points missed"), rows))
    print("\nCPU is the time of one core, as a share of the time that the epochs took.")


def row(viewers: int, rounds: list[Round]) -> tuple[str, ...]:
    ratio = np.median([one.watched / one.headless for one in rounds])
    return (str(viewers), *(f"{np.median(values):,.0f}" for values in (
        [one.headless for one in rounds], [one.watched for one in rounds])),
        f"**{100 * ratio:.0f} %**",
        f"{100 * np.median([one.server_cpu / one.seconds for one in rounds]):.0f} %",
        f"{100 * np.median([one.seen.cpu_seconds / one.seconds for one in rounds]):.0f} %",
        f"{np.median([one.seen.events / viewers for one in rounds]):.0f}",
        str(sum(one.seen.missed for one in rounds)))


if __name__ == "__main__":
    main()
