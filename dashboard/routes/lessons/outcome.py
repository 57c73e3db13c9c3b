"""``/api/lessons/{lesson}/…``: its runs started together, how they race, and what came of them."""

from typing import Annotated

from pydantic import ConfigDict, Field
from starlette.routing import Route
from typing_extensions import TypedDict

from dashboard.lessons.lesson_runs import StartedRun, named_runs, start_runs
from dashboard.lessons.look import existing_lesson
from dashboard.lessons.own_task import TaskJson, checked_task
from dashboard.routes.answers import answering
from dashboard.routes.lessons.lessons import InLanguage
from dashboard.routes.runs.queue_place import shared_places
from dashboard.server.resources import data_state, store
from dashboard.server.run_errors import run_error
from mnist_core.lessons.figures import RunName
from mnist_core.lessons.outcome.race import RacingRun, racing_run
from mnist_core.lessons.shown_outcome import ShownOutcome, shown_outcome
from mnist_core.runs.own_runs.own_run import OwnRun
from mnist_core.trained.trained import Trained


class OfRuns(InLanguage):
    """``runs`` names each run of the lesson with its key: ``with:12,without:13``."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"runs": "with:1"}]})

    runs: Annotated[str, Field(max_length=300)] = ""


class Start(InLanguage):
    """``again`` also trains once more what was trained before; ``only`` is one of the runs."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"language": "en"}]})

    again: bool = False
    only: RunName | None = None


class OfRun(InLanguage):
    """The key of one of one's own runs; without, one's newest runs are looked at."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})

    run: Annotated[str, Field(max_length=40)] | None = None


class StartedJson(TypedDict):
    runs: list[StartedRun]


class RacingRunNow(RacingRun):
    """``state`` is "recorded" of a reference run; ``num_before`` counts those that wait and come
    before it; ``seconds_left`` without further pauses."""

    state: str
    phase: str | None
    num_before: int | None
    seconds_left: float | None
    error: str | None


class RaceJson(TypedDict):
    """A run that is not here any more is left out."""

    runs: list[RacingRunNow]


def start(lesson: str, body: Start) -> StartedJson:
    """Start all runs of a lesson together: from one seed, so with the same first weights and the
    same batches. What one has trained already, or has on its way, is not trained again."""
    return {"runs": start_runs(existing_lesson(lesson, body.language), again=body.again,
                               only=body.only)}


def race(lesson: str, query: OfRuns) -> RaceJson:
    """How far each of these runs is, and how accurate it was on the way."""
    runs = named_runs(existing_lesson(lesson, query.language), query.runs)
    return {"runs": [_now(name, trained) for name, trained in runs.items()]}


def show_outcome(lesson: str, query: OfRuns) -> ShownOutcome:
    """What came of a lesson in these runs: its predictions, the claims that hold, the digits."""
    found = existing_lesson(lesson, query.language)
    runs = named_runs(found, query.runs)
    return shown_outcome(found, runs, data_state().dataset)


def check_task(lesson: str, body: OfRun) -> TaskJson:
    """Whether one's own run solves the task of a lesson, condition by condition."""
    return checked_task(existing_lesson(lesson, body.language), body.run)


def _now(name: str, trained: Trained) -> RacingRunNow:
    racing = racing_run(name, trained)
    if not isinstance(trained, OwnRun):
        return {**racing, "state": "recorded", "phase": None, "num_before": None,
                "seconds_left": None, "error": None}
    run = trained.run
    num_before = (shared_places(store(), run.id).places.get(run.id) if run.state == "queued"
                  else None)
    return {**racing, "state": run.state, "phase": run.phase, "num_before": num_before,
            "seconds_left": run.seconds_left, "error": run_error(run)}


OUTCOME_ROUTES = [
    Route("/api/lessons/{lesson}/runs", answering(start, "light", body=Start), methods=["POST"]),
    Route("/api/lessons/{lesson}/race", answering(race, "light", query=OfRuns)),
    Route("/api/lessons/{lesson}/outcome", answering(show_outcome, "light", query=OfRuns)),
    Route("/api/lessons/{lesson}/task", answering(check_task, "light", body=OfRun),
          methods=["POST"])]
