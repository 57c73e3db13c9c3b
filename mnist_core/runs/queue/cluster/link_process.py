"""The link to Ray as the server sees it: a process that is watched, and restarted if need be."""

import logging
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import Literal

from mnist_core.base.log import RecurringFailure
from mnist_core.base.source import ROOT
from mnist_core.runs.queue.cluster.messages import ORDER, SEEN, WANTED, Order, Seen, Wanted
from mnist_core.runs.worker.process import own_session, worker_environment

LINK = "mnist_core.runs.queue.cluster.link"
FRESH_SECONDS = 5.0
"""What was said longer ago is not true any more."""
SILENCE_SECONDS = 15.0
START_SECONDS = 90.0
"""It may be silent for so long, or until it first spoke: then it is ended."""
AGAIN_SECONDS = 5.0
CLOSE_SECONDS = 5.0
NOTHING = Seen(0, False, "", ())
_log = logging.getLogger(__name__)


class LinkProcess:
    """Threads of its own see to the process: whoever asks here never waits for Ray."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._seen, self._seen_at = NOTHING, 0.0
        self._generation = self._number = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="link to Ray", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def seen(self) -> Seen:
        """What the cluster has; not connected where that is not known at present."""
        with self._lock:
            is_fresh = time.monotonic() - self._seen_at < FRESH_SECONDS
            # why there is no connection holds until the next try has something else to say
            return self._seen if is_fresh or not self._seen.is_connected else NOTHING

    def order(self, what: Literal["start", "stop", "kill", "forget"], host: str, run_id: int,
              lease: int) -> "Ordered | None":
        """Ask for something; None where there is nobody to ask."""
        with self._lock:
            return self._write(Order(self._number + 1, what, host, run_id, lease))

    def is_done(self, ordered: "Ordered") -> bool:
        """Whether what is seen is of after this order, or of another process than was asked."""
        with self._lock:
            return self._generation > ordered.generation or self._seen.done >= ordered.number

    def close(self) -> None:
        """Give up all that no run needs, and end; bounded in time."""
        self._ended.set()
        with self._lock:
            process = self._process
            self._write(Order(self._number + 1, "close"))
        if process:
            with suppress(subprocess.TimeoutExpired):
                process.wait(CLOSE_SECONDS)
            process.kill()
        if self._thread.is_alive():
            self._thread.join(CLOSE_SECONDS)

    def _write(self, order: Order) -> "Ordered | None":
        stdin = self._process and self._process.stdin
        if not stdin:
            return None
        try:
            stdin.write(ORDER.dump_json(order) + b"\n")
            stdin.flush()
        except (OSError, ValueError):
            return None
        self._number = order.number
        return Ordered(self._generation, order.number)

    def _keep(self) -> None:
        failure = RecurringFailure(_log, "the link to Ray")
        while not self._ended.is_set():
            try:
                self._run()
                failure.is_over()
            except Exception as error:
                failure.failed(error)
            self._ended.wait(AGAIN_SECONDS)

    def _run(self) -> None:
        """One process, from its start to its end."""
        process = subprocess.Popen(
            [sys.executable, "-m", LINK], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            # what goes wrong is told in one sentence, not in a line a second
            env={**worker_environment(1), "RAY_USAGE_STATS_ENABLED": "0",
                 "RAY_BACKEND_LOG_LEVEL": "error"}, **own_session())
        assert process.stdin and process.stdout
        with process:
            with self._lock:
                process.stdin.write(WANTED.dump_json(self._wanted) + b"\n")
                process.stdin.flush()
                self._process, self._generation, self._number = process, self._generation + 1, 0
                if self._seen.is_connected:
                    self._seen = NOTHING
            threading.Thread(target=self._watch, args=[process, time.monotonic()],
                             daemon=True).start()
            try:
                for line in process.stdout:
                    seen = SEEN.validate_json(line)
                    with self._lock:
                        self._seen, self._seen_at = seen, time.monotonic()
            finally:
                process.kill()
                with self._lock:
                    self._process = None

    def _watch(self, process: subprocess.Popen[bytes], began: float) -> None:
        """End a process that fell silent, as one does that waits for a head that is gone."""
        while process.poll() is None and not self._ended.wait(0.5):
            now, spoke = time.monotonic(), self._seen_at
            last, patience = (spoke, SILENCE_SECONDS) if spoke > began else (began, START_SECONDS)
            if now - last > patience:
                _log.warning("the link to Ray was silent for %.0f s: started anew", now - last)
                process.kill()


class Ordered:
    """An order that was given, to the ``generation``th process."""

    def __init__(self, generation: int, number: int) -> None:
        self.generation, self.number = generation, number
