"""The ladders: published experiments, as data.

One module a ladder; the types are in ``step``, the published per-epoch logs in
``published_logs.json``.
"""

from mnist_core.base.change import Change
from mnist_core.base.validation import one_of
from mnist_core.ladders import drilldown, finetune, models, nets, strategy
from mnist_core.ladders.step import Goal, Ladder, Log, Published, Step, Variant, published_log
from mnist_core.recipe.diff import diff

__all__ = ["LADDERS", "STEPS", "Goal", "Ladder", "Log", "Published", "Step", "Variant",
           "find_ladder", "find_step", "published_log", "step_after", "step_before", "step_changes"]

LADDERS: tuple[Ladder, ...] = (strategy.LADDER, drilldown.LADDER, models.LADDER, nets.LADDER,
                               finetune.LADDER)
STEPS: dict[str, Step] = {step.id: step for ladder in LADDERS for step in ladder.steps}


def find_ladder(ladder_id: str) -> Ladder:
    """The ladder with this id.

    Raises:
        ValueError: there is none; one sentence with the nearest id, or all of them.
    """
    for ladder in LADDERS:
        if ladder.id == ladder_id:
            return ladder
    raise ValueError(one_of("ladder", ladder_id, [ladder.id for ladder in LADDERS]))


def find_step(step_id: str) -> Step:
    """The step with this id.

    Raises:
        ValueError: there is none; one sentence with the nearest id, or all of them.
    """
    if step_id not in STEPS:
        raise ValueError(one_of("step", step_id, list(STEPS)))
    return STEPS[step_id]


def step_changes(step: Step) -> tuple[Change, ...]:
    """What this step changed in the one before; nothing for the first."""
    before = step_before(step)
    return diff(before.recipe, step.recipe) if before else ()


def step_before(step: Step) -> Step | None:
    """The step that this one builds on; None for the first of a ladder."""
    steps = find_ladder(step.ladder_id).steps
    index = steps.index(step)
    return steps[index - 1] if index else None


def step_after(step: Step) -> Step | None:
    """The step that builds on this one; None for the last of a ladder."""
    steps = find_ladder(step.ladder_id).steps
    index = steps.index(step) + 1
    return steps[index] if index < len(steps) else None
