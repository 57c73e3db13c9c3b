"""Workers on the machines of a Ray cluster, as the queue sees them.

Nothing here waits for Ray: what the cluster has is what the link last said. A run whose host is
gone ends without certainty, since only the way to it may be lost: whether its worker lives, its
beats tell.
"""

import time
from collections.abc import Callable, Collection

from sqlalchemy.exc import SQLAlchemyError

from mnist_core.base.settings import Settings
from mnist_core.runs.lease.lease import Lease
from mnist_core.runs.lease.process_identity import this_process
from mnist_core.runs.queue.cluster.link_process import LinkProcess, Ordered
from mnist_core.runs.queue.cluster.messages import Host, HostedWorker, Kind, Seen, Wanted
from mnist_core.runs.queue.cluster.slot_host import lab_id
from mnist_core.runs.queue.launcher import Ending, Handle
from mnist_core.runs.records.store import Store

KILL_SECONDS = 2.0
GRACE_SECONDS = 20.0
"""Only after so long without Ray it is called a problem: a server connects for some seconds."""
OUT_OF_REACH = Ending("was out of reach", is_good=False, is_certain=False)


def open_ray_launcher(store: Store, settings: Settings) -> "RayLauncher":
    def device_of(run_id: int) -> str:
        return store.run(run_id).recipe.device

    launcher = RayLauncher(LinkProcess(Wanted(
        address=settings.launcher, server=str(this_process()), lab=lab_id(settings),
        cores=settings.run_cores, gpu_share=settings.run_gpu_share,
        may_use_gpu=settings.device != "cpu",
        most=settings.slots if "slots" in settings.model_fields_set else None)),
        settings.launcher, device_of)
    launcher.connect()
    return launcher


class RayLauncher:
    """``device_of`` says which device the recipe of a run names."""

    is_elsewhere = True

    def __init__(self, link: LinkProcess, address: str, device_of: Callable[[int], str]) -> None:
        self._link, self._address, self._device_of = link, address, device_of
        self._handles: dict[tuple[int, int], RayHandle] = {}
        self._connected_at, self._was_connected = time.monotonic(), False

    def connect(self) -> None:
        self._link.start()

    @property
    def num_slots(self) -> int:
        seen = self._look()
        if not seen.is_connected:
            return 0
        # what trains on one that was made for another server has that slot until it ends
        return sum((host.is_fit or host.has_worker) and not host.is_silent for host in seen.hosts)

    @property
    def problem(self) -> str:
        seen = self._look()
        if seen.is_connected or seen.problem:
            return seen.problem
        if time.monotonic() - self._connected_at < GRACE_SECONDS:
            return ""
        if not self._was_connected:
            return (f"The Ray cluster at {self._address} has not answered yet. Runs wait in the "
                    "queue.")
        return (f"The Ray cluster at {self._address} does not answer. What trains there goes on or "
                "is taken up again; other runs wait in the queue.")

    def has_room(self, run_id: int, paused: Collection[int]) -> bool:
        return self._free_host(self._look(), run_id, paused) is not None

    def start(self, lease: Lease, paused: Collection[int] = ()) -> "RayHandle":
        try:
            host = self._free_host(self._look(), lease.run_id, paused)
        except SQLAlchemyError as error:
            raise OSError("the database was away") from error
        if host is None or not (ordered := self._link.order(
                "start", host.name, lease.run_id, lease.number)):
            raise OSError("the Ray cluster was out of reach")
        handle = RayHandle(self._link, lease, host.name, host.machine, ordered)
        self._handles[lease.run_id, lease.number] = handle
        return handle

    def found(self) -> list[tuple[Lease, Handle]]:
        found: list[tuple[Lease, Handle]] = []
        for host in self._look().hosts:
            for worker in host.workers:
                key = worker.run_id, worker.lease
                if key in self._handles:
                    continue
                if worker.words is not None:
                    self._link.order("forget", host.name, *key)
                    continue
                lease = Lease(*key)
                handle = RayHandle(self._link, lease, host.name, host.machine, None)
                self._handles[key] = handle
                found.append((lease, handle))
        return found

    def prepare(self) -> None:
        """Hosts see to it themselves."""

    def close(self) -> None:
        self._link.close()

    def _look(self) -> Seen:
        seen = self._link.seen()
        if seen.is_connected:
            self._connected_at, self._was_connected = time.monotonic(), True
            self._handles = {key: handle for key, handle in self._handles.items()
                             if not handle.is_forgotten(seen)}
        return seen

    def _free_host(self, seen: Seen, run_id: int, paused: Collection[int]) -> Host | None:
        """One on which nothing trains: at best warm, without a paused worker, and alone of its
        machine's."""
        hosts = [host for host in seen.hosts
                 if seen.is_connected and host.is_fit and not host.is_silent]
        kinds = {host.kind for host in hosts}
        if len(kinds) > 1:
            wanted: Kind = "cpu" if self._device_of(run_id) == "cpu" else "gpu"
            hosts = [host for host in hosts if host.kind == wanted]
        taken = {(handle.host, handle.lease.run_id) for handle in self._handles.values()
                 if not handle.has_ended}
        taken |= {(host.name, worker.run_id) for host in hosts for worker in host.workers
                  if worker.words is None}
        busy = {host for host, run in taken if run not in paused}
        load: dict[str, int] = {}
        for host in hosts:
            load[host.machine] = load.get(host.machine, 0) + (host.name in busy)
        free = [host for host in hosts if host.name not in busy]
        return min(free, key=lambda host: (
            any(name == host.name for name, _ in taken), not host.is_warm, load[host.machine]),
            default=None)


