"""A worker that has imported everything before there is a run, so that Start does not wait."""

import json
import subprocess
import sys

from mnist_core.base.machine.machine_limits import free_bytes
from mnist_core.runs.lease.lease import Lease
from mnist_core.runs.worker.process import WORKER, own_session, worker_environment
from mnist_core.training.memory import WORKER_BYTES


class StandbyWorker:
    """At most one waiting process; it dies with whoever started it, however that ends."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_waiting(self) -> bool:
        """One waits, or is on its way."""
        return self._process is not None and self._process.poll() is None

    def prepare(self) -> None:
        """See that one is waiting or on its way; it takes some seconds of one core.

        Not where memory is short: what it would take is for the runs that train.
        """
        if self.is_waiting or free_bytes() < WORKER_BYTES:
            return
        self._process = subprocess.Popen(
            [sys.executable, "-m", WORKER], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
            env=worker_environment(self._threads), **own_session())

    def take(self, lease: Lease) -> subprocess.Popen[bytes] | None:
        """Give it a run to train, whose log it opens itself; None where none is waiting."""
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return None
        assert process.stdin is not None
        try:
            with process.stdin as stdin:
                stdin.write(json.dumps([lease.run_id, lease.number]).encode())
        except OSError:
            # it died this moment
            return None
        return process

    def close(self) -> None:
        process, self._process = self._process, None
        if process:
            process.kill()
            process.communicate()
