"""The queue: a thread that gives free slots to waiting runs, and notices when a worker dies."""

import logging
import subprocess
import threading
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from mnist_core.log import Trouble, of_run
from mnist_core.runs.deleted import KEEP_SECONDS, purge
from mnist_core.runs.journal import Journal, LostRun
from mnist_core.runs.process import start_worker
from mnist_core.runs.records import BEAT_SECONDS
from mnist_core.runs.standby import Standby
from mnist_core.runs.store import Store
from mnist_core.settings import Settings

LOOK_SECONDS = 0.2
GOODBYE_SECONDS = 10.0
PURGE_SECONDS = 10.0
_log = logging.getLogger(__name__)


@dataclass(eq=False)
class _Child:
    """A worker process that this queue started."""

    process: subprocess.Popen[bytes]
    journal: Journal


class RunQueue:
    """One a server. Several servers may share a database: a run is claimed by one of them.

    With ``standby`` a worker is kept ready wherever a slot is free, so that a run begins at once.
    """

    def __init__(self, store: Store, settings: Settings, *, standby: bool = False) -> None:
        self._store, self._settings = store, settings
        self._standby = Standby(settings.slots) if standby else None
        self._children: list[_Child] = []
        self._purged = time.monotonic()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="run queue", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ask the workers to save and leave, and wait for them; their runs read "interrupted"."""
        self._ended.set()
        self._thread.join()
        if self._standby:
            self._standby.close()
        for child in self._children:
            child.process.terminate()
        deadline = time.monotonic() + GOODBYE_SECONDS
        for child in self._children:
            try:
                child.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()
            # one that was still importing had no time to say so itself
            with suppress(LostRun, SQLAlchemyError):
                child.journal.leave("interrupted")
            with suppress(SQLAlchemyError):
                self._log_end(child.journal.run_id, child.process.returncode)
        with suppress(SQLAlchemyError):
            purge(self._store, older_than_seconds=0)

    def _loop(self) -> None:
        trouble = Trouble(_log, "the run queue")
        while not self._ended.wait(LOOK_SECONDS):
            try:
                self._reap()
                self._fill()
                self._purge()
                trouble.is_over()
            except Exception as error:
                # a full or locked disk passes, and nothing that befalls one run may end the queue
                trouble.failed(error)
                self._ended.wait(BEAT_SECONDS)

    def _purge(self) -> None:
        if time.monotonic() - self._purged > PURGE_SECONDS:
            purge(self._store, older_than_seconds=KEEP_SECONDS)
            self._purged = time.monotonic()

    def _reap(self) -> None:
        for child in list(self._children):
            code = child.process.poll()
            if code is None:
                # importing PyTorch takes seconds in which the worker cannot speak for itself
                child.journal.beat_until_started()
                continue
            # LostRun: it left in good order, and perhaps another worker has the run by now
            with suppress(LostRun):
                child.journal.leave("interrupted", _cause(code))
            self._children.remove(child)
            self._log_end(child.journal.run_id, code)

    def _log_end(self, run_id: int, code: int) -> None:
        try:
            run = self._store.run(run_id)
        except ValueError:
            _log.info("deleted while it trained", extra=of_run(run_id))
            return
        _log.log(logging.INFO if code == 0 else logging.WARNING,
                 "%s after epoch %d of %d%s", run.state, run.epochs_done, run.recipe.epochs,
                 f": {run.error}" if run.error else "", extra=of_run(run_id))

    def _fill(self) -> None:
        while self._store.num_running() < self._settings.slots:
            run_id = self._store.next_queued()
            if run_id is None:
                if self._standby:
                    self._standby.prepare()
                return
            worker = uuid.uuid4().hex
            if not self._store.claim(run_id, worker):
                continue
            journal = Journal(self._store, run_id, worker)
            try:
                process = self._worker(run_id, worker)
            except OSError as error:
                journal.leave("interrupted", f"The worker could not be started ({error}).")
                raise
            self._children.append(_Child(process, journal))
            _log.info("started as process %d", process.pid, extra=of_run(run_id))

    def _worker(self, run_id: int, worker: str) -> subprocess.Popen[bytes]:
        ready = self._standby and self._standby.take(
            run_id, worker, self._store.artifacts.log_file(run_id))
        return ready or start_worker(self._store, run_id, worker, self._settings.slots)


def _cause(code: int) -> str:
    if code < 0:
        return (f"The worker was killed (signal {-code}). Resume goes on from the last "
                "checkpoint.")
    return f"The worker ended with code {code}. Resume goes on from the last checkpoint."
