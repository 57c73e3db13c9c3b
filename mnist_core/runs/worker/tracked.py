"""The trackers that the settings ask for hear what a run says; where they ask for none, nothing of
them is imported.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from mnist_core.base.settings import Settings
from mnist_core.ladders.labels import file_name
from mnist_core.runs.database.machine import commit
from mnist_core.runs.database.run import Run
from mnist_core.training.events import Event

if TYPE_CHECKING:
    from mnist_core.trackers.tracker import TrackedRun, Tracker

TENSORBOARD_FOLDER, MLFLOW_FILE = "tensorboard", "mlflow.db"
"""Below MNIST_HOME, where nothing else is named."""


@contextmanager
def tracked(settings: Settings, run: Run) -> Iterator[Callable[[Event], None]]:
    """Something to call with every event of a training."""
    if not settings.trackers:
        yield _nobody
        return
    from mnist_core.trackers.live import follow
    from mnist_core.trackers.tracker import TrackedRun

    told = TrackedRun(
        name=file_name(str(run.id), run.step_id), recipe=run.recipe, started=run.created,
        tags={"run": str(run.id), "step": run.recipe_name, "seed": str(run.seed),
              "commit": commit()})
    with follow({name: partial(_OPEN[name], settings, told) for name in settings.trackers},
                run.id) as hear:
        yield hear


def _nobody(event: Event) -> None:
    pass


def _tensorboard(settings: Settings, run: "TrackedRun") -> "Tracker":
    from mnist_core.trackers.tensorboard_files import open_event_file

    return open_event_file(settings.tensorboard_dir or settings.home / TENSORBOARD_FOLDER, run)


def _mlflow(settings: Settings, run: "TrackedRun") -> "Tracker":
    from mnist_core.trackers.mlflow_runs import open_mlflow_run

    return open_mlflow_run(os.environ.get("MLFLOW_TRACKING_URI")
                           or f"sqlite:///{(settings.home / MLFLOW_FILE).as_posix()}", run)


_OPEN = {"tensorboard": _tensorboard, "mlflow": _mlflow}
