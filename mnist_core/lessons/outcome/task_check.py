"""Whether a run solves a lesson's task, and by which of its conditions not."""

from typing_extensions import TypedDict

from mnist_core.lessons.blocks.words import Task
from mnist_core.lessons.catalogue import FIRST_LANGUAGE
from mnist_core.lessons.condition_words import condition_words
from mnist_core.lessons.figures import YOURS
from mnist_core.lessons.outcome.measured import measured_of
from mnist_core.lessons.player_words import words_of
from mnist_core.trained.trained import Trained


class ConditionCheck(TypedDict):
    holds: bool
    words: str


class TaskCheck(TypedDict):
    """``key`` and ``label`` are the run's. One that is not finished solves nothing yet; of one
    without an epoch there are no conditions to tell."""

    key: str
    label: str
    is_solved: bool
    is_finished: bool
    conditions: list[ConditionCheck]


def task_check(task: Task, trained: Trained, language: str = FIRST_LANGUAGE) -> TaskCheck:
    """Each condition with what was measured, in the words of this language."""
    measured = measured_of(trained)
    is_finished = len(trained.epochs()) >= trained.recipe.epochs
    figures = {YOURS: measured.figures} if measured else {}
    conditions: list[ConditionCheck] = [
        {"holds": condition.holds(figures),
         "words": condition_words(condition, figures, words_of(language))}
        for condition in task.when] if measured else []
    return {"key": trained.key, "label": trained.title, "is_finished": is_finished,
            "is_solved": is_finished and all(one["holds"] for one in conditions),
            "conditions": conditions}
