"""Files of a run, written and read by run and name, whole or not at all.

Each worker writes into a folder of its own lease's number, and whoever reads takes the highest. A
worker begins with links to its predecessor's files, so that one that was given up for dead, and
wakes in the midst of a write, changes nothing that anybody reads. Files of before there were leases
lie beside those folders, as those of number 0.
"""

import os
import re
import shutil
import socket
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from mnist_core.runs.database.failures import sync_folder

CHECKPOINT = "checkpoint.pt"
PREVIOUS_CHECKPOINT = "checkpoint-previous.pt"
# before the first batch; gone as soon as there is a later one
FIRST_CHECKPOINT = "checkpoint-first.pt"
BEST_WEIGHTS = "weights-best.safetensors"
LAST_PREDICTIONS = "predictions-last.npz"
BEST_PREDICTIONS = "predictions-best.npz"
PAUSED_PREDICTIONS = "predictions-paused.npz"
ONE_BATCH = "one-batch.npz"
WORKER_LOG = "worker.log"

_LEASE = re.compile(r"lease-([0-9]{1,18})")


class Artifacts:
    """A folder a run below ``root``."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def adopt(self, run_id: int, lease: int) -> None:
        """Begin the files of a lease with those of the one before it, which is then removed.

        After a crash there are the old ones or the new ones. Nothing happens the second time.
        """
        folder = self._made_folder(run_id) / f"lease-{lease}"
        if folder.exists():
            return
        before = {number: path for number, path in self._leases(run_id) if number < lease}
        temporary = folder.with_name(f".{folder.name}.{uuid.uuid4().hex}")
        temporary.mkdir()
        for file in _files(before[max(before)]) if before else ():
            # it is gone where a later lease has adopted it: then this one is lost
            with suppress(FileNotFoundError):
                _link(file, temporary / file.name)
        sync_folder(temporary)
        temporary.rename(folder)
        sync_folder(folder.parent)
        for number, path in before.items():
            if number:
                shutil.rmtree(path, ignore_errors=True)
            else:
                for file in _files(path):
                    file.unlink(missing_ok=True)

    def write(self, run_id: int, name: str, data: bytes, lease: int | None = None) -> None:
        """Replace an artifact; after a crash it is the old one or the new one, never half.

        ``sync`` decides which: after it, it is the new one. ``lease`` is the writer's number;
        None replaces what is read now.
        """
        folder = self._written_folder(run_id, lease)
        descriptor, temporary = tempfile.mkstemp(prefix=f".{name}.", dir=folder)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, folder / name)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise

    def sync(self, run_id: int, lease: int | None = None) -> None:
        """Put on the disk which files the run has; once for all that were written before."""
        sync_folder(self._written_folder(run_id, lease))

    def read(self, run_id: int, name: str) -> bytes | None:
        """The bytes, or None where there is no such artifact."""
        for file in self._attempts(run_id, name):
            with suppress(FileNotFoundError):
                return file.read_bytes()
        return None

    def version(self, run_id: int, name: str) -> int | None:
        """A number that changes when the artifact does; None where there is none."""
        for file in self._attempts(run_id, name):
            with suppress(FileNotFoundError):
                return file.stat().st_mtime_ns
        return None

    def keep(self, run_id: int, name: str, other_name: str, lease: int | None = None) -> None:
        """Keep an artifact under another name too; nothing happens where there is none.

        The first name never lacks it, not even for a moment: ``write`` then replaces it there.
        """
        folder = self._written_folder(run_id, lease)
        if not (folder / name).exists():
            return
        link = folder / f".{other_name}.link"
        link.unlink(missing_ok=True)
        _link(folder / name, link)
        os.replace(link, folder / other_name)

    def files(self, run_id: int) -> list[Path]:
        """All that are read now, and the worker's log; none that is half written."""
        log = self._folder(run_id) / WORKER_LOG
        with suppress(FileNotFoundError):
            return [*_files(self._current(run_id)), *([log] if log.exists() else [])]
        return []

    def remove(self, run_id: int, name: str, lease: int | None = None) -> None:
        (self._written_folder(run_id, lease) / name).unlink(missing_ok=True)

    def place(self, run_id: int) -> str:
        """Where the files of a run lie, as other machines say it: ``machine:/folder``."""
        return f"{socket.gethostname()}:{self._folder(run_id).as_posix()}"

    def numbers(self) -> list[int]:
        """The runs that have a folder."""
        return [int(folder.name) for folder in self._root.glob("[1-9]*")
                if folder.name.isascii() and folder.name.isdecimal()]

    def delete(self, run_id: int) -> None:
        shutil.rmtree(self._folder(run_id), ignore_errors=True)

    def log_file(self, run_id: int) -> Path:
        """Where a local worker's own output goes."""
        return self._made_folder(run_id) / WORKER_LOG

    def _made_folder(self, run_id: int) -> Path:
        folder = self._folder(run_id)
        for made in (self._root, folder):
            if not made.exists():
                # not the home above: one that vanished while the lab runs is not made anew
                made.mkdir(exist_ok=True)
                sync_folder(made.parent)
        return folder

    def _folder(self, run_id: int) -> Path:
        return self._root / str(run_id)

    def _leases(self, run_id: int) -> Iterator[tuple[int, Path]]:
        """Numbers and folders of all leases that have files; 0 is of before there were any."""
        folder = self._folder(run_id)
        with suppress(FileNotFoundError):
            for name in os.listdir(folder):
                if match := _LEASE.fullmatch(name):
                    yield int(match[1]), folder / name
            yield 0, folder

    def _current(self, run_id: int) -> Path:
        """Where readers look."""
        return max(self._leases(run_id), default=(0, self._folder(run_id)))[1]

    def _written_folder(self, run_id: int, lease: int | None) -> Path:
        if lease is not None:
            self.adopt(run_id, lease)
            return self._folder(run_id) / f"lease-{lease}"
        self._made_folder(run_id)
        return self._current(run_id)

    def _attempts(self, run_id: int, name: str) -> Iterator[Path]:
        """The file that is read, and again as long as the next lease adopts it meanwhile."""
        if name == WORKER_LOG:
            yield self._folder(run_id) / name
            return
        seen = None
        while (folder := self._current(run_id)) != seen:
            yield folder / name
            seen = folder


def _files(folder: Path) -> list[Path]:
    """The artifacts in it, without what is half written, and without the log."""
    return [path for path in folder.iterdir()
            if path.is_file() and not path.name.startswith(".") and path.name != WORKER_LOG]


def _link(file: Path, other: Path) -> None:
    try:
        os.link(file, other)
    except FileNotFoundError:
        raise
    except OSError:
        # a file system without hard links
        shutil.copy2(file, other)
