"""The runs of a lesson: found by what an address names, and started together."""

import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress

from typing_extensions import TypedDict

from dashboard.people.identity import this_owner
from dashboard.people.looking import library
from dashboard.server.resources import source_here, store
from dashboard.server.submission import submit
from mnist_core.base.validation import one_of
from mnist_core.lessons.blocks.training import LessonRun
from mnist_core.lessons.figures import RunName
from mnist_core.lessons.lesson import Lesson
from mnist_core.lessons.player_words import words_of
from mnist_core.runs.database.run import GOING_ON
from mnist_core.runs.records.equal_run import equal_run
from mnist_core.trained.trained import Trained

MADE_FOR = "lesson/"
"""How ``Run.made_for`` begins of a run that a lesson started."""
_starting = threading.Lock()
"""Whoever asks twice at once must not have everything twice."""


class StartedRun(TypedDict):
    """``key`` is the run's, none where it could not be started: ``problem`` says why. One that
    ``was_there`` had been trained, or was on its way, before."""

    name: RunName
    key: str | None
    was_there: bool
    problem: str | None


def named_runs(lesson: Lesson, text: str) -> Mapping[RunName, Trained]:
    """Those of ``with:12,without:nets-4@1`` that the lesson has and that are here.

    Raises:
        ValueError: it is written in another way.
        NotAllowed: one is not for whoever asks to look at.
    """
    found: dict[RunName, Trained] = {}
    names = {run.name for run in lesson.train.run}
    for part in filter(None, text.split(",")):
        name, colon, key = part.partition(":")
        if not colon or not key:
            raise ValueError("runs names each run of the lesson with its key, such as "
                             "with:12,without:13.")
        if name in names:
            # one that was deleted since is left out
            with suppress(ValueError):
                found[name] = library().find(key)
    return found


def start_runs(lesson: Lesson, *, again: bool, only: RunName | None = None) -> list[StartedRun]:
    """Queue what is not there yet; each like any run, for whoever asks.

    With ``again`` also what was trained before is trained once more.

    Raises:
        ValueError: none of them can be started, and why; or the lesson has no run ``only``.
    """
    names = [run.name for run in lesson.train.run]
    if only is not None and only not in names:
        raise ValueError(one_of("run", only, names))
    with _starting:
        return _start([run for run in lesson.train.run if only in (None, run.name)], lesson,
                      again=again)


def _start(runs: Iterable[LessonRun], lesson: Lesson, *, again: bool) -> list[StartedRun]:
    found: list[StartedRun] = []
    refused: list[ValueError] = []
    for run in runs:
        recipe = lesson.train.recipe_of(run)
        there = equal_run(store(), recipe, source_here(),
                          GOING_ON if again else (*GOING_ON, "finished"),
                          step=run.step, owner=this_owner())
        key, problem = str(there.id) if there else None, None
        if there is None:
            try:
                key = str(submit(recipe, run.step, _name(lesson, run), owner=this_owner(),
                                 made_for=f"{MADE_FOR}{lesson.language}/{lesson.key}").id)
            except ValueError as error:
                refused.append(error)
                problem = str(error)
        found.append({"name": run.name, "key": key, "was_there": there is not None,
                      "problem": problem})
    if len(refused) == len(found):
        raise refused[0]
    return found


def _name(lesson: Lesson, run: LessonRun) -> str:
    return words_of(lesson.language)["train.run"].format(lesson=lesson.key, run=run.label)
