"""What trains at this moment: one look a second for all who open Train."""

from functools import lru_cache

from dashboard.server.resources import readable
from mnist_core.base.shared_look import SharedLook
from mnist_core.runs.database.run import Run
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.runs.records.store import Store

LOOK_SECONDS = 1.0


def training_now() -> tuple[Run, ...]:
    """The runs of all, the oldest first."""
    return _shared(readable()).now()


@lru_cache(maxsize=4)
def _shared(store: Store) -> SharedLook[tuple[Run, ...]]:
    return SharedLook(lambda: tuple(reversed(store.runs(RunQuery(states=("running",))))),
                      LOOK_SECONDS)
