"""A launcher whose workers are forked from a process that has imported PyTorch.

A worker of the lab imports for four seconds of a core; with these, tests of many runs spend their
time on runs. Tests of how a worker is started use the lab's own launcher.
"""

import os
import signal
from collections.abc import Collection
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from mnist_core.runs.artifacts.artifacts import ArtifactStore
from mnist_core.runs.lease.lease import Lease
from mnist_core.runs.lease.process_identity import identity_of, life_of
from mnist_core.runs.queue.launcher import Ending, LauncherOfThisMachine
from mnist_core.runs.queue.local_launcher import ending_of
from mnist_core.runs.worker.process import WORKER, worker_environment, worker_threads
from tests.servers.fork_server import ForkServer, fork_what_is_asked, settle


class ForkedWorkers(LauncherOfThisMachine):
    """Workers of one thread each, forked by the process that this one shares, or by ``server``."""

    def __init__(self, artifacts: ArtifactStore, slots: int,
                 server: ForkServer | None = None) -> None:
        self._artifacts, self._slots = artifacts, slots
        self._server = server or shared_server()

    def start(self, lease: Lease, paused: Collection[int] = ()) -> "ForkedHandle":
        with self._artifacts.open_log(lease.run_id) as log:
            return ForkedHandle(self._server, self._server.fork(
                run=lease.run_id, lease=lease.number, cwd=os.getcwd(),
                log=Path(log.name).absolute().as_posix(),
                environment=worker_environment(worker_threads(self._slots))))

    def prepare(self) -> None:
        """The process that forks is ready once the first was forked."""

    def close(self) -> None:
        """It is shared, and ends with this process."""


@cache
def shared_server() -> ForkServer:
    return ForkServer.of_module("tests.servers.forked_workers")


class ForkedHandle:
    """One forked worker."""

    machine = None

    def __init__(self, server: ForkServer, pid: int) -> None:
        self._server, self._pid = server, pid
        self._identity = identity_of(pid)

    @property
    def name(self) -> str:
        return f"process {self._pid}"

    @property
    def worker(self) -> str | None:
        return str(self._identity) if self._identity else None

    @property
    def is_silent(self) -> bool:
        return self._identity is not None and life_of(self._identity) == "frozen"

    def poll(self) -> Ending | None:
        code = self._server.code(self._pid)
        return None if code is None else ending_of(code)

    def stop(self) -> None:
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        self._signal(signal.SIGKILL)
        self._server.wait(self._pid)

    def _signal(self, number: signal.Signals) -> None:
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self._pid, number)


def import_what_trains() -> None:
    """No more than that: once OpenMP has computed anything, its process cannot be forked."""
    # PyTorch imports the first of these when it makes an optimiser
    import torch._dynamo

    import mnist_core.fast.fused
    import mnist_core.runs.worker.__main__
    assert torch._dynamo and mnist_core.fast.fused and mnist_core.runs.worker.__main__


def train_as_asked(asked: dict[str, Any]) -> int:
    """In a forked process: what ``ForkedWorkers.start`` asks for."""
    import setproctitle

    from mnist_core.base.machine.process_priority import step_back
    from mnist_core.runs.worker.worker import work

    # before the environment changes, behind which the title is looked for
    setproctitle.setproctitle(f"{WORKER} {asked['run']} {asked['lease']}")
    os.setsid()
    settle(asked["cwd"], asked["environment"], asked["log"])
    step_back()
    return work(Lease(asked["run"], asked["lease"]))


if __name__ == "__main__":
    import_what_trains()
    fork_what_is_asked(train_as_asked)
