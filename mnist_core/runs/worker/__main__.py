"""One process, one run: ``python -m mnist_core.runs.worker [RUN LEASE]``.

Without a run it is on standby: it imports everything, then waits to be told on stdin which one.
"""

import json
import logging
import os
import sys
from collections import deque
from contextlib import suppress
from itertools import islice
from typing import NoReturn

import setproctitle
import torch

from mnist_core.base.machine.process_priority import step_back
from mnist_core.base.settings import read_settings
from mnist_core.data.mnist import Dataset, Source, Split
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.artifacts.open_artifacts import open_artifacts
from mnist_core.runs.lease.lease import Lease
from mnist_core.runs.worker.process import WORKER, end_with_starter
from mnist_core.runs.worker.worker import work
from mnist_core.training.engine import train


def wait_for_lease() -> Lease | None:
    """On standby: the lease under which it trains; None if there will never be one."""
    _warm_up()
    told = sys.stdin.read()
    if not told:
        return None
    run_id, number = json.loads(told)
    with open_artifacts(read_settings()).open_log(run_id) as file:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
            os.dup2(file.fileno(), stream.fileno())
    # so that a list of processes says which run this one trains, as for any other worker
    setproctitle.setproctitle(f"{WORKER} {run_id} {number}")
    return Lease(run_id, number)


def _warm_up() -> None:
    """Train one batch of nothing: what PyTorch imports only when it trains is imported then."""
    split = Split(torch.zeros(2, 28, 28, dtype=torch.uint8), torch.zeros(2, dtype=torch.int64))
    nothing = Dataset(split, split, Source("folder", "nothing", None, ""))
    training = train(Recipe(layers="conv3x3(2) bn relu gap conv1x1(10) flatten"), nothing,
                     torch.device("cpu"))
    # if there is no memory for it, the run that needs some will say so
    with suppress(ValueError):
        deque(islice(training, 2), maxlen=0)


def _end(code: int) -> NoReturn:
    """At once: Python would take PyTorch apart piece by piece, 1.5 s of a core for which the next
    run waits, as this process holds its slot until it is gone."""
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)


if __name__ == "__main__":
    end_with_starter()
    step_back()
    lease = Lease(int(sys.argv[1]), int(sys.argv[2])) if len(sys.argv) > 1 else wait_for_lease()
    _end(work(lease) if lease else 0)
