"""The queue as everybody may see it: who trains, who waits, and for about how long."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from mnist_core.ladders.labels import recipe_name
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.database.run import Run, recipe_from
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.fair_queue.waiting_time import Training, Wait, play_forward
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.runs.records.store import Store
from mnist_core.runs.turns.fair_order import (
    NOT_YET,
    FairQueue,
    in_one_line,
    read_queue,
    with_another,
    with_person,
)
from mnist_core.runs.turns.queue_order import CHOSEN, held_runs

Forecast = Callable[[Recipe, int], float]
"""From a recipe and a number of epochs to the seconds that they take, the start included."""


@dataclass(frozen=True, slots=True)
class WaitingRun:
    """``takes`` and ``waits`` in seconds; ``waits`` is None while nobody can know when it starts.

    ``is_chosen``: the teacher chose its place.
    """

    run_id: int
    recipe_name: str
    owner: int | None
    is_quick: bool
    is_chosen: bool
    takes: float
    waits: float | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What the queue is played forward from.

    Attributes:
        queue: in the order by which runs are taken: fair between people, or of one line.
        holding: the runs that hold slots.
        takes: how long each run that waits will take, in seconds.
        slots: how many runs train at the same time.
        between: seconds from the end of a run until the next one has its turn.
    """

    queue: FairQueue
    holding: tuple[Training, ...]
    takes: Mapping[int, float]
    slots: int
    between: float

    def played(self) -> list[Wait]:
        """The runs in the order in which they will start."""
        return play_forward(self.queue, self.holding, self.takes, self.slots, time.time(),
                            self.between)

    def wait_of_another(self, owner: int | None, *, is_quick: bool) -> float | None:
        """Seconds until one more run of somebody would start; None while nobody can know."""
        queue = with_another(self.queue, owner, is_quick=is_quick)
        return next(wait.seconds for wait in replace(self, queue=queue).played()
                    if wait.run_id == NOT_YET)


class Waits(NamedTuple):
    """Seconds until a run would start: a whole one, and a quick try, which may come in between
    where people are known. None while nobody can know."""

    whole: float | None
    quick: float | None


@dataclass(frozen=True, slots=True)
class QueueView:
    """``at`` by ``time.monotonic``; ``waiting`` in the order in which they will start."""

    at: float
    is_paused: bool
    training: tuple[Run, ...]
    waiting: tuple[WaitingRun, ...]
    standing: Standing

    def first_of(self, owner: int) -> tuple[int, WaitingRun] | None:
        """Of somebody's runs that wait the first, and its place from 0."""
        return next(((place, run) for place, run in enumerate(self.waiting) if run.owner == owner),
                    None)


def view_queue(store: Store, slots: int, forecast: Forecast, between: float) -> QueueView:
    """What the queue looks like now.

    Args:
        slots: how many runs train at the same time.
        between: seconds from the end of a run until the next one has its turn.
    """
    at = time.monotonic()
    training = tuple(reversed(store.runs(RunQuery(states=("running",)))))
    by_server = {run_id for run_id, held in held_runs(store.engine).items()
                 if held.server is not None}
    with Session(store.engine) as session:
        queue = read_queue(session, store.fair.max_running_each if store.fair else None)
        rows = {row.id: row for row in session.execute(
            select(RunRow.id, RunRow.step_id, RunRow.own_network, RunRow.recipe, RunRow.epochs_done,
                   RunRow.seconds_left).where(RunRow.state == "queued"))}
    waiting = {run.id: run for run in queue.waiting if run.id in rows}
    takes = {run_id: _takes(rows[run_id].recipe, rows[run_id].epochs_done,
                            rows[run_id].seconds_left, forecast) for run_id in waiting}
    holding = tuple(Training(run.owner if store.fair else None, _left(run, forecast))
                    for run in training if run.id in by_server)
    standing = Standing(queue if store.fair else in_one_line(queue), holding, takes, slots, between)
    return QueueView(at, standing.queue.is_paused, training, tuple(
        WaitingRun(wait.run_id, 
                   recipe_name(rows[wait.run_id].step_id,
                               own_network=rows[wait.run_id].own_network),
                   waiting[wait.run_id].owner, waiting[wait.run_id].is_quick,
                   waiting[wait.run_id].priority >= CHOSEN, takes[wait.run_id], wait.seconds)
        for wait in standing.played() if wait.run_id in waiting), standing)


def waits_of_another(store: Store, view: QueueView, owner: int | None) -> Waits:
    """How long a run of somebody would wait that is queued now."""
    standing = view.standing
    if store.fair is None:
        seconds = standing.wait_of_another(None, is_quick=False)
        return Waits(seconds, seconds)
    with Session(store.engine) as session:
        turns = with_person(session, standing.queue.turns, owner)
    standing = replace(standing, queue=replace(standing.queue, turns=turns))
    return Waits(standing.wait_of_another(owner, is_quick=False),
                 standing.wait_of_another(owner, is_quick=True))


def _takes(recipe: str, epochs_done: int, seconds_left: float | None, forecast: Forecast) -> float:
    if seconds_left is not None:
        return seconds_left
    try:
        known = recipe_from(recipe)
    except ValueError:
        # of a newer version: its worker will say so at once
        return 0.0
    return forecast(known, known.epochs - epochs_done)


def _left(run: Run, forecast: Forecast) -> float:
    """Of a run that trains; one that has just started does not say it yet."""
    if run.seconds_left is not None:
        return run.seconds_left
    try:
        whole = forecast(run.recipe, run.num_epochs - run.epochs_done)
    except ValueError:
        return 0.0
    since = time.time() - run.started if run.started else 0.0
    return max(1.0, whole - since)
