"""Starting the processes that train: their share of the cores, their code, their log."""

import os
import signal
import subprocess
import sys
from typing import IO, Any

from mnist_core.base.machine.machine_limits import num_cores
from mnist_core.base.source import ROOT
from mnist_core.fast.waiting_threads import SPINS
from mnist_core.runs.lease.lease import Lease

WORKER = "mnist_core.runs.worker"


def worker_threads(slots: int) -> int:
    """How many CPU threads each of so many workers gets."""
    return max(1, num_cores() // slots)


def worker_environment(slots: int) -> dict[str, str]:
    """The environment of a process that trains: its share of the cores, and this code."""
    threads = str(worker_threads(slots))
    # the server may have been started from anywhere
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return {**SPINS, **os.environ, "OMP_NUM_THREADS": threads, "MKL_NUM_THREADS": threads,
            "PYTHONPATH": path}


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


def start_worker(log: IO[bytes], lease: Lease, slots: int,
                 module: str = WORKER) -> subprocess.Popen[bytes]:
    """Start the process that trains a run under this lease, with its output in an open file.

    ``module`` is what it runs, if not the lab's own worker.
    """
    return subprocess.Popen(
        [sys.executable, "-m", module, str(lease.run_id), str(lease.number)],
        stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=worker_environment(slots),
        **own_session())
