"""Files of a run, written and read by run and name, whole or not at all."""

import os
import shutil
import socket
import tempfile
from pathlib import Path

from mnist_core.runs.disk import sync_folder

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


class Artifacts:
    """A folder a run below ``root``."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def write(self, run_id: int, name: str, data: bytes) -> None:
        """Replace an artifact; after a crash it is the old one or the new one, never half.

        ``sync`` decides which: after it, it is the new one.
        """
        folder = self._made_folder(run_id)
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

    def sync(self, run_id: int) -> None:
        """Put on the disk which files the run has; once for all that were written before."""
        sync_folder(self._folder(run_id))

    def read(self, run_id: int, name: str) -> bytes | None:
        """The bytes, or None where there is no such artifact."""
        try:
            return (self._folder(run_id) / name).read_bytes()
        except FileNotFoundError:
            return None

    def version(self, run_id: int, name: str) -> int | None:
        """A number that changes when the artifact does; None where there is none."""
        try:
            return (self._folder(run_id) / name).stat().st_mtime_ns
        except FileNotFoundError:
            return None

    def keep(self, run_id: int, name: str, other_name: str) -> None:
        """Keep an artifact under another name too; nothing happens where there is none.

        The first name never lacks it, not even for a moment: ``write`` then replaces it there.
        """
        folder = self._folder(run_id)
        if not (folder / name).exists():
            return
        link = folder / f".{other_name}.link"
        link.unlink(missing_ok=True)
        try:
            os.link(folder / name, link)
        except OSError:
            # a file system without hard links
            shutil.copyfile(folder / name, link)
        os.replace(link, folder / other_name)

    def remove(self, run_id: int, name: str) -> None:
        (self._folder(run_id) / name).unlink(missing_ok=True)

    def place(self, run_id: int) -> str:
        """Where the files of a run lie, as other machines say it: ``machine:/folder``."""
        return f"{socket.gethostname()}:{self._folder(run_id).as_posix()}"

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
