"""The server's link to Ray: ``python -m mnist_core.runs.queue.cluster.link``.

It is told on standard input what is wanted and which workers to start, and says on standard output
what it sees. Calls to Ray may hang, or end the whole process, when the cluster's head dies; then
the server ends this process and starts the next one, which finds the hosts again by their names.
"""

import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import IO, Any
from urllib.parse import urlsplit

import ray

from mnist_core.runs.lease.process_identity import this_boot
from mnist_core.runs.queue.cluster.messages import ORDER, SEEN, WANTED, Order, Seen, Share, Wanted
from mnist_core.runs.queue.cluster.pool import Pool
from mnist_core.runs.queue.cluster.ray_hosts import NAMESPACE, HostActor
from mnist_core.runs.queue.cluster.ray_words import refused, unreachable

CONNECT_SECONDS = 5.0
SURVEY_SECONDS = 2.0
TELL_SECONDS = 1.0


class Link:
    """One thread does all that concerns Ray, event by event."""

    def __init__(self, wanted: Wanted, output: IO[bytes]) -> None:
        self._wanted, self._output = wanted, output
        self._events: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._done = 0
        self._told: Seen | None = None
        self._told_at = 0.0
        self._pool = Pool(wanted, self)

    def when_done(self, reference: Any, then: Callable[["Future[Any]"], None]) -> None:
        """Have ``then`` called, by the one thread, once Ray has answered."""
        reference.future().add_done_callback(
            lambda future: self._events.put(lambda: then(future)))

    def make(self, name: str, share: Share) -> HostActor:
        return HostActor.make(name, share, self._wanted, this_boot())

    def hear(self, lines: Iterable[bytes]) -> None:
        """In a thread of its own: take orders until the server is gone."""
        for line in lines:
            order = ORDER.validate_json(line)
            self._events.put(lambda order=order: self._carry_out(order))  # type: ignore[misc]
        os._exit(0)

    def run(self) -> None:
        surveyed = 0.0
        while True:
            if time.monotonic() - surveyed > SURVEY_SECONDS:
                self._pool.survey()
                surveyed = time.monotonic()
            try:
                self._events.get(timeout=0.25)()
                while not self._events.empty():
                    self._events.get()()
            except Empty:
                pass
            self._tell()

    def _carry_out(self, order: Order) -> None:
        self._done = order.number
        if order.what == "close":
            self._pool.close()
            self._tell()
            os._exit(0)
        self._pool.ask(order)

    def _tell(self) -> None:
        seen = Seen(self._done, self._pool.is_complete, self._pool.problem, self._pool.hosts())
        if seen != self._told or time.monotonic() - self._told_at > TELL_SECONDS:
            tell(self._output, seen)
            self._told, self._told_at = seen, time.monotonic()


def tell(output: IO[bytes], seen: Seen) -> None:
    output.write(SEEN.dump_json(seen) + b"\n")
    output.flush()


def connect(address: str) -> str:
    """Why there is no connection; empty once there is one."""
    where = os.environ.get("RAY_ADDRESS", "") if address == "ray" else address
    shown = where or "this machine"
    # Ray itself would try for minutes
    parts = urlsplit(where if "://" in where else f"//{where}")
    if where and parts.port:
        try:
            socket.create_connection((parts.hostname or "", parts.port), CONNECT_SECONDS).close()
        except OSError as error:
            return unreachable(shown, error.strerror or str(error))
    try:
        ray.init("auto" if address == "ray" else address, namespace=NAMESPACE,
                 log_to_driver=False, configure_logging=False)
    except Exception as error:
        return (unreachable(shown, "there is none") if "Could not find any running" in str(error)
                else refused(shown, error))
    return ""


def main() -> None:
    # Ray prints, too
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    wanted = WANTED.validate_json(sys.stdin.buffer.readline())
    if problem := connect(wanted.address):
        tell(output, Seen(0, False, problem, ()))
        # without Ray's own goodbye, which would try again to connect
        os._exit(0)
    link = Link(wanted, output)
    threading.Thread(target=link.hear, args=[sys.stdin.buffer], daemon=True).start()
    link.run()


if __name__ == "__main__":
    main()
