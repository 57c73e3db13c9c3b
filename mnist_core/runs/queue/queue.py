"""The queue: a thread that gives free slots to waiting runs, and notices when a worker dies.

A slot is this server's own (``MNIST_SLOTS``): each worker that it started holds one while it lives,
however silent it is, and so does a worker of this machine whose server is gone. Runs that are
trained at the command line hold none. ``MNIST_MAX_RUNNING`` is a limit over all servers of one
database, which counts whatever trains.

A paused run gives its slot up, so that others need not wait for a person, but not its worker: that
shows what was trained so far, trains single batches, and goes on at once if a slot is free. Else
the run waits at the head of the queue. After half an hour the worker leaves, and the run goes on
from its checkpoint.
"""

import logging
import threading
import time
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from mnist_core.base.log import RecurringFailure, of_run
from mnist_core.base.settings import Settings
from mnist_core.runs.database.failures import is_outage, reason
from mnist_core.runs.lease.lease import BEAT_SECONDS, Lease
from mnist_core.runs.lease.process_identity import this_process
from mnist_core.runs.queue.artifacts_watch import ArtifactsWatch
from mnist_core.runs.queue.launcher import Ending, Handle, Launcher
from mnist_core.runs.queue.open_launcher import open_launcher
from mnist_core.runs.queue.queue_here import announce, retract
from mnist_core.runs.records.deleted import KEEP_SECONDS, purge
from mnist_core.runs.records.store import Store
from mnist_core.runs.records.taken_up import take_up_lost
from mnist_core.runs.turns.queue_order import HeldRun, held_runs
from mnist_core.runs.turns.taking_turns import beat_for, hold_for, put_back, take_turns
from mnist_core.runs.worker.fenced_writes import LostRun
from mnist_core.runs.worker.journal import Journal

LOOK_SECONDS = 0.2
GOODBYE_SECONDS = 10.0
PURGE_SECONDS = 10.0
# nobody beats for a run that was taken until its worker was started
MOST_AT_ONCE = 8
_log = logging.getLogger(__name__)


@dataclass(eq=False)
class _Child:
    """A worker that this queue started."""

    lease: Lease
    handle: Handle
    journal: Journal
    lost_at: float | None = None
    """When the worker was first seen without the lease of its run; None while it holds it."""

    def holds(self, held: dict[int, HeldRun]) -> HeldRun | None:
        """Its run, if the lease is still its own."""
        run = held.get(self.lease.run_id)
        return run if run and run.lease == self.lease else None


