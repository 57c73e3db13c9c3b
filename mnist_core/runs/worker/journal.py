"""The worker's side of the store: it writes one run down, as long as the run is its own."""

import time
from contextlib import suppress

import numpy as np
from safetensors.torch import save as safetensors_bytes
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from mnist_core.runs.artifacts.artifacts import (
    BEST_PREDICTIONS,
    BEST_WEIGHTS,
    CHECKPOINT,
    FIRST_CHECKPOINT,
    LAST_PREDICTIONS,
    ONE_BATCH,
    PAUSED_PREDICTIONS,
    PREVIOUS_CHECKPOINT,
)
from mnist_core.runs.database.failures import StoreError
from mnist_core.runs.database.machine import this_machine
from mnist_core.runs.database.run_rows import epoch_row, epochs_of
from mnist_core.runs.database.tables.epochs import CurveRow, EpochRow
from mnist_core.runs.database.tables.runs import QUIETLY, CommandRow, RunRow
from mnist_core.runs.lease.lease import Lease
from mnist_core.runs.records.left_files import delete_left_files, note_files
from mnist_core.runs.records.paused_evaluation import PausedEvaluation
from mnist_core.runs.records.store import Store
from mnist_core.runs.records.taken_up import moves_to, take_up
from mnist_core.runs.turns.queue_order import at_the_head
from mnist_core.runs.worker.fenced_writes import FencedWrites, LostRun
from mnist_core.training.epoch_record import best_epoch
from mnist_core.training.events import (
    Batches,
    Checkpoint,
    EpochDone,
    Event,
    Finished,
    Measuring,
    Started,
)


