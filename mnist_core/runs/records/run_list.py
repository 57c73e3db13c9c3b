"""Lists of runs, page by page: what tells one run from another, without its recipe."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, func, select
from sqlalchemy import case as sql_case
from sqlalchemy.orm import Session

from mnist_core.base.shared_look import SharedLook
from mnist_core.ladders import STEPS
from mnist_core.ladders.labels import OWN_RECIPE
from mnist_core.runs.database.run import State, held
from mnist_core.runs.database.tables import EpochRow, RunRow
from mnist_core.runs.records.run_query import RunQuery, state_now
from mnist_core.runs.records.store import ALL_RUNS, PAGE, Store

COMPARABLE = RunQuery(states=("finished",), is_measured=True, on_all_digits=True,
                      against_step=("same", "changed"))
"""Runs whose best accuracy may stand beside that of a published step: no quick tries."""
LATEST = "-run"
SORTS: Mapping[str, str] = {
    "run": "id", "step": "step_id", "state": "state", "epochs": "epochs_done",
    "best": "best_test_accuracy", "parameters": "parameters", "time": "seconds",
    "begun": "created", "whose": "owner"}
"""What a list can be sorted by: the name in addresses, and the one in ``COLUMNS``."""
VERSION_SECONDS = 1.0
"""For so long one look at the database answers everybody who asks whether a list changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEntry:
    """One run in a list. Accuracy in percent, ``created`` in UNIX seconds.

    ``seconds`` is how long its measured epochs took, all together.
    """

    id: int
    step_id: str | None
    name: str
    note: str
    changes: str
    against_step: str
    state: State
    created: float
    seed: int
    num_epochs: int
    epochs_done: int
    best_test_accuracy: float | None
    parameters: int
    device_note: str | None
    is_brought: bool
    owner: int | None
    seconds: float
    seconds_left: float | None

    @property
    def step(self) -> str:
        return self.step_id or OWN_RECIPE

    @property
    def is_quick_try(self) -> bool:
        """See ``Run.is_quick_try``."""
        return self.against_step == "shorter"


COLUMNS: Mapping[str, SQLColumnExpression[Any]] = {
    "id": RunRow.id,
    "step_id": RunRow.step_id,
    "name": RunRow.name,
    "note": func.coalesce(RunRow.note, ""),
    "changes": func.coalesce(RunRow.changes, ""),
    "against_step": func.coalesce(RunRow.against_step, "changed"),
    "state": state_now(),
    "created": RunRow.created,
    "seed": func.coalesce(RunRow.seed, 0),
    "num_epochs": func.coalesce(RunRow.num_epochs, 0),
    "epochs_done": RunRow.epochs_done,
    "best_test_accuracy": RunRow.best_test_accuracy,
    "parameters": RunRow.parameters,
    "device_note": RunRow.device_note,
    "is_brought": RunRow.brought.is_not(None),
    "owner": RunRow.owner,
    "seconds": (select(func.coalesce(func.sum(EpochRow.seconds), 0.0))
                .where(EpochRow.run_id == RunRow.id).correlate(RunRow).scalar_subquery()),
    "seconds_left": RunRow.seconds_left,
}
"""The fields of a ``RunEntry`` as the database tells them."""


def run_entries(store: Store, query: RunQuery, *, sort: str = LATEST, first: int = 0,
                limit: int | None = PAGE, before: int | None = None) -> list[RunEntry]:
    """Some of the runs that are meant.

    Args:
        sort: one of ``SORTS``, falling with a "-" before it. A run without a figure comes last
            either way, and among equals the newest run first.
        first: how many of them are left out at the beginning.
        before: only runs with a smaller number.
    """
    conditions = query.conditions()
    if before is not None:
        conditions.append(RunRow.id < before)
    columns: list[ColumnElement[Any]] = [column.label(name) for name, column in COLUMNS.items()]
    # the times of runs that are left out are not added up
    shown = (select(RunRow.id).where(*conditions).order_by(*_order(sort))
             .offset(first).limit(limit).subquery())
    statement = select(*columns).join(shown, shown.c.id == RunRow.id).order_by(*_order(sort))
    with Session(store.engine) as session:
        return [RunEntry(**row) for row in session.execute(statement).mappings()]


