"""Successive halving, asynchronously (ASHA; Li et al., MLSys 2020): which runs go on.

Whenever a run has trained so many epochs, it goes on if it is among the best of those that have
come as far by then, and is stopped if it is not: nobody waits for the others. Each seed is judged
among its like.
"""

from collections.abc import Collection

from mnist_core.experiments.question import Halving


def rungs(halving: Halving, num_epochs: int) -> list[int]:
    """The epochs after which runs of ``num_epochs`` epochs are judged."""
    found, epoch = [], halving.first_epoch
    while epoch < num_epochs:
        found.append(epoch)
        epoch *= halving.factor
    return found


def next_rung(halving: Halving, num_epochs: int, passed: int, epochs_done: int) -> int | None:
    """The first epoch after which a run has not been judged yet, though it has trained it."""
    return next((epoch for epoch in rungs(halving, num_epochs) if passed < epoch <= epochs_done),
                None)


def goes_on(value: float | None, others: Collection[float | None], factor: int, *,
            is_higher_better: bool) -> bool:
    """Whether a run is among the best ``1/factor`` of those that came so far, itself included;
    among fewer than ``factor`` it has to be the best. None is of one that diverged."""
    if value is None:
        return False
    known = sorted((value, *(other for other in others if other is not None)),
                   reverse=is_higher_better)
    # those that diverged came as far, too
    num_best = max(1, (1 + len(others)) // factor)
    worst = known[min(num_best, len(known)) - 1]
    return value >= worst if is_higher_better else value <= worst
