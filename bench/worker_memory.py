"""How much memory a training worker takes: ``python -m bench.worker_memory``.

The peak of the resident memory of the real worker process, looked at twenty times a second over
one epoch with its test.
"""

import argparse
import os
import sys
import time
from tempfile import TemporaryDirectory

import psutil

from bench.report import machine, table
from mnist_core.base.settings import read_settings
from mnist_core.ladders import find_step
from mnist_core.recipe.overrides import apply
from mnist_core.runs.lease.process_identity import this_process
from mnist_core.runs.records.store import Store, open_store
from mnist_core.runs.worker.process import start_worker, worker_threads

STEPS = ("strategy-4", "finetune-6")
# the published size of each step first
BATCH_SIZES = (None, 256, 10_000, 60_000)
LOOK_SECONDS = 0.05
MEGABYTE = 2**20


def peak_megabytes(store: Store, step_id: str, batch_size: int | None) -> tuple[int, float, str]:
    """Batch size, peak in MB and how the run ended, of one epoch of at least four batches."""
    recipe = find_step(step_id).recipe
    size = batch_size or recipe.batch_size
    recipe = apply(recipe, {"epochs": 1, "batch_size": size, "num_train": min(4 * size, 60_000)})
    run = store.create(recipe, step_id=step_id)
    lease = store.claim(run.id, str(this_process()))
    assert lease
    with (store.artifacts.open_log(run.id) as log,
          start_worker(log, lease, worker_threads(1)) as process):
        watched, peak = psutil.Process(process.pid), 0
        while process.poll() is None:
            # gone between two looks, or gone but not yet collected
            try:
                peak = max(peak, watched.memory_info().rss)
            except psutil.Error:
                break
            time.sleep(LOOK_SECONDS)
    ended = store.run(run.id)
    return size, peak / MEGABYTE, ended.error or ended.state


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sizes", type=int, nargs="*", help="batch sizes; else all")
    sizes = arguments.parse_args().sizes or BATCH_SIZES
    rows = []
    with TemporaryDirectory(prefix="mnist-bench-") as folder:
        # the worker reads its settings from its environment
        os.environ |= {"MNIST_HOME": folder, "MNIST_DATABASE_URL": "", "MNIST_DEVICE": "cpu"}
        store = open_store(read_settings())
        for step_id in STEPS:
            for batch_size in sizes:
                size, megabytes, end = peak_megabytes(store, step_id, batch_size)
                print(f"{step_id}, {size}: {megabytes:.0f} MB, {end}", file=sys.stderr)
                rows.append((step_id, f"{size:,}", f"{megabytes:,.0f}", end))
    print(f"{machine()}\n")
    print(table(("step", "digits a batch", "peak, MB", "the run"), rows))


if __name__ == "__main__":
    main()
