"""The learning rate and the momentum of every batch of a run, as one table.

The preview and the trainer read the same table, so what is drawn is what is trained.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_core.recipe.model import SGD, Constant, Cosine, Exponential, OneCycle, Recipe, StepDecay

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Table:
    """``lr`` and ``momentum`` (beta 1 for Adam and AdamW) of batch 0 to the last, [num] each."""

    lr: Floats
    momentum: Floats


def table(recipe: Recipe, num_batches: int) -> Table:
    """The schedule of a whole run with ``num_batches`` batches an epoch."""
    total = recipe.epochs * num_batches
    epoch = np.arange(total) // num_batches
    optimiser, schedule = recipe.optimiser, recipe.schedule
    momentum = optimiser.momentum if isinstance(optimiser, SGD) else optimiser.beta1
    flat = np.full(total, momentum)
    match schedule:
        case Constant():
            return Table(np.full(total, optimiser.lr), flat)
        case StepDecay(every=every, gamma=gamma):
            return Table(optimiser.lr * np.power(gamma, epoch // every, dtype=float), flat)
        case Exponential(gamma=gamma):
            return Table(optimiser.lr * gamma ** epoch.astype(float), flat)
        case Cosine(final_lr=final_lr):
            share = np.arange(total) / max(total - 1, 1)
            return Table(_cosine(optimiser.lr, final_lr, share), flat)
        case OneCycle():
            return _one_cycle(optimiser.lr, schedule, total)


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
