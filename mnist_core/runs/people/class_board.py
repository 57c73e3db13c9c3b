"""What everybody of a class is doing: read for all of them at once, however many they are."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Engine, Row, Subquery, and_, func, or_, select
from sqlalchemy import case as sql_case
from sqlalchemy.orm import Session

from mnist_core.runs.database.class_rows import of_class
from mnist_core.runs.database.run import DELETED, State, held
from mnist_core.runs.database.tables.people import PersonRow
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.people.person import Person, person_from
from mnist_core.runs.records.run_query import state_now

LONG_WAIT_SECONDS = 180.0
FAILED_OFTEN = 2
"""So many failures, one after the other, are worth a look."""
_ENDED = ("finished", "failed")


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRun:
    """One run of a person. Accuracy in percent, times in UNIX seconds."""

    id: int
    step_id: str | None
    own_network: bool
    changes: str
    is_quick_try: bool
    state: State
    created: float
    waits_since: float | None
    """Since when it waits for its first turn."""
    started: float | None
    generation: int
    position: int
    num_batches: int
    num_epochs: int
    epochs_done: int
    best_test_accuracy: float | None
    parameters: int
    seconds_left: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAtWork:
    """A person and their runs in short.

    Attributes:
        now: the run that trains, else the first that waits, else one that is paused, else the
            newest one.
        best: the best finished run, quick tries left out; ``best_try`` the best of those.
        newest_run: when the newest run was begun.
        num_failed: how many of the last runs failed, one after the other; at most
            ``FAILED_OFTEN``.
    """

    person: Person
    now: BoardRun | None = None
    best: BoardRun | None = None
    best_try: BoardRun | None = None
    newest_run: float | None = None
    num_runs: int = 0
    num_waiting: int = 0
    num_failed: int = 0

    def waits_long(self, now: float) -> bool:
        """Nothing of theirs trains, and something waits since long."""
        since = self.now.waits_since if self.now else None
        return since is not None and now - since >= LONG_WAIT_SECONDS

    @property
    def fails(self) -> bool:
        return self.num_failed >= FAILED_OFTEN


def read_class(engine: Engine, classroom_id: int) -> list[PersonAtWork]:
    """Everybody of the class, in the order in which they joined: two queries."""
    ranked = _ranked(classroom_id)
    with Session(engine) as session:
        people = session.scalars(select(PersonRow).where(PersonRow.classroom == classroom_id)
                                 .order_by(PersonRow.id)).all()
        found: dict[int, list[Row[tuple[object, ...]]]] = {}
        for row in session.execute(select(ranked).where(or_(
                ranked.c.place == 1, and_(ranked.c.place_by_accuracy == 1,
                                          ranked.c.state == "finished"),
                and_(ranked.c.place_by_end <= FAILED_OFTEN, ranked.c.state.in_(_ENDED))))):
            found.setdefault(row.owner, []).append(row)
        return [_at_work(person_from(person), found.get(person.id, ())) for person in people]


def _ranked(classroom_id: int) -> Subquery:
    """All runs of the class, each with its place among those of its person."""
    state, is_try = state_now(), RunRow.against_step == "shorter"
    counts = and_(RunRow.state == "finished", RunRow.imported.is_(None))
    urgency = sql_case((and_(RunRow.state == "running", held()), 0), (RunRow.state == "queued", 1),
                       (RunRow.state == "paused", 2), else_=3)
    # of those that wait the one that came first, of all others the last one
    within = sql_case((RunRow.state == "queued", RunRow.id), else_=-RunRow.id)
    return select(
        RunRow.id, RunRow.owner, RunRow.step_id, RunRow.own_network,
        func.coalesce(RunRow.changes, "").label("changes"),
        is_try.label("is_quick_try"), state.label("state"), RunRow.created, RunRow.started,
        RunRow.generation, RunRow.position, RunRow.num_batches,
        func.coalesce(RunRow.num_epochs, 0).label("num_epochs"), RunRow.epochs_done,
        RunRow.best_test_accuracy, RunRow.parameters, RunRow.seconds_left, counts.label("counts"),
        func.row_number().over(partition_by=RunRow.owner, order_by=(urgency, within))
        .label("place"),
        func.row_number().over(
            partition_by=(RunRow.owner, counts, is_try),
            order_by=(RunRow.best_test_accuracy.desc().nulls_last(), RunRow.parameters, RunRow.id))
        .label("place_by_accuracy"),
        func.row_number().over(partition_by=(RunRow.owner, RunRow.state.in_(_ENDED)),
                               order_by=(RunRow.finished.desc().nulls_last(), RunRow.id.desc()))
        .label("place_by_end"),
        func.max(RunRow.created).over(partition_by=RunRow.owner).label("newest_run"),
        func.count().over(partition_by=RunRow.owner).label("num_runs"),
        func.sum(sql_case((RunRow.state == "queued", 1), else_=0))
        .over(partition_by=RunRow.owner).label("num_waiting"),
    ).where(RunRow.state != DELETED, of_class(RunRow.owner, classroom_id)).subquery()


def _at_work(person: Person, rows: Iterable[Row[tuple[object, ...]]]) -> PersonAtWork:
    rows = list(rows)
    if not rows:
        return PersonAtWork(person=person)
    best = {bool(row.is_quick_try): _run(row) for row in rows if row.counts
            and row.place_by_accuracy == 1 and row.best_test_accuracy is not None}
    ended = sorted((row for row in rows if row.state in _ENDED), key=lambda row: row.place_by_end)
    num_failed = next((place for place, row in enumerate(ended) if row.state != "failed"),
                      len(ended))
    first = rows[0]
    return PersonAtWork(
        person=person, now=next((_run(row) for row in rows if row.place == 1), None),
        best=best.get(False), best_try=best.get(True), newest_run=first.newest_run,
        num_runs=first.num_runs, num_waiting=first.num_waiting,
        num_failed=min(num_failed, FAILED_OFTEN))


def _run(row: Row[tuple[object, ...]]) -> BoardRun:
    waits = row.state == "queued" and row.position == 0
    return BoardRun(
        id=row.id, step_id=row.step_id, own_network=row.own_network, changes=row.changes,
        is_quick_try=bool(row.is_quick_try),
        state=cast(State, row.state), created=row.created,
        waits_since=row.created if waits else None, started=row.started,
        generation=row.generation, position=row.position, num_batches=row.num_batches,
        num_epochs=row.num_epochs, epochs_done=row.epochs_done,
        best_test_accuracy=row.best_test_accuracy, parameters=row.parameters,
        seconds_left=row.seconds_left)
