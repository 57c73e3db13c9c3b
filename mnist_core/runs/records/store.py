"""The store: every run, what was recorded of it, and what people ask of it."""

import logging
import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, TypeVar
from zipfile import BadZipFile

import numpy as np
from sqlalchemy import ColumnElement, Engine, Select, delete, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from mnist_core.base.log import of_run
from mnist_core.base.settings import Settings
from mnist_core.ladders.labels import OWN_RECIPE
from mnist_core.recipe.model import Recipe
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
from mnist_core.runs.database.sqlite import is_file
from mnist_core.runs.database.tables import (
    QUIETLY,
    CommandRow,
    CurveRow,
    EpochRow,
    RunRow,
    hits,
)
from mnist_core.runs.lease.clock import Now, read_now
from mnist_core.runs.lease.lease import Lease, is_held
from mnist_core.runs.records.new_run import MAX_NAME, new_run
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.runs.records.run_words import describe_old_runs, search_text
from mnist_core.runs.turns.fair_order import FairOrder
from mnist_core.runs.turns.queue_order import (
    ORDER,
    Waiting,
    at_the_head,
    num_running,
    waiting,
)
from mnist_core.runs.turns.taking_turns import take
from mnist_core.trained.history import Curve
from mnist_core.training.epoch_record import EpochRecord

if TYPE_CHECKING:
    from mnist_core.runs.records.paused_evaluation import PausedEvaluation
    from mnist_core.training.evaluate import Evaluation
    from mnist_core.training.step.batch_look import BatchLook

VERBS = ("pause", "resume", "step", "stop")
# what NumPy and its ZIP file say of bytes that they did not write, or that hold objects
DAMAGE = (ValueError, LookupError, EOFError, OSError, BadZipFile, zlib.error, struct.error,
          NotImplementedError, RuntimeError, MemoryError, TypeError)
RESUMABLE = ("paused", "stopped", "interrupted", "failed")
STOPPABLE = ("queued", "paused", "interrupted", "running")
MAX_NOTE = 2000
_EPOCH_FIELDS = tuple(EpochRecord.__dataclass_fields__)
PAGE = 100
ALL_RUNS = RunQuery()
_log = logging.getLogger(__name__)


