"""Opening the store and starting the queue, again and again where that cannot be done yet.

A server starts with a damaged database, a full disk or a read-only home, too: it says so, shows
what can be shown, and comes to life by itself once somebody has mended it.
"""

import logging
import threading
import time

from mnist_core.base.log import RecurringFailure
from mnist_core.base.settings import Settings
from mnist_core.runs.artifacts.shared_mnist import share_mnist
from mnist_core.runs.database.failures import StoreError, is_outage, records_sentence
from mnist_core.runs.queue.queue import RunQueue
from mnist_core.runs.records.store import Store, open_store

AGAIN_SECONDS = 3.0
_log = logging.getLogger(__name__)


class StoreKeeper:
    """The store of the server: what was opened, or the next try."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._store: Store | None = None
        self._tried = 0.0

    def store(self) -> Store:
        """Raises:
            ValueError: the settings name no store.
            StoreError: its database is damaged, locked or does not answer.
        """
        store = self._store
        if store and not store.is_read_only:
            return store
        with self._lock:
            is_young = time.monotonic() - self._tried < AGAIN_SECONDS
            if self._store and (is_young or not self._store.is_read_only):
                return self._store
            self._tried = time.monotonic()
            before, self._store = self._store, open_store(self._settings)
            if before:
                before.close()
            return self._store


class QueueKeeper:
    """The queue of the server, started as soon as there is a store to take runs from."""

    def __init__(self, settings: Settings, keeper: StoreKeeper) -> None:
        self._settings, self._keeper = settings, keeper
        self._queue: RunQueue | None = None
        self._error = ""
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._try, name="queue start", daemon=True)

    @property
    def problem(self) -> str:
        """Why no run would be started now; empty where one would."""
        if self._queue is None:
            return self._error or "The queue has not started yet."
        if not self._queue.is_alive:
            return "The queue has ended; start the server anew."
        return self._queue.last_error

    @property
    def num_slots(self) -> int:
        """How many runs train at one time, at present."""
        return self._queue.num_slots if self._queue else self._settings.slots

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()
        if self._queue:
            self._queue.stop()

    def _try(self) -> None:
        failure = RecurringFailure(_log, "the start of the run queue")
        while not self._ended.is_set():
            try:
                store = self._keeper.store()
                if not store.is_read_only:
                    # before any run: a machine without MNIST would train it on the sample
                    share_mnist(self._settings)
                    queue = RunQueue(store, self._settings, standby=True)
                    queue.start()
                    self._queue = queue
                    failure.is_over()
                    return
                self._error = "The records can only be read."
            except (StoreError, OSError) as error:
                self._error = records_sentence(self._settings, error)
                failure.failed(error, is_known=is_outage(error))
            except Exception as error:
                self._error = f"The records cannot be opened ({type(error).__name__})."
                failure.failed(error)
            self._ended.wait(AGAIN_SECONDS)
