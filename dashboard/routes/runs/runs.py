"""The JSON routes of the public contract, under ``/api``."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from pydantic import ConfigDict
from starlette.responses import JSONResponse
from starlette.routing import Route

from dashboard.people.identity import allow, this_owner
from dashboard.people.looking import allow_to_look
from dashboard.routes.answers import answering
from dashboard.routes.paging import RunPage, when_changed
from dashboard.routes.runs.feed_message import took
from dashboard.routes.runs.seen_queue import queue_changed
from dashboard.server.resources import store
from dashboard.server.submission import submit
from dashboard.train.recipe.class_sets import keep_set_of
from mnist_core.base.format import shortened
from mnist_core.base.frozen import Frozen
from mnist_core.base.not_found import NotFound
from mnist_core.ladders import STEPS, find_step
from mnist_core.recipe.overrides import apply
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.database.row_number import LARGEST, row_number
from mnist_core.runs.database.run import Run
from mnist_core.runs.run_list.contract_json import (
    EpochJson,
    RunJson,
    StepJson,
    epoch_json,
    run_json,
    step_json,
)
from mnist_core.runs.run_list.listing import num_runs, run_entries


class FromStep(Frozen):
    """A run of a published step, with some settings changed."""

    model_config = ConfigDict(json_schema_extra={"examples": [
        {"step": "strategy-4", "set": {"dropout": 0.05, "epochs": 3}, "name": "less dropout"}]})

    step: str
    set: Mapping[str, Any] | None = None
    """Settings by their names, such as ``dropout``, ``lr`` or ``rotation.degrees``."""
    name: str = ""


class OwnRecipe(Recipe):
    """A run of a whole recipe; only ``layers`` has to be given."""

    name: str = ""

    @property
    def recipe(self) -> Recipe:
        return Recipe(**self.model_dump(exclude={"name"}))


class RunDetails(RunJson):
    """A run with its ``recipe``, as ``POST /api/runs`` takes it, and its measured epochs.

    ``phase``, ``seconds_left`` and ``took`` are those of its events; ``imported`` says that it was
    trained in another lab. ``node`` is the machine of a cluster that trains it, or did last, and
    ``moved_from`` the one before, where it moved.
    """

    recipe: dict[str, Any]
    name: str
    parameters: int
    position: int
    total_batches: int
    phase: str | None
    seconds_left: float | None
    took: float | None
    best_epoch: int | None
    device: str | None
    device_note: str | None
    node: str | None
    moved_from: str | None
    source: str | None
    error: str | None
    imported: bool
    epochs: list[EpochJson]


def list_steps() -> list[StepJson]:
    """The published steps of all ladders."""
    return [step_json(step) for step in STEPS.values()]


def list_runs(query: RunPage) -> JSONResponse:
    """The newest runs; where there are more, the header ``Link`` has the address of the next."""
    asked = query.run_query
    # one more tells whether there are any
    found = run_entries(store(), asked, limit=query.limit + 1, before=query.cursor or LARGEST)
    headers = {"X-Total-Count": str(num_runs(store(), asked))}
    if len(found) > query.limit:
        cursor = str(found[query.limit - 1].id)
        following = urlencode(query.model_dump(exclude_unset=True) | {"cursor": cursor})
        headers |= {"Link": f'<?{following}>; rel="next"', "X-Next-Cursor": cursor}
    return JSONResponse([run_json(run) for run in found[:query.limit]], headers=headers)


def show_run(run: str) -> RunDetails:
    """One run, with its recipe and its measured epochs."""
    found = existing_run(run)
    epochs = store().epochs(found.id)
    return {**run_json(found), "recipe": found.recipe.model_dump(), "name": found.name,
            "parameters": found.parameters, "position": found.position,
            "total_batches": found.total_batches, "phase": found.phase,
            "seconds_left": found.seconds_left, "took": took(found, epochs),
            "best_epoch": found.best_epoch,
            "device": found.device, "device_note": found.device_note or None,
            "node": found.node or None, "moved_from": found.moved_from,
            "source": found.source, "error": found.error,
            "imported": found.is_imported,
            "epochs": [epoch_json(epoch) for epoch in epochs]}


def create_run(body: FromStep | OwnRecipe) -> RunJson:
    """Queue a run: of a published step with some settings changed, or of a whole recipe."""
    if isinstance(body, OwnRecipe):
        recipe, step_id = body.recipe, None
    else:
        step = find_step(body.step)
        recipe, step_id = apply(step.recipe, body.set or {}), step.id
    keep_set_of(recipe)
    return run_json(submit(recipe, step_id, body.name, owner=this_owner()))


def command_run(run: str, verb: str) -> RunJson:
    """Pause a run, resume it, train one batch of a paused one (``step``), or stop it."""
    found = existing_run(run)
    allow("command a run", found.owner)
    asked = store().ask(found.id, verb)
    queue_changed()
    return run_json(asked)


def existing_run(text: str) -> Run:
    """The run with this number.

    Raises:
        NotFound: there is none.
        NotAllowed: it is not for whoever asks to look at.
    """
    try:
        run = store().run(row_number(text) or 0)
    except ValueError:
        raise NotFound(f"There is no run {shortened(text)}; GET /api/runs lists them all."
                       ) from None
    allow_to_look(run.owner)
    return run


API_ROUTES = [
    Route("/api/steps", answering(list_steps, "light")),
    Route("/api/runs", when_changed(answering(
        list_runs, "light", query=RunPage, answer=list[RunJson], headers={
            "X-Total-Count": "How many runs are found in all.",
            "X-Next-Cursor": "The cursor of the next runs, where there are more.",
            "Link": 'Their address, `rel="next"`.'}))),
    Route("/api/runs", answering(create_run, "light", body=FromStep | OwnRecipe),
          methods=["POST"]),
    Route("/api/runs/{run}", answering(show_run, "light")),
    Route("/api/runs/{run}/{verb:str}", answering(command_run, "light"), methods=["POST"]),
]
