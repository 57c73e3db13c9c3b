"""The log: one line an event on standard error, with the run and the visitor that it is about.

Everybody logs with ``logging.getLogger(__name__)``; what is about a run says so with
``extra=of_run(run_id)``. A process that lives longer than a command calls ``start_logging`` once.
Without that, as on the command line, Python itself prints warnings and errors as plain sentences.
A traceback stands below its line, indented, and nowhere else.
"""

import faulthandler
import logging
import sys
import threading
from contextvars import ContextVar
from copy import copy
from types import TracebackType

from mnist_core.base.format import for_log, printable

asked_by: ContextVar[str] = ContextVar("asked_by", default="")
"""The address of whoever asked for what is done now; empty outside of a request."""

# what other packages say is heard from here on; only our own lines have a level of their own
_OTHERS = logging.WARNING
# "__main__" is whatever was started with `python -m`
_OWN = ("mnist_core", "dashboard", "pages", "__main__")


def of_run(run_id: int) -> dict[str, object]:
    """What a log call takes as ``extra`` when it is about a run."""
    return {"run_id": run_id}


def start_logging(role: str, level: str, run_id: int | None = None) -> None:
    """Log this process's events from now on; to call it again changes what it says.

    ``role`` is what the process is to the lab, such as "server"; ``level`` one of debug, info,
    warning and error. A process that is about one run names it here.
    """
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if isinstance(handler, _Handler)]:
        root.removeHandler(handler)
    root.addHandler(_Handler(role, run_id))
    chosen = logging.getLevelNamesMapping()[level.upper()]
    root.setLevel(max(chosen, _OTHERS))
    for name in _OWN:
        logging.getLogger(name).setLevel(chosen)
    logging.captureWarnings(True)
    # a log that cannot be written (its disk is full) is not a reason to say anything anywhere else
    logging.raiseExceptions = False
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_thread
    if not faulthandler.is_enabled():
        faulthandler.enable()


class _Handler(logging.StreamHandler):  # type: ignore[type-arg]
    """To standard error; a type of its own, so that it is known again."""

    def __init__(self, role: str, run_id: int | None) -> None:
        super().__init__(sys.stderr)
        self.setFormatter(_Lines(role, run_id))


class _Lines(logging.Formatter):
    """``2026-11-28 21:05:33.123 INFO server[77] run=5 from=10.0.0.8 queued: … (module)``."""

    default_msec_format = "%s.%03d"

    def __init__(self, role: str, run_id: int | None) -> None:
        super().__init__("%(asctime)s")
        self._role, self._run_id = role, run_id

    def format(self, record: logging.LogRecord) -> str:
        # another handler's formatter may have kept its own traceback in the record
        record = copy(record)
        record.exc_text = None
        return super().format(record)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        run_id = getattr(record, "run_id", self._run_id)
        visitor = asked_by.get()
        return " ".join(filter(None, (
            record.asctime, record.levelname, f"{self._role}[{record.process}]",
            f"run={run_id}" if run_id is not None else "",
            f"from={for_log(visitor)}" if visitor else "",
            for_log(record.message), f"({record.name})")))

    def formatException(self, ei: object) -> str:  # noqa: N802
        # indented, so that whatever begins at the left margin is an event
        lines = super().formatException(ei).splitlines()  # type: ignore[arg-type]
        return "\n".join(f"    {printable(line)}" for line in lines)


class RecurringFailure:
    """What may go on failing for a while, such as a database: logged once, not at every try.

    The first failure is a warning with its traceback, one of another kind as well; the end of it
    is a line, too. May be used by one thread at a time.
    """

    def __init__(self, log: logging.Logger, what: str, run_id: int | None = None) -> None:
        """``what`` goes on in words: "the queue", "reading the run"."""
        self._log, self._what = log, what
        self._extra = {} if run_id is None else of_run(run_id)
        self._kind: type[Exception] | None = None
        self._times = 0

    def failed(self, error: Exception, *, is_known: bool = False) -> None:
        """``is_known``: what is wrong is told elsewhere in a sentence, and no traceback helps."""
        self._times += 1
        if type(error) is not self._kind:
            self._kind = type(error)
            self._log.warning("%s fails and is tried again: %s: %s", self._what,
                              type(error).__name__, error,
                              exc_info=None if is_known else error, extra=self._extra)

    def is_over(self) -> None:
        """It worked; costs nothing where it always does."""
        if self._times:
            self._log.info("%s works again; it failed %d times", self._what, self._times,
                           extra=self._extra)
            self._kind, self._times = None, 0


def _log_uncaught(kind: type[BaseException], error: BaseException,
                  traceback: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, traceback)
        return
    logging.getLogger(__name__).critical("The process ends: %s: %s", kind.__name__, error,
                                         exc_info=(kind, error, traceback))


def _log_thread(failed: threading.ExceptHookArgs) -> None:
    if failed.exc_value is None:
        return
    name = failed.thread.name if failed.thread else "a thread"
    logging.getLogger(__name__).critical(
        "The thread %s ended: %s: %s", name, failed.exc_type.__name__, failed.exc_value,
        exc_info=(failed.exc_type, failed.exc_value, failed.exc_traceback))
