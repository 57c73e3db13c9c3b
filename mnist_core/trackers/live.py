"""Trackers that hear of a run while it trains, and can neither slow it down nor stop it.

Each has a thread and a queue. Whoever trains only puts figures into the queue; a tracker that is
down, slow or missing is given up with one line in the log.
"""

import logging
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from queue import Empty, Full, Queue

from mnist_core.base.log import of_run
from mnist_core.trackers.tracker import Ending, Point, Tracker, batch_point, epoch_point
from mnist_core.training.events import Batches, EpochDone, Event, Finished

# a figure of a batch once in so many seconds: charts need no more, and a server bears it
BATCH_SECONDS = 1.0
# ten minutes of a training, which a server that restarts may take
QUEUE_POINTS = 600
# how long the end of a run waits for what is still to be written
LAST_SECONDS = 3.0
# characters of what a library says
MOST_SHOWN = 300

Open = Callable[[], Tracker]
Hear = Callable[[Event], None]
_log = logging.getLogger(__name__)


@contextmanager
def follow(trackers: Mapping[str, Open], run_id: int) -> Iterator[Hear]:
    """Something to call with every event of a run's training.

    Args:
        trackers: how each is opened, by its name; done in its thread, as that may take long.
    """
    threads = [_Thread(name, open_, run_id) for name, open_ in trackers.items()]
    told = _Points()
    ending: Ending = "failed"

    def hear(event: Event) -> None:
        nonlocal ending
        points = told.of(event)
        if isinstance(event, Finished):
            ending = "finished"
        if points:
            for thread in threads:
                thread.tell(points)
    try:
        yield hear
        ending = "finished" if ending == "finished" else "stopped"
    except GeneratorExit:
        ending = "stopped"
        raise
    finally:
        deadline = time.monotonic() + LAST_SECONDS
        for thread in threads:
            thread.end(ending)
        for thread in threads:
            thread.wait(deadline)


def _shown(error: Exception) -> str:
    """Without the name and password of an address, which a library may repeat."""
    text = re.sub(r"//[^/@\s]+@", "//…@", str(error))
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"


class _Points:
    """The points of events: every epoch, and a batch a second."""

    def __init__(self) -> None:
        self._told_at = 0.0

    def of(self, event: Event) -> list[Point]:
        now = time.time()
        match event:
            case EpochDone():
                return [epoch_point(event, now)]
            case Batches() if now - self._told_at >= BATCH_SECONDS:
                self._told_at = now
                last = event.first + len(event.loss) - 1
                return [batch_point(last, event.loss[-1], event.correct[-1], event.lr[-1], now)]
        return []


class _Thread:
    """One tracker's; a daemon, so that the process can end whatever the tracker does."""

    def __init__(self, name: str, open_: Open, run_id: int) -> None:
        self._name, self._open, self._extra = name, open_, of_run(run_id)
        self._queue: Queue[Sequence[Point] | Ending] = Queue(QUEUE_POINTS)
        self._is_given_up = threading.Event()
        self._thread = threading.Thread(target=self._write, name=f"tracker {name}", daemon=True)
        self._thread.start()

    def tell(self, points: Sequence[Point]) -> None:
        self._put(points)

    def end(self, ending: Ending) -> None:
        self._put(ending)

    def wait(self, deadline: float) -> None:
        self._thread.join(max(0.0, deadline - time.monotonic()))
        if self._thread.is_alive():
            self._give_up("it does not answer")

    def _put(self, told: Sequence[Point] | Ending) -> None:
        if self._is_given_up.is_set():
            return
        try:
            self._queue.put_nowait(told)
        except Full:
            self._give_up("it is too slow")

    def _write(self) -> None:
        try:
            tracker = self._open()
            while not self._is_given_up.is_set():
                points, ending = self._all_told()
                if points:
                    tracker.log(points)
                if ending:
                    tracker.close(ending)
                    return
        # whatever a library may raise, and PyTorch's training goes on beside it
        except Exception as error:
            self._give_up(
                "it is not installed here (pip install tensorboard mlflow-skinny)"
                if isinstance(error, ImportError) else f"{type(error).__name__}: {_shown(error)}")

    def _all_told(self) -> tuple[list[Point], Ending | None]:
        """Waits for something, then takes all that is there."""
        points: list[Point] = []
        told = self._queue.get()
        while not isinstance(told, str):
            points.extend(told)
            try:
                told = self._queue.get_nowait()
            except Empty:
                return points, None
        return points, told

    def _give_up(self, why: str) -> None:
        if not self._is_given_up.is_set():
            self._is_given_up.set()
            _log.warning("%s gets no more of this run, which trains on: %s", self._name, why,
                         extra=self._extra)
