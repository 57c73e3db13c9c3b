"""The store: every run, what was recorded of it, and what people ask of it."""

import logging
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import Engine, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from mnist_core.base.log import of_run
from mnist_core.base.settings import Settings
from mnist_core.ladders.labels import OWN_RECIPE, recipe_name
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.artifacts.artifacts import (
    BEST_PREDICTIONS,
    LAST_PREDICTIONS,
    ONE_BATCH,
    PAUSED_PREDICTIONS,
    ArtifactStore,
)
from mnist_core.runs.artifacts.open_artifacts import open_artifacts
from mnist_core.runs.artifacts.resumption import check_resumable, has_checkpoint
from mnist_core.runs.database.engines import (
    never_number_again,
    open_database,
    open_for_reading,
    quick_engine,
)
from mnist_core.runs.database.failures import is_sqlite, is_unwritable
from mnist_core.runs.database.row_number import is_row_number
from mnist_core.runs.database.run import DELETED, Run, run_from
from mnist_core.runs.database.run_rows import epochs_of, now_for, runs_of, unheld
from mnist_core.runs.database.sqlite import is_file
from mnist_core.runs.database.tables.epochs import CurveRow
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.lease.clock import read_now
from mnist_core.runs.lease.lease import Lease
from mnist_core.runs.records.asked import (
    RESUMABLE,
    STOPPABLE,
    VERBS,
    change_unheld,
    forget_unheard,
    queue_again,
    tell_worker,
    unheard,
)
from mnist_core.runs.records.new_run import MAX_NAME, new_run
from mnist_core.runs.records.recorded_files import (
    read_batch_look,
    read_evaluation,
    read_paused_evaluation,
)
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.runs.records.run_words import describe_old_runs, search_text
from mnist_core.runs.turns.fair_order import FairOrder
from mnist_core.runs.turns.queue_order import ORDER, Waiting, num_running, waiting
from mnist_core.runs.turns.taking_turns import take
from mnist_core.trained.batch_curve import BatchCurve
from mnist_core.training.epoch_record import EpochRecord

if TYPE_CHECKING:
    from mnist_core.runs.records.paused_evaluation import PausedEvaluation
    from mnist_core.training.evaluate import Evaluation
    from mnist_core.training.step.batch_look import BatchLook

MAX_NOTE = 2000
PAGE = 100
ALL_RUNS = RunQuery()
_log = logging.getLogger(__name__)


