"""The store: every run, what was recorded of it, and what people ask of it."""

import time
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.orm import Session

from mnist_core.recipe import Recipe
from mnist_core.runs.artifacts import BEST_PREDICTIONS, LAST_PREDICTIONS, Artifacts
from mnist_core.runs.records import Curve, EpochRecord, Run, run_from
from mnist_core.runs.tables import CommandRow, CurveRow, EpochRow, RunRow, open_database
from mnist_core.settings import Settings

if TYPE_CHECKING:
    from mnist_core.evaluate import Evaluation

VERBS = ("pause", "resume", "step", "stop")
RESUMABLE = ("paused", "stopped", "interrupted", "failed")


class Store:
    """Reads and control. What a worker writes goes through its ``Journal`` alone."""

    def __init__(self, engine: Engine, artifacts: Artifacts) -> None:
        self.engine = engine
        self.artifacts = artifacts

    def create(self, recipe: Recipe, *, step_id: str | None = None, name: str = "",
               threads: int | None = None, worker: str | None = None) -> Run:
        """Record a new run, queued; or, for a ``worker`` that starts now, as its own."""
        now = time.time()
        held = {} if worker is None else {"worker": worker, "heartbeat": now, "generation": 1}
        row = RunRow(step_id=step_id, name=name, recipe=recipe.to_json(),
                     state="running" if held else "queued", created=now,
                     parameters=recipe.describe().parameters, threads=threads, **held)
        with Session(self.engine) as session:
            session.add(row)
            session.commit()
            return run_from(row)

    def run(self, run_id: int) -> Run:
        """One run.

        Raises:
            ValueError: there is none with this number.
        """
        with Session(self.engine) as session:
            row = session.get(RunRow, run_id)
            if row is None:
                raise ValueError(f"There is no run {run_id}; `python -m mnist_core runs` lists "
                                 "them all.")
            return run_from(row)

    def runs(self) -> list[Run]:
        """All runs, the newest first."""
        with Session(self.engine) as session:
            return [run_from(row) for row in
                    session.scalars(select(RunRow).order_by(RunRow.id.desc()))]

    def epochs(self, run_id: int) -> list[EpochRecord]:
        """The measured epochs, in order."""
        fields = EpochRecord.__dataclass_fields__
        with Session(self.engine) as session:
            rows = session.scalars(select(EpochRow).where(EpochRow.run_id == run_id)
                                   .order_by(EpochRow.epoch))
            return [EpochRecord(**{name: getattr(row, name) for name in fields}) for row in rows]

    def curve(self, run_id: int, first: int = 0) -> Curve:
        """The batches from ``first`` on. A ``first`` within a recorded chunk is rounded up."""
        with Session(self.engine) as session:
            rows = session.execute(
                select(CurveRow.first, CurveRow.values)
                .where(CurveRow.run_id == run_id, CurveRow.first >= first)
                .order_by(CurveRow.first)).all()
        chunks = [np.frombuffer(values, np.float32).reshape(3, -1) for _, values in rows]
        loss, correct, lr = np.concatenate(chunks, axis=1) if chunks else np.empty(
            (3, 0), np.float32)
        return Curve(rows[0][0] if rows else first, loss, correct, lr)

    def evaluation(self, run_id: int, *, best: bool = False) -> "Evaluation | None":
        """What the run made of every test digit at its best or last epoch, if any yet."""
        name = BEST_PREDICTIONS if best else LAST_PREDICTIONS
        version = self.artifacts.version(run_id, name)
        return None if version is None else _evaluation(self.artifacts, run_id, name, version)

    def ask(self, run_id: int, verb: str) -> Run:
        """Pause, resume, step by one batch, or stop a run; what it is afterwards, as far as known.

        A living worker hears it within a batch. Without one, a resumable run is queued again.

        Raises:
            ValueError: an unknown run or verb, or a verb that this state does not allow.
        """
        if verb not in VERBS:
            raise ValueError(f"unknown command `{verb}`; use {', '.join(VERBS)}.")
        run = self.run(run_id)
        if run.state == "queued" and verb in ("pause", "stop"):
            if self._move(run_id, "queued", "paused" if verb == "pause" else "stopped"):
                return self.run(run_id)
            run = self.run(run_id)
        if run.is_attached and run.state in ("running", "paused"):
            with Session(self.engine) as session:
                session.add(CommandRow(run_id=run_id, verb=verb))
                session.commit()
            return run
        if verb in ("resume", "step") and run.state in RESUMABLE:
            self.requeue(run_id)
            if verb == "step":
                self.ask_later(run_id, "step")
            return self.run(run_id)
        if verb == "stop" and run.state in ("paused", "interrupted"):
            self._set(run_id, state="stopped")
            return self.run(run_id)
        raise ValueError(f"Run {run_id} is {run.state}; it cannot {verb}.")

    def ask_later(self, run_id: int, verb: str) -> None:
        """Leave a command for the next worker of this run."""
        with Session(self.engine) as session:
            session.add(CommandRow(run_id=run_id, verb=verb))
            session.commit()

    def requeue(self, run_id: int) -> None:
        """Put a run without a worker back into the queue; it goes on from its checkpoint."""
        with Session(self.engine) as session:
            session.execute(delete(CommandRow).where(CommandRow.run_id == run_id))
            session.execute(update(RunRow).where(RunRow.id == run_id).values(
                state="queued", worker=None, error=None, finished=None))
            session.commit()

    def rename(self, run_id: int, name: str) -> None:
        self._set(run_id, name=name.strip()[:80])

    def delete(self, run_id: int) -> None:
        """Forget a run and its files.

        Raises:
            ValueError: it is being trained.
        """
        run = self.run(run_id)
        if run.is_attached and run.state in ("running", "paused"):
            raise ValueError(f"Run {run_id} is {run.state}; stop it first.")
        with Session(self.engine) as session:
            session.execute(delete(RunRow).where(RunRow.id == run_id))
            session.commit()
        self.artifacts.delete(run_id)

    def next_queued(self) -> int | None:
        """The run that has waited longest."""
        with Session(self.engine) as session:
            return session.scalar(select(func.min(RunRow.id)).where(RunRow.state == "queued"))

    def claim(self, run_id: int, worker: str) -> bool:
        """Give a queued run to one worker; False if another one was quicker."""
        return self._move(run_id, "queued", "running", worker=worker, heartbeat=time.time(),
                          started=None, generation=RunRow.generation + 1)

    def num_running(self) -> int:
        """Runs that a living worker trains now."""
        return sum(run.state == "running" for run in self.runs_in("running"))

    def runs_in(self, *states: str) -> list[Run]:
        """Runs recorded in one of these states (a silent "running" one reads "interrupted")."""
        with Session(self.engine) as session:
            return [run_from(row) for row in session.scalars(
                select(RunRow).where(RunRow.state.in_(states)).order_by(RunRow.id))]

    def _move(self, run_id: int, before: str, after: str, **values: object) -> bool:
        with Session(self.engine) as session:
            result = session.execute(
                update(RunRow).where(RunRow.id == run_id, RunRow.state == before)
                .values(state=after, **values))
            session.commit()
            return bool(result.rowcount)

    def _set(self, run_id: int, **values: object) -> None:
        with Session(self.engine) as session:
            session.execute(update(RunRow).where(RunRow.id == run_id).values(**values))
            session.commit()


def open_store(settings: Settings) -> Store:
    """The store that the settings name.

    Raises:
        ValueError: the folder or the database cannot be opened.
    """
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ValueError(f"MNIST_HOME={settings.home} cannot be used ({error.strerror}); name a "
                         "folder that can be written.") from None
    return Store(open_database(settings.database_url), Artifacts(settings.home / "runs"))


@lru_cache(maxsize=32)
def _evaluation(artifacts: Artifacts, run_id: int, name: str, version: int) -> "Evaluation | None":
    # imported here: it brings PyTorch, and a list of runs should not wait for that
    from mnist_core.evaluate import evaluation_from_bytes

    data = artifacts.read(run_id, name)
    return evaluation_from_bytes(data) if data else None
