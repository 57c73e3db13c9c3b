"""What a run achieved, in words: the verdict against its ladder's goal, and its log."""

from collections.abc import Sequence
from dataclasses import dataclass

from mnist_core.base.format import count_of
from mnist_core.ladders import LADDERS, STEPS, Goal, find_ladder
from mnist_core.training.epoch_record import EpochRecord, best_epoch

NUM_LAST = 5
"""A target counts as held when each of this many last epochs reaches it."""
OWN_LADDER = LADDERS[0]
"""Whose goal a run of no ladder is measured against: the one that the lab begins with."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One sentence, and whether the goal is met."""

    text: str
    met: bool


def goal_of(step_id: str | None) -> Goal:
    """The goal of a step's ladder; that of ``OWN_LADDER`` without a step, or with one that this
    version does not know."""
    step = STEPS.get(step_id or "")
    return (find_ladder(step.ladder_id) if step else OWN_LADDER).goal


def verdict(goal: Goal, parameters: int, epochs: Sequence[EpochRecord]) -> Verdict:
    """Whether the last epochs all reach the goal's test accuracy, within its limits.

    ``epochs`` are those measured so far, in order.
    """
    target, size = f"{goal.test_accuracy:.2f} %", f"with {parameters:,} parameters"
    limits = _broken_limits(goal, parameters, len(epochs))
    best = best_epoch(epochs)
    if best is None:
        text = (f"and {size} the target cannot be met, which allows {limits}." if limits else
                f"{size}: the target is {target} in each of the last {NUM_LAST} epochs.")
        return Verdict(f"No epoch is done yet, {text}", met=False)

    last = epochs[-NUM_LAST:]
    num_hits = num_reaching(epochs, goal)
    if num_hits == NUM_LAST and not limits:
        return Verdict(f"Target met: {target} or more in each of the last {NUM_LAST} epochs, best "
                       f"{best.test_accuracy:.2f} %, {size}, in {len(epochs)} epochs.", met=True)
    hits = f"{target} reached in {num_hits} of {_among(len(epochs))}"
    if limits:
        ending = f"target not met, which allows {limits}"
    elif num_hits == len(last):
        ending = f"target not yet met, which takes {NUM_LAST} such epochs"
    else:
        ending = "target not yet met"
    return Verdict(f"{hits}, best {best.test_accuracy:.2f} %, {size}: {ending}.", met=False)


def num_reaching(epochs: Sequence[EpochRecord], goal: Goal) -> int:
    """How many of the last five epochs are at the target."""
    return sum(goal.is_reached(epoch.test_accuracy) for epoch in epochs[-NUM_LAST:])


def _broken_limits(goal: Goal, parameters: int, num_epochs: int) -> str:
    """The limits that no further epoch can mend; empty if none is broken."""
    limits = []
    if not goal.allows(parameters):
        limits.append(f"fewer than {goal.max_parameters:,} parameters")
    if num_epochs > goal.max_epochs:
        limits.append(f"at most {goal.max_epochs} epochs, not {num_epochs}")
    return " and ".join(limits)


def _among(num_epochs: int) -> str:
    if num_epochs >= NUM_LAST:
        return f"the last {NUM_LAST} epochs"
    return count_of(num_epochs, "epoch")
