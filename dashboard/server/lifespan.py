"""What begins and ends with the server."""

import gc
import logging
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import streamlit as st

from dashboard.server.conducting import conductor
from dashboard.server.ending import end_in_time
from dashboard.server.nodelay import send_at_once
from dashboard.server.resources import keep_data, let_data_go, queue, settings, store
from mnist_core.base.log import start_logging
from mnist_core.doctor.mode import mode_problem
from mnist_core.runs.database.failures import StoreError
from mnist_core.runs.database.sqlite import fold_in

_log = logging.getLogger(__name__)


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Start the queue with the server and let its workers save when the server ends."""
    try:
        start_logging("server", settings().log_level)
        if problem := mode_problem(settings()):
            raise ValueError(problem)
        with suppress(StoreError):
            # what fails here passes, or is told on the pages
            store()
    except ValueError as error:
        # a wrong setting is the user's to mend: one sentence, no traceback
        print(f"{error}\nMore about this machine: {sys.executable} -m mnist_core doctor",
              file=sys.stderr, flush=True)
        os._exit(2)
    keep_data()
    send_at_once()
    end_in_time()
    queue().start()
    conductor().start()
    # what was imported stays for good: a collection that walks through it halts every thread for
    # 0.2 s
    gc.freeze()
    _log.info("serves the lab in %s", settings().home)
    try:
        yield
    finally:
        let_data_go()
        conductor().stop()
        queue().stop()
        with suppress(StoreError):
            fold_in(store().engine)
            store().close()
        _log.info("ended in good order")