def num_runs(store: Store, query: RunQuery) -> int:
    """How many runs are meant."""
    with Session(store.engine) as session:
        return session.scalar(select(func.count()).select_from(RunRow).where(
            *query.conditions())) or 0


def run_ids(store: Store, query: RunQuery) -> list[int]:
    """The numbers of all runs that are meant, the newest first."""
    with Session(store.engine) as session:
        return list(session.scalars(select(RunRow.id).where(*query.conditions())
                                    .order_by(RunRow.id.desc())))


def steps_with_runs(store: Store, query: RunQuery = ALL_RUNS) -> list[str]:
    """The steps of the runs that are meant, and ``own recipe``, in the order of ``step_rank``."""
    with Session(store.engine) as session:
        found = session.scalars(select(RunRow.step_id).distinct()
                                .where(*query.conditions()))
        return sorted({step_id or OWN_RECIPE for step_id in found}, key=step_rank)


@dataclass(frozen=True, slots=True)
class BestOfStep:
    """Best test accuracies of finished runs in percent: of those of the step's own recipe but for
    seed and device, and of those that changed it."""

    same: float | None = None
    changed: float | None = None


def best_by_step(store: Store, owner: int | None = None) -> dict[str, BestOfStep]:
    """What the runs of each step came to on the whole test set; quick tries do not count.

    ``owner``: only those of this person.
    """
    with Session(store.engine) as session:
        rows = session.execute(
            select(RunRow.step_id, RunRow.against_step, func.max(RunRow.best_test_accuracy))
            .where(*replace(COMPARABLE, owner=owner).conditions())
            .group_by(RunRow.step_id, RunRow.against_step))
        found: dict[str, dict[str, float]] = {}
        for step_id, against_step, best in rows:
            if step_id and against_step and best is not None:
                found.setdefault(step_id, {})[against_step] = best
    return {step_id: BestOfStep(**best) for step_id, best in found.items()}


def step_rank(step: str) -> int:
    """Where a step stands in a list that is sorted by steps: ``nets-10`` after ``nets-9``."""
    return _ranks().get(step, len(_ranks()))


def list_version(store: Store) -> str:
    """Changes whenever a list of runs may have changed: within ``VERSION_SECONDS``."""
    return _shared_version(store).now()


@lru_cache(maxsize=4)
def _shared_version(store: Store) -> SharedLook[str]:
    return SharedLook(lambda: _read_version(store), VERSION_SECONDS)


def _read_version(store: Store) -> str:
    with Session(store.engine) as session:
        known = session.execute(select(func.count(), func.max(RunRow.id),
                                       func.sum(RunRow.revision)).select_from(RunRow)).one()
        # nobody writes it down when a worker falls silent
        silent = session.scalars(select(RunRow.id).where(
            RunRow.worker.is_not(None), ~held()).order_by(RunRow.id)).all()
    return blake2b(repr((*map(int, (number or 0 for number in known)), silent)).encode(),
                   digest_size=8).hexdigest()


def _order(sort: str) -> list[ColumnElement[Any]]:
    figure = SORTS[sort.removeprefix("-")]
    column = _rank() if figure == "step_id" else COLUMNS[figure]
    order = column.desc() if sort.startswith("-") else column.asc()
    return [order.nulls_last(), RunRow.id.desc()]


def _rank() -> ColumnElement[int]:
    ranks = _ranks()
    return sql_case(ranks, value=func.coalesce(RunRow.step_id, OWN_RECIPE), else_=len(ranks))


@lru_cache(maxsize=1)
def _ranks() -> dict[str, int]:
    def parts(step: str) -> list[tuple[bool, int, str]]:
        pieces = ("".join(piece) for _, piece in groupby(step, str.isdecimal))
        return [(not piece.isdecimal(), int(piece) if piece.isdecimal() else 0, piece)
                for piece in pieces]
    return {step: place for place, step in enumerate(sorted([*STEPS, OWN_RECIPE], key=parts))}

