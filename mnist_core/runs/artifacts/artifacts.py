"""Files of a run, written and read by run and name, whole or not at all.

Nobody but a store knows where they lie. A worker writes under the number of its lease, and whoever
reads gets what the highest number has: one that was given up for dead, and wakes in the midst of a
write, changes nothing that anybody reads.
"""

from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from mnist_core.data.shared import SharedFiles

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


class ArtifactStore(Protocol):
    """By run and name; what is raised besides what a method says is an ``OSError``."""

    def __hash__(self) -> int:
        """What was read of a store is remembered under the store itself."""

    def adopt(self, run_id: int, lease: int) -> None:
        """Begin the files of a lease with those of the one before it, which is then removed.

        After a crash there are the old ones or the new ones. Nothing happens the second time.
        """

    def write(self, run_id: int, name: str, data: bytes, lease: int | None = None) -> None:
        """Replace an artifact; after a crash it is the old one or the new one, never half.

        ``sync`` decides which: after it, it is the new one. ``lease`` is the writer's number;
        None replaces what is read now.

        Raises:
            FileNotFoundError: a later lease has adopted the files meanwhile.
        """

    def sync(self, run_id: int, lease: int | None = None) -> None:
        """Put on the disk which files the run has; once for all that were written before."""

    def read(self, run_id: int, name: str) -> bytes | None:
        """The bytes, or None where there is no such artifact."""

    def version(self, run_id: int, name: str) -> int | None:
        """A number that changes when the artifact does; None where there is none."""

    def names(self, run_id: int) -> list[str]:
        """All that are read now, and the worker's log if it has one."""

    def keep(self, run_id: int, name: str, other_name: str, lease: int | None = None) -> None:
        """Keep an artifact under another name too; nothing happens where there is none.

        The first name never lacks it, not even for a moment: ``write`` then replaces it there.
        """

    def remove(self, run_id: int, name: str, lease: int | None = None) -> None:
        """Remove one artifact, if it is there."""

    def delete(self, run_id: int) -> None:
        """Remove all that a run has."""

    def runs(self) -> list[int]:
        """The runs that have anything here."""

    def place(self, run_id: int) -> str:
        """Where the files of a run lie, as other machines say it, such as ``machine:/folder``."""

    def shared_files(self, place: str) -> "SharedFiles | None":
        """Files that belong to no run, of all machines that share this store, below ``place``.

        None where it is one machine's alone.
        """

    def open_log(self, run_id: int) -> IO[bytes]:
        """A file of this machine for the output of a run's worker, read as ``WORKER_LOG``."""

    def publish_log(self, run_id: int) -> None:
        """See that other machines can read all that a worker of this one has said of a run.

        While it trains they can do so within seconds, as long as whoever opened the log lives.
        """

    def snapshot(self, run_id: int, folder: Path) -> None:
        """Put all that is read at this moment into a new folder, by name.

        Quick, as everybody waits meanwhile: with links where that can be. They are only read.
        """

    def is_empty(self) -> bool:
        """Whether nothing is kept here at all."""

    def restore(self, folder: Path) -> None:
        """Take over ``folder``, which has the snapshot of each run in a folder of its number.

        The store is empty, and nobody writes meanwhile. What is taken over may be moved.
        """

    def put_aside(self, folder: Path) -> None:
        """Move all that is here into a new folder, so that the store is empty."""
