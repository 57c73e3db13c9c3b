"""Runs of other labs: recorded as they are, with their files, or not at all."""

import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from mnist_core.base.log import of_run
from mnist_core.ladders.labels import OWN_RECIPE
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.artifacts.artifacts import BEST_PREDICTIONS, BEST_WEIGHTS, LAST_PREDICTIONS
from mnist_core.runs.database.machine import Machine
from mnist_core.runs.database.run import DELETED, Run
from mnist_core.runs.database.run_rows import epoch_row, epochs_of
from mnist_core.runs.database.tables.epochs import CurveRow
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.records.new_run import MAX_NAME
from mnist_core.runs.records.run_words import describe
from mnist_core.runs.records.store import MAX_NOTE, Store
from mnist_core.trained.batch_curve import BatchCurve
from mnist_core.trained.evidence import Evidence
from mnist_core.training.epoch_record import EpochRecord, best_epoch

if TYPE_CHECKING:
    from mnist_core.training.evaluate import Evaluation

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedRun:
    """A run of another lab, checked; see ``Run`` for what is called the same.

    Attributes:
        epochs: at least one; they fit the recipe and ``curve``.
        weights: of the best epoch, as a safetensors file; None where they were not kept.
        best, last: the answers at the best and at the last epoch; None where not known.
    """

    step_id: str | None
    name: str
    note: str
    recipe: Recipe
    parameters: int
    num_batches: int
    epochs: tuple[EpochRecord, ...]
    curve: BatchCurve
    source: str | None
    evidence: Evidence | None
    weights: bytes | None
    best: "Evaluation | None"
    last: "Evaluation | None"

    @property
    def num_bytes(self) -> int:
        """About what its files and records take on the disk."""
        arrays = [one.log_probabilities.nbytes for one in (self.best, self.last) if one]
        return len(self.weights or b"") + sum(arrays) + 3 * self.curve.loss.nbytes


def run_like(store: Store, imported: ImportedRun) -> Run | None:
    """The run of this lab that is the same one: its recipe, and each epoch's figures and time."""
    run_ids = select(RunRow.id).where(
        RunRow.seed == imported.recipe.seed, RunRow.num_epochs == imported.recipe.epochs,
        RunRow.parameters == imported.parameters, RunRow.epochs_done == len(imported.epochs),
        RunRow.state != DELETED).order_by(RunRow.id)
    with Session(store.engine) as session:
        alike = [run_id for run_id in session.scalars(run_ids)
                 if tuple(epochs_of(session, run_id)) == imported.epochs]
    return next((run for run in map(store.run, alike) if run.recipe == imported.recipe), None)


def keep_imported(store: Store, imported: ImportedRun, owner: int | None = None) -> Run:
    """Record it under a number of this lab; where that fails, no row and no file is left.

    ``owner`` is the person who imported it, where the lab knows people.

    Raises:
        OSError: its files cannot be written.
    """
    row = _row(imported)
    row.owner = owner
    describe(row, imported.recipe)
    with Session(store.engine) as session:
        session.add(row)
        session.flush()
        run_id = row.id
        row.kept_at = store.artifacts.place(run_id)
        session.add_all(epoch_row(run_id, epoch) for epoch in imported.epochs)
        session.add_all(_curve_rows(run_id, imported))
        try:
            _write_files(store, run_id, imported)
            session.commit()
        except BaseException:
            session.rollback()
            store.artifacts.delete(run_id)
            raise
    _log.info("imported from another lab: %s", imported.step_id or OWN_RECIPE, extra=of_run(run_id))
    return store.run(run_id)


def _row(imported: ImportedRun) -> RunRow:
    now, evidence, best = time.time(), imported.evidence, best_epoch(imported.epochs)
    assert best
    is_finished = len(imported.epochs) == imported.recipe.epochs
    # the day is all that a bundle says
    trained = evidence and datetime.fromisoformat(evidence.date).replace(tzinfo=UTC).timestamp()
    machine = evidence and Machine(evidence.commit, evidence.processor, evidence.python,
                                   evidence.torch).to_json()
    return RunRow(
        step_id=imported.step_id, name=imported.name.strip()[:MAX_NAME],
        note=imported.note.strip()[:MAX_NOTE] or None, recipe=imported.recipe.to_json(),
        state="finished" if is_finished else "stopped", created=now, imported=now,
        started=trained, finished=trained if is_finished else None,
        spent=sum(epoch.seconds for epoch in imported.epochs), parameters=imported.parameters,
        position=imported.curve.end, num_batches=imported.num_batches,
        epochs_done=len(imported.epochs), best_epoch=best.epoch,
        best_test_accuracy=best.test_accuracy, source=imported.source, machine=machine,
        device=evidence and evidence.device, path=evidence and evidence.path,
        threads=evidence and evidence.threads, moved_from=evidence and evidence.moved_from)


def _curve_rows(run_id: int, imported: ImportedRun) -> list[CurveRow]:
    """A row an epoch: a reader asks for a part of a curve by its rows."""
    curve = imported.curve
    values = np.array([curve.loss, curve.correct, curve.lr], np.float32)
    return [CurveRow(run_id=run_id, first=first,
                     values=values[:, first:first + imported.num_batches].tobytes())
            for first in range(0, curve.end, imported.num_batches)]


def _write_files(store: Store, run_id: int, imported: ImportedRun) -> None:
    answers = {BEST_PREDICTIONS: imported.best, LAST_PREDICTIONS: imported.last}
    files = {name: evaluation.to_bytes() for name, evaluation in answers.items() if evaluation}
    if imported.weights is not None:
        files[BEST_WEIGHTS] = imported.weights
    for name, data in files.items():
        store.artifacts.write(run_id, name, data)
    if files:
        store.artifacts.sync(run_id)
