"""The runs of a lesson: found by what an address names, and started together."""

import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from itertools import islice

from typing_extensions import TypedDict

from dashboard.people.identity import this_owner
from dashboard.people.looking import library
from dashboard.server.resources import data_state, store
from dashboard.server.submission import submit
from mnist_core.base.validation import one_of
from mnist_core.lessons.blocks.training import LessonRun
from mnist_core.lessons.figures import RunName
from mnist_core.lessons.lesson import Lesson
from mnist_core.lessons.player_words import words_of
from mnist_core.recipe.model import Recipe
from mnist_core.runs.database.run import GOING_ON, Run
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.trained.trained import Trained

MOST_LOOKED_AT = 200
"""Own runs of a step, the newest, among which an equal one is looked for."""
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
        there = _equal_run(run.step, recipe, is_done_enough=not again)
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


def _equal_run(step_id: str, recipe: Recipe, *, is_done_enough: bool) -> Run | None:
    """The newest own run that is on its way to the same figures, or has come to them."""
    source = data_state().dataset
    states = (*GOING_ON, "finished") if is_done_enough else GOING_ON
    alike = store().newest(RunQuery(
        step=step_id, states=states, owner=this_owner(), num_epochs=recipe.epochs,
        parameters=recipe.describe().parameters))
    for run in islice(alike, MOST_LOOKED_AT):
        # what a newer version wrote is no equal
        with suppress(ValueError):
            if (run.recipe == recipe and not run.is_brought
                    and run.source in (None, source and source.source.description)):
                return run
    return None
