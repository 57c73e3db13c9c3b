"""A server's queue without its pages, as a process of its own.

``python -m tests.servers.queue_server`` ends in good order when its standard input does.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from mnist_core.base.settings import read_settings
from mnist_core.base.source import ROOT
from mnist_core.runs.queue.queue import RunQueue
from mnist_core.runs.records.store import open_store

GOODBYE_SECONDS = 60


@contextmanager
def queue_server(*prefix: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start one with these variables; it ends with the block.

    ``prefix`` stands before its command.
    """
    process = subprocess.Popen([*prefix, sys.executable, "-m", "tests.servers.queue_server"],
                               cwd=ROOT, stdin=subprocess.PIPE,
                               env={**os.environ, **environment})
    try:
        yield process
    finally:
        process.communicate(timeout=GOODBYE_SECONDS)


def main() -> None:
    settings = read_settings()
    store = open_store(settings)
    queue = RunQueue(store, settings)
    queue.start()
    sys.stdin.read()
    queue.stop()
    store.close()


if __name__ == "__main__":
    main()
