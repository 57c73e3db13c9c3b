"""Threads that answer questions, fair between visitors, with a bounded number waiting."""

import os
import sys
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import Any, TypeVar

from dashboard.admission.busy import Busy
from dashboard.admission.ration import Ration

Result = TypeVar("Result")
REQUEST_SECONDS = 0.015
"""CPU time of a question beside its own work: it is received, parsed, answered and logged."""
BUSY = "The server is busy with other questions; try again in a moment."


@dataclass(frozen=True, slots=True)
class _Question:
    work: Callable[[], Any]
    future: Future[Any] = field(default_factory=Future)


class Pool:
    """``num_threads`` daemon threads, started when they are first needed.

    The visitor who was served longest ago comes next, so that sixty questions of one person delay
    another's by one. Nobody waits longer than ``patience_seconds`` for a turn: who asks sees to it,
    by ``give_up``.
    """

    def __init__(self, name: str, num_threads: int, *, most_waiting: int, most_each: int,
                 patience_seconds: float, niceness: int = 0,
                 ration: Ration | None = None) -> None:
        self._name, self._num_threads, self._niceness = name, num_threads, niceness
        self._most_waiting, self._most_each = most_waiting, most_each
        self.patience_seconds, self._ration = patience_seconds, ration
        self._waiting: OrderedDict[str, deque[_Question]] = OrderedDict()
        self._changed = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._num_idle = 0
        self._thread = threading.local()

    def ask(self, visitor: str, work: Callable[[], Result]) -> "Future[Result]":
        """Have it done; a future that is cancelled in time is not begun.

        Raises:
            Busy: too many wait already, or too many of this visitor.
        """
        context = copy_context()
        question = _Question(lambda: context.run(work))
        with self._changed:
            mine = self._waiting.get(visitor, ())
            if self._num_waiting >= self._most_waiting or len(mine) >= self._most_each:
                self._drop_the_withdrawn()
                mine = self._waiting.get(visitor, ())
            if self._num_waiting >= self._most_waiting or len(mine) >= self._most_each:
                raise Busy(BUSY)
            self._waiting.setdefault(visitor, deque()).append(question)
            if self._num_idle < self._num_waiting and len(self._threads) < self._num_threads:
                thread = threading.Thread(target=self._serve, daemon=True,
                                          name=f"{self._name} {len(self._threads) + 1}")
                self._threads.append(thread)
                thread.start()
            self._changed.notify()
        return question.future

    def result(self, visitor: str, work: Callable[[], Result]) -> Result:
        """Have it done and wait for it; at once where one of these threads asks.

        Raises:
            Busy: there is no room, or no turn came in time.
        """
        if getattr(self._thread, "is_of_pool", False):
            return work()
        future = self.ask(visitor, work)
        try:
            return future.result(self.patience_seconds)
        except TimeoutError:
            # or it was the work itself that raised it
            if not future.done():
                give_up(future)
            return future.result()

    @property
    def _num_waiting(self) -> int:
        return sum(map(len, self._waiting.values()))

    def _serve(self) -> None:
        self._thread.is_of_pool = True
        step_back(self._niceness)
        while True:
            self._answer(self._next())
            if self._ration:
                time.sleep(self._ration.seconds_to_rest())

    def _answer(self, question: _Question) -> None:
        if not question.future.set_running_or_notify_cancel():
            return
        began = time.thread_time()
        try:
            question.future.set_result(question.work())
        except BaseException as error:
            question.future.set_exception(error)
        if self._ration:
            self._ration.spend(time.thread_time() - began + REQUEST_SECONDS)

    def _next(self) -> _Question:
        with self._changed:
            while not self._waiting:
                self._num_idle += 1
                self._changed.wait()
                self._num_idle -= 1
            visitor, questions = next(iter(self._waiting.items()))
            question = questions.popleft()
            # behind everybody else who waits
            self._waiting.move_to_end(visitor)
            if not questions:
                del self._waiting[visitor]
            return question

    def _drop_the_withdrawn(self) -> None:
        for visitor, questions in self._waiting.items():
            self._waiting[visitor] = deque(
                question for question in questions if not question.future.cancelled())
        for visitor in [name for name, questions in self._waiting.items() if not questions]:
            del self._waiting[visitor]


def give_up(future: "Future[Any]") -> None:
    """Withdraw a question that had no turn in time; one that is being answered goes on.

    Raises:
        Busy: it had none.
    """
    if future.cancel():
        raise Busy(BUSY)


def step_back(niceness: int) -> None:
    """Let other threads and processes go before this thread; only Linux tells threads apart."""
    if niceness and sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), niceness)
