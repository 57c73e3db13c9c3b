"""Blocks that say something under a condition: claims and tasks."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from mnist_core.base.frozen import Frozen
from mnist_core.ladders import find_step
from mnist_core.lessons.figures import OF_THE_LAST_EPOCH, YOURS, Condition
from mnist_core.recipe.overrides import Scalar, apply

Conditions = Annotated[tuple[Condition, ...], Field(min_length=1, max_length=6)]


class Claim(Frozen):
    """A sentence that is shown only where all its conditions hold in the measured figures.

    ``is_chance``: other seeds may not show it, and the page says so.
    """

    name: ClassVar = "claim"
    text: Annotated[str, Field(min_length=1, max_length=400)]
    when: Conditions
    is_chance: bool = False


class Task(Frozen):
    """What to try alone: solved by a finished run of which all conditions hold.

    ``step`` and ``set``, its changed settings, say where the student begins; hints come one at a
    time.
    """

    name: ClassVar = "task"
    text: Annotated[str, Field(min_length=1, max_length=400)]
    step: str | None = None
    set: dict[str, Scalar] = Field(default_factory=dict)
    when: Conditions
    hints: Annotated[tuple[Annotated[str, Field(min_length=1, max_length=300)], ...],
                     Field(max_length=5)] = ()

    @property
    def counts(self) -> Literal["best", "last"] | None:
        """The epoch of a run that it asks about; None where that is no question, or both are."""
        measures = {condition.measure for condition in self.when}
        if any(condition.measure == "epochs" and condition.at_most == 1 for condition in self.when):
            return None
        is_of_last = bool(measures & OF_THE_LAST_EPOCH)
        if "best_test_accuracy" in measures:
            return None if is_of_last else "best"
        return "last" if is_of_last else None

    @model_validator(mode="after")
    def _begins_somewhere(self) -> Self:
        if self.step is not None:
            apply(find_step(self.step).recipe, self.set)
        elif self.set:
            raise ValueError("Settings are changes of a step; name the step that they change")
        return self

    @model_validator(mode="after")
    def _of_one_run(self) -> Self:
        if any(run != YOURS for condition in self.when for run in condition.runs):
            raise ValueError(f"A task's conditions are about the student's own run, `{YOURS}`")
        return self
