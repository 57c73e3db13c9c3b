"""What the list of runs asks of the server: its rows, renaming, deleting and undoing."""

from functools import partial
from hashlib import blake2b
from json import dumps
from typing import Any

from starlette.routing import Route

from dashboard.lab import store
from dashboard.routes.answers import answering
from dashboard.routes.runs import existing_run
from dashboard.runs.rows import run_rows
from mnist_core.runs.deleted import Deletion, delete_runs, deletions, restore_runs
from mnist_core.runs.row_number import is_row_number

Parameters = dict[str, Any]
MAX_RUNS = 10_000


def list_rows(parameters: Parameters, _: None) -> object:
    """All rows and what can be undone; of a version that the page has already, nothing more."""
    told = {"rows": run_rows(store()), "deleted": [_told(one) for one in deletions(store())]}
    version = blake2b(dumps(told).encode(), digest_size=8).hexdigest()
    return {"version": version} if parameters["version"] == version else {
        "version": version, **told}


def delete_many(_: Parameters, body: dict[str, Any]) -> object:
    """``{"runs": [1, 2]}``; those that a worker holds stay."""
    asked = _runs(body)
    deleted = [run.id for run in delete_runs(store(), asked)]
    return {"deleted": deleted, "kept": [run_id for run_id in asked if run_id not in deleted]}


def restore_many(_: Parameters, body: dict[str, Any]) -> object:
    return {"restored": restore_runs(store(), _runs(body))}


def describe_run(field: str, parameters: Parameters, body: dict[str, Any]) -> object:
    """``{"name": "…"}`` or ``{"note": "…"}``."""
    run = existing_run(parameters["run"])
    text = body.get(field)
    if not isinstance(text, str):
        raise ValueError(f'Send {{"{field}": "…"}}.')
    write = store().rename if field == "name" else store().annotate
    write(run.id, text)
    return {field: getattr(store().run(run.id), field)}


def _runs(body: dict[str, Any]) -> list[int]:
    runs = body.get("runs")
    if not (isinstance(runs, list) and len(runs) <= MAX_RUNS
            and all(type(run) is int and is_row_number(run) for run in runs)):
        raise ValueError('Send {"runs": [1, 2]}: numbers of runs.')
    return runs


def _told(deletion: Deletion) -> dict[str, object]:
    runs = deletion.runs
    return {"runs": [run.id for run in runs], "text": f"Run {runs[0].id} is deleted."
            if len(runs) == 1 else f"{len(runs)} runs are deleted."}


RUN_LIST_ROUTES = [
    Route("/api/run-list/delete", answering(delete_many, "light"), methods=["POST"]),
    Route("/api/run-list/restore", answering(restore_many, "light"), methods=["POST"]),
    Route("/api/run-list/{version}", answering(list_rows, "light")),
    *(Route(f"/api/runs/{{run}}/{field}", answering(partial(describe_run, field), "light"),
            methods=["POST"]) for field in ("name", "note")),
]
