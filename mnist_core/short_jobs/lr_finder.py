"""The learning-rate range test: what the loss does while the rate rises from batch to batch.

Smith, "Cyclical Learning Rates for Training Neural Networks" (2015), section 3.3.
"""

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import median
from typing import Literal

import numpy as np
import torch

from mnist_core.base.rng import seed_default
from mnist_core.data.mnist import Dataset
from mnist_core.data.plan import EpochPlan
from mnist_core.network.layers import has_batch_norm
from mnist_core.recipe.recipe import Recipe
from mnist_core.training.memory import check_memory
from mnist_core.training.setup import check_last_batch, initial_model, new_optimiser, num_trained
from mnist_core.training.step.backends import BACKENDS
from mnist_core.training.step.loss import loss_of

LR_MIN, LR_MAX = 1e-6, 10.0
HIGHEST_LR = 10.0  # what a recipe allows
# 100 are too few for Adam on drilldown-1: its loss falls and explodes within eight of them
NUM_BATCHES = 200
FEWEST_BATCHES, MOST_BATCHES = 20, 10_000
# so large a share of the batches is the burn-in, and so far back the average looks
SHARE = 0.1
# fastai's factor: by then a rate is far too high, and the rest of the curve tells nothing
EXPLOSION = 4.0
LOW_LR = 1e-3
"""A range that ends below has not tried the rates that most networks learn at."""
# an untrained network's loss wanders by about 2 % between batches of 128
LEAST_FALL = 0.05
FEWEST_IN_VALLEY = 5

Stop = Literal["range_end", "exploded"]
Method = Literal["valley", "steepest"]


@dataclass(frozen=True, slots=True)
class Point:
    """One batch: its rate, its loss in nats, and the running average of the losses up to it."""

    lr: float
    loss: float
    smoothed: float


@dataclass(frozen=True, slots=True)
class RangeTest:
    """The whole curve and what it suggests; rates have two significant digits.

    ``valley`` and ``steepest`` are both None where the loss did not fall; ``problem`` then says
    so, in whole sentences, and is empty otherwise. ``stopped_lr`` is the rate of the last batch
    that was tried: where a loss is not a number, it has no point.
    """

    points: tuple[Point, ...]
    burn_in: int
    """So many points at the start count for nothing."""
    stopped: Stop
    stopped_lr: float
    valley: float | None
    steepest: float | None
    problem: str

    @property
    def method(self) -> Method | None:
        """Whose rate is recommended: the valley's, the more careful one, where there is one."""
        return "valley" if self.valley else "steepest" if self.steepest else None

    @property
    def recommended(self) -> float | None:
        return self.valley or self.steepest


def find_lr(recipe: Recipe, data: Dataset, device: torch.device, *, lr_min: float = LR_MIN,
            lr_max: float = LR_MAX, num_batches: int = NUM_BATCHES) -> Iterator[Point | RangeTest]:
    """Yield a ``Point`` for every batch, and the ``RangeTest`` last.

    ``*points, found = find_lr(recipe, data, device)`` runs it to its end. The rate rises
    exponentially; all else is the recipe's (network, augmentation, batch size, optimiser, first
    weights, order of digits), but for its schedule, its epochs and its own lr. The network is
    made here and dropped here. Between two points torch's global random state is as it was.

    Raises:
        ValueError: at the first point: the range or the number of batches is not allowed, or the
            recipe does not fit the data.
    """
    _check(lr_min, lr_max, num_batches)
    burn_in = round(SHARE * num_batches)
    lrs = np.geomspace(lr_min, lr_max, num_batches).tolist()
    points: list[Point] = []
    average, best, exploded = _Average(1 - 1 / (SHARE * num_batches)), math.inf, False
    for index, loss in enumerate(_losses(recipe, data, device, lrs)):
        exploded = not math.isfinite(loss)
        if exploded:
            break
        if index == burn_in:
            average = _Average(average.keep)  # else a spike in the burn-in would live on in it
        points.append(Point(lrs[index], loss, average.add(loss)))
        yield points[-1]
        if index >= burn_in:
            best = min(best, points[-1].smoothed)
            exploded = points[-1].smoothed > EXPLOSION * best
            if exploded:
                break
    yield read_curve(points, burn_in, lrs[index] if exploded else None,
                     has_norm=has_batch_norm(recipe.network))


def read_curve(points: Sequence[Point], burn_in: int, exploded_lr: float | None, *,
               has_norm: bool) -> RangeTest:
    """What a curve suggests; ``exploded_lr`` is the rate at which it had to stop, if it had to.

    ``has_norm`` says whether the network has batch norm, which is then not advised.
    Only what lies between the burn-in and the lowest smoothed loss counts: after an explosion a
    loss can fall steeply too, back to chance.
    """
    considered = points[burn_in:]
    smoothed = [point.smoothed for point in considered]
    lowest = int(np.argmin(smoothed)) if smoothed else 0
    falling = considered[:lowest + 1]
    start = median(point.loss for point in considered[:burn_in]) if considered else math.nan
    has_fallen = len(falling) > 1 and falling[-1].smoothed <= (1 - LEAST_FALL) * start
    stop: Stop = "range_end" if exploded_lr is None else "exploded"
    stopped_lr = exploded_lr or points[-1].lr
    return RangeTest(
        tuple(points), burn_in, stop, stopped_lr,
        valley=valley(falling) if has_fallen else None,
        steepest=steepest(falling) if has_fallen else None,
        problem="" if has_fallen else _problem(considered, start, stopped_lr, has_norm))


