"""Starting the worker that trains a run, wherever that may be.

The queue knows a launcher and the handles it gives, nothing of processes. What a worker is asked
(pause, step, stop) goes through the database, so that it is heard wherever the worker runs.
"""

from dataclasses import dataclass
from typing import Protocol

from mnist_core.runs.lease.lease import Lease


@dataclass(frozen=True, slots=True)
class Ending:
    """How a worker ended, such as "was killed (signal 9)"; ``is_good``: as it was meant to."""

    words: str
    is_good: bool


class Handle(Protocol):
    """A worker that was started. No method but ``kill`` waits for it."""

    @property
    def name(self) -> str:
        """As the log names it, such as "process 77"."""

    @property
    def worker(self) -> str | None:
        """Who holds the lease, as ``ProcessIdentity`` writes it; None: only the worker can say."""

    @property
    def is_silent(self) -> bool:
        """Whether nobody knows that it lives: it is frozen, or out of reach."""

    def poll(self) -> Ending | None:
        """How it ended; None while it lives, or is out of reach."""

    def stop(self) -> None:
        """Ask it to save and leave."""

    def kill(self) -> None:
        """End it at once and wait for that, or give up one that is out of reach: ``poll`` then
        says how it ended."""


class Launcher(Protocol):
    def start(self, lease: Lease) -> Handle:
        """Start the worker of a lease.

        Raises:
            OSError: it cannot be started.
        """

    def prepare(self) -> None:
        """Get ready for a next one, so that it begins sooner; nothing happens the second time."""

    def close(self) -> None:
        """Give up what was prepared; what was started goes on."""
