"""A feed a run: one reader of the store, however many people watch."""

import asyncio
import json
import logging
import math
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from starlette.concurrency import run_in_threadpool

from dashboard.display.curve import smooth, smoothing_window, thin
from dashboard.routes.runs.activity import forget_activity, line_of
from dashboard.routes.runs.feed_message import Cursor, Message, took
from dashboard.routes.runs.left_trend import LeftTrend
from dashboard.routes.runs.queue_place import shared_places
from dashboard.server.ending import server_ends
from dashboard.server.run_errors import run_error
from mnist_core.base.log import RecurringFailure
from mnist_core.runs.database.failures import AnyStoreError
from mnist_core.runs.database.run import Run
from mnist_core.runs.records.store import Store
from mnist_core.runs.run_list.contract_json import epoch_json
from mnist_core.trained.batch_curve import BatchCurve
from mnist_core.training.epoch_record import EpochRecord
from mnist_core.training.step.backends import BACKENDS

POLL_SECONDS = 0.1
IDLE_POLL_SECONDS = 0.5
WAITING_POLL_SECONDS = 1.0
SPEED_SECONDS = 5.0
MANY_WATCHERS = 50
"""Of one run: so many get ten messages a second each; more of them get fewer in all, since they
are served by the cores that the run trains on."""
LONGEST_PAUSE_SECONDS = 5.0

_log = logging.getLogger(__name__)


def _empty() -> NDArray[np.float32]:
    return np.empty(0, np.float32)