class Journal:
    """Writes one run down under one lease, each time fenced (``FencedWrites``).

    ``patience_seconds`` is how long a database server may be away.
    """

    def __init__(self, store: Store, lease: Lease, *, patience_seconds: float = 0.0) -> None:
        self._store, self._lease, self.run_id = store, lease, lease.run_id
        self._fenced = FencedWrites(store, lease, patience_seconds)
        self._left: dict[str, float] = {}

    def append(self, event: Event, seconds_left: float | None = None) -> None:
        """Write an event down, and how long the run still takes where that is known.

        Every write checks that the run is still this worker's.
        """
        self._left = {} if seconds_left is None else {"seconds_left": seconds_left}
        match event:
            case Started():
                self._begin(event)
            case Batches():
                self._batches(event)
            case Measuring():
                if self._left:
                    self._fenced.write(self._set_time_left, quickly=True)
            case EpochDone():
                self._epoch(event)
            case Checkpoint():
                self._checkpoint(event)
            case Finished():
                self.leave("finished")

    def keep_paused_evaluation(self, paused: PausedEvaluation) -> None:
        """Keep what the paused network makes of the test digits."""
        self._fenced.write_file(PAUSED_PREDICTIONS, paused.to_bytes())

    def beat(self) -> None:
        """Say that the worker lives."""
        self._fenced.beat()

    def beat_once(self) -> None:
        """Say it if the database can hear it now; the next beat comes soon."""
        self._fenced.write_once(lambda session: None, quickly=True)

    def hold(self, worker: str) -> None:
        """Say which process holds the lease from now on: a ``ProcessIdentity`` as text."""
        self._fenced.write(lambda session: self._update(session, worker=worker, **QUIETLY))

    def place(self, worker: str, server: str, node: str | None) -> None:
        """Say which machine of a cluster has it, and who holds the lease instead of ``server``,
        until the worker says so itself."""
        def write(session: Session) -> None:
            session.execute(update(RunRow).where(
                RunRow.id == self.run_id, RunRow.worker == server).values(worker=worker, **QUIETLY))
            if node:
                self._update(session, **moves_to(node))
        self._fenced.write(write)

    def take_up(self, why: str) -> None:
        """The worker died on a cluster: the run goes on elsewhere (see ``taken_up``)."""
        self._fenced.write(lambda session: take_up(session, self.run_id, why))

    def break_off(self, sentence: str) -> None:
        """Give the run up because of what its machine or a server does, which the sentence tells.

        On a cluster it goes on by itself, on a machine where that can be.
        """
        with Session(self._store.engine) as session:
            node = session.scalar(select(RunRow.node).where(RunRow.id == self.run_id))
        if node is None:
            self.leave("interrupted", sentence)
        else:
            self.take_up(f"broke off ({sentence.rstrip('.')})")

    def set_state(self, state: str) -> None:
        self._fenced.write(lambda session: self._update(session, state=state))

    def go_on(self) -> bool:
        """Ask to train on after a pause; False if the run now waits in the queue for a slot.

        The queue then sets it running and says "resume" once more. A run that no queue started
        needs no slot.
        """
        def write(session: Session) -> bool:
            state, server = session.execute(select(RunRow.state, RunRow.server)
                                            .where(RunRow.id == self.run_id)).one()
            if state == "running":
                return True
            if server is None:
                self._update(session, state="running")
                return True
            if state != "queued":
                self._update(session, state="queued", **at_the_head())
            return False
        return self._fenced.write(write)

    def leave(self, state: str, error: str | None = None) -> None:
        """Write the last word and give the run up.

        One that waits in the queue to be resumed stays there, and another worker takes it.
        """
        now = time.time()
        finished = now if state == "finished" else None

        def write(session: Session) -> None:
            before = session.scalar(select(RunRow.state).where(RunRow.id == self.run_id))
            waits = before == "queued" and state in ("paused", "interrupted")
            self._update(session, state="queued" if waits else state, worker=None,
                         error=None if waits else error, finished=finished,
                         spent=RunRow.spent + now - func.coalesce(RunRow.claimed, now))
        self._fenced.write_new(write, lambda session: session.execute(
            select(RunRow.lease, RunRow.worker).where(RunRow.id == self.run_id)
            ).one_or_none() == (self._lease.number, None))

    def leave_if_possible(self, state: str, error: str) -> None:
        """``leave``; where that was done already, or fails, readers see that the process is
        gone."""
        with suppress(LostRun, StoreError, OSError):
            self.leave(state, error)

    def clear_if_removed(self) -> None:
        """Delete what was written of a run that is gone for good: nobody else knows of it."""
        with Session(self._store.engine) as session:
            if session.scalar(select(RunRow.id).where(RunRow.id == self.run_id)):
                return
            note_files(session, [self.run_id])
            session.commit()
        delete_left_files(self._store)

    def take_commands(self) -> list[str]:
        """The commands since the last call, oldest first."""
        heard: dict[int, str] = {}
        self._fenced.patiently(lambda: self._take_commands(heard))
        return [heard[number] for number in sorted(heard)]

    def _take_commands(self, heard: dict[int, str]) -> None:
        """Take them into ``heard``, where they stay if the answer to the commit is lost."""
        with Session(self._store.engine) as session:
            # a worker that lost the run must not take what its successor was asked
            rows = session.scalars(
                select(CommandRow).join(RunRow, RunRow.id == CommandRow.run_id)
                .where(*self._fenced.is_mine())
                .order_by(CommandRow.id)).all()
            if rows:
                heard.update((row.id, row.verb) for row in rows)
                session.execute(delete(CommandRow).where(
                    CommandRow.run_id == self.run_id, CommandRow.id <= rows[-1].id))
                session.commit()

    def set_source(self, source: str, threads: int | None = None, *,
                   device_note: str = "", node: str | None = None) -> None:
        """Record which data set it trains on, with how many threads, on which machine of a cluster,
        and what is amiss with that.
        """
        values: dict[str, object] = {"source": source, "device_note": device_note or None}
        if threads is not None:
            values["threads"] = threads
        if node is not None:
            values.update(moves_to(node))
        self._fenced.write(lambda session: self._update(session, **values))

    def _begin(self, event: Started) -> None:
        machine = this_machine(event.device.partition(":")[0]).to_json()
        kept_at = self._store.artifacts.place(self.run_id)
        generation = self._fenced.patiently(self._generation) + 1

        def write(session: Session) -> None:
            if event.from_checkpoint:
                # what was trained after it will be trained again
                session.execute(delete(CurveRow).where(
                    CurveRow.run_id == self.run_id, CurveRow.first >= event.position))
                session.execute(delete(EpochRow).where(
                    EpochRow.run_id == self.run_id, EpochRow.epoch > event.epochs_done))
            else:
                # nothing recorded is taken back without a checkpoint that it is regained from
                position = session.scalar(
                    select(RunRow.position).where(RunRow.id == self.run_id))
                assert not position, "a run that has trained cannot begin again"
            best = best_epoch(epochs_of(session, self.run_id))
            self._update(session, device=event.device, path=event.path, machine=machine,
                         kept_at=kept_at,
                         num_train=event.num_train, num_batches=event.num_batches,
                         position=event.position, state="running",
                         epochs_done=event.epochs_done, started=time.time(), error=None,
                         best_epoch=best and best.epoch,
                         best_test_accuracy=best and best.test_accuracy,
                         **({"device_note": event.note} if event.note else {}),
                         # together with the rows that went, so that no reader misses it
                         generation=generation)
        self._fenced.write(write)

    def _batches(self, event: Batches) -> None:
        values = np.array([event.loss, event.correct, event.lr], np.float32)
        if event.look:
            # before the position: whoever sees that one finds the look
            self._fenced.write_file(ONE_BATCH, event.look.to_bytes())

        def write(session: Session) -> None:
            session.add(CurveRow(run_id=self.run_id, first=event.first, values=values.tobytes()))
            self._update(session, position=event.first + len(event.loss), **self._left,
                         **QUIETLY)
        row = self.run_id, event.first
        self._fenced.write_new(write, lambda session: session.get(CurveRow, row) is not None,
                               quickly=True)

    def _epoch(self, event: EpochDone) -> None:
        predictions = event.evaluation.to_bytes()
        self._fenced.write_file(LAST_PREDICTIONS, predictions)
        if event.is_best:
            self._fenced.write_file(BEST_PREDICTIONS, predictions)
            self._fenced.write_file(BEST_WEIGHTS, safetensors_bytes(event.weights))

        def write(session: Session) -> None:
            session.add(epoch_row(self.run_id, event))
            best = {"best_epoch": event.epoch, "best_test_accuracy": event.test_accuracy}
            self._update(session, epochs_done=event.epoch, num_moves=0, **self._left,
                         **(best if event.is_best else {}))
        row = self.run_id, event.epoch
        # the checkpoint that follows puts it on the disk
        self._fenced.write_new(write, lambda session: session.get(EpochRow, row) is not None,
                               quickly=True)

    def _checkpoint(self, event: Checkpoint) -> None:
        # the batches that it stands on first: after a power cut it goes on where their curve ends
        self._fenced.write(lambda session: None)
        artifacts = self._store.artifacts
        if event.position == 0:
            # no network that anybody could look into yet
            self._fenced.write_file(FIRST_CHECKPOINT, event.data)
            artifacts.sync(self.run_id, self._lease.number)
            return
        artifacts.keep(self.run_id, CHECKPOINT, PREVIOUS_CHECKPOINT, self._lease.number)
        self._fenced.write_file(CHECKPOINT, event.data)
        artifacts.sync(self.run_id, self._lease.number)
        artifacts.remove(self.run_id, FIRST_CHECKPOINT, self._lease.number)

    def _set_time_left(self, session: Session) -> None:
        self._update(session, **self._left, **QUIETLY)

    def _update(self, session: Session, **values: object) -> None:
        session.execute(update(RunRow).where(RunRow.id == self.run_id).values(**values))

    def _generation(self) -> int:
        with Session(self._store.engine) as session:
            return session.scalar(select(RunRow.generation).where(RunRow.id == self.run_id)) or 0
