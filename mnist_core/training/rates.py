"""The learning rate and the momentum of every batch of a run.

The preview and the trainer read the same rates, so what is drawn is what is trained.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from mnist_core.recipe.recipe import SGD, Recipe
from mnist_core.recipe.schedules import Constant, Cosine, Exponential, OneCycle, Plateau, StepDecay

Floats = NDArray[np.float64]
PLATEAU_THRESHOLD = 1e-4
"""By this share a loss must lie below the best one to be better: PyTorch's default."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Of one batch; ``momentum`` is beta 1 for Adam and AdamW."""

    lr: float
    momentum: float


class Rates(Protocol):
    """A schedule for one run."""

    def at(self, position: int, history: Sequence[float]) -> Rate:
        """The rate of a batch, counted from 0 over the whole run.

        ``history`` has one loss for each measured epoch (see ``Bookkeeping``). Epochs that are
        missing count as if the loss had improved in them.
        """


@dataclass(frozen=True, slots=True)
class Table:
    """A schedule that is known beforehand: of batch 0 to the last, [num] each."""

    lr: Floats
    momentum: Floats

    def at(self, position: int, history: Sequence[float]) -> Rate:
        return Rate(float(self.lr[position]), float(self.momentum[position]))


@dataclass(frozen=True, slots=True)
class PlateauRates:
    """A schedule that falls when the loss of the epochs does not."""

    lr: float
    momentum: float
    schedule: Plateau
    num_batches: int
    """Batches an epoch."""

    def at(self, position: int, history: Sequence[float]) -> Rate:
        drops = plateau_drops(history[:position // self.num_batches], self.schedule.patience)
        return Rate(self.lr * self.schedule.gamma**drops, self.momentum)


def rates(recipe: Recipe, num_batches: int) -> Rates:
    """The schedule of a whole run with ``num_batches`` batches an epoch."""
    if isinstance(recipe.schedule, Plateau):
        return PlateauRates(recipe.optimiser.lr, momentum_of(recipe), recipe.schedule, num_batches)
    return table(recipe, num_batches)


def table(recipe: Recipe, num_batches: int) -> Table:
    """The rates of every batch, known before the run; one that may fall on a plateau stays flat."""
    total = recipe.epochs * num_batches
    epoch = np.arange(total) // num_batches
    lr, flat = recipe.optimiser.lr, np.full(total, momentum_of(recipe))
    match recipe.schedule:
        case Constant() | Plateau():
            return Table(np.full(total, lr), flat)
        case StepDecay(every=every, gamma=gamma):
            return Table(lr * np.power(gamma, epoch // every, dtype=float), flat)
        case Exponential(gamma=gamma):
            return Table(lr * gamma ** epoch.astype(float), flat)
        case Cosine(final_lr=final_lr):
            share = np.arange(total) / max(total - 1, 1)
            return Table(_cosine(lr, final_lr, share), flat)
        case OneCycle():
            return _one_cycle(lr, recipe.schedule, total)


def plateau_drops(history: Sequence[float], patience: int) -> int:
    """How often the rate has fallen after these epochs, by the rule of ``ReduceLROnPlateau``."""
    best, num_bad, drops = np.inf, 0, 0
    for loss in history:
        if loss < best * (1 - PLATEAU_THRESHOLD):
            best, num_bad = loss, 0
        else:
            num_bad += 1
        if num_bad > patience:
            drops, num_bad = drops + 1, 0
    return drops


def momentum_of(recipe: Recipe) -> float:
    """The optimiser's own, which one-cycle replaces: beta 1 for Adam and AdamW."""
    optimiser = recipe.optimiser
    return optimiser.momentum if isinstance(optimiser, SGD) else optimiser.beta1


def _one_cycle(peak: float, cycle: OneCycle, total: int) -> Table:
    """``torch.optim.lr_scheduler.OneCycleLR`` (two phases, cosine), stepped every batch.

    Smith and Topin, "Super-Convergence" (2018).
    """
    low = peak / cycle.div
    turn = cycle.warmup * total - 1
    last = max(total - 1, 1)
    batch = np.arange(total, dtype=float)
    # a warm-up of less than one batch starts at the peak
    up = np.clip(batch / turn, 0, 1) if turn > 0 else np.ones(total)
    down = np.clip((batch - turn) / max(last - turn, 1e-12), 0, 1)
    rising = batch <= turn
    lr = np.where(rising, _cosine(low, peak, up), _cosine(peak, low / cycle.final_div, down))
    momentum = np.where(rising, _cosine(cycle.momentum_max, cycle.momentum_min, up),
                        _cosine(cycle.momentum_min, cycle.momentum_max, down))
    return Table(lr, momentum)


def _cosine(start: float, end: float, share: Floats) -> Floats:
    result: Floats = end + (start - end) / 2 * (1 + np.cos(np.pi * share))
    return result
