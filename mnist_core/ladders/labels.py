"""What steps and runs are called wherever somebody reads of them; addresses have their keys.

A step is ``strategy-4 · LR schedule``, a run ``Run 12 · strategy-4 · best 99.38 %``, and what was
recorded of a step without training it here ``strategy-4 · reference 1 · best 99.47 %``. A run whose
layers are not the step's is not a run of the step: ``Run 12 · own network (from strategy-4)``.
"""

from mnist_core.ladders.step import Step

OWN_RECIPE = "own recipe"
"""What stands where a step's id would."""
OWN_NETWORK = "own network"
QUICK_TRY = "quick try"
"""What is said of a run with fewer epochs or digits than its step has."""
IMPORTED = "imported"
"""What is said of a run that was trained in another lab."""

PUBLISHED_WORDS = "Published: the log that the step's author printed."
REFERENCE_WORDS = "Reference: our trainings of the same recipe, one a seed; they come with the lab."
OWN_WORDS = "Mine: what was trained in this lab."


def step_name(step: Step) -> str:
    return f"{step.id} · {step.title}"


def published_name(step_id: str) -> str:
    return f"{step_id} · published"


def reference_name(reference_id: str, seed: int) -> str:
    """``reference_id`` is a step's id, or a variant's: ``drilldown-1-stepped``."""
    return f"{reference_id} · reference {seed}"


def run_name(number: int, *parts: str | None) -> str:
    """``Run 12``, and after it those of the parts that say anything."""
    return " · ".join((f"Run {number}", *filter(None, parts)))


def recipe_name(step_id: str | None, *, own_network: bool) -> str:
    """What a run trains: the id of its step, or what it made of one."""
    if step_id is None:
        return OWN_RECIPE
    return f"{OWN_NETWORK} (from {step_id})" if own_network else step_id


def file_name(key: str, step_id: str | None) -> str:
    """What files and folders of an own run are called: ``run-12-strategy-4``."""
    return f"run-{key}-{step_id or OWN_RECIPE.replace(' ', '-')}"


def scored(name: str, accuracy: float | None) -> str:
    """The name and the best test accuracy, in percent."""
    return name if accuracy is None else f"{name} · best {accuracy:.2f} %"
