"""What the list of runs asks of the server: its rows, renaming, deleting and undoing."""

from functools import partial
from typing import Any

from starlette.routing import Route

from dashboard.routes.answers import answering
from dashboard.routes.paging import read_limit, read_number, read_query, when_changed
from dashboard.routes.runs.runs import existing_run
from dashboard.runs.rows import REFERENCE, Row, known_steps, num_rows, reference_rows, run_rows
from dashboard.server.resources import store
from mnist_core.runs.database.row_number import LARGEST, is_row_number
from mnist_core.runs.records.deleted import Deletion, delete_runs, deletions, restore_runs
from mnist_core.runs.records.run_list import LATEST, SORTS, run_ids
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.runs.records.store import PAGE

Parameters = dict[str, Any]
MAX_RUNS = 100_000


def list_rows(parameters: Parameters, _: None) -> object:
    """Rows from place ``first`` on, how many there are, and what can be undone."""
    query, references = _asked(parameters)
    every = reference_rows(RunQuery()) if _with_references(parameters) else []
    return {
        "rows": run_rows(store(), query, references, sort=_sort(parameters),
                         first=_first(parameters), limit=read_limit(parameters)),
        "found": num_rows(store(), query, references),
        "num": num_rows(store(), RunQuery(), every),
        "steps": known_steps(store()),
        "deleted": [_told(one) for one in deletions(store())],
    }


def list_keys(parameters: Parameters, _: None) -> object:
    """The keys of all runs that are found, to choose them all; with ``limit`` those of so many
    from place ``first`` on."""
    query, references = _asked(parameters)
    if "limit" in parameters:
        rows = run_rows(store(), query, references, sort=_sort(parameters),
                        first=_first(parameters),
                        limit=read_number(parameters, "limit", PAGE, 1, MAX_RUNS))
        return {"keys": [row["key"] for row in rows]}
    own = run_ids(store(), query) if query else []
    return {"keys": [*map(str, own), *(row["key"] for row in references)]}


def list_known(_: Parameters, body: dict[str, Any]) -> object:
    """``{"runs": [1, 2]}``: those that are there still."""
    known = set(run_ids(store(), RunQuery()))
    return {"runs": [run_id for run_id in _runs(body) if run_id in known]}


def delete_many(_: Parameters, body: dict[str, Any]) -> object:
    """``{"runs": [1, 2]}``; those that a worker holds stay."""
    asked = _runs(body)
    deleted = delete_runs(store(), asked)
    gone = set(deleted)
    return {"deleted": deleted, "kept": [run_id for run_id in asked if run_id not in gone]}


def restore_many(_: Parameters, body: dict[str, Any]) -> object:
    """``{"runs": [1, 2]}``, or ``{"deleted": …}``: all that were deleted at that moment."""
    at = body.get("deleted")
    asked = _runs(body) if at is None else [
        run_id for one in deletions(store()) if one.at == at for run_id in one.run_ids]
    return {"restored": restore_runs(store(), asked)}


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


def _asked(parameters: Parameters) -> tuple[RunQuery | None, list[Row]]:
    """The own runs and the reference runs that an address asks for."""
    if parameters.get("state") == REFERENCE:
        return None, reference_rows(read_query({**parameters, "state": ""}))
    query = read_query(parameters)
    is_wanted = _with_references(parameters) and not query.states
    return query, reference_rows(query) if is_wanted else []


def _sort(parameters: Parameters) -> str:
    sort = str(parameters.get("sort", LATEST))
    if sort.removeprefix("-") not in SORTS:
        raise ValueError(f"unknown order `{sort[:20]}`; use {', '.join(SORTS)}, with - before it "
                         "to fall.")
    return sort


def _first(parameters: Parameters) -> int:
    return read_number(parameters, "first", 0, 0, LARGEST)


def _with_references(parameters: Parameters) -> bool:
    return bool(parameters.get("reference")) or parameters.get("state") == REFERENCE


def _told(deletion: Deletion) -> dict[str, object]:
    num, first = len(deletion.run_ids), deletion.run_ids[0]
    return {"deleted": deletion.at,
            "text": f"Run {first} is deleted." if num == 1 else f"{num:,} runs are deleted."}


RUN_LIST_ROUTES = [
    Route("/api/run-list/delete", answering(delete_many, "light"), methods=["POST"]),
    Route("/api/run-list/restore", answering(restore_many, "light"), methods=["POST"]),
    Route("/api/run-list/known", answering(list_known, "light"), methods=["POST"]),
    Route("/api/run-list/keys", answering(list_keys, "light")),
    Route("/api/run-list", when_changed(answering(list_rows, "light"))),
    *(Route(f"/api/runs/{{run}}/{field}", answering(partial(describe_run, field), "light"),
            methods=["POST"]) for field in ("name", "note")),
]
