"""t-SNE on demand: one process at a time for the whole server, and its last results."""

import threading
import time
from collections import OrderedDict

import numpy as np
from numpy.typing import NDArray

from dashboard.admission.busy import Busy
from mnist_core.insight.projection import TsneJob

KEPT = 8
RETRY_SECONDS = 5
ABANDONED_SECONDS = 10
"""A job that nobody has asked about for so long gives way to another."""


class TsneJobs:
    """May be shared by threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._planes: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._name = ""
        self._job: TsneJob | None = None
        self._asked = 0.0

    def plane(self, name: str, values: NDArray[np.float32]) -> NDArray[np.float32] | float:
        """The plane of ``values`` once it is there, else the share of the work that is done.

        The first to ask starts it; ``name`` says whose values they are.

        Raises:
            Busy: another is being made.
            ValueError: this one failed.
        """
        with self._lock:
            if name in self._planes:
                return self._planes[name]
            if name != self._name or self._job is None:
                self._start(name, values)
            assert self._job is not None
            self._asked = time.monotonic()
            share = self._job.share
            if self._job.is_alive:
                return share
            job, self._job = self._job, None
            plane = job.plane()
            assert plane is not None
            self._planes[name] = plane
            while len(self._planes) > KEPT:
                self._planes.popitem(last=False)
            return plane

    def _start(self, name: str, values: NDArray[np.float32]) -> None:
        if self._job and self._job.is_alive:
            if time.monotonic() - self._asked < ABANDONED_SECONDS:
                raise Busy("Somebody else's t-SNE is being laid out, "
                           f"{100 * self._job.share:.0f} % done; yours can start after it.",
                           RETRY_SECONDS)
            self._job.stop()
        self._name, self._job = name, TsneJob(values)
