"""Starting the processes that train: their share of the cores, their code, their log."""

import os
import signal
import subprocess
import sys
from typing import IO, Any

from mnist_core.base.machine.machine_limits import num_cores
from mnist_core.base.machine.parent_death import end_with_parent
from mnist_core.base.settings import Settings
from mnist_core.base.source import python_path
from mnist_core.fast.waiting_threads import SPINS
from mnist_core.runs.lease.lease import Lease

WORKER = "mnist_core.runs.worker"
STARTER = "MNIST_WORKER_STARTER"
"""The variable with the pid of whoever started a worker that is to end with it."""


def worker_threads(slots: int) -> int:
    """How many CPU threads each of ``slots`` workers gets."""
    return max(1, num_cores() // slots)


def threads_each(settings: Settings) -> int:
    """How many CPU threads each run of this server gets."""
    return (worker_threads(settings.slots) if settings.launcher == "local"
            else settings.run_cores)


def worker_environment(threads: int) -> dict[str, str]:
    """The environment of a process that trains: how many threads it has, and this code."""
    return {**SPINS, **os.environ, "OMP_NUM_THREADS": str(threads),
            "MKL_NUM_THREADS": str(threads), "PYTHONPATH": python_path()}


def end_with_starter() -> None:
    """Where ``STARTER`` says so, let the system end this process as soon as that one has ended."""
    starter = os.environ.get(STARTER)
    if starter is None or sys.platform != "linux":
        return
    end_with_parent(signal.SIGKILL)
    if os.getppid() != int(starter):
        # it ended before it could be asked for
        sys.exit(1)


def own_session() -> dict[str, Any]:
    """For ``Popen``: Ctrl-C in this terminal does not reach the process, it is ours to pass on."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def ask_to_stop(process: subprocess.Popen[bytes]) -> None:
    """Let it save and leave; to ``terminate`` a process of Windows is to end it at once."""
    if sys.platform == "win32":
        process.send_signal(signal.CTRL_BREAK_EVENT)
    else:
        process.terminate()


def start_worker(log: IO[bytes], lease: Lease, threads: int,
                 module: str = WORKER) -> subprocess.Popen[bytes]:
    """Start the process that trains a run under this lease, with its output in an open file.

    ``module`` is what it runs, if not the lab's own worker.
    """
    return subprocess.Popen(
        [sys.executable, "-m", module, str(lease.run_id), str(lease.number)],
        stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=worker_environment(threads),
        **own_session())