class Store:
    """Reads and control. What a worker writes goes through its ``Journal`` alone.

    What is committed through ``engine`` is on the disk when the commit returns. ``fair`` is the
    order of the queue between people, where they are known.
    """

    def __init__(self, engine: Engine, artifacts: ArtifactStore, *,
                 is_read_only: bool = False, fair: FairOrder | None = None) -> None:
        self.engine = engine
        self.fair = fair
        self.artifacts = artifacts
        self.is_read_only = is_read_only

    @cached_property
    def quick_engine(self) -> Engine:
        """For what a worker writes many times a second: see ``engines.quick_engine``."""
        return quick_engine(self.engine)

    def close(self) -> None:
        """Let the database go. The last process to do so leaves all of it in one file."""
        for engine in {self.engine, self.quick_engine}:
            engine.dispose()

    def create(self, recipe: Recipe, *, step_id: str | None = None, name: str = "",
               threads: int | None = None, path: str | None = None,
               worker: str | None = None, owner: int | None = None,
               made_for: str | None = None) -> Run:
        """Record a new run, queued; or as that of a ``worker`` that starts now (see ``claim``).

        ``path`` names how its batches are to be trained; None leaves it to the engine. ``owner`` is
        the person whose run it is, where the lab knows people; ``made_for`` names the experiment or
        lesson that asked for it, if no person did (``Run.made_for``).
        """
        row = new_run(recipe, step_id=step_id, name=name, threads=threads, path=path,
                      worker=worker, owner=owner, made_for=made_for)
        with Session(self.engine) as session:
            session.add(row)
            session.commit()
            run = run_from(row, read_now(session))
        _log.info("%s: %s", "recorded" if worker else "queued", step_id or OWN_RECIPE,
                  extra=of_run(run.id))
        return run

    def run(self, run_id: int) -> Run:
        """One run.

        Raises:
            ValueError: there is none with this number.
        """
        with Session(self.engine) as session:
            row = session.get(RunRow, run_id) if is_row_number(run_id) else None
            if row is None or row.state == DELETED:
                raise ValueError(f"There is no run {run_id}; `python -m mnist_core runs` lists "
                                 "them all.")
            return run_from(row, now_for(session, [row]))

    def runs(self, query: RunQuery = ALL_RUNS, *, limit: int | None = None,
             before: int | None = None) -> list[Run]:
        """The runs that are meant, the newest first; only those numbered below ``before``."""
        conditions = query.conditions()
        if before is not None:
            conditions.append(RunRow.id < before)
        with Session(self.engine) as session:
            return runs_of(session, select(RunRow).where(*conditions)
                           .order_by(RunRow.id.desc()).limit(limit))

    def newest(self, query: RunQuery = ALL_RUNS) -> Iterator[Run]:
        """Iterate over ``runs(query)``, newest first, reading ``PAGE`` rows at a time."""
        before = None
        while page := self.runs(query, limit=PAGE, before=before):
            yield from page
            before = page[-1].id

    def epochs(self, run_id: int) -> list[EpochRecord]:
        """The measured epochs, in order."""
        with Session(self.engine) as session:
            return epochs_of(session, run_id)

    def curve(self, run_id: int, first: int = 0) -> BatchCurve:
        """The batches from ``first`` on. A ``first`` within a recorded chunk is rounded up."""
        with Session(self.engine) as session:
            rows = session.execute(
                select(CurveRow.first, CurveRow.values)
                .where(CurveRow.run_id == run_id, CurveRow.first >= first)
                .order_by(CurveRow.first)).all()
        chunks = [np.frombuffer(values, np.float32).reshape(3, -1) for _, values in rows]
        loss, correct, lr = np.concatenate(chunks, axis=1) if chunks else np.empty(
            (3, 0), np.float32)
        return BatchCurve.of_all(rows[0][0] if rows else first, loss, correct, lr)

    def evaluation(self, run_id: int, *, best: bool = False) -> "Evaluation | None":
        """What the run made of every test digit at its best or last epoch, if any yet."""
        name = BEST_PREDICTIONS if best else LAST_PREDICTIONS
        version = self.artifacts.version(run_id, name)
        return None if version is None else read_evaluation(self.artifacts, run_id, name, version)

    def paused_evaluation(self, run: Run) -> "PausedEvaluation | None":
        """What the run made of every test digit where it was paused; None once that is old.

        It is old as soon as a later epoch was measured.
        """
        version = self.artifacts.version(run.id, PAUSED_PREDICTIONS)
        if version is None:
            return None
        paused = read_paused_evaluation(self.artifacts, run.id, version)
        is_newer = paused and paused.position > run.epochs_done * run.num_batches
        return paused if is_newer or run.epochs_done == 0 else None

    def batch_look(self, run: Run) -> "BatchLook | None":
        """The batch that the run trained last, if it was trained by itself."""
        version = self.artifacts.version(run.id, ONE_BATCH)
        look = None if version is None else read_batch_look(self.artifacts, run.id, version)
        return look if look and look.position == run.position - 1 else None

    def ask(self, run_id: int, verb: str) -> Run:
        """Pause, resume, step by one batch, or stop a run; what it is afterwards, as far as known.

        A living worker hears it within a batch; one that is paused goes on when a slot is free.
        Without a worker, a resumable run is queued again.

        Raises:
            ValueError: an unknown run or verb, a verb that this state does not allow, or a run
                whose checkpoint cannot be read here.
        """
        if verb not in VERBS:
            raise ValueError(f"unknown command `{verb}`; use {', '.join(VERBS)}.")
        before = self.run(run_id)
        while not (tell_worker(self.engine, run_id, verb)
                   or (verb == "pause" and change_unheld(self.engine, run_id, "paused", "queued"))
                   or (verb == "stop"
                       and change_unheld(self.engine, run_id, "stopped", *STOPPABLE))
                   or (verb in ("resume", "step")
                       and self.requeue(run_id, one_batch=verb == "step"))):
            run = self.run(run_id)
            if (run.state, run.lease, run.is_attached) == (
                    before.state, before.lease, before.is_attached):
                raise ValueError(f"Run {run_id} is {run.state}; it cannot {verb}.")
            # between two attempts a worker took it, or left
            before = run
        run = self.run(run_id)
        _log.info("%s was asked for; it is %s", verb, run.state, extra=of_run(run_id))
        return run

    def requeue(self, run_id: int, *, one_batch: bool = False) -> bool:
        """Put a run without a worker at the head of the queue; it goes on from its checkpoint.

        ``one_batch`` makes it pause after one. False if there is nothing to resume, or a worker
        has it.

        Raises:
            ValueError: it has trained, and no checkpoint of it can be read here, or its recipe
                cannot.
        """
        run = self.run(run_id)
        if run.state in RESUMABLE and not run.is_attached:
            check_resumable(self.artifacts, run)
        return queue_again(self.engine, run_id, one_batch=one_batch)

    def settle_unheard(self) -> None:
        """Do what was asked of workers that died before they heard it."""
        for run_id, verb in unheard(self.engine).items():
            try:
                self.ask(run_id, verb)
            except ValueError:
                forget_unheard(self.engine, run_id)

    def rename(self, run_id: int, name: str) -> None:
        self._describe(run_id, name=name.strip()[:MAX_NAME])

    def annotate(self, run_id: int, note: str) -> None:
        self._describe(run_id, note=note.strip()[:MAX_NOTE])

    def next_queued(self) -> int | None:
        """The run at the head of the queue, of those that this machine can train.

        One that has trained is left to a machine that has its files.
        """
        with Session(self.engine) as session:
            runs = self.fair.serving(session) if self.fair else waiting(session)
            return next((row.id for row in runs if self.can_train(row)), None)

    def queued(self, limit: int | None = None) -> list[int]:
        """The waiting runs, in the order in which they start."""
        with Session(self.engine) as session:
            return list(session.scalars(select(RunRow.id).where(RunRow.state == "queued")
                                        .order_by(*ORDER).limit(limit)))

    def can_train(self, run: Waiting) -> bool:
        """Whether this machine can: one that has trained needs its files."""
        return run.position == 0 or has_checkpoint(self.artifacts, run.id)

    def claim(self, run_id: int, worker: str) -> Lease | None:
        """Give a queued run to one worker; None if another one was quicker.

        ``worker`` is the ``ProcessIdentity`` of who holds it as text. Any other name does, too:
        then nothing but its beats tells whether it lives.
        """
        with Session(self.engine) as session:
            row = unheld(session, run_id)
            taken = {} if row is None else take(session, [Lease(run_id, row.lease)], worker, None)
            session.commit()
            return taken.get(run_id)

    def num_running(self) -> int:
        """Runs that a living worker trains now."""
        with Session(self.engine) as session:
            return num_running(session)

    def _describe(self, run_id: int, **words: str) -> None:
        with Session(self.engine) as session:
            row = session.get(RunRow, run_id)
            if row is None:
                return
            for name, text in words.items():
                setattr(row, name, text)
            named = recipe_name(row.step_id, own_network=row.own_network)
            row.search_text = search_text(named, row.name, row.note, row.changes or "")
            session.commit()


