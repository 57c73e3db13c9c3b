"""What the list of runs asks of the server: its rows, renaming, deleting and undoing."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import ConfigDict, Field, field_validator
from starlette.routing import Route
from typing_extensions import TypedDict

from dashboard.people.identity import allow, is_allowed
from dashboard.people.looking import in_sight
from dashboard.people.mode import knows_people
from dashboard.routes.answers import answering
from dashboard.routes.paging import MAX_PAGE, NUMBER_OF_A_ROW, RunFilter, check_states, when_changed
from dashboard.routes.runs.runs import existing_run
from dashboard.runs.list_rows import REFERENCE, Row, known_steps, num_rows, reference_rows, run_rows
from dashboard.server.resources import store
from mnist_core.base.frozen import Frozen
from mnist_core.base.validation import one_of
from mnist_core.runs.database.row_number import LARGEST
from mnist_core.runs.records.deleted import (
    Deletion,
    delete_runs,
    deletions,
    owners_of,
    restore_runs,
)
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.runs.records.store import PAGE
from mnist_core.runs.run_list.columns import SORTS
from mnist_core.runs.run_list.listing import LATEST, run_ids

MAX_RUNS = 100_000


class RowFilter(RunFilter):
    """Which rows of the Runs page: own runs, and reference runs where they are wanted."""

    reference: bool = False
    """With the reference runs; ``state=reference`` lists them alone."""
    sort: Annotated[str, Field(description=f"One of {', '.join(SORTS)}, with - before it to fall."
                               )] = LATEST
    first: Annotated[int, Field(ge=0, le=LARGEST)] = 0
    """The place of the first row, from 0."""

    @field_validator("sort")
    @classmethod
    def _column(cls, text: str) -> str:
        if text.removeprefix("-") not in SORTS:
            raise ValueError(one_of("sort", text, tuple(SORTS)))
        return text

    @field_validator("state")
    @classmethod
    def _known(cls, text: str) -> str:
        return text if text == REFERENCE else check_states(text)

    @property
    def with_references(self) -> bool:
        return self.reference or self.state == REFERENCE

    def found(self) -> tuple[RunQuery | None, list[Row]]:
        """The own runs and the reference runs that are asked for."""
        if self.state == REFERENCE:
            return None, reference_rows(RunQuery(text=self.q, step=self.step))
        query = self.run_query
        shows_references = self.reference and not query.states and query.owner is None
        return query, reference_rows(query) if shows_references else []


class RowPage(RowFilter):
    limit: Annotated[int, Field(ge=1, le=MAX_PAGE)] = PAGE
    """How many, at most."""


class KeyPage(RowFilter):
    limit: Annotated[int, Field(ge=1, le=MAX_RUNS)] | None = None
    """How many keys from place ``first`` on; without it all of them."""


class RunNumbers(Frozen):
    model_config = ConfigDict(json_schema_extra={"examples": [{"runs": [1, 2]}]})

    runs: Annotated[list[Annotated[int, Field(strict=True), NUMBER_OF_A_ROW]],
                    Field(max_length=MAX_RUNS, fail_fast=True)]


class DeletedAt(Frozen):
    """``deleted`` is a moment that a list of rows named, in UNIX seconds."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"deleted": 1790000000.25}]})

    deleted: float


class NewName(Frozen):
    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "less dropout"}]})

    name: str


class NewNote(Frozen):
    model_config = ConfigDict(json_schema_extra={"examples": [{"note": "seed 2 was luck"}]})

    note: str


class Undoable(TypedDict):
    """Runs that were deleted together, and can come back."""

    deleted: float
    text: str


class Rows(TypedDict):
    """``found`` of ``num`` rows in all, of which these are some."""

    rows: list[Row]
    found: int
    num: int
    steps: list[str]
    deleted: list[Undoable]


class Keys(TypedDict):
    """``12`` for an own run, ``strategy-4@1`` for a reference run."""

    keys: list[str]


class Known(TypedDict):
    runs: list[int]


class Deleted(TypedDict):
    deleted: list[int]
    kept: list[int]


class Restored(TypedDict):
    restored: list[int]


class NamedRun(TypedDict):
    name: str


