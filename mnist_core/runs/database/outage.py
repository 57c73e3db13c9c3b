"""Waiting for a database that went away for a while, as a server does that is restarted."""

import logging
import sqlite3
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_delay,
    wait_exponential,
)

from mnist_core.runs.database.failures import not_let_in

OUTAGE_SECONDS = 60.0
"""How long a worker tries again before it gives its run up; the run goes on from its checkpoint."""
LONGEST_WAIT_SECONDS = 1.0
T = TypeVar("T")
_log = logging.getLogger(__name__)


def is_outage(error: BaseException) -> bool:
    """Whether a database server went away, or is not there yet. A file of SQLite never is away."""
    if not isinstance(error, DBAPIError) or isinstance(error.orig, sqlite3.Error):
        return False
    if not_let_in(str(error.orig)):
        return False
    return error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)


def patiently(work: Callable[[], T], seconds: float = OUTAGE_SECONDS) -> T:
    """The result of ``work``, which is done again while the database is away.

    An answer may be lost, too: what had been committed is then done a second time.

    Raises:
        DBAPIError: the database was away for longer.
    """
    trying = Retrying(
        retry=retry_if_exception(is_outage), stop=stop_after_delay(seconds),
        wait=wait_exponential(multiplier=0.05, max=LONGEST_WAIT_SECONDS),
        before_sleep=_say_once, reraise=True)
    return trying(work)


def _say_once(attempt: RetryCallState) -> None:
    if attempt.attempt_number == 1 and attempt.outcome:
        _log.warning("the database does not answer; trying again for %.0f s. %s", OUTAGE_SECONDS,
                     attempt.outcome.exception())