def open_store(settings: Settings, artifacts: ArtifactStore | None = None) -> Store:
    """The store that the settings name; one that can only be read where nothing can be written.

    Args:
        artifacts: where the files of runs lie, if not where the settings say.

    Raises:
        ValueError: the folder or the database cannot be what it is, or a newer lab made that.
        StoreError: the database is damaged, locked or does not answer.
    """
    home, url = settings.home, settings.database_url
    artifacts = artifacts or open_artifacts(settings)
    try:
        home.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise ValueError(f"MNIST_HOME={home} cannot be used (it is a file, or lies in one); name "
                         "a folder that can be written.") from None
    except OSError as error:
        if not is_sqlite(url):
            raise ValueError(f"MNIST_HOME={home} cannot be used ({error.strerror}); name a folder "
                             "that can be written.") from None
        return Store(open_for_reading(url), artifacts, is_read_only=True)
    is_there = is_file(url)
    try:
        engine = open_database(url)
        describe_old_runs(engine)
    except OperationalError as error:
        if not is_sqlite(url) or not is_unwritable(error):
            raise
        return Store(open_for_reading(url), artifacts, is_read_only=True)
    if not is_there:
        never_number_again(engine, max(artifacts.runs(), default=0))
    fair = None if settings.mode == "alone" else FairOrder(settings.max_running_each)
    return Store(engine, artifacts, fair=fair)
