"""A host: one slot on a machine of the cluster, an actor of Ray's with a worker on standby.

It starts the lab's worker unchanged, as the local launcher does, and ends when its machine's part
of Ray does; the system then ends its workers. It belongs to a server. When that has ended, runs
train on, and the next server of the same lab takes the host over; one that nobody needs goes by
itself.
"""

import asyncio
import os
import threading
import time
from contextlib import suppress
from dataclasses import asdict
from hashlib import blake2b
from typing import Any

from mnist_core.base.settings import PREFIX, Settings, read_settings
from mnist_core.base.version import VERSION
from mnist_core.runs.artifacts.open_artifacts import open_artifacts
from mnist_core.runs.artifacts.shared_mnist import refusal
from mnist_core.runs.lease.lease import Lease
from mnist_core.runs.lease.process_identity import life_of, read_identity, this_boot
from mnist_core.runs.queue.cluster.messages import Share
from mnist_core.runs.queue.local_launcher import LocalHandle, LocalLauncher
from mnist_core.runs.worker.process import STARTER

LOOK_SECONDS = 0.05
ANSWER_SECONDS = 2.0
"""A look is answered after so long if nothing happened meanwhile."""
QUIET_SECONDS = 15.0
"""Whoever did not look for so long counts as gone, if nobody can see its process."""
UNUSED_SECONDS = 120.0
"""A host without a worker, whose server is gone, ends after that."""
PREPARE_SECONDS = 5.0
"""So long after a worker has started the next one gets ready, not beside its first batches."""


def lab_id(settings: Settings) -> str:
    """A name of the database, equal for all who share it, which does not tell its password."""
    return blake2b(settings.database_url.encode(), digest_size=6).hexdigest()


class SlotHost:
    """What other machines ask of it, and it answers in plain values."""

    def __init__(self, server: str, lab: str, version: str, boot: str, share: Share) -> None:
        self._server, self._heard, self._share = server, time.monotonic(), share
        self._raylet = os.getppid()
        self._workers: dict[tuple[int, int], LocalHandle] = {}
        self._ended: dict[tuple[int, int], tuple[str, bool]] = {}
        self._changes, self._started = 0, 0.0
        self._lock = threading.RLock()
        os.environ[STARTER] = str(os.getpid())
        if share.kind == "cpu":
            os.environ[PREFIX + "DEVICE"] = "cpu"
        settings = read_settings()
        self._machine = settings.machine_name or os.uname().nodename
        os.environ[PREFIX + "MACHINE_NAME"] = self._machine
        self.problem = self._check(settings, lab, version, boot)
        self._launcher = LocalLauncher(open_artifacts(settings), share.cores, standby=True)
        threading.Thread(target=self._watch, daemon=True).start()

    def _check(self, settings: Settings, lab: str, version: str, boot: str) -> str:
        """Why runs of the server cannot be trained here; empty where they can."""
        if version != VERSION:
            return (f"The machine {self._machine} has version {VERSION} of the lab and this server "
                    f"{version}: install the same on both.")
        if lab_id(settings) != lab:
            return (f"The machine {self._machine} has another database than this server: start its "
                    "part of Ray with the same MNIST_DATABASE_URL.")
        if settings.database_url.startswith("sqlite") and boot != this_boot():
            return (f"The machine {self._machine} cannot reach this server's database, which is a "
                    "file: several machines need PostgreSQL, in MNIST_DATABASE_URL.")
        sentence = refusal(settings) if settings.artifacts_url is not None else ""
        if sentence:
            return (f"The machine {self._machine} cannot take runs: "
                    f"{sentence[0].lower()}{sentence[1:]}")
        return ""

    async def look(self, server: str, seen: int) -> dict[str, Any]:
        """What it has; waits for a change since ``seen``."""
        deadline = time.monotonic() + ANSWER_SECONDS
        while True:
            if server == self._server:
                self._heard = time.monotonic()
            self._reap()
            if self._changes != seen or time.monotonic() > deadline:
                return self._status()
            await asyncio.sleep(LOOK_SECONDS)

    async def adopt(self, server: str) -> dict[str, Any] | None:
        """Belong to this server from now on, if the one before is gone; else None."""
        if server != self._server:
            before = read_identity(self._server)
            is_gone = before is not None and life_of(before) == "dead"
            if not is_gone and time.monotonic() - self._heard < QUIET_SECONDS:
                return None
            self._server = server
        self._heard = time.monotonic()
        return self._status()

    async def start(self, run_id: int, lease: int) -> None:
        """Start the worker of a lease; nothing happens the second time."""
        with self._lock:
            if (run_id, lease) not in self._workers and (run_id, lease) not in self._ended:
                self._started = time.monotonic()
                self._workers[run_id, lease] = self._launcher.start(Lease(run_id, lease))
                self._changes += 1

    async def stop(self, run_id: int, lease: int) -> None:
        if handle := self._workers.get((run_id, lease)):
            handle.stop()

    async def kill(self, run_id: int, lease: int) -> None:
        if handle := self._workers.get((run_id, lease)):
            handle.kill()

    async def forget(self, run_id: int, lease: int) -> None:
        self._ended.pop((run_id, lease), None)
        self._changes += 1

    def _status(self) -> dict[str, Any]:
        with self._lock:
            return {
                "changes": self._changes, "share": asdict(self._share), "machine": self._machine,
                "problem": self.problem, "is_warm": self._launcher.has_standby,
                "workers": [*((*key, None, False) for key in self._workers),
                            *((*key, *ending) for key, ending in self._ended.items())]}

    def _reap(self) -> None:
        with self._lock:
            for key, handle in list(self._workers.items()):
                if ending := handle.poll():
                    self._ended[key] = ending.words, ending.is_good
                    del self._workers[key]
                    self._changes += 1

    def _watch(self) -> None:
        """See to the worker on standby, and end when nobody needs this host any more."""
        while True:
            self._reap()
            if os.getppid() != self._raylet:
                # its machine's part of Ray is gone, and with it whoever could ask for this one
                os._exit(1)
            unheard = time.monotonic() - self._heard
            if not self._workers and unheard > UNUSED_SECONDS:
                os._exit(0)
            is_time = not self._workers or time.monotonic() - self._started > PREPARE_SECONDS
            if not self.problem and is_time and unheard < QUIET_SECONDS:
                with self._lock, suppress(OSError):
                    self._launcher.prepare()
            time.sleep(0.25)