@dataclass
class Feed:
    """The curve of one run, kept up to date while somebody watches."""

    store: Store
    run: Run
    loss: NDArray[np.float32] = field(default_factory=_empty)
    smoothed: NDArray[np.float32] = field(default_factory=_empty)
    lr: NDArray[np.float32] = field(default_factory=_empty)
    correct: NDArray[np.float32] = field(default_factory=_empty)
    epochs: list[EpochRecord] = field(default_factory=list)
    place: str = ""
    """Where it stands in the queue, in words; empty unless it is queued."""
    watchers: int = 0
    _next_read: asyncio.Event = field(default_factory=asyncio.Event)
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock)
    _speeds: deque[tuple[float, int]] = field(default_factory=deque)
    _events: dict[Cursor, tuple[Cursor, str]] = field(default_factory=dict)
    _trend: LeftTrend = field(default_factory=LeftTrend)
    _is_next: bool = False
    _task: asyncio.Task[None] | None = None

    def __post_init__(self) -> None:
        self._failure = RecurringFailure(_log, "reading the run", self.run.id)

    @property
    def version(self) -> str:
        """The version of the curve: a worker that starts may take batches back.

        It depends on nothing but the run, so a watcher can go on after this server restarted.
        """
        return f"{self.run.created:.3f}.{self.run.generation}"

    async def watch(self) -> None:
        """Count one watcher; the first one starts the reading."""
        self.watchers += 1
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._loop())
        await self._read()

    def leave(self) -> None:
        self.watchers -= 1

    async def news(self, cursor: Cursor, patience_seconds: float) -> None:
        """Return when this watcher has not seen everything, the server ends, or patience does."""
        with suppress(TimeoutError):
            async with asyncio.timeout(patience_seconds):
                while not (server_ends.is_set() or self._has_news(cursor)):
                    await self._next_read.wait()

    def event(self, cursor: Cursor) -> tuple[Cursor, str]:
        """The message as it is sent; made once for all who have come equally far."""
        if cursor not in self._events:
            now, message = self.message(cursor)
            text = json.dumps(message, allow_nan=False, separators=(",", ":"))
            self._events[cursor] = now, f"id: {now}\ndata: {text}\n\n"
        return self._events[cursor]

    def message(self, cursor: Cursor) -> tuple[Cursor, Message]:
        """What this watcher has not seen, thinned where it is much, and its new cursor."""
        reset = cursor.version != self.version
        first = 0 if reset else min(cursor.batches, len(self.loss))
        first_epoch = 0 if reset else cursor.epochs
        at = np.arange(first, len(self.loss))
        batches = thin(at, self.loss[first:], self.smoothed[first:], self.lr[first:])
        run, rate = self.run, self._batches_a_second()
        is_training = run.phase == "training" and bool(rate)
        message: Message = {
            "reset": reset, "state": run.state, "phase": run.phase, "line": line_of(run),
            "error": run_error(run),
            "position": len(self.loss), "num_batches": run.num_batches, "total": run.total_batches,
            "epochs_total": run.recipe.epochs, "device": run.device,
            "device_note": run.device_note,
            "path": BACKENDS[run.path].words if run.path in BACKENDS else "",
            "digits_a_second": round(rate * run.recipe.batch_size) if is_training else None,
            "seconds_left": None if run.seconds_left is None else round(run.seconds_left, 1),
            "left_why": self._trend.words, "took": took(run, self.epochs),
            "batches": batches,
            "epochs": [epoch_json(epoch) for epoch in self.epochs[first_epoch:]],
            "best_epoch": run.best_epoch, "place": self.place,
            "train_accuracy": self._train_accuracy(),
        }
        return self._end, message

    def _train_accuracy(self) -> float | None:
        trained = self.correct[len(self.epochs) * self.run.num_batches:]
        return round(float(trained.mean()), 2) if len(trained) else None

    @property
    def _end(self) -> Cursor:
        """That of a watcher who has seen everything."""
        run = self.run
        left = None if run.seconds_left is None else math.ceil(run.seconds_left)
        return Cursor(self.version, len(self.loss), len(self.epochs), run.state, run.error or "",
                      self.place, run.phase, left)

    def _has_news(self, cursor: Cursor) -> bool:
        return cursor != self._end

    async def _loop(self) -> None:
        while self.watchers > 0:
            await self._read()
            await asyncio.sleep(self._pause)

    @property
    def _pause(self) -> float:
        """Seconds until something may have happened to the run."""
        if self.run.state == "queued" and not self._is_next:
            return WAITING_POLL_SECONDS
        # whoever asks a paused run for one batch wants to see that one at once
        is_awake = self.run.is_active or self.run.is_attached
        pause = POLL_SECONDS if is_awake else IDLE_POLL_SECONDS
        crowd = POLL_SECONDS * (self.watchers / MANY_WATCHERS) ** 2
        return max(pause, min(crowd, LONGEST_PAUSE_SECONDS))

    async def _read(self) -> None:
        # one at a time: two would both add the same batches
        async with self._reading:
            try:
                self._take(*await run_in_threadpool(self._fetch))
                self._failure.is_over()
            except ValueError:
                # deleted while somebody watched: the last that was known stays on their screen
                pass
            except AnyStoreError as error:
                # a locked database or a full disk passes
                self._failure.failed(error)
        self._next_read.set()
        self._next_read = asyncio.Event()

    def _fetch(self) -> tuple[Run, str, BatchCurve, list[EpochRecord]]:
        """What is new since the last read, or everything of a new version."""
        if self.run.state == "queued" and self.place and not self._is_next:
            # somebody else starts before it: the queue is all that there is to read
            look = shared_places(self.store, self.run.id)
            if self.run.id in look.places and not look.is_next(self.run.id):
                return self.run, look.place(self.run.id), BatchCurve.empty(), self.epochs
        # the run first: its position then never lies ahead of the curve that is read after it
        run = self.store.run(self.run.id)
        place = self._place_of(run)
        is_same = run.generation == self.run.generation
        curve = self.store.curve(run.id, len(self.loss) if is_same else 0)
        if is_same and len(self.epochs) == run.epochs_done:
            return run, place, curve, self.epochs
        # an epoch that was added since belongs to the next run that is read, with its best epoch
        return run, place, curve, self.store.epochs(run.id)[:run.epochs_done]

    def _place_of(self, run: Run) -> str:
        if run.state != "queued":
            return ""
        look = shared_places(self.store, run.id)
        self._is_next = look.is_next(run.id)
        # it may start between the two looks
        return look.place(run.id) if run.id in look.places else ""

    def _take(self, run: Run, place: str, curve: BatchCurve, epochs: list[EpochRecord]) -> None:
        if run.generation != self.run.generation:
            self.loss, self.smoothed, self.lr, self.correct = (_empty() for _ in range(4))
            self._speeds.clear()
        if (run.state, run.phase) != (self.run.state, self.run.phase):
            # before anybody hears of it here
            forget_activity(self.store)
        self.run, self.place, self.epochs = run, place, epochs
        self._events.clear()
        self._trend.note(run, time.monotonic())
        if len(curve.loss) == 0:
            return
        last = float(self.smoothed[-1]) if len(self.smoothed) else None
        smoothed = smooth(curve.loss, smoothing_window(run.num_batches), last)
        self.smoothed = np.append(self.smoothed, smoothed)
        self.loss = np.append(self.loss, curve.loss)
        self.lr = np.append(self.lr, curve.lr)
        self.correct = np.append(self.correct, curve.correct)
        self._note_speed()

    def _note_speed(self) -> None:
        now = time.monotonic()
        self._speeds.append((now, len(self.loss)))
        while now - self._speeds[0][0] > SPEED_SECONDS:
            self._speeds.popleft()

    def _batches_a_second(self) -> float:
        if len(self._speeds) < 2:
            return 0.0
        (start, before), (end, after) = self._speeds[0], self._speeds[-1]
        return max(0.0, (after - before) / (end - start)) if end > start else 0.0
