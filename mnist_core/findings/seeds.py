"""Several seeds of one recipe: which they are, and how far their accuracies lie apart."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from mnist_core.base.format import shortened
from mnist_core.findings.report import NUM_LAST
from mnist_core.training.epoch_record import EpochRecord, best_epoch

MAX_SEEDS = 64
LARGEST_SEED = 2**31 - 1
"""What a recipe allows."""


@dataclass(frozen=True, slots=True)
class Spread:
    """``n`` values: ``std`` is that of a sample (n - 1), None for a single value."""

    n: int
    mean: float
    std: float | None
    min: float
    max: float


@dataclass(frozen=True, slots=True)
class SeedReport:
    """Test accuracies over seeds, in percent.

    Attributes:
        last: of each seed's last epoch.
        best: of its best epoch: on the held-out digits where there are any, else on the test
            set itself, which flatters it.
        last_five: of the mean of its last five epochs (of all of them if there are fewer).
    """

    last: Spread
    best: Spread
    last_five: Spread


def parse_seeds(text: str) -> tuple[int, ...]:
    """``0-7`` or ``1,3,5-7`` as seeds, in the order written.

    Raises:
        ValueError: no such range, a seed that no recipe takes, one named twice, or too many.
    """
    seeds: list[int] = []
    for part in text.split(","):
        first, dash, last = (word.strip() for word in part.partition("-"))
        start = _seed(first, text)
        end = _seed(last, text) if dash else start
        if end < start:
            raise ValueError(f"The seeds {start}-{end} run backwards; write {end}-{start}.")
        # counted before they are listed: 0-2000000000 would fill the memory
        if len(seeds) + end - start + 1 > MAX_SEEDS:
            raise ValueError(f"The seeds `{shortened(text)}` are more than {MAX_SEEDS}; train "
                             "fewer at a time.")
        seeds.extend(range(start, end + 1))
    twice = next((seed for seed in seeds if seeds.count(seed) > 1), None)
    if twice is not None:
        raise ValueError(f"Seed {twice} is named twice in `{shortened(text)}`; name each seed "
                         "once.")
    return tuple(seeds)


def seed_report(runs: Sequence[Sequence[EpochRecord]]) -> SeedReport:
    """The report on one or more seeds, each with all its epochs, one at least, in order."""
    best = [epoch for epochs in runs if (epoch := best_epoch(epochs))]
    return SeedReport(
        last=spread([epochs[-1].test_accuracy for epochs in runs]),
        best=spread([epoch.test_accuracy for epoch in best]),
        last_five=spread([statistics.fmean(epoch.test_accuracy for epoch in epochs[-NUM_LAST:])
                          for epochs in runs]))


def spread(values: Sequence[float]) -> Spread:
    """Of one value or more."""
    std = statistics.stdev(values) if len(values) > 1 else None
    return Spread(len(values), statistics.fmean(values), std, min(values), max(values))


def _seed(word: str, text: str) -> int:
    if not (word.isascii() and word.isdecimal()):
        raise ValueError(f"The seeds `{shortened(text)}` cannot be read; write numbers and ranges, "
                         "such as 0-7 or 1,3,5-7.")
    # a number of thousands of digits takes Python long to read, or it refuses
    seed = int(word) if len(word.lstrip("0")) <= len(str(LARGEST_SEED)) else LARGEST_SEED + 1
    if seed > LARGEST_SEED:
        raise ValueError(f"Seed {shortened(word)} is too large; seeds go from 0 to "
                         f"{LARGEST_SEED:,}.")
    return seed
