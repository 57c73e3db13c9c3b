"""A lesson's task, checked from the runs of whoever asks."""

from collections.abc import Iterable
from itertools import islice

from typing_extensions import TypedDict

from dashboard.lessons.lesson_runs import MADE_FOR
from dashboard.people.identity import this_owner
from dashboard.people.looking import library
from dashboard.server.resources import store
from mnist_core.base.not_found import NotFound
from mnist_core.lessons.lesson import Lesson
from mnist_core.lessons.outcome.task_check import TaskCheck, task_check
from mnist_core.runs.own_runs.own_run import OwnRun
from mnist_core.runs.records.run_query import RunQuery

MOST_CHECKED, MOST_LISTED = 10, 30


class OwnRunJson(TypedDict):
    key: str
    label: str


class TaskJson(TypedDict):
    """``checked`` is the run that was asked about, else of one's newest runs of the task's step the
    first that solves it, or the newest; none where there is no run with an epoch. ``runs`` are
    one's newest of any step, to choose from. What a lesson started is not looked at unasked: it
    would solve tasks for which nobody has done anything."""

    checked: TaskCheck | None
    runs: list[OwnRunJson]


def checked_task(lesson: Lesson, key: str | None) -> TaskJson:
    """Raises:
        NotFound: there is no such run.
        ValueError: it is nobody's own, or somebody else's.
    """
    task, language = lesson.task, lesson.language
    if key is None:
        newest = _own_runs(task.step or "", MOST_CHECKED, not_made_for=MADE_FOR)
        checked = _first([task_check(task, own, language) for own in newest])
    else:
        checked = task_check(task, _own_run(key), language)
    return {"checked": checked, "runs": [{"key": own.key, "label": own.title}
                                         for own in _own_runs("", MOST_LISTED)]}


def _own_runs(step_id: str, most: int, not_made_for: str = "") -> Iterable[OwnRun]:
    query = RunQuery(step=step_id, owner=this_owner(), is_measured=True, not_made_for=not_made_for)
    return (OwnRun(store(), run) for run in islice(store().newest(query), most))


def _own_run(key: str) -> OwnRun:
    try:
        trained = library().find(key)
    except ValueError as error:
        raise NotFound(str(error)) from None
    if not isinstance(trained, OwnRun) or trained.run.owner != this_owner():
        raise ValueError("A task is solved by a run of one's own; choose one of yours.")
    return trained


def _first(checks: list[TaskCheck]) -> TaskCheck | None:
    solved = (check for check in checks if check["is_solved"])
    finished = (check for check in checks if check["is_finished"])
    return next(solved, None) or next(finished, None) or next(iter(checks), None)