class RunQueue:
    """One a server. Several servers may share a database: a run is taken by one of them.

    With ``standby`` a worker is kept ready, so that a run begins at once.
    """

    def __init__(self, store: Store, settings: Settings, *, standby: bool = False,
                 launcher: Launcher | None = None) -> None:
        self._store, self._settings = store, settings
        self._launcher = launcher or open_launcher(store, settings, standby=standby)
        self._server = str(this_process())
        self._artifacts, self._waits_for = ArtifactsWatch(settings), ""
        self._children: list[_Child] = []
        self._taken: list[Lease] = []
        self._purged = self._beaten = time.monotonic()
        self._ended = threading.Event()
        self.last_error = ""
        """What keeps it from its work now; empty while all is well."""
        self._thread = threading.Thread(target=self._loop, name="run queue", daemon=True)

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    @property
    def num_slots(self) -> int:
        """How many runs may train at once, at present."""
        num = self._launcher.num_slots
        return self._settings.slots if num is None else num

    def start(self) -> None:
        announce(self._settings.home)
        self._thread.start()

    def stop(self) -> None:
        """Ask the workers to save and leave, and wait for them; their runs read "interrupted".

        Those on the machines of a cluster train on.
        """
        self._ended.set()
        self._thread.join()
        retract(self._settings.home)
        self._launcher.close()
        if self._launcher.is_elsewhere:
            # they train on, and the next server finds them
            return
        for child in self._children:
            child.handle.stop()
        deadline = time.monotonic() + GOODBYE_SECONDS
        for child in self._children:
            while child.handle.poll() is None and time.monotonic() < deadline:
                time.sleep(0.02)
            if child.handle.poll() is None:
                child.handle.kill()
            ending = child.handle.poll()
            # one that was still importing had no time to say so itself
            with suppress(LostRun, SQLAlchemyError):
                child.journal.leave("interrupted")
            # the database may be away, and so may a bucket with the files of a removed run
            with suppress(SQLAlchemyError, OSError):
                self._log_end(child, ending)
        with suppress(SQLAlchemyError, OSError):
            purge(self._store, older_than_seconds=0)

    def _loop(self) -> None:
        failure = RecurringFailure(_log, "the run queue")
        while not self._ended.wait(LOOK_SECONDS):
            try:
                self._reap()
                self._fill()
                self._beat()
                self._purge()
                failure.is_over()
                problem = self._launcher.problem or self._waits_for
                if problem and problem != self.last_error:
                    _log.warning("%s", problem)
                self.last_error = problem
            except Exception as error:
                # a full or locked disk passes, and nothing that befalls one run may end the queue
                failure.failed(error, is_known=is_outage(error))
                self.last_error = f"The queue waits: {reason(error).rstrip('.')}."
                self._ended.wait(BEAT_SECONDS)

    def _purge(self) -> None:
        if time.monotonic() - self._purged > PURGE_SECONDS:
            purge(self._store, older_than_seconds=KEEP_SECONDS)
            self._purged = time.monotonic()

    def _beat(self) -> None:
        """Speak for the workers, which import for seconds or are slow on a machine at its limit."""
        if time.monotonic() - self._beaten < BEAT_SECONDS:
            return
        self._beaten = time.monotonic()
        beat_for(self._store.quick_engine, [
            child.lease for child in self._children
            if child.lost_at is None and not child.handle.is_silent])
        if self._launcher.is_elsewhere:
            take_up_lost(self._store)
        self._store.settle_unheard()

    def _reap(self) -> None:
        ended = [(child, ending) for child in self._children
                 if (ending := child.handle.poll()) is not None]
        if not ended:
            return
        held = held_runs(self._store.engine, [child.lease.run_id for child, _ in ended])
        for child, ending in ended:
            # else it left in good order, and perhaps another worker has the run by now
            if child.holds(held):
                with suppress(LostRun):
                    self._leave(child.journal, ending)
            self._children.remove(child)
            self._log_end(child, ending)

    def _leave(self, journal: Journal, ending: Ending) -> None:
        """Write the last word for a worker that could not."""
        if not self._launcher.is_elsewhere:
            journal.leave("interrupted", f"The worker {ending.words}. Resume goes on from the last "
                          "checkpoint.")
        elif ending.is_certain:
            journal.take_up(ending.words)
        # else it may live: its beats tell

    def _log_end(self, child: _Child, ending: Ending | None) -> None:
        run_id = child.lease.run_id
        try:
            run = self._store.run(run_id)
        except ValueError:
            # one that was killed could not clear up after itself
            child.journal.clear_if_removed()
            _log.info("deleted while it trained", extra=of_run(run_id))
            return
        _log.log(logging.INFO if ending and ending.is_good else logging.WARNING,
                 "%s after epoch %d of %d%s", run.state, run.epochs_done, run.num_epochs,
                 f": {run.error}" if run.error else "", extra=of_run(run_id))

    def _fill(self) -> None:
        for lease, handle in self._launcher.found():
            self._children.append(_Child(lease, handle, Journal(self._store, lease)))
            _log.info("trains on as %s", handle.name, extra=of_run(lease.run_id))
        mine = {child.lease.run_id for child in self._children}
        held = held_runs(self._store.engine, mine)
        for child in self._children:
            self._end_if_lost(child, held)
        # something broke before these were started, or before that could be written down
        while self._taken:
            put_back(self._store.engine, self._taken[-1])
            self._taken.pop()
        orphans = [run for run_id, run in held.items() if run_id not in mine and run.is_orphan]
        # a child that lost its run may train on until it hears of it
        used = (sum((run := child.holds(held)) is None or run.state == "running"
                    for child in self._children)
                + sum(run.state == "running" for run in orphans))
        held_here = mine | {run.lease.run_id for run in orphans}
        paused = [run_id for run_id, run in held.items() if run.state != "running"]
        num_slots = self.num_slots
        # what has room on a cluster is asked run by run
        most = MOST_AT_ONCE if self._launcher.num_slots is None else 1
        may_start = used < num_slots and self._store.next_queued() is not None
        # a worker would wait for it in vain, and its run break off
        self._waits_for = self._artifacts.problem() if may_start else ""
        while may_start and not self._waits_for:
            turns = take_turns(
                self._store.engine, self._server, held_here,
                lambda run: self._launcher.has_room(run.id, paused) and self._store.can_train(run),
                min(most, num_slots - used), self._settings.max_running, self._store.fair,
                on_cluster=self._launcher.is_elsewhere)
            used += len(turns)
            self._taken = [turn.lease for turn in turns if not turn.goes_on]
            num_before = len(self._children)
            try:
                for turn in turns:
                    if turn.goes_on:
                        _log.info("goes on", extra=of_run(turn.lease.run_id))
                    else:
                        self._start(turn.lease, paused)
                        self._taken.remove(turn.lease)
                    held.pop(turn.lease.run_id, None)
            finally:
                self._tell_who_holds(self._children[num_before:])
            # others wait to be spoken for
            may_start = (bool(turns) and used < num_slots
                         and time.monotonic() - self._beaten < BEAT_SECONDS)
        # not beside one that starts, for whose first batch somebody waits
        if all((run := child.holds(held)) and run.has_started for child in self._children):
            self._launcher.prepare()

    def _start(self, lease: Lease, paused: Collection[int]) -> None:
        journal = Journal(self._store, lease)
        try:
            handle = self._launcher.start(lease, paused)
        except OSError as error:
            if self._launcher.is_elsewhere:
                journal.take_up(f"could not be started ({error})")
            else:
                journal.leave("interrupted", f"The worker could not be started ({error}).")
            raise
        self._children.append(_Child(lease, handle, journal))
        _log.info("started as %s", handle.name, extra=of_run(lease.run_id))

    def _tell_who_holds(self, started: Sequence[_Child]) -> None:
        """Until now the server held these runs; their workers say so themselves once they have
        imported PyTorch, so that this need not be on the disk when it returns."""
        if self._launcher.is_elsewhere:
            for child in started:
                if child.handle.worker:
                    # LostRun: it has left already
                    with suppress(LostRun):
                        child.journal.place(child.handle.worker, self._server,
                                            child.handle.machine)
        else:
            hold_for(self._store.quick_engine, {
                child.lease: child.handle.worker for child in started if child.handle.worker})

    def _end_if_lost(self, child: _Child, held: dict[int, HeldRun]) -> None:
        """End a worker that lives on without its lease, such as one that was frozen."""
        if child.holds(held):
            child.lost_at = None
        elif child.lost_at is None:
            child.lost_at = time.monotonic()
        elif time.monotonic() - child.lost_at > GOODBYE_SECONDS:
            _log.warning("its worker has lost it and lives on: ended",
                         extra=of_run(child.lease.run_id))
            child.handle.kill()
