"""Several seeds as one model against one after the other: ``python -m bench.seeds``.

Rounds of both, one after the other, on the same digits; the ratio is taken within a round, because
machines are shared and noisy. Inside the clock: augmentation, training and measuring of an epoch.
Outside: loading the data, building the networks, and a first epoch of each.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import torch

from bench.report import machine, table
from mnist_core.base.format import count_of
from mnist_core.base.machine.devices import device_state
from mnist_core.base.settings import read_settings
from mnist_core.data.mnist import Dataset, Split, load
from mnist_core.ladders import find_step
from mnist_core.many_seeds.batched_seeds import train_seeds
from mnist_core.recipe.overrides import apply
from mnist_core.recipe.recipe import Recipe, read_recipe
from mnist_core.training.engine import train
from mnist_core.training.events import EpochDone

NUM_SEEDS = (1, 2, 4, 8)


@dataclass(frozen=True)
class Case:
    """A recipe, and on how many digits an epoch of it is timed (six to one, as in full)."""

    name: str
    recipe: Recipe
    num_train: int


def cases(device: torch.device) -> list[Case]:
    """From the smallest network to a wide one; a GPU gets all digits."""
    few = device.type == "cpu"
    linear = read_recipe({"layers": "flatten linear(10)"})
    return [Case("one linear layer", linear, 3_000 if few else 60_000),
            *(Case(step_id, find_step(step_id).recipe, num if few else 60_000)
              for step_id, num in (("models-1", 2_000), ("strategy-4", 1_500), ("nets-2", 1_000)))]


@dataclass(frozen=True)
class Taken:
    """Of one epoch: seconds by the clock, and seconds of all cores together."""

    wall: float
    cpu: float


def alone(recipe: Recipe, data: Dataset, device: torch.device) -> Taken:
    """The second epoch of one seed."""
    return _second_epoch(isinstance(event, EpochDone) for event in train(recipe, data, device))


def together(recipe: Recipe, num: int, data: Dataset, device: torch.device) -> Taken:
    """The second epoch of so many seeds as one model."""
    return _second_epoch(any(isinstance(event, EpochDone) for event in told.values())
                         for told in train_seeds(recipe, range(1, num + 1), data, device))


def _second_epoch(epoch_ends: Iterable[bool]) -> Taken:
    ends = [(time.perf_counter(), time.process_time()) for is_end in epoch_ends if is_end]
    (wall, cpu), (last_wall, last_cpu) = ends
    return Taken(last_wall - wall, last_cpu - cpu)


def measure(case: Case, data: Dataset, device: torch.device, rounds: int) -> Iterator[list[str]]:
    """A row for each number of seeds: medians, and the median ratio with its range."""
    recipe = apply(case.recipe, {"num_train": case.num_train, "epochs": 2})
    num_test = case.num_train // 6
    part = Dataset(data.train, Split(data.test.images[:num_test], data.test.labels[:num_test]),
                   data.source)
    for num in NUM_SEEDS:
        pairs = [(alone(recipe, part, device), together(recipe, num, part, device))
                 for _ in range(rounds)]
        ratios = [num * one.wall / all_.wall for one, all_ in pairs]
        of_cpu = statistics.median(num * one.cpu / all_.cpu for one, all_ in pairs)
        yield [case.name, f"{recipe.describe().parameters:,}", f"{case.num_train:,}", str(num),
               f"{statistics.median(num * one.wall for one, _ in pairs):.2f}",
               f"{statistics.median(all_.wall for _, all_ in pairs):.2f}",
               f"**{statistics.median(ratios):.2f}x**", f"{min(ratios):.2f} to {max(ratios):.2f}",
               f"{of_cpu:.2f}x"]


def report(device: torch.device, data: Dataset, rounds: int) -> str:
    rows = []
    for case in cases(device):
        for row in measure(case, data, device, rounds):
            print(*row, file=sys.stderr, flush=True)
            rows.append(row)
    return table(("network", "parameters", "digits an epoch", "seeds", "one by one, s",
                  "together, s", "one by one / together", "range", "the same of CPU time"), rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    settings = read_settings()
    data = load(settings)
    if data.source.is_sample:
        parser.error("the full MNIST is needed; see `python -m mnist_core data`.")
    began = machine()
    on_cpu = report(torch.device("cpu"), data, given.rounds)
    print("Above 1 the seeds are quicker together. One by one is the time of one seed's epoch, as "
          "many times;\nboth are medians. A busy machine disturbs the clock, and hardly the CPU "
          "time.\n")
    print(f"On the CPU, {count_of(given.threads, 'thread')}; {began}, "
          f"{machine().rpartition(' ')[2]} at the end; n = {count_of(given.rounds, 'round')}\n")
    print(on_cpu)
    device = device_state(settings.device).device
    print("\nOn a GPU: " + (f"\n\n{report(device, data, given.rounds)}" if device.type == "cuda"
                            else "not measured, there was none."))


if __name__ == "__main__":
    main()
