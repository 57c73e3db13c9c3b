"""Starting the worker that trains a run, wherever that may be.

The queue knows a launcher and the handles it gives, nothing of processes. What a worker is asked
(pause, step, stop) goes through the database, so that it is heard wherever the worker runs.
"""

import subprocess
from contextlib import suppress
from typing import Protocol

from mnist_core.runs.artifacts.artifacts import Artifacts
from mnist_core.runs.lease.lease import Lease
from mnist_core.runs.lease.process_identity import ProcessIdentity, identity_of
from mnist_core.runs.queue.standby_worker import StandbyWorker
from mnist_core.runs.worker.process import ask_to_stop, start_worker


class Handle(Protocol):
    """A worker that was started."""

    @property
    def identity(self) -> ProcessIdentity | None:
        """The process that trains, if it has one that can be seen from this machine."""

    def poll(self) -> int | None:
        """How it ended, as ``subprocess.Popen.returncode``; None while it lives."""

    def stop(self) -> None:
        """Ask it to save and leave."""

    def kill(self) -> None:
        """End it at once, and wait until it has ended."""


class Launcher(Protocol):
    def start(self, lease: Lease) -> Handle:
        """Start the worker of a lease.

        Raises:
            OSError: it cannot be started.
        """

    def prepare(self) -> None:
        """Get ready for a next one, so that it begins sooner; nothing happens the second time."""

    def close(self) -> None:
        """Give up what was prepared."""


class LocalLauncher:
    """Processes of this machine, which are told their share of its cores.

    With ``standby`` one that has imported everything waits for its run.
    """

    def __init__(self, artifacts: Artifacts, slots: int, *, standby: bool = False) -> None:
        self._artifacts, self._slots = artifacts, slots
        self._standby = StandbyWorker(slots) if standby else None

    def start(self, lease: Lease) -> Handle:
        log = self._artifacts.log_file(lease.run_id)
        ready = self._standby and self._standby.take(lease, log)
        return LocalHandle(ready or start_worker(log, lease, self._slots))

    def prepare(self) -> None:
        if self._standby:
            self._standby.prepare()

    def close(self) -> None:
        if self._standby:
            self._standby.close()


class LocalHandle:
    """A process that this one has started."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        # asked now: a pid says nothing once its process was waited for
        self._identity = identity_of(process.pid)

    @property
    def identity(self) -> ProcessIdentity | None:
        return self._identity

    def poll(self) -> int | None:
        return self._process.poll()

    def stop(self) -> None:
        with suppress(ProcessLookupError):
            ask_to_stop(self._process)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
