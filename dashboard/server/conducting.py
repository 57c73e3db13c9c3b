"""The thread that makes the trials of experiments, beside the queue that trains their runs."""

import logging
import threading
from functools import cache

from dashboard.server.resources import source_here, store
from dashboard.server.submission import check_digits_and_memory, check_room
from mnist_core.base.log import RecurringFailure
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.experiments.conductor import Conductor

LOOK_SECONDS = 0.5
REST_SECONDS = 3.0
"""Where no experiment goes on: another server, or a command, may begin one."""
_log = logging.getLogger(__name__)


class ConductorThread:
    def __init__(self) -> None:
        self._ended, self._wanted = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._loop, name="experiments", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        self._wanted.set()
        self._thread.join()

    def look_now(self) -> None:
        """Somebody asked something of an experiment."""
        self._wanted.set()

    def _loop(self) -> None:
        failure = RecurringFailure(_log, "conducting experiments")
        making: Conductor | None = None
        while not self._ended.is_set():
            goes_on = False
            try:
                here = store()
                if not here.is_read_only:
                    # a store that was mended is another one
                    if making is None or making.store is not here:
                        making = Conductor(here, check, source_here)
                    goes_on = making.step()
                failure.is_over()
            except Exception as error:
                # a full or locked disk passes, and nothing that befalls one experiment ends this
                failure.failed(error)
            self._wanted.wait(LOOK_SECONDS if goes_on else REST_SECONDS)
            # before it is seen whether the server ended: what ends it is not lost here
            self._wanted.clear()


@cache
def conductor() -> ConductorThread:
    return ConductorThread()


def check(recipe: Recipe, owner: int | None) -> None:
    """Raises:
        ValueError: why such a run of somebody cannot be queued now.
    """
    check_digits_and_memory(recipe)
    check_room(recipe, owner)
