"""What the server and its link to Ray tell each other, a line of JSON each."""

from typing import Literal

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

Kind = Literal["cpu", "gpu"]
"""What a host has: cores alone, or a share of a GPU too."""


@dataclass(frozen=True)
class Share:
    """What a host has of its machine, and so each run on it; ``gpu`` is 0 where it has none."""

    kind: Kind
    cores: int
    gpu: float


@dataclass(frozen=True)
class HostedWorker:
    """A worker of a host. ``words`` say how it ended, None while it lives; ``good``: as it was
    meant to."""

    run_id: int
    lease: int
    words: str | None = None
    good: bool = False


@dataclass(frozen=True)
class Host:
    """One slot on a machine of the cluster.

    ``is_warm`` says that a worker stands by, ``is_silent`` that the host did not answer of late.
    ``is_fit``: it has the share of its machine that this server wants. Another one was made for a
    server with other settings: what trains on it goes on, and nothing is started there.
    """

    name: str
    kind: Kind
    machine: str
    is_fit: bool
    is_warm: bool
    is_silent: bool
    workers: tuple[HostedWorker, ...]

    @property
    def has_worker(self) -> bool:
        return any(worker.words is None for worker in self.workers)


@dataclass(frozen=True)
class Seen:
    """All that the link knows at one moment.

    ``done`` counts the orders that were carried out. ``is_connected``: Ray answers.
    """

    done: int
    is_connected: bool
    problem: str
    hosts: tuple[Host, ...]


@dataclass(frozen=True)
class Order:
    """``start``, ``stop`` or ``kill`` a worker, ``forget`` one that ended, or ``close``: give up
    the hosts without a worker, and end. ``number`` counts from 1."""

    number: int
    what: Literal["start", "stop", "kill", "forget", "close"]
    host: str = ""
    run_id: int = 0
    lease: int = 0


@dataclass(frozen=True)
class Wanted:
    """What a server wants of a cluster; the link's first line."""

    address: str
    server: str
    """The process whose hosts they are, as ``ProcessIdentity`` writes it."""
    lab: str
    """Tells the hosts of one database from those of another."""
    cores: int
    gpu_share: float
    may_use_gpu: bool
    most: int | None
    """So many hosts; None: as many as the cluster has room for."""


SEEN, ORDER, WANTED = TypeAdapter(Seen), TypeAdapter(Order), TypeAdapter(Wanted)
