"""What a run was to find out: what was changed, against which step; and how it is repeated."""

import json

from mnist_core.export.exported_run import ExportedRun
from mnist_core.ladders import STEPS, Step, step_before
from mnist_core.ladders.labels import step_name
from mnist_core.recipe.diff import diff_text
from mnist_core.recipe.overrides import Scalar, changed_overrides


def question(run: ExportedRun) -> tuple[str, ...]:
    """The sentences, the change first."""
    step = run.step
    if step is None:
        return ("A recipe of its own, of no published step.",)
    changed = diff_text(step.recipe, run.recipe)
    what = f"Changed in {step_name(step)}: {changed}." if changed else (
        f"{step_name(step)}, trained as published.")
    return what, _of_the_step(step), f"The step's target: {step.target}"


def repeat_command(run: ExportedRun) -> str:
    """The line that trains the same recipe again; of no step it starts from the nearest one.

    The device is left out: it is where, not what.
    """
    step = run.step or _nearest(run)
    overrides = _overrides(run, step)
    layers = overrides.pop("layers", None)
    parts = [f"python -m mnist_core train {step.id}"]
    if layers is not None:
        parts.append(f'--layers "{layers}"')
    # no setting has a character that a shell would read in another way
    parts += [f"--set {name}={_value(value)}" for name, value in overrides.items()]
    return " ".join(parts)


def _of_the_step(step: Step) -> str:
    before = step_before(step)
    if before is None:
        return "It is the first step of its ladder."
    return (f"The step itself changed, against {step_name(before)}: "
            f"{diff_text(before.recipe, step.recipe) or 'nothing'}.")


def _overrides(run: ExportedRun, step: Step) -> dict[str, Scalar]:
    changed = changed_overrides(run.recipe, step.recipe)
    return {name: value for name, value in changed.items() if name != "device"}


def _nearest(run: ExportedRun) -> Step:
    """The step from which the fewest settings lead to the recipe; the first of several."""
    return min(STEPS.values(), key=lambda step: len(_overrides(run, step)))


def _value(value: Scalar) -> str:
    return value if isinstance(value, str) else json.dumps(value)
