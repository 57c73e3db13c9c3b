"""Saying that a worker lives, while it is busy with something else."""

import logging
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress

from sqlalchemy.exc import DBAPIError

from mnist_core.base.log import Trouble
from mnist_core.runs.lease.lease import BEAT_SECONDS
from mnist_core.runs.worker.journal import Journal, LostRun

_log = logging.getLogger(__name__)


@contextmanager
def heartbeat(journals: Collection[Journal]) -> Iterator[None]:
    """Beat in a thread of its own, so that one slow batch does not look like a death."""
    ended = threading.Event()
    trouble = Trouble(_log, "the heartbeat")

    def beat() -> None:
        while not ended.wait(BEAT_SECONDS):
            for journal in journals:
                # a run that was lost or left is nobody's here; a full or locked disk is silence,
                # which is then the truth that readers should see
                with suppress(LostRun):
                    try:
                        journal.beat_once()
                        trouble.is_over()
                    except DBAPIError as error:
                        trouble.failed(error)

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
