"""Whether the lab has room for one more run: in its queue, and on the disk of its home."""

import math
import shutil
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mnist_core.base.format import count_of
from mnist_core.base.settings import Settings
from mnist_core.recipe.recipe import SGD, Recipe
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.records.store import Store

BYTES_A_WEIGHT = 4
# Of each weight: two checkpoints and a third while it is written, each with the optimiser's state
# (one number for SGD's momentum, two for Adam's), and the best weights. Measured for 18.8 million
# parameters on 10 digits: 504 MB with SGD; the estimate is 526 MB.
NUM_CHECKPOINTS = 3
# predictions of three moments on 10,000 digits, the batch looked at, the worker's log
OTHER_FILES_BYTES = 2_000_000
BYTES_A_BATCH = 12
SPARE_BYTES = 50_000_000
"""Left alone, so that the records of runs and drawings can still be written."""


class QueueFull(ValueError):
    """As many runs wait as may; one that starts makes room."""


def run_bytes(recipe: Recipe) -> int:
    """About the most that a run's files and records take on the disk at one time."""
    num_batches = recipe.epochs * math.ceil(recipe.num_train_or_all / recipe.batch_size)
    numbers_a_weight = NUM_CHECKPOINTS * (2 if isinstance(recipe.optimiser, SGD) else 3) + 1
    return (recipe.describe().parameters * numbers_a_weight * BYTES_A_WEIGHT
            + num_batches * BYTES_A_BATCH + OTHER_FILES_BYTES)


def most_bytes(num_runs: int, parameters: int) -> int:
    """About the most bytes that the files of ``num_runs`` runs take, whatever their optimisers are.

    ``parameters`` are those of all of them together.
    """
    return (num_runs * OTHER_FILES_BYTES
            + parameters * (3 * NUM_CHECKPOINTS + 1) * BYTES_A_WEIGHT)


def check_queue(store: Store, settings: Settings, recipe: Recipe) -> None:
    """Ask before a run is queued.

    Raises:
        QueueFull: as many runs wait as ``MNIST_MAX_QUEUED`` allows.
        ValueError: the disk has no room for it beside those that wait.
    """
    with Session(store.engine) as session:
        num, parameters = session.execute(
            select(func.count(), func.coalesce(func.sum(RunRow.parameters), 0))
            .where(RunRow.state == "queued")).one()
    if num >= settings.max_queued:
        raise QueueFull(f"{count_of(num, 'run')} wait{'s' if num == 1 else ''} in the queue, and "
                        f"MNIST_MAX_QUEUED allows {settings.max_queued:,}: wait until some "
                        "have started, or stop some.")
    check_disk(settings.home, run_bytes(recipe), most_bytes(num, parameters))


def check_disk(home: Path, needed: int, promised: int = 0) -> None:
    """Ask before a run starts, rather than let it train into a full disk.

    ``promised`` is what runs that wait will take.

    Raises:
        ValueError: less than ``needed`` bytes would be left of the disk of ``home``.
    """
    free = shutil.disk_usage(home).free
    if needed + promised + SPARE_BYTES <= free:
        return
    others = f" beside {megabytes(promised)} for the runs that wait" if promised else ""
    raise ValueError(f"The files of such a run take up to {megabytes(needed)}{others}, and the "
                     f"disk of {home} has {megabytes(free)} free: free some space, delete runs, "
                     "or use fewer parameters.")


def megabytes(num_bytes: int) -> str:
    return f"{num_bytes / 1e6:,.0f} MB"