class RayHandle:
    """A worker on a host; ``ordered`` is its start, None for one that was found."""

    def __init__(self, link: LinkProcess, lease: Lease, host: str, machine: str,
                 ordered: Ordered | None) -> None:
        self._link, self.lease, self.host, self.machine = link, lease, host, machine
        self._ordered = ordered
        self._ending: Ending | None = None
        self._let_go: Ordered | None = None

    @property
    def name(self) -> str:
        return f"a worker on {self.machine}"

    @property
    def worker(self) -> str | None:
        # no process that could be looked at from here
        return f"ray:{self.host}"

    @property
    def is_silent(self) -> bool:
        host = self._host(self._link.seen())
        return host is None or host.is_silent

    def poll(self) -> Ending | None:
        if self._ending is None:
            self._ending = self._ending_in(self._link.seen())
        return self._ending

    @property
    def has_ended(self) -> bool:
        """Whether its ending was told."""
        return self._ending is not None

    def stop(self) -> None:
        self._link.order("stop", self.host, self.lease.run_id, self.lease.number)

    def kill(self) -> None:
        self._link.order("kill", self.host, self.lease.run_id, self.lease.number)
        deadline = time.monotonic() + KILL_SECONDS
        while self.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        self._ending = self._ending or OUT_OF_REACH

    def is_forgotten(self, seen: Seen) -> bool:
        """Whether its ending was told, and its host has let it go or is gone, too."""
        if self._ending is None:
            return False
        worker = self._seen_worker(seen)
        if worker and (self._let_go is None or self._link.is_done(self._let_go)):
            # one that was out of reach when it was killed may live
            self._let_go = self._link.order("kill" if worker.words is None else "forget",
                                            self.host, self.lease.run_id, self.lease.number)
        return worker is None

    def _host(self, seen: Seen) -> Host | None:
        return next((host for host in seen.hosts if host.name == self.host), None)

    def _seen_worker(self, seen: Seen) -> HostedWorker | None:
        host = self._host(seen)
        return None if host is None else next((worker for worker in host.workers if (
            worker.run_id, worker.lease) == (self.lease.run_id, self.lease.number)), None)

    def _ending_in(self, seen: Seen) -> Ending | None:
        if not seen.is_connected or (self._ordered and not self._link.is_done(self._ordered)):
            return None
        if worker := self._seen_worker(seen):
            return None if worker.words is None else Ending(worker.words, worker.good)
        return Ending(f"is gone with its host on {self.machine}", is_good=False, is_certain=False)
