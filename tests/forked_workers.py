"""A launcher whose workers are forked from a process that has imported PyTorch.

A worker of the lab imports for three seconds of a core; one of these begins at once, so that tests
of many runs spend their time on runs. What they train is the same. Tests of how a worker is started
use the lab's own launcher.

``python -m tests.forked_workers`` is the process: it is asked in lines of JSON on standard input,
and answers with what was forked and what ended.
"""

import json
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Collection
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from mnist_core.base.source import ROOT
from mnist_core.runs.artifacts.artifacts import ArtifactStore
from mnist_core.runs.lease.lease import Lease
from mnist_core.runs.lease.process_identity import identity_of
from mnist_core.runs.queue.launcher import Ending, LauncherOfThisMachine
from mnist_core.runs.queue.local_launcher import ending_of
from mnist_core.runs.worker.process import WORKER, worker_environment, worker_threads

LOOK_SECONDS = 0.05


class ForkedWorkers(LauncherOfThisMachine):
    """Workers of one thread each."""

    def __init__(self, artifacts: ArtifactStore, slots: int) -> None:
        self._artifacts, self._slots = artifacts, slots

    def start(self, lease: Lease, paused: Collection[int] = ()) -> "ForkedHandle":
        with self._artifacts.open_log(lease.run_id) as log:
            return ForkedHandle(fork_server(), fork_server().fork(
                run=lease.run_id, lease=lease.number, cwd=os.getcwd(),
                log=Path(log.name).absolute().as_posix(),
                environment=worker_environment(worker_threads(self._slots))))

    def prepare(self) -> None:
        """The process that forks is ready once the first was forked."""

    def close(self) -> None:
        """It is shared, and ends with this process."""


class ForkServer:
    """The process that has imported everything."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.forked_workers"], cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env={**worker_environment(1), "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"})
        self._codes: dict[int, int] = {}
        self._forked: list[int] = []
        self._changed = threading.Condition()
        self._asking = threading.Lock()
        threading.Thread(target=self._hear, daemon=True).start()

    def fork(self, **values: Any) -> int:
        """The pid of a new worker."""
        assert self._process.stdin
        with self._asking:
            self._process.stdin.write(json.dumps(values) + "\n")
            self._process.stdin.flush()
            with self._changed:
                while not self._forked:
                    assert self._process.poll() is None, "the process that forks is gone"
                    self._changed.wait(1)
                return self._forked.pop()

    def code(self, pid: int) -> int | None:
        """With which it ended, as ``subprocess`` counts; None while it lives."""
        with self._changed:
            return self._codes.get(pid)

    def wait(self, pid: int) -> None:
        with self._changed:
            while pid not in self._codes and self._process.poll() is None:
                self._changed.wait(1)

    def _hear(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            told = json.loads(line)
            with self._changed:
                if "code" in told:
                    self._codes[told["pid"]] = told["code"]
                else:
                    self._codes.pop(told["pid"], None)
                    self._forked.append(told["pid"])
                self._changed.notify_all()


@cache
def fork_server() -> ForkServer:
    return ForkServer()


class ForkedHandle:
    """One forked worker."""

    is_silent = False
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


def main() -> None:
    """Fork whatever is asked for until standard input ends; workers live on."""
    # imported and no more: once OpenMP has computed anything, its process cannot be forked.
    # PyTorch imports the first of these when it makes an optimiser
    import torch._dynamo

    import mnist_core.fast.fused
    import mnist_core.runs.worker.__main__
    assert torch._dynamo and mnist_core.fast.fused and mnist_core.runs.worker.__main__

    children: set[int] = set()
    # read by hand: a buffer would hide lines from select
    rest = b""
    while True:
        if select.select([0], [], [], LOOK_SECONDS)[0]:
            data = os.read(0, 65_536)
            if not data:
                return
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                children.add(_forked(json.loads(line)))
        for pid in [*children]:
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                children.remove(pid)
                print(json.dumps({"pid": pid, "code": os.waitstatus_to_exitcode(status)}),
                      flush=True)


def _forked(asked: dict[str, Any]) -> int:
    pid = os.fork()
    if pid:
        print(json.dumps({"pid": pid}), flush=True)
        return pid
    code = 1
    try:
        code = _work(asked)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _work(asked: dict[str, Any]) -> int:
    import setproctitle

    from mnist_core.base.machine.process_priority import step_back
    from mnist_core.runs.worker.worker import work

    # before the environment changes, behind which the title is looked for
    setproctitle.setproctitle(f"{WORKER} {asked['run']} {asked['lease']}")
    os.setsid()
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    log = os.open(asked["log"], os.O_WRONLY | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for stream, target in enumerate((nothing, log, log)):
        os.dup2(target, stream)
    step_back()
    return work(Lease(asked["run"], asked["lease"]))


if __name__ == "__main__":
    main()
