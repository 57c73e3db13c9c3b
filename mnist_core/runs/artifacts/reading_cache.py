"""What was read of an object store, kept on this machine's disk under its version.

Pages read the same weights and answers again and again. The files are never changed; what was not
used for a week goes, and before that what was used longest ago, when there is too much.
"""

import os
import tempfile
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

MOST_BYTES = 512_000_000
KEEP_SECONDS = 7 * 86_400
_SWEEPS = 8
"""How often it is looked through while it fills once."""


class ReadingCache:
    """A folder; it may be deleted at any time, and several processes may share it."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self._folder, self._most_bytes = folder, most_bytes
        # looked through at once: other processes may have filled it
        self._kept_bytes = most_bytes

    def read(self, *name: str) -> bytes | None:
        """What was kept under this name, if it is still there."""
        file = self.file(*name)
        try:
            data = file.read_bytes()
        except OSError:
            return None
        with suppress(OSError):
            os.utime(file)
        return data

    def keep(self, data: bytes, *name: str) -> None:
        """Keep it if that can be done: a full disk costs only time."""
        temporary = None
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            descriptor, temporary = tempfile.mkstemp(prefix=".", dir=self._folder)
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
            os.replace(temporary, self.file(*name))
        except OSError:
            if temporary:
                Path(temporary).unlink(missing_ok=True)
            return
        self._kept_bytes += len(data)
        if self._kept_bytes >= self._most_bytes // _SWEEPS:
            self._kept_bytes = 0
            self._sweep()

    def file(self, *name: str) -> Path:
        """Where it lies, if it does."""
        return self._folder / sha256("\0".join(name).encode()).hexdigest()

    def _sweep(self) -> None:
        found = []
        for file in self._folder.iterdir():
            with suppress(FileNotFoundError):
                status = file.stat()
                found.append((status.st_mtime, status.st_size, file))
        total = sum(size for _, size, _ in found)
        too_old = time.time() - KEEP_SECONDS
        for used, size, file in sorted(found, key=lambda entry: entry[0]):
            if total <= self._most_bytes and used > too_old:
                break
            file.unlink(missing_ok=True)
            total -= size
