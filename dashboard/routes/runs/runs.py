"""The JSON routes of the public contract, under ``/api``."""

from typing import Any
from urllib.parse import urlencode

from starlette.responses import JSONResponse
from starlette.routing import Route

from dashboard.routes.answers import answering
from dashboard.routes.paging import read_limit, read_number, read_query, when_changed
from dashboard.server.resources import store
from dashboard.server.submission import submit
from mnist_core.ladders import STEPS, find_step
from mnist_core.recipe.model import read_recipe
from mnist_core.recipe.overrides import apply
from mnist_core.runs.database.row_number import LARGEST, row_number
from mnist_core.runs.database.run import Run
from mnist_core.runs.records.as_json import epoch_json, run_json, step_json
from mnist_core.runs.records.run_list import num_runs, run_entries

Parameters = dict[str, Any]


def list_steps(_: Parameters, __: None) -> object:
    return [step_json(step) for step in STEPS.values()]


def list_runs(parameters: Parameters, _: None) -> object:
    """The newest runs; where there are more, the header ``Link`` has the address of the next."""
    query, limit = read_query(parameters), read_limit(parameters)
    before = read_number(parameters, "cursor", LARGEST, 1, LARGEST)
    # one more tells whether there are any
    found = run_entries(store(), query, limit=limit + 1, before=before)
    headers = {"X-Total-Count": str(num_runs(store(), query))}
    if len(found) > limit:
        cursor = str(found[limit - 1].id)
        following = urlencode({**parameters, "cursor": cursor})
        headers |= {"Link": f'<?{following}>; rel="next"', "X-Next-Cursor": cursor}
    return JSONResponse([run_json(run) for run in found[:limit]], headers=headers)


def show_run(parameters: Parameters, _: None) -> object:
    run = existing_run(parameters["run"])
    return {**run_json(run), "recipe": run.recipe.model_dump(), "name": run.name,
            "parameters": run.parameters, "position": run.position,
            "total_batches": run.total_batches, "best_epoch": run.best_epoch,
            "device": run.device, "device_note": run.device_note or None,
            "source": run.source, "error": run.error,
            "epochs": [epoch_json(epoch) for epoch in store().epochs(run.id)]}


def create_run(_: Parameters, body: dict[str, Any]) -> object:
    """A whole recipe, or ``{"step": id, "set": {name: value}}``; both may carry a name."""
    name = str(body.pop("name", ""))
    if "step" not in body:
        return run_json(submit(read_recipe(body), None, name))
    unknown = body.keys() - {"step", "set"}
    if unknown:
        raise ValueError(f"unknown key `{min(unknown)}`; beside step there is only set.")
    step = find_step(str(body["step"]))
    changes = body.get("set") or {}
    if not isinstance(changes, dict):
        raise ValueError('`set` must be an object such as {"dropout": 0.05}.')
    return run_json(submit(apply(step.recipe, changes), step.id, name))


def command_run(parameters: Parameters, _: dict[str, Any]) -> object:
    run = existing_run(parameters["run"])
    return run_json(store().ask(run.id, parameters["verb"]))


def existing_run(text: str) -> Run:
    """The run with this number.

    Raises:
        LookupError: there is none.
    """
    try:
        return store().run(row_number(text) or 0)
    except ValueError:
        raise LookupError(f"There is no run {text[:20]}; GET /api/runs lists them all.") from None


API_ROUTES = [
    Route("/api/steps", answering(list_steps, "light")),
    Route("/api/runs", when_changed(answering(list_runs, "light"))),
    Route("/api/runs", answering(create_run, "light"), methods=["POST"]),
    Route("/api/runs/{run}", answering(show_run, "light")),
    Route("/api/runs/{run}/{verb:str}", answering(command_run, "light"), methods=["POST"]),
]
