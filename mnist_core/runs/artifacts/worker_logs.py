"""The output of workers: files of this machine, whose end is put where other machines read it.

A machine has one file a run, under a name of its own, so that none overwrites what another one
wrote. A thread puts up what has grown, every few seconds, and once more when its process ends. Here
they go a week after they were written last.
"""

import atexit
import logging
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

from mnist_core.base.log import RecurringFailure

MOST_BYTES = 256_000
"""How much of its end others read of one machine's output of a run."""
LOOK_SECONDS = 2.0
# one that has not grown for so long is looked at no more, until it is opened again
IDLE_SECONDS = 3600.0
KEEP_SECONDS = 7 * 86_400
_log = logging.getLogger(__name__)

PutUp = Callable[[int, str, bytes], None]
"""Called with a run, the name of its file here, and the text to put in place of the last one."""


class WorkerLogs:
    """Files in ``folder``, called ``<run>.<name>.log``; names are in the order of their begin."""

    def __init__(self, folder: Path, put_up: PutUp) -> None:
        self._folder, self._put_up = folder, put_up
        self._sizes: dict[Path, int] = {}
        self._grown: dict[Path, float] = {}
        self._lock = threading.Lock()
        # else the older of two texts could be put up last
        self._putting_up = threading.Lock()
        self._has_begun = False

    def open(self, run_id: int) -> IO[bytes]:
        """The file of this machine, to write at its end."""
        file = next(iter(self.files(run_id).values()), None)
        if file is None:
            self._folder.mkdir(exist_ok=True)
            name = f"{time.time_ns() // 1_000_000:013d}-{uuid.uuid4().hex[:8]}"
            file = self._folder / f"{run_id}.{name}.log"
        opened = file.open("ab")
        with self._lock:
            self._grown[file] = time.monotonic()
            if not self._has_begun:
                self._has_begun = True
                self._sweep()
                threading.Thread(target=self._follow, name="worker logs", daemon=True).start()
                atexit.register(self._look_at_the_end)
        return opened

    def files(self, run_id: int) -> dict[str, Path]:
        """Those of this machine, by name."""
        found = sorted(self._folder.glob(f"{run_id}.*.log"))
        return {file.name.split(".")[1]: file for file in found}

    def runs(self) -> set[int]:
        """The runs that have any here."""
        return {int(file.name.split(".")[0]) for file in self._folder.glob("[1-9]*.*.log")}

    def put_up(self, run_id: int) -> None:
        """Put up what has grown since this process last did.

        Raises:
            OSError: it cannot be read, or put up.
        """
        with self._putting_up:
            for name, file in self.files(run_id).items():
                size = file.stat().st_size
                if size == self._sizes.get(file):
                    continue
                with file.open("rb") as opened:
                    opened.seek(max(0, size - MOST_BYTES))
                    self._put_up(run_id, name, opened.read(MOST_BYTES))
                with self._lock:
                    self._sizes[file] = size
                    self._grown[file] = time.monotonic()

    def delete(self, run_id: int) -> None:
        for file in self.files(run_id).values():
            file.unlink(missing_ok=True)
            with self._lock:
                self._grown.pop(file, None)
                self._sizes.pop(file, None)

    def _sweep(self) -> None:
        for file in self._folder.glob("[1-9]*.*.log"):
            with suppress(FileNotFoundError):
                if time.time() - file.stat().st_mtime > KEEP_SECONDS and file not in self._grown:
                    file.unlink()

    def _follow(self) -> None:
        failure = RecurringFailure(_log, "putting up workers' logs")
        while True:
            time.sleep(LOOK_SECONDS)
            try:
                self._look()
                failure.is_over()
            except OSError as error:
                failure.failed(error)

    def _look_at_the_end(self) -> None:
        # nobody is left to whom it could be told
        with suppress(OSError):
            self._look()

    def _look(self) -> None:
        with self._lock:
            now = time.monotonic()
            for file in [file for file, since in self._grown.items() if now - since > IDLE_SECONDS]:
                del self._grown[file]
            runs = {int(file.name.split(".")[0]) for file in self._grown}
        for run_id in runs:
            self.put_up(run_id)
