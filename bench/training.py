"""Our training against the loop everyone copies: ``python -m bench.training``.

Rounds of both, one after the other, on the same part of MNIST; the ratio is taken within a round,
because the machines are shared and noisy. Inside the clock: augmentation, training and the test
evaluation. Outside: loading the data, building the network, and one warm-up epoch of each.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import torch

from bench.canonical import Canonical, unpack
from bench.report import machine, table
from mnist_core.base.machine.devices import device_state
from mnist_core.base.settings import read_settings
from mnist_core.data.mnist import Dataset, Split, load
from mnist_core.ladders import find_step
from mnist_core.recipe.overrides import apply
from mnist_core.recipe.recipe import Recipe
from mnist_core.training.engine import train
from mnist_core.training.events import EpochDone


@dataclass(frozen=True)
class Case:
    """A step, and the part of MNIST on which one epoch of it is timed (six to one, as in full)."""

    step_id: str
    num_train: int


CASES = (Case("strategy-2", 12_000), Case("strategy-4", 12_000), Case("finetune-6", 3_000))


def our_epochs(recipe: Recipe, data: Dataset, device: torch.device, num: int) -> list[float]:
    """Seconds of each of ``num`` epochs of one run, by the wall clock, after a warm-up epoch."""
    done: list[float] = []
    started = time.perf_counter()
    for event in train(apply(recipe, {"epochs": num + 1}), data, device):
        if isinstance(event, EpochDone):
            done.append(time.perf_counter())
    return [end - start for start, end in zip([started, *done], done, strict=False)][1:]


def seconds_to_compile() -> float:
    """How long a machine waits once, on its first start."""
    with tempfile.TemporaryDirectory() as empty:
        answer = subprocess.run(
            [sys.executable, "-c", "from mnist_core.training.compile_loops import compile_loops; "
             "print(compile_loops())"],
            check=True, text=True, stdout=subprocess.PIPE,
            env={**os.environ, "NUMBA_CACHE_DIR": empty})
    return float(answer.stdout)


def best_num_workers(recipe: Recipe, root: Path, device: torch.device, case: Case) -> int:
    """The number of DataLoader workers with which the canonical loop is quickest here."""
    seconds = {}
    for num_workers in (0, 1, 2):
        loop = _canonical(recipe, root, device, case, num_workers)
        started = time.perf_counter()
        loop.epoch()
        seconds[num_workers] = time.perf_counter() - started
    return min(seconds, key=seconds.__getitem__)


def _canonical(recipe: Recipe, root: Path, device: torch.device, case: Case,
               num_workers: int) -> Canonical:
    return Canonical(recipe, root, device, num_train=case.num_train,
                     num_test=case.num_train // 6, num_workers=num_workers)


def measure(case: Case, data: Dataset, root: Path, device: torch.device, rounds: int) -> list[str]:
    """One row: the medians of both, and the median ratio with its range."""
    recipe = apply(find_step(case.step_id).recipe, {"num_train": case.num_train})
    num_test = case.num_train // 6
    part = Dataset(data.train, Split(data.test.images[:num_test], data.test.labels[:num_test]),
                   data.source)
    num_workers = best_num_workers(recipe, root, device, case)
    theirs = _canonical(recipe, root, device, case, num_workers)
    theirs.epoch()
    canonical, ours = [], []
    for _ in range(rounds):
        started = time.perf_counter()
        theirs.epoch()
        canonical.append(time.perf_counter() - started)
        ours.append(our_epochs(recipe, part, device, 1)[0])
    ratios = [slow / quick for slow, quick in zip(canonical, ours, strict=True)]
    digits = case.num_train + num_test
    return [case.step_id, f"{case.num_train:,} + {num_test:,}", str(num_workers),
            f"{digits / statistics.median(canonical):,.0f}",
            f"{digits / statistics.median(ours):,.0f}",
            f"**{statistics.median(ratios):.1f}x**", f"{min(ratios):.1f} to {max(ratios):.1f}"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    settings = read_settings()
    data = load(settings)
    if data.source.is_sample or data.source.folder is None:
        parser.error("the full MNIST is needed; see `python -m mnist_core data`.")
    device = device_state(settings.device).device
    with tempfile.TemporaryDirectory() as folder:
        unpack(data.source.folder, Path(folder))
        rows = [measure(case, data, Path(folder), device, rounds) for case in CASES]
    print(f"{machine()}; n = {rounds} rounds\n")
    print("Inside the clock: augmentation, training and the test. Outside: loading the data, "
          "building\nthe network and a first epoch of each.\n")
    print(f"Our loops were compiled in {seconds_to_compile():.0f} s, once on a machine and outside "
          "the clock.\n")
    print(table(("step", "digits: train + test", "canonical's best workers", "canonical, digits/s",
                 "ours, digits/s", "ratio", "range"), rows))


if __name__ == "__main__":
    main()