def valley(falling: Sequence[Point]) -> float | None:
    """The rate in the middle of the longest valley; None if it has fewer than 5 points.

    The valley ends where the longest strictly decreasing subsequence of the smoothed losses ends,
    and is as many points wide as that has. The method is fastai's ``valley``
    (``fastai/callback/schedule.py``, pull request 3377), which names ESRI as its author.
    """
    tails: list[float] = []  # of every length, the highest end of a decreasing subsequence, negated
    end = 0
    for index, point in enumerate(falling):
        place = bisect_left(tails, -point.smoothed)
        if place == len(tails):
            end = index
        tails[place:place + 1] = [-point.smoothed]
    if len(tails) < FEWEST_IN_VALLEY:
        return None
    return _rounded(falling[end - len(tails) // 2].lr)


def steepest(falling: Sequence[Point]) -> float:
    """The rate where the smoothed loss falls most steeply against the logarithm of the rate.

    From two points on; Gugger, "How do you find a good learning rate" (2018).
    """
    slopes = np.gradient([point.smoothed for point in falling],
                         np.log([point.lr for point in falling]))
    return _rounded(falling[int(slopes.argmin())].lr)


class _Average:
    """An exponential average whose start is not biased towards 0, as in Adam (Kingma, Ba 2014)."""

    def __init__(self, keep: float) -> None:
        self.keep = keep
        self._sum = self._weight = 0.0

    def add(self, value: float) -> float:
        self._sum = self.keep * self._sum + (1 - self.keep) * value
        self._weight = self.keep * self._weight + (1 - self.keep)
        return self._sum / self._weight


def _losses(recipe: Recipe, data: Dataset, device: torch.device,
            lrs: Sequence[float]) -> Iterator[float]:
    """Train a fresh network one batch a rate, over as many epochs as it takes; yield the losses."""
    num = num_trained(recipe, len(data.train))
    images, labels = data.train.images[:num].to(device), data.train.labels[:num].to(device)
    batches_an_epoch = math.ceil(len(labels) / recipe.batch_size)
    # not ``check_start``: the class's own digits are not here, so there are fewer than it counts
    check_last_batch(recipe, len(labels))
    check_memory(recipe, BACKENDS["reference"], device, len(labels))
    model = initial_model(recipe).to(device).train()
    optimiser = new_optimiser(recipe, model.parameters())
    loss = loss_of(recipe)
    gpus = [device.index or 0] if device.type == "cuda" else []
    for first in range(0, len(lrs), batches_an_epoch):
        epoch = first // batches_an_epoch
        plan = EpochPlan(recipe, epoch, images, labels)
        for batch, lr in enumerate(islice(lrs, first, first + batches_an_epoch)):
            for group in optimiser.param_groups:
                group["lr"] = lr
            digits, truth = plan.batch(batch)
            with torch.random.fork_rng(devices=gpus):
                seed_default(device, recipe.seed, epoch, batch, "dropout")
                mean = loss(model(digits), truth)
            optimiser.zero_grad(set_to_none=True)
            mean.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            # waits for the device at every batch: the next one depends on whether this exploded
            yield mean.item()


def _check(lr_min: float, lr_max: float, num_batches: int) -> None:
    # a comparison with nan is false, so each says what must hold
    if not 0 < lr_min < math.inf:
        raise ValueError(f"lr_min {lr_min:g} is not allowed; choose a number above 0.")
    if not lr_max <= HIGHEST_LR:
        raise ValueError(f"lr_max {lr_max:g} is not allowed; no recipe takes an lr above "
                         f"{HIGHEST_LR:g}.")
    if not lr_min < lr_max:
        raise ValueError(f"lr_min {lr_min:g} must be below lr_max {lr_max:g}; lower it, or raise "
                         "lr_max.")
    if not FEWEST_BATCHES <= num_batches <= MOST_BATCHES:
        raise ValueError(f"{num_batches:,} batches are not allowed; choose {FEWEST_BATCHES} to "
                         f"{MOST_BATCHES:,}.")


def _problem(considered: Sequence[Point], start: float, stopped_lr: float,
             has_norm: bool) -> str:
    if len(considered) < 2:
        return (f"The loss exploded at lr {stopped_lr:.2g}, before it could fall: begin with a "
                "lower rate.")
    lowest = min(point.smoothed for point in considered)
    if stopped_lr < LOW_LR:
        return (f"The highest rate that was tried, {stopped_lr:.2g}, is too low to change the "
                f"loss, which stayed near {start:.2f}: raise lr_max.")
    return (f"No rate can be read off: the loss began at {start:.2f}, and its average was never "
            f"below {lowest:.2f}; take more batches"
            f"{'' if has_norm else ', or a network with batch norm'}.")


def _rounded(lr: float) -> float:
    return float(f"{lr:.2g}")
