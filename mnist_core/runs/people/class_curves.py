"""The curves of a class's runs in small: read on from where the last look ended."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from sqlalchemy import Engine, and_, or_, select
from sqlalchemy.orm import Session

from mnist_core.runs.database.tables.epochs import CurveRow, EpochRow
from mnist_core.runs.people.class_board import BoardRun

NUM_STRETCHES = 40


@dataclass(frozen=True, slots=True)
class SmallCurve:
    """Percent correct: of the batches of each stretch of the whole training, as many as were
    trained; and of the test digits after each epoch."""

    batches: tuple[float, ...] = ()
    epochs: tuple[float, ...] = ()


@dataclass(slots=True)
class _Known:
    """What was read of one run."""

    generation: int
    total: int
    next: int = 0
    seen: tuple[int, int] = (-1, -1)
    epochs: tuple[float, ...] = ()
    sums: np.ndarray = field(default_factory=lambda: np.zeros(NUM_STRETCHES))
    nums: np.ndarray = field(default_factory=lambda: np.zeros(NUM_STRETCHES))

    def add(self, first: int, correct: np.ndarray) -> None:
        places = (first + np.arange(len(correct))) * NUM_STRETCHES // max(self.total, 1)
        places = np.minimum(places, NUM_STRETCHES - 1)
        np.add.at(self.sums, places, correct)
        np.add.at(self.nums, places, 1)
        self.next = first + len(correct)

    def curve(self) -> SmallCurve:
        known = self.nums > 0
        return SmallCurve(tuple(np.round(self.sums[known] / self.nums[known], 1).tolist()),
                          self.epochs)


class ClassCurves:
    """Of those runs that were asked for last."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known: dict[int, _Known] = {}

    def of(self, runs: Iterable[BoardRun]) -> dict[int, SmallCurve]:
        """Two queries for whatever went on since the last look, none where nothing did."""
        runs = list(runs)
        self._known = {run.id: self._begun(run) for run in runs}
        changed = {run.id: run for run in runs
                   if self._known[run.id].seen != (run.position, run.epochs_done)}
        if changed:
            self._read_on(changed)
        return {run_id: known.curve() for run_id, known in self._known.items()}

    def _begun(self, run: BoardRun) -> _Known:
        known, total = self._known.get(run.id), run.num_batches * run.num_epochs
        # a worker that began anew may have taken batches back
        is_same = known and (known.generation, known.total) == (run.generation, total)
        return known if known and is_same else _Known(run.generation, total)

    def _read_on(self, runs: dict[int, BoardRun]) -> None:
        with Session(self._engine) as session:
            chunks = session.execute(
                select(CurveRow.run_id, CurveRow.first, CurveRow.values)
                .where(or_(*(and_(CurveRow.run_id == run_id,
                                  CurveRow.first >= self._known[run_id].next) for run_id in runs)))
                .order_by(CurveRow.run_id, CurveRow.first)).all()
            measured = session.execute(
                select(EpochRow.run_id, EpochRow.test_accuracy).where(EpochRow.run_id.in_(runs))
                .order_by(EpochRow.run_id, EpochRow.epoch)).all()
        for run_id, first, values in chunks:
            self._known[run_id].add(first, np.frombuffer(values, np.float32).reshape(3, -1)[1])
        for run_id, run in runs.items():
            known = self._known[run_id]
            known.seen = run.position, run.epochs_done
            known.epochs = tuple(round(accuracy, 2) for other, accuracy in measured
                                 if other == run_id)