T = TypeVar("T")


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
        the person whose run it is, where the lab knows people; ``made_for`` names what has it made,
        if not a person by hand (``Run.made_for``).
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
            return run_from(row, _now_for(session, [row]))

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
        """The same one by one: whoever stops early has read no more than a page too many."""
        before = None
        while page := self.runs(query, limit=PAGE, before=before):
            yield from page
            before = page[-1].id

    def epochs(self, run_id: int) -> list[EpochRecord]:
        """The measured epochs, in order."""
        with Session(self.engine) as session:
            return epochs_of(session, run_id)

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

    def paused_evaluation(self, run: Run) -> "PausedEvaluation | None":
        """What the run made of every test digit where it was paused; None once that is old.

        It is old as soon as a later epoch was measured.
        """
        version = self.artifacts.version(run.id, PAUSED_PREDICTIONS)
        if version is None:
            return None
        paused = _paused_evaluation(self.artifacts, run.id, version)
        is_newer = paused and paused.position > run.epochs_done * run.num_batches
        return paused if is_newer or run.epochs_done == 0 else None

    def batch_look(self, run: Run) -> "BatchLook | None":
        """The batch that the run trained last, if it was trained by itself."""
        version = self.artifacts.version(run.id, ONE_BATCH)
        look = None if version is None else _batch_look(self.artifacts, run.id, version)
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
        # each attempt is one conditional update: two people may ask at the same moment, and a
        # worker may just be leaving
        while not (self._tell(run_id, verb)
                   or (verb == "pause" and self._change(run_id, "paused", "queued"))
                   or (verb == "stop" and self._change(run_id, "stopped", *STOPPABLE))
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
        with Session(self.engine) as session:
            row = unheld(session, run_id)
            if row is None or not hits(session, update(RunRow).where(
                    *as_seen(row), RunRow.state.in_((*RESUMABLE, "running")))
                    .values(state="queued", worker=None, error=None, finished=None, num_moves=0,
                            **at_the_head())):
                return False
            # what was asked of an earlier worker is over
            session.execute(delete(CommandRow).where(CommandRow.run_id == run_id))
            if one_batch:
                session.add(CommandRow(run_id=run_id, verb="step"))
            session.commit()
            return True

    def settle_unheard(self) -> None:
        """Do what was asked of workers that died before they heard it."""
        with Session(self.engine) as session:
            rows = session.execute(
                select(CommandRow.run_id, CommandRow.verb).join(RunRow)
                .where(RunRow.state.in_(("running", "paused"))).order_by(CommandRow.id)).all()
            # the last word counts
            unheard = {run_id: verb for run_id, verb in rows if unheld(session, run_id)}
        for run_id, verb in unheard.items():
            try:
                self.ask(run_id, verb)
            except ValueError:
                # such as to pause what stands still already
                with Session(self.engine) as session:
                    if unheld(session, run_id):
                        session.execute(delete(CommandRow).where(CommandRow.run_id == run_id))
                        session.commit()

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

    def _tell(self, run_id: int, verb: str) -> bool:
        """Ask the living worker of a run; False if there is none, or nothing to ask of it."""
        with Session(self.engine) as session:
            while row := session.get(RunRow, run_id, populate_existing=True):
                told = _told(row.state, verb)
                if told is None or not is_held(row.worker, row.heartbeat, read_now(session)):
                    return False
                # the update holds the row, so that the worker cannot leave in between
                if hits(session, update(RunRow).where(
                        RunRow.id == run_id, RunRow.lease == row.lease, RunRow.state == row.state,
                        RunRow.worker.is_not(None))
                        .values(state=told, **(QUIETLY if told == row.state else {}),
                                **(at_the_head() if told == "queued" else {}))):
                    # one that waits in the queue is told when its turn has come
                    if told != "queued" or row.server is None:
                        session.add(CommandRow(run_id=run_id, verb=verb))
                    session.commit()
                    return True
                # it has just come into another state, or its worker left
                session.rollback()
        return False

    def _change(self, run_id: int, state: str, *before: str) -> bool:
        """Put a run that no worker has into another state; False if it was in none of these."""
        with Session(self.engine) as session:
            row = unheld(session, run_id)
            is_changed = row is not None and hits(session, update(RunRow).where(
                *as_seen(row), RunRow.state.in_(before)).values(state=state, worker=None))
            session.commit()
            return is_changed

    def _describe(self, run_id: int, **words: str) -> None:
        with Session(self.engine) as session:
            row = session.get(RunRow, run_id)
            if row is None:
                return
            for name, text in words.items():
                setattr(row, name, text)
            row.search_text = search_text(row.step_id, row.name, row.note, row.changes or "")
            session.commit()


def _told(state: str, verb: str) -> str | None:
    """In which state a run with a living worker is once it was told this; None: it cannot be."""
    match state, verb:
        case "running", _:
            return state
        # it gave its slot up, and another run may have it
        case "paused", "resume":
            return "queued"
        case "paused", _:
            return state
        # its worker is paused still, and its turn must not come any more
        case "queued", "pause" | "stop":
            return "paused"
    return None


def epoch_row(run_id: int, epoch: EpochRecord) -> EpochRow:
    return EpochRow(run_id=run_id, **{name: getattr(epoch, name) for name in _EPOCH_FIELDS})


def epochs_of(session: Session, run_id: int) -> list[EpochRecord]:
    """The measured epochs of a run, in order."""
    rows = session.scalars(select(EpochRow).where(EpochRow.run_id == run_id)
                           .order_by(EpochRow.epoch))
    return [EpochRecord(**{name: getattr(row, name) for name in _EPOCH_FIELDS}) for row in rows]


def unheld(session: Session, run_id: int) -> RunRow | None:
    """A run that no living worker has; None if one has, or there is no such run."""
    row = session.get(RunRow, run_id) if is_row_number(run_id) else None
    return None if row is None or is_held(row.worker, row.heartbeat, _now_for(session, [row])
                                          ) else row


def as_seen(row: RunRow) -> tuple[ColumnElement[bool], ...]:
    """For an update: nobody took the run, and its worker was not heard of, since it was read."""
    return (RunRow.id == row.id, RunRow.lease == row.lease,
            RunRow.worker.is_not_distinct_from(row.worker),
            RunRow.heartbeat.is_not_distinct_from(row.heartbeat))


def runs_of(session: Session, query: Select[RunRow]) -> list[Run]:
    """The records of these rows."""
    rows = session.scalars(query).all()
    now = _now_for(session, rows)
    return [run_from(row, now) for row in rows]


def _now_for(session: Session, rows: Sequence[RunRow]) -> Now:
    """The moment to judge the rows by, read after them; not asked for where nobody has any."""
    return read_now(session) if any(row.worker for row in rows) else Now(0.0)


def open_store(settings: Settings, artifacts: ArtifactStore | None = None) -> Store:
    """The store that the settings name; one that can only be read where nothing can be written.

    Args:
        artifacts: where the files of runs lie, if not where the settings say.

    Raises:
        ValueError: the folder or the database cannot be what it is, or a newer lab made that.
        DBAPIError: the database is damaged, locked or does not answer.
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


@lru_cache(maxsize=32)
def _evaluation(artifacts: ArtifactStore, run_id: int, name: str,
                version: int) -> "Evaluation | None":
    # imported here: it brings PyTorch, and a list of runs should not wait for that
    from mnist_core.training.evaluate import evaluation_from_bytes

    return _read(artifacts, run_id, name, evaluation_from_bytes)


@lru_cache(maxsize=8)
def _paused_evaluation(artifacts: ArtifactStore, run_id: int,
                       version: int) -> "PausedEvaluation | None":
    from mnist_core.runs.records.paused_evaluation import paused_evaluation_from_bytes

    return _read(artifacts, run_id, PAUSED_PREDICTIONS, paused_evaluation_from_bytes)


@lru_cache(maxsize=8)
def _batch_look(artifacts: ArtifactStore, run_id: int, version: int) -> "BatchLook | None":
    from mnist_core.training.step.batch_look import batch_look_from_bytes

    return _read(artifacts, run_id, ONE_BATCH, batch_look_from_bytes)


def _read(artifacts: ArtifactStore, run_id: int, name: str,
          decode: Callable[[bytes], T]) -> T | None:
    """An artifact of arrays; None where there is none, or it is damaged, which is logged."""
    data = artifacts.read(run_id, name)
    if data is None:
        return None
    try:
        return decode(data)
    except DAMAGE as error:
        _log.warning("%s is damaged (%s: %s)", name, type(error).__name__, error,
                     extra=of_run(run_id))
        return None
