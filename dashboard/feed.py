"""A feed a run: one reader of the store, however many people watch."""

import asyncio
import time
import uuid
from collections import deque
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from starlette.concurrency import run_in_threadpool

from dashboard.thinning import smooth, thin
from mnist_core.runs.as_json import epoch_json
from mnist_core.runs.records import Curve, EpochRecord, Run
from mnist_core.runs.store import Store

POLL_SECONDS = 0.1
IDLE_POLL_SECONDS = 0.5
SPEED_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far one watcher has come: which telling of the run, and how much of it."""

    telling: str = ""
    batches: int = 0
    epochs: int = 0
    state: str = ""

    def __str__(self) -> str:
        return f"{self.telling}/{self.batches}/{self.epochs}"


def read_cursor(text: str | None) -> Cursor:
    """A cursor from a ``Last-Event-ID``; anything else starts from the beginning."""
    parts = (text or "").split("/")
    if len(parts) == 3 and parts[1].isdigit() and parts[2].isdigit():
        return Cursor(parts[0], int(parts[1]), int(parts[2]))
    return Cursor()


@dataclass
class Feed:
    """The curve of one run, kept up to date while somebody watches.

    A new ``telling`` begins when a resumed run takes batches back that were already told.
    """

    store: Store
    run: Run
    telling: str = field(default_factory=lambda: uuid.uuid4().hex[:8])
    loss: NDArray[np.float32] = field(default_factory=lambda: np.empty(0, np.float32))
    smoothed: NDArray[np.float32] = field(default_factory=lambda: np.empty(0, np.float32))
    lr: NDArray[np.float32] = field(default_factory=lambda: np.empty(0, np.float32))
    epochs: list[EpochRecord] = field(default_factory=list)
    watchers: int = 0
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _speeds: deque[tuple[float, int]] = field(default_factory=deque)
    _task: asyncio.Task[None] | None = None

    async def watch(self) -> None:
        """Count one watcher; the first one starts the reading."""
        self.watchers += 1
        if self._task is None or self._task.done():
            await self._read()
            self._task = asyncio.create_task(self._loop())

    def leave(self) -> None:
        self.watchers -= 1

    async def news(self, cursor: Cursor, patience_seconds: float) -> None:
        """Return when there is something that this watcher has not seen, or patience ends."""
        async with self._changed:
            try:
                await asyncio.wait_for(
                    self._changed.wait_for(lambda: self._has_news(cursor)), patience_seconds)
            except TimeoutError:
                return

    def message(self, cursor: Cursor) -> tuple[Cursor, dict[str, object]]:
        """What this watcher has not seen, thinned where it is much, and its new cursor."""
        reset = cursor.telling != self.telling
        first = 0 if reset else min(cursor.batches, len(self.loss))
        first_epoch = 0 if reset else cursor.epochs
        batches = thin(first, self.loss[first:], self.smoothed[first:], self.lr[first:])
        run, rate = self.run, self._batches_a_second()
        left = run.total_batches - len(self.loss)
        is_training = run.state == "running" and bool(rate)
        message: dict[str, object] = {
            "reset": reset, "state": run.state, "error": run.error, "position": len(self.loss),
            "num_batches": run.num_batches, "total": run.total_batches,
            "epochs_total": run.recipe.epochs, "device": run.device,
            "digits_a_second": round(rate * run.recipe.batch_size) if is_training else None,
            "seconds_left": round(left / rate, 1) if is_training else None,
            "batches": batches,
            "epochs": [epoch_json(epoch) for epoch in self.epochs[first_epoch:]],
            "best_epoch": run.best_epoch,
        }
        return Cursor(self.telling, len(self.loss), len(self.epochs), run.state), message

    def _has_news(self, cursor: Cursor) -> bool:
        return (cursor.telling, cursor.batches, cursor.epochs, cursor.state) != (
            self.telling, len(self.loss), len(self.epochs), self.run.state)

    async def _loop(self) -> None:
        while self.watchers > 0:
            await asyncio.sleep(POLL_SECONDS if self.run.is_active else IDLE_POLL_SECONDS)
            await self._read()

    async def _read(self) -> None:
        try:
            run, curve, epochs = await run_in_threadpool(self._fetch)
        except ValueError:
            # deleted while somebody watched: the last that was known stays on their screen
            return
        if run.position < len(self.loss) or run.generation != self.run.generation:
            self.telling = uuid.uuid4().hex[:8]
            self.loss, self.smoothed, self.lr = (np.empty(0, np.float32) for _ in range(3))
            self.epochs = []
            self.run = run
            run, curve, epochs = await run_in_threadpool(self._fetch)
        self.run, self.epochs = run, epochs
        if len(curve.loss):
            window = max(5, run.num_batches // 20)
            last = float(self.smoothed[-1]) if len(self.smoothed) else None
            self.smoothed = np.append(self.smoothed, smooth(curve.loss, window, last))
            self.loss = np.append(self.loss, curve.loss)
            self.lr = np.append(self.lr, curve.lr)
            self._note_speed()
        async with self._changed:
            self._changed.notify_all()

    def _fetch(self) -> tuple[Run, Curve, list[EpochRecord]]:
        # the run first: its position then never lies ahead of the curve that is read after it
        run = self.store.run(self.run.id)
        curve = self.store.curve(run.id, len(self.loss))
        known = len(self.epochs) == run.epochs_done
        return run, curve, self.epochs if known else self.store.epochs(run.id)

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