class NotedRun(TypedDict):
    note: str


def list_rows(query: RowPage) -> Rows:
    """Rows from place ``first`` on, how many there are, and what can be undone."""
    asked, references = query.found()
    every = reference_rows(RunQuery()) if query.with_references else []
    return {
        "rows": run_rows(store(), asked, references, sort=query.sort, first=query.first,
                         limit=query.limit),
        "found": num_rows(store(), asked, references),
        "num": num_rows(store(), in_sight(RunQuery()), every),
        "steps": known_steps(store(), in_sight(RunQuery())),
        "deleted": [_undoable(one) for one in deletions(store()) if _may_undo(one)],
    }


def list_keys(query: KeyPage) -> Keys:
    """The keys of all runs that are found, to choose them all; with ``limit`` at most that many,
    from place ``first`` on."""
    asked, references = query.found()
    if query.limit is not None:
        rows = run_rows(store(), asked, references, sort=query.sort, first=query.first,
                        limit=query.limit)
        return {"keys": [row["key"] for row in rows]}
    own = run_ids(store(), asked) if asked else []
    return {"keys": [*map(str, own), *(row["key"] for row in references)]}


def list_known(body: RunNumbers) -> Known:
    """Those of these runs that are there still."""
    known = set(run_ids(store(), in_sight(RunQuery())))
    return {"runs": [run_id for run_id in body.runs if run_id in known]}


def delete_many(body: RunNumbers) -> Deleted:
    """Delete runs, so that it can be undone for some minutes; those that a worker holds stay."""
    _allow_to_delete(body.runs)
    deleted = delete_runs(store(), body.runs)
    gone = set(deleted)
    return {"deleted": list(deleted), "kept": [run for run in body.runs if run not in gone]}


def restore_many(body: DeletedAt | RunNumbers) -> Restored:
    """Bring deleted runs back: these, or all that were deleted at one moment."""
    asked = body.runs if isinstance(body, RunNumbers) else [
        run_id for one in deletions(store()) if one.at == body.deleted for run_id in one.run_ids]
    _allow_to_delete(asked)
    return {"restored": list(restore_runs(store(), asked))}


def name_run(run: str, body: NewName) -> NamedRun:
    """Give a run a name, at most 80 characters of it."""
    found = existing_run(run)
    allow("describe a run", found.owner)
    store().rename(found.id, body.name)
    return {"name": store().run(found.id).name}


def annotate_run(run: str, body: NewNote) -> NotedRun:
    """Write a note to a run."""
    found = existing_run(run)
    allow("describe a run", found.owner)
    store().annotate(found.id, body.note)
    return {"note": store().run(found.id).note}


def _allow_to_delete(run_ids: Sequence[int]) -> None:
    """Raises:
        NotAllowed: one of them is not for whoever asks to delete.
    """
    if knows_people():
        for owner in {*owners_of(store(), run_ids).values()}:
            allow("delete a run", owner)


def _may_undo(deletion: Deletion) -> bool:
    return not knows_people() or all(is_allowed("delete a run", owner) for owner in {
        *owners_of(store(), deletion.run_ids).values()})


def _undoable(deletion: Deletion) -> Undoable:
    num, first = len(deletion.run_ids), deletion.run_ids[0]
    return {"deleted": deletion.at,
            "text": f"Run {first} is deleted." if num == 1 else f"{num:,} runs are deleted."}


RUN_LIST_ROUTES = [
    Route("/api/run-list/delete", answering(delete_many, "light", body=RunNumbers),
          methods=["POST"]),
    Route("/api/run-list/restore", answering(restore_many, "light", body=DeletedAt | RunNumbers),
          methods=["POST"]),
    Route("/api/run-list/known", answering(list_known, "light", body=RunNumbers),
          methods=["POST"]),
    Route("/api/run-list/keys", answering(list_keys, "light", query=KeyPage)),
    Route("/api/run-list", when_changed(answering(list_rows, "light", query=RowPage))),
    Route("/api/runs/{run}/name", answering(name_run, "light", body=NewName), methods=["POST"]),
    Route("/api/runs/{run}/note", answering(annotate_run, "light", body=NewNote),
          methods=["POST"]),
]
