"""Starting the processes that train: their share of the cores, their code, their log."""

import os
import subprocess
import sys
from pathlib import Path

from mnist_core.fast.waiting_threads import SPINS
from mnist_core.limits import num_cores
from mnist_core.runs.store import Store

ROOT = Path(__file__).parents[2]
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


def start_worker(store: Store, run_id: int, worker: str, slots: int) -> subprocess.Popen[bytes]:
    """Start the process that trains a claimed run; a cluster would start the same one elsewhere."""
    with store.artifacts.log_file(run_id).open("ab") as log:
        # a session of its own: Ctrl-C in the server's terminal is the server's to pass on
        return subprocess.Popen(
            [sys.executable, "-m", WORKER, str(run_id), worker],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=worker_environment(slots),
            start_new_session=True)
