"""Lists of runs, page by page: what tells one run from another, without its recipe."""

from functools import lru_cache
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy import case as sql_case
from sqlalchemy.orm import Session

from mnist_core.ladders import STEPS
from mnist_core.ladders.labels import OWN_RECIPE
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.runs.records.store import ALL_RUNS, PAGE, Store
from mnist_core.runs.run_list.columns import COLUMNS, SORTS, RunEntry

LATEST = "-run"


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


def step_rank(step: str) -> int:
    """Where a step stands in a list that is sorted by steps: ``nets-10`` after ``nets-9``."""
    return _ranks().get(step, len(_ranks()))


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
