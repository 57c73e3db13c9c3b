"""Workers as processes of this machine."""

import subprocess
from collections.abc import Collection
from contextlib import suppress

from mnist_core.runs.artifacts.artifacts import ArtifactStore
from mnist_core.runs.lease.lease import Lease
from mnist_core.runs.lease.process_identity import identity_of, life_of
from mnist_core.runs.queue.launcher import Ending, LauncherOfThisMachine
from mnist_core.runs.queue.standby_worker import StandbyWorker
from mnist_core.runs.worker.process import ask_to_stop, start_worker


class LocalLauncher(LauncherOfThisMachine):
    """Each process is told how many threads it has.

    With ``standby`` one that has imported everything waits for its run.
    """

    def __init__(self, artifacts: ArtifactStore, threads: int, *,
                 standby: bool = False) -> None:
        self._artifacts, self._threads = artifacts, threads
        self._standby = StandbyWorker(threads) if standby else None

    @property
    def has_standby(self) -> bool:
        return self._standby is not None and self._standby.is_waiting

    def start(self, lease: Lease, paused: Collection[int] = ()) -> "LocalHandle":
        with self._artifacts.open_log(lease.run_id) as log:
            ready = self._standby and self._standby.take(lease)
            return LocalHandle(ready or start_worker(log, lease, self._threads))

    def prepare(self) -> None:
        if self._standby:
            self._standby.prepare()

    def close(self) -> None:
        if self._standby:
            self._standby.close()


class LocalHandle:
    """A process that this one has started."""

    machine = None

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        # asked now: a pid says nothing once its process was waited for
        self._identity = identity_of(process.pid)

    @property
    def name(self) -> str:
        return f"process {self._process.pid}"

    @property
    def worker(self) -> str | None:
        return str(self._identity) if self._identity else None

    @property
    def is_silent(self) -> bool:
        return self._identity is not None and life_of(self._identity) == "frozen"

    def poll(self) -> Ending | None:
        code = self._process.poll()
        return None if code is None else ending_of(code)

    def stop(self) -> None:
        with suppress(ProcessLookupError):
            ask_to_stop(self._process)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


def ending_of(code: int) -> Ending:
    """What ``subprocess.Popen.returncode`` says."""
    words = f"was killed (signal {-code})" if code < 0 else f"ended with code {code}"
    return Ending(words, is_good=code == 0)
