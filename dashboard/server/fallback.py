"""The fallback where the records cannot be read: the reference runs, and why."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mnist_core.base.source import REFERENCE
from mnist_core.library.library import Library
from mnist_core.runs.artifacts.folder_artifacts import FolderArtifacts
from mnist_core.runs.database.engines import open_for_reading
from mnist_core.runs.database.failures import StoreError
from mnist_core.runs.own_runs.own_run import OwnRun
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.runs.records.store import ALL_RUNS, Store
from mnist_core.trained.trained import Trained

FRESH_SECONDS = 3.0
_NOWHERE = Path("/nowhere/lab.db")


class Records:
    """Whether reading them failed a moment ago: pages then do without them, and say so."""

    def __init__(self) -> None:
        self._error: StoreError | None = None
        self._at = 0.0

    @property
    def error(self) -> StoreError | None:
        return self._error if time.monotonic() - self._at < FRESH_SECONDS else None

    def failed(self, error: StoreError) -> None:
        self._error, self._at = error, time.monotonic()

    def forget(self) -> None:
        self._error = None


records = Records()


@cache
def nothing() -> Store:
    """A store without a run, for what shows reference runs beside the lab's own."""
    return Store(open_for_reading(f"sqlite:///{_NOWHERE}"), FolderArtifacts(_NOWHERE.parent),
                 is_read_only=True)


@dataclass(frozen=True, slots=True)
class FallbackLibrary(Library):
    """See ``Library``; ``problem`` is why there are no own runs, in a sentence, or empty."""

    root: Path = REFERENCE
    problem: str = ""

    def own(self, query: RunQuery = ALL_RUNS) -> Iterator[OwnRun]:
        """The newest first, as far as they can be read."""
        try:
            yield from Library.own(self, query)
        except StoreError as error:
            records.failed(error)

    def find(self, text: str | None = None) -> Trained:
        if self.problem and text is not None and text.isdecimal():
            raise ValueError(self.problem)
        return Library.find(self, text)
