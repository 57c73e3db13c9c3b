"""Starting the worker that trains a run, wherever that may be.

The queue knows a launcher and the handles it gives, nothing of processes. What a worker is asked
(pause, step, stop) goes through the database, so that it is heard wherever the worker runs.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from mnist_core.runs.lease.lease import Lease


@dataclass(frozen=True, slots=True)
class Ending:
    """How a worker ended, such as "was killed (signal 9)"; ``is_good``: as it was meant to.

    Where it is not ``is_certain``, only the way to the worker was lost: it may train on, and its
    heartbeat says whether it does.
    """

    words: str
    is_good: bool
    is_certain: bool = True


class Handle(Protocol):
    """A worker that was started. No method but ``kill`` waits for it."""

    @property
    def name(self) -> str:
        """As the log names it, such as "process 77"."""

    @property
    def worker(self) -> str | None:
        """Who holds the lease until the worker says so itself: a ``ProcessIdentity`` as text, or
        any other name, whose beats tell whether it lives; None: only the worker can say."""

    @property
    def machine(self) -> str | None:
        """The machine of a cluster that it is on, if that is known; None on this one."""

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
    """Whatever it has to wait for, such as another machine, no method but ``start`` waits long."""

    @property
    def is_elsewhere(self) -> bool:
        """Whether its workers live on when this server ends, on machines that may die: what they
        trained then goes on by itself from its last checkpoint."""

    @property
    def num_slots(self) -> int | None:
        """How many runs it has room for at present; None: as many as ``MNIST_SLOTS`` says."""

    @property
    def problem(self) -> str:
        """A sentence that says why it starts fewer than it should; empty while all is well."""

    def has_room(self, run_id: int, paused: Collection[int]) -> bool:
        """Whether this run could start now; ``paused`` ones have given their slots up."""

    def start(self, lease: Lease, paused: Collection[int] = ()) -> Handle:
        """Start the worker of a lease.

        Raises:
            OSError: it cannot be started.
        """

    def found(self) -> list[tuple[Lease, Handle]]:
        """Living workers of this lab that an earlier server has started: they are this one's from
        now on, and are told once."""

    def prepare(self) -> None:
        """Get ready for a next one, so that it begins sooner; nothing happens the second time."""

    def close(self) -> None:
        """Give up what was prepared; what was started goes on."""


class LauncherOfThisMachine:
    """What is the same for all whose workers are this machine's, and end with their server."""

    is_elsewhere = False
    num_slots = None
    problem = ""

    def has_room(self, run_id: int, paused: Collection[int]) -> bool:
        return True

    def found(self) -> list[tuple[Lease, Handle]]:
        return []
