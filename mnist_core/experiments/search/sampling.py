"""Combinations drawn at random, or spread evenly; the same for the same experiment and place."""

import random
from collections.abc import Callable, Sequence

from mnist_core.experiments.experiment import Experiment
from mnist_core.experiments.question import Question
from mnist_core.experiments.search.space import (
    MOST_LISTED,
    Combination,
    all_combinations,
    num_combinations,
    tried,
    value_at,
)

TRIES = 100
"""Draws before what is left of the combinations is listed."""


def random_combination(experiment: Experiment, place: int) -> Combination | None:
    """A random one that was not tried; None where all were."""
    chance = random.Random(f"{experiment.id}/{place}")
    question = experiment.question
    return untried(experiment, place, lambda: at(question, [
        chance.random() for _ in question.settings]))


def even_combination(experiment: Experiment, place: int) -> Combination | None:
    """One that was not tried, or None, from a scrambled Halton sequence, which leaves no large gap
    wherever it ends."""
    # imported here: it takes a while, and no other search needs it
    from scipy.stats import qmc

    question = experiment.question
    sequence = qmc.Halton(len(question.settings), scramble=True, rng=experiment.id)
    sequence.fast_forward(place)
    return untried(experiment, place, lambda: at(question, sequence.random(1)[0].tolist()))


def at(question: Question, shares: Sequence[float]) -> Combination:
    """The combination that lies so far through what may be tried of each setting."""
    return tuple(value_at(setting, share)
                 for setting, share in zip(question.settings, shares, strict=True))


def untried(experiment: Experiment, place: int, draw: Callable[[], Combination],
            tries: int = TRIES) -> Combination | None:
    """The first draw that was not tried, else any of what is left; None where nothing is.

    Of numbers without an end none is tried twice unless there is nothing else but by chance.
    """
    question, before = experiment.question, tried(experiment)
    drawn: Combination | None = None
    for _ in range(tries):
        drawn = draw()
        if drawn not in before:
            return drawn
    there = num_combinations(question)
    if there is None or there > MOST_LISTED:
        return drawn
    left = [one for one in all_combinations(question) if one not in before]
    return random.Random(f"{experiment.id}/{place}/left").choice(left) if left else None
