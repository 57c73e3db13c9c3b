"""The heartbeat: a thread that renews the leases of a worker's runs while it trains."""

import logging
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress

from mnist_core.base.log import RecurringFailure
from mnist_core.runs.database.failures import StoreError, is_outage
from mnist_core.runs.lease.lease import BEAT_SECONDS
from mnist_core.runs.worker.fenced_writes import LostRun
from mnist_core.runs.worker.journal import Journal

_log = logging.getLogger(__name__)


@contextmanager
def heartbeat(journals: Collection[Journal]) -> Iterator[None]:
    """Renew every ``BEAT_SECONDS``, so that one slow batch does not look like a dead worker."""
    ended = threading.Event()
    failure = RecurringFailure(_log, "the heartbeat")

    def beat() -> None:
        while not ended.wait(BEAT_SECONDS):
            for journal in journals:
                # a lost run is no longer this worker's to renew; where the disk is full or locked
                # nothing can be written, and readers see the run as interrupted until it can
                with suppress(LostRun):
                    try:
                        journal.beat_once()
                        failure.is_over()
                    except StoreError as error:
                        failure.failed(error, is_known=is_outage(error))

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
